"""What the sessions of a directory share: one process for each server, names that stay, files that change."""

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qmux.cancel import CancelToken
from qmux.errors import Cancelled, UserError
from qmux.tools.mcp import server as mcp_server
from qmux.tools.mcp.approvals import Approvals
from qmux.tools.mcp.servers import McpServers
from qmux.tools.mcp.workspace import Workspace
from qmux.tools.table import TOOLS
from tests.tools.stand_ins import context

SCRIPT = str(Path(__file__).with_name("mcp_server.py"))
SECONDS = 20.0


class Room:
    """The servers of all directories, and sessions that use them."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.told: list[tuple[str, str]] = []
        self.waited: list[str] = []
        self._condition = threading.Condition()
        self._file = directory / "mcp.json"
        self.servers = McpServers(TOOLS, [str(self._file)], Approvals(str(directory / "allowed")))

    def write(self, **servers: object) -> None:
        """Write the user's file."""
        self._file.write_text(json.dumps({"mcpServers": servers}), encoding="utf-8")

    def little(self, *options: str, tools: str = "echo", **fields: object) -> dict[str, object]:
        """Return an entry for a little server that keeps the journal."""
        journal = str(self.directory / "journal")
        return {
            "command": sys.executable,
            "args": [SCRIPT, "--journal", journal, "--tools", tools, *options],
            **fields,
        }

    def ready(
        self, session: str, directory: Path | None = None, cancel: CancelToken | None = None
    ) -> Workspace:
        """Prepare a request of a session."""
        workspace = self.servers.workspace(str(directory or self.directory), session)

        def tell(text: str) -> None:
            with self._condition:
                self.told.append((session, text))
                self._condition.notify_all()

        workspace.ready(session, tell, cancel or CancelToken(), self.waited.append)
        return workspace

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait for something that is told."""
        with self._condition:
            assert self._condition.wait_for(condition, SECONDS), self.told

    def written(self, words: str) -> int:
        """Return how often servers wrote a line that begins with `words`."""
        path = self.directory / "journal"
        lines = path.read_text(encoding="utf-8").split("\n") if path.exists() else []
        return sum(line.startswith(words) for line in lines)

    def close(self) -> None:
        """End all servers as the program does."""
        self.servers.stop()
        self.servers.join()


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """Return servers of which the user's file names none yet."""
    made = Room(tmp_path)
    yield made
    made.close()


def test_sessions_of_a_directory_share_a_process_and_those_of_another_do_not(
    room: Room, tmp_path: Path
) -> None:
    room.write(docs=room.little())
    other = tmp_path / "other"
    other.mkdir()
    one, two = room.ready("one"), room.ready("two")
    assert one is two
    assert room.written("started") == 1
    assert room.ready("three", other) is not one
    assert room.written("started") == 2
    assert one.rows["echo"].run({"a": 1}, context()).text == '{"a": 1}'


def test_servers_end_with_the_last_session_that_uses_them(room: Room, tmp_path: Path) -> None:
    room.write(docs=room.little())
    workspace = room.ready("one")
    room.servers.workspace(str(tmp_path), "two")  # open, and without a message yet
    room.servers.leave(str(tmp_path), "one")
    assert workspace.rows["echo"].run({}, context()).text == "{}"
    room.servers.leave(str(tmp_path), "two")
    with pytest.raises(UserError, match="its last session was closed"):
        workspace.restart("docs")
    assert room.ready("three") is not workspace


def test_names_do_not_depend_on_who_comes_first(room: Room) -> None:
    room.write(slow=room.little(disabled=True, tools="echo,fs_read"), quick=room.little(tools="echo,huge"))
    workspace = room.ready("one")
    assert [(name, tool.name) for name, tool in workspace.rows.items()] == [
        ("echo", "@quick/echo"),
        ("huge", "@quick/huge"),
    ]
    room.write(slow=room.little(tools="echo,fs_read"), quick=room.little(tools="echo,huge"))
    room.ready("one")
    assert [(name, tool.name) for name, tool in workspace.rows.items()] == [
        ("slow___echo", "@slow/echo"),  # "echo" stays what it was
        ("slow___fs_read", "@slow/fs_read"),  # and our own tools are nobody else's
        ("echo", "@quick/echo"),
        ("huge", "@quick/huge"),
    ]


def test_a_changed_entry_is_started_anew_and_one_that_is_gone_is_stopped(room: Room) -> None:
    room.write(docs=room.little(), more=room.little(tools="fail"))
    workspace = room.ready("one")
    assert list(workspace.rows) == ["echo", "fail"]
    room.write(docs=room.little(tools="huge"))
    room.ready("one")
    assert list(workspace.rows) == ["huge"]
    assert room.written("started") == 3


def test_a_slow_server_is_waited_for_once_and_comes_later(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mcp_server, "START_SECONDS", 0.2)
    room.write(docs=room.little("--silent"))
    began = time.monotonic()
    assert room.ready("one").rows == {}
    assert room.waited == ["starting docs"]
    waited = time.monotonic() - began
    assert 0.2 <= waited < mcp_server.STOP_SECONDS
    room.ready("one")
    assert room.waited == ["starting docs"]


def test_who_waits_can_be_cancelled(room: Room) -> None:
    room.write(docs=room.little("--silent"))
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        room.ready("one", cancel=cancel)


def test_all_sessions_are_told_of_a_failure_and_each_of_a_mistake_once(room: Room) -> None:
    room.write(docs=room.little(tools="die"), web={"url": "http://x"})
    workspace = room.ready("one")
    room.ready("one")
    room.ready("two")
    mistakes = [session for session, text in room.told if "MCP server web of " in text]
    assert mistakes == ["one", "two"]
    with pytest.raises(ValueError, match="it ended"):
        workspace.rows["die"].run({}, context())
    room.until(lambda: sum("MCP server docs failed" in text for _, text in room.told) == 2)
    room.ready("one")
    assert room.written("started") == 2  # on demand


def test_a_workspaces_server_does_not_start_before_the_user_allows_it(room: Room, tmp_path: Path) -> None:
    file = tmp_path / ".amazonq" / "mcp.json"
    file.parent.mkdir()
    entry = room.little(env={"LD_PRELOAD": "./evil.so"})
    file.write_text(json.dumps({"mcpServers": {"docs": entry}}), encoding="utf-8")
    workspace = room.ready("one")
    assert room.written("started") == 0
    assert "/mcp allow docs lets it run: LD_PRELOAD=... " in room.told[0][1]
    with pytest.raises(UserError, match="not allowed yet"):
        workspace.restart("docs")
    del entry["env"]
    file.write_text(json.dumps({"mcpServers": {"docs": entry}}), encoding="utf-8")
    assert workspace.allow("docs").state == "running"
    with pytest.raises(UserError, match="needs no leave"):
        workspace.allow("docs")
    file.write_text(json.dumps({"mcpServers": {"docs": {**entry, "timeout": 7}}}), encoding="utf-8")
    assert "not allowed yet" in workspace.look().servers[0].state
    assert room.ready("one").rows == {}


def test_a_restart_gives_a_hopeless_server_another_chance(room: Room) -> None:
    room.write(docs=room.little("--die"))
    for count in range(1, mcp_server.MOST_FAILURES + 1):
        workspace = room.ready("one")
        room.until(lambda wanted=count: len(room.told) == wanted)  # type: ignore[misc]
    room.ready("one")
    assert room.written("started") == mcp_server.MOST_FAILURES
    row = workspace.restart("docs")
    assert row.state == "failed: it ended with status 3: cannot go on: no database"
    assert room.written("started") == mcp_server.MOST_FAILURES + 1
