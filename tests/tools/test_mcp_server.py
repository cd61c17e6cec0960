"""MCP servers as real processes: asked, cancelled, dying, talking rubbish, too much, or not at all."""

import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import pytest

from qmux import threads
from qmux.cancel import CancelToken
from qmux.errors import Cancelled
from qmux.tools.base import Access, AccessKind, Place, ToolContext, ToolMistakeError, ToolOutcome
from qmux.tools.mcp.config import ServerEntry
from qmux.tools.mcp.rows import model_name, tool_row
from qmux.tools.mcp.server import MOST_FAILURES, STOP_SECONDS, McpServer, State
from qmux.tools.wording import RESULT_LIMIT
from tests.tools.holders import Holders
from tests.tools.stand_ins import context

SCRIPT = str(Path(__file__).with_name("mcp_server.py"))
SECONDS = 20.0


class Watched:
    """A server, and what it told of itself."""

    def __init__(self, directory: Path, *options: str, **fields: object) -> None:
        self.journal = directory / "journal"
        entry = ServerEntry(
            "little", "mcp.json", sys.executable, (SCRIPT, "--journal", str(self.journal), *options)
        )._replace(**fields)  # type: ignore[arg-type]
        self.notices: list[str] = []
        self._condition = threading.Condition()
        self.server = McpServer(entry, str(directory), self._changed, self._failed)

    def __enter__(self) -> "Watched":
        return self

    def __exit__(self, *error: object) -> None:
        self.server.stop(0.1)
        assert self.server.join(time.monotonic() + SECONDS)

    def start(self) -> "Watched":
        """Start it and wait until that is done."""
        self.server.start()
        self.server.wait(CancelToken())
        return self

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait for something that the server's thread makes true."""
        with self._condition:
            assert self._condition.wait_for(condition, SECONDS), self.server.standing()

    def call(
        self, tool: str, arguments: Mapping[str, object] | None = None, **of_context: object
    ) -> ToolOutcome:
        """Call a tool as the engine does."""
        made = context(**of_context)  # type: ignore[arg-type]
        return self.run(tool, arguments or {}, made)

    def run(self, tool: str, arguments: Mapping[str, object], made: ToolContext) -> ToolOutcome:
        """Call a tool with a context."""
        known = {each.name: each for each in self.server.standing().tools}
        return tool_row(self.server, known[tool], tool).run(arguments, made)

    def written(self, words: str) -> int:
        """Return how often the server wrote a line that begins with `words`."""
        return sum(line.startswith(words) for line in self.journal.read_text(encoding="utf-8").split("\n"))

    def _changed(self) -> None:
        with self._condition:
            self._condition.notify_all()

    def _failed(self, notice: str) -> None:
        with self._condition:
            self.notices.append(notice)
            self._condition.notify_all()


@pytest.fixture
def little(tmp_path: Path) -> Iterator[Watched]:
    """Return a server that runs and behaves."""
    with Watched(tmp_path) as watched:
        yield watched.start()


@pytest.mark.parametrize(
    "options",
    [(), ("--version", "2024-11-05"), ("--modern",), ("--paged",), ("--rubbish",), ("--modern", "--paged")],
    ids=" ".join,
)
def test_a_call_in_every_form_of_the_protocol(tmp_path: Path, options: tuple[str, ...]) -> None:
    with Watched(tmp_path, *options) as watched:
        assert watched.start().server.standing().state is State.RUNNING
        assert len(watched.server.standing().tools) == 15
        assert watched.call("echo", {"word": "é\u2028\n"}) == ToolOutcome('{"word": "\\u00e9\\u2028\\n"}')


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--version", "1999-01-01"), "it speaks version 1999-01-01 of the protocol, which qmux does not"),
        (("--die",), "it ended with status 3: cannot go on: no database"),
    ],
)
def test_a_server_that_cannot_be_used_says_why(tmp_path: Path, options: tuple[str, ...], reason: str) -> None:
    with Watched(tmp_path, *options) as watched:
        assert watched.start().server.standing()[:2] == (State.FAILED, reason)
        watched.until(lambda: bool(watched.notices))
        again = "It is started again when it is needed"
        assert watched.notices == [f"MCP server little failed: {reason}. {again}."]


def test_a_command_that_is_not_there(tmp_path: Path) -> None:
    with Watched(tmp_path, command="/nonexistent/server") as watched:
        state, reason, _ = watched.start().server.standing()
        assert state is State.FAILED
        assert "No such file" in reason


def test_it_is_started_again_a_few_times_and_then_not(tmp_path: Path) -> None:
    with Watched(tmp_path, "--die") as watched:
        for number in range(1, MOST_FAILURES + 2):
            wanted = min(number, MOST_FAILURES)
            watched.start().until(partial(lambda count: len(watched.notices) == count, wanted))
        assert watched.written("started") == MOST_FAILURES
        assert watched.notices[-1].endswith("/mcp restart little tries again.")


@pytest.mark.parametrize(
    ("tool", "expected"),
    [
        ("fail", ToolOutcome("it went wrong", is_error=True)),
        ("structured", ToolOutcome('{"answer": 42}')),
        ("get-user.by/id", ToolOutcome("a user")),
        (
            "pictures",
            ToolOutcome(
                "see:\n[image image/png, 3.0 kB, is not included]\n[audio audio/wav, 3 bytes, is not included]\n"
                "[resource file:///a.txt]\nthe text of a\n[resource file:///b.bin, 3 bytes, is not included]\n"
                "[resource c: file:///c]\n[content of the type hologram is not included]"
            ),
        ),
    ],
)
def test_results(little: Watched, tool: str, expected: ToolOutcome) -> None:
    assert little.call(tool) == expected


def test_a_refusal_is_the_models_to_read(little: Watched) -> None:
    with pytest.raises(ToolMistakeError, match=r"^MCP server little: not like that\.$"):
        little.call("refuse")


def test_a_large_result_is_cut_and_one_beyond_reason_ends_the_server(little: Watched) -> None:
    text = little.call("huge", {"size": 5_000_000}).text
    assert text.startswith("x" * RESULT_LIMIT)
    assert text.endswith("[cut: 4,600,000 more characters are not shown]")
    with pytest.raises(ToolMistakeError, match="a line of more than 8 MiB"):
        little.call("endless")
    little.until(lambda: bool(little.notices))
    assert little.call("echo") == ToolOutcome("{}")  # it is started again


def test_a_server_that_dies_in_a_call_is_told_and_comes_back_with_the_next(little: Watched) -> None:
    with pytest.raises(ToolMistakeError, match="little: it ended"):
        little.call("die")
    little.until(lambda: bool(little.notices))
    assert "it ended with status 9: I was told to die" in little.notices[0]
    assert len(little.server.standing().tools) == 15  # they stay known
    assert little.call("echo") == ToolOutcome("{}")
    assert little.written("started") == 2


def test_a_hung_call_ends_at_its_time(little: Watched) -> None:
    with pytest.raises(ToolMistakeError, match=r"it did not answer within 0\.2 s"):
        little.call("hang", timeout=0.2)
    assert json.loads(little.call("cancelled").text) == [3]


def test_the_time_that_the_file_names_counts(tmp_path: Path) -> None:
    with Watched(tmp_path, timeout=0.7) as watched:
        watched.start()
        with pytest.raises(ToolMistakeError, match=r"it did not answer within 0\.7 s"):
            watched.call("hang")


def test_a_cancelled_call_is_answered_at_once(little: Watched) -> None:
    cancel, ended = CancelToken(), threading.Event()

    def hang() -> None:
        with pytest.raises(Cancelled):
            little.call("hang", cancel=cancel)
        ended.set()

    threads.start("test-call", hang)
    little.call("echo")
    cancel.cancel()
    assert ended.wait(SECONDS)
    assert len(json.loads(little.call("cancelled").text)) == 1


def test_a_cancelled_call_to_a_server_that_never_answers_does_not_wait_for_it(tmp_path: Path) -> None:
    with Watched(tmp_path, "--silent") as watched:
        watched.server.start()
        cancel = CancelToken()
        cancel.cancel()
        with pytest.raises(Cancelled):
            watched.server.call("echo", {}, context(cancel=cancel))


def test_the_server_may_ping_and_gets_nothing_else(little: Watched) -> None:
    answers = {str(each["id"]): each for each in json.loads(little.call("ask").text)}
    assert answers["2"]["result"] == {}
    assert answers["one"]["error"]["code"] == -32601


def test_progress_is_told(little: Watched) -> None:
    told: list[tuple[float, float | None]] = []
    made = context()._replace(progress=lambda done, total: told.append((done, total)))
    assert little.run("slow", {}, made) == ToolOutcome("done")
    assert told == [(1.0, 2.0), (2.0, 2.0)]


def test_tools_that_come_later(little: Watched) -> None:
    little.call("grow")
    little.until(lambda: any(tool.name == "grown" for tool in little.server.standing().tools))


def test_the_environment_is_what_the_file_says_and_little_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-secret")
    with Watched(tmp_path, environment=(("TOKEN", "abc"),)) as watched:
        directory, variables = json.loads(watched.start().call("environment").text)
    assert directory == os.path.realpath(tmp_path)
    assert variables["TOKEN"] == "abc"
    assert set(variables) <= {"HOME", "LOGNAME", "PATH", "SHELL", "TERM", "USER", "TOKEN", "LC_CTYPE"}


def test_a_server_that_ends_with_its_input_is_left_to_end(tmp_path: Path) -> None:
    with Watched(tmp_path) as watched:
        watched.start()
        began = time.monotonic()
        watched.server.stop()
        assert watched.server.join(time.monotonic() + SECONDS)
        assert time.monotonic() - began < STOP_SECONDS  # nobody had to be killed
        assert watched.written("end of input") == 1
        assert watched.notices == []


def test_one_that_does_not_is_killed_with_its_children(tmp_path: Path) -> None:
    holders = Holders(tmp_path / "holders")
    with Watched(tmp_path, "--deaf", "--child", str(holders.path)) as watched:
        watched.start().server.stop(0.1)
        holders.wait_until_gone()


def test_what_models_and_rules_and_users_see_of_a_tool(little: Watched) -> None:
    known = {each.name: each for each in little.server.standing().tools}
    row = tool_row(little.server, known["get-user.by/id"], "getuserbyid")
    place = Place("/", "/session")
    assert row.name == "@little/get-user.by/id"
    assert row.spec.name == "getuserbyid"
    assert row.spec.schema == {"type": "object", "properties": {"word": {"type": "string"}}}
    assert row.accesses({}, place) == (Access(AccessKind.CALL, "@little/get-user.by/id"),)
    preview = row.preview({"a": "\x1b[8mhidden\u202e", "b": ["x"] * 100}, place)
    assert preview.line == "I will call get-user.by/id of the MCP server little with:"
    assert '"\\u001b[8mhidden<U+202E>"' in preview.detail
    assert preview.detail.endswith("more characters are not shown]")


@pytest.mark.parametrize(
    ("server", "tool", "taken", "name"),
    [
        ("docs", "search", (), "search"),
        ("docs", "get-user.by/id", (), "getuserbyid"),
        ("docs", "a___b", (), "ab"),
        ("docs", "3d", (), "tool_3d"),
        ("docs", "fs_read", ("fs_read",), "docs___fs_read"),
        ("do-cs", "search", ("search",), "docs___search"),
        ("docs", "search", ("search", "docs___search"), ""),
        ("docs", "x" * 65, (), ""),
        ("docs", "has blanks", (), ""),
        ("docs", "*", (), ""),
        ("docs", "ünder", (), ""),
    ],
)
def test_names_for_models(server: str, tool: str, taken: tuple[str, ...], name: str) -> None:
    assert model_name(server, tool, taken) == name
