"""MCP servers in the whole program: their tools asked about and called, their failures told, their end."""

import json
import signal
import sys
from pathlib import Path

import pytest

from tests.fake_api import FakeApi, Reply, Tool
from tests.features.conftest import Start
from tests.features.faults import Shown
from tests.features.steps import PROTOCOLS, answer, displayed, leave, sees, send, status
from tests.tools.holders import Holders

SCRIPT = str(Path(__file__).parents[1] / "tools" / "mcp_server.py")


def server(*options: str, **fields: object) -> dict[str, object]:
    """Return an entry of mcp.json for the little server."""
    return {"command": sys.executable, "args": [SCRIPT, *options], **fields}


def write_user_file(home: Path, **servers: object) -> None:
    """Write the user's mcp.json."""
    _write(home / ".aws" / "amazonq" / "mcp.json", servers)


def write_workspace_file(home: Path, **servers: object) -> None:
    """Write the mcp.json of the directory in which tests start qmux."""
    _write(home / ".amazonq" / "mcp.json", servers)


def _write(path: Path, servers: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"mcpServers": servers}), encoding="utf-8")


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_model_calls_a_servers_tool_when_the_user_says_so(
    start_with_api: Start, api: FakeApi, clean_environment: Path
) -> None:
    write_user_file(clean_environment, docs=server("--tools", "echo,huge"))
    api.when("look it up", Reply("I will.", Tool("echo", {"word": "qmux"})))
    program = start_with_api("--new", "worker")
    displayed(program, "worker")
    send(program, "look it up")
    sees(program, "Using tool: @docs/echo", "I will call echo of the MCP server docs with:", '"word": "qmux"')
    answer(program, "y")
    sees(program, " ● Completed in ", 'You said: {"word": "qmux"}')
    told = str(api.requests[0].body["tools"])
    assert told.index("'fs_read'") < told.index("'ask_user'") < told.index("'echo'") < told.index("'huge'")


def test_trust_lists_and_restart(start_with_api: Start, api: FakeApi, clean_environment: Path) -> None:
    write_user_file(
        clean_environment,
        docs=server("--tools", "echo,die"),
        old=server(disabled=True),
        web={"type": "http", "url": "http://127.0.0.1:1/"},
    )
    api.when("look it up", Reply(Tool("echo", {"word": "qmux"})))
    api.when("break it", Reply(Tool("die", {})))
    program = start_with_api("--new", "worker", columns=220, lines=40)
    displayed(program, "worker")
    send(program, "/tools trust @docs")
    sees(program, "Tool '@docs' is now trusted.")
    send(program, "look it up")
    program.wait_for(
        Shown("MCP server web of ", "its type http is not supported", "@docs/echo (trusted)", "You said: ")
    )
    program.wait_for(lambda lines: "ACTIVE" in status(lines))
    send(program, "break it")
    sees(program, "MCP server docs failed: it ended with status 9: I was told to die. It is started again")
    program.wait_for(lambda lines: "ACTIVE" in status(lines))
    send(program, "/mcp")
    sees(
        program,
        "MCP servers of ~/.aws/amazonq/mcp.json:",
        "  docs  failed: it ended",
        "  old   disabled",
        "  web   not usable: its type http",
    )
    send(program, "/mcp restart docs")
    sees(program, "MCP server docs: running, 2 tools")
    send(program, "/tools")
    sees(program, "Tools of the MCP server docs:", "  @docs/echo    trusted", "  @docs/die     trusted")


def test_a_workspaces_server_waits_for_leave(
    start_with_api: Start, api: FakeApi, clean_environment: Path
) -> None:
    journal = clean_environment / "journal"
    write_workspace_file(clean_environment, docs=server("--tools", "echo", "--journal", str(journal)))
    program = start_with_api("--new", "worker", columns=200)
    displayed(program, "worker")
    send(program, "hello")
    program.wait_for(Shown("starts when you allow it: /mcp allow docs lets it run: ", "You said: hello"))
    assert not journal.exists()
    assert "'echo'" not in str(api.requests[0].body["tools"])
    send(program, "/mcp allow docs")
    sees(program, "MCP server docs: running, 1 tool")
    send(program, "again")
    sees(program, "You said: again")
    assert "'echo'" in str(api.requests[1].body["tools"])
    leave(program)
    assert "end of input" in journal.read_text(encoding="utf-8")
    program = start_with_api(columns=200)
    displayed(program, "worker")
    send(program, "once more")
    sees(program, "You said: once more")
    assert "'echo'" in str(api.requests[2].body["tools"])  # the leave is kept


def test_a_hung_call_is_stopped_at_once(start_with_api: Start, api: FakeApi, clean_environment: Path) -> None:
    journal = clean_environment / "journal"
    write_user_file(clean_environment, docs=server("--tools", "hang,echo", "--journal", str(journal)))
    api.when("look it up", Reply(Tool("hang", {})))
    program = start_with_api("--new", "worker")
    displayed(program, "worker")
    send(program, "/tools trust @docs/hang")
    sees(program, "Tool '@docs/hang' is now trusted.")
    send(program, "look it up")
    program.wait_for(
        lambda lines: "@docs/hang" in status(lines) and "call hang" in journal.read_text("utf-8")
    )
    program.press("C-c")
    program.wait_for(lambda lines: "ACTIVE" in status(lines))
    send(program, "and now?")
    sees(program, "You said: Interrupted (stopped by the user): this call may have run")
    assert journal.read_text("utf-8").count("started") == 1  # the server lives on


def test_a_broken_file_is_told_and_stops_nothing(start_with_api: Start, clean_environment: Path) -> None:
    path = clean_environment / ".amazonq" / "mcp.json"
    path.parent.mkdir()
    path.write_text("{", encoding="utf-8")
    program = start_with_api("--new", "worker", columns=200)
    displayed(program, "worker")
    send(program, "hello")
    program.wait_for(Shown(".amazonq/mcp.json is not used: it is not JSON (", "You said: hello"))
    send(program, "/mcp restart dcos")
    sees(program, "There is no MCP server dcos. /mcp lists the servers.")


@pytest.mark.parametrize("run", ["pty"], indirect=True)
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
def test_no_server_outlives_qmux(
    start_with_api: Start, clean_environment: Path, tmp_path: Path, ending: signal.Signals
) -> None:
    holders = Holders(tmp_path / "holders")
    write_user_file(clean_environment, docs=server("--hold", str(holders.path), "--deaf"))
    program = start_with_api("--new", "worker")
    displayed(program, "worker")
    send(program, "hello")
    sees(program, "You said: hello")
    program.kill(ending)
    program.wait_exit()
    holders.wait_until_gone()


def test_a_closed_session_takes_its_servers_along(
    start_with_api: Start, clean_environment: Path, tmp_path: Path
) -> None:
    holders = Holders(tmp_path / "holders")
    write_user_file(clean_environment, docs=server("--hold", str(holders.path)))
    program = start_with_api("--new", "worker")
    displayed(program, "worker")
    send(program, "hello")
    sees(program, "You said: hello")
    send(program, f"/new other --cwd {tmp_path}")
    displayed(program, "other")
    send(program, "/close worker")
    program.wait_for("Close session worker?")
    program.type("y")
    program.wait_for("Closed session: worker")
    program.let_pass(0.1)  # the session's thread has that long to end by itself
    holders.wait_until_gone()
