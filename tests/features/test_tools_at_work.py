"""A scripted model reads, searches, edits and tests a small project; what it started ends with qmux."""

import ipaddress
import signal
import socket
from pathlib import Path

import pytest

from tests.fake_api import FakeApi, Reply, Tool
from tests.features.conftest import Start
from tests.features.steps import PROTOCOLS, answer, displayed, sees, send
from tests.tools.holders import Holders

SCRIPT = (
    Reply(
        "I will look.",
        Tool("glob", {"pattern": "**/*.py"}, "call_1"),
        Tool("grep", {"pattern": "def \\w+", "path": "sums.py"}, "call_2"),
        Tool("fs_read", {"operations": [{"mode": "Line", "path": "sums.py"}]}, "call_3"),
    ),
    Reply(
        "I will mend it.",
        Tool(
            "fs_write",
            {"command": "str_replace", "path": "sums.py", "old_str": "a - b", "new_str": "a + b"},
            "call_4",
        ),
    ),
    Reply(
        "I will test it.",
        Tool("execute_bash", {"command": "python3 -c 'import sums; print(sums.add(2, 3))'"}, "call_5"),
    ),
    Reply("Done."),
)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_project_is_read_edited_and_tested(
    start_with_api: Start, api: FakeApi, clean_environment: Path
) -> None:
    source = clean_environment / "sums.py"
    source.write_text("def add(a, b):\n    return a - b\n")
    for reply in SCRIPT:
        api.enqueue(reply)
    program = start_with_api("--new", "worker")
    displayed(program, "worker")
    send(program, "mend sums.py")
    sees(program, " ● I will change the file sums.py", "-    return a - b", "+    return a + b")
    assert source.read_text().endswith("a - b\n")
    answer(program, "y")
    sees(program, " ● I will run the following shell command: python3 -c")
    assert source.read_text().endswith("a + b\n")
    answer(program, "y")
    sees(program, "5", "Done.")
    told = str([request.body["messages"] for request in api.requests])
    assert "1: def add(a, b):" in told
    assert "Changed sums.py: 2 lines before, 2 lines now." in told


@pytest.mark.parametrize("run", ["pty"], indirect=True)
@pytest.mark.parametrize("way", ["quit", "signal", "kill"])
def test_a_command_that_ignores_its_end_does_not_outlive_qmux(
    start: Start, clean_environment: Path, way: str
) -> None:
    holders = Holders(clean_environment / "holders")
    program = start("--new", "worker")
    displayed(program, "worker")
    send(program, f"run exec 9>{holders.path}; trap '' TERM; echo on; sleep 1000")
    answer(program, "y")
    program.wait_for(lambda lines: "on" in lines)
    if way == "quit":
        send(program, "/quit")
        sees(program, "will be interrupted. Quit? [y/N]")
        program.press("y")
    else:
        program.kill(signal.SIGKILL if way == "kill" else signal.SIGTERM)
    program.wait_exit()
    holders.wait_until_gone()


def _leads_near(name: str) -> bool:
    try:
        return name != "localhost" and not ipaddress.ip_address(socket.gethostbyname(name)).is_global
    except OSError:
        return False


def test_a_name_that_leads_to_this_machine_is_asked_about_as_that(
    start_with_api: Start, api: FakeApi, clean_environment: Path
) -> None:
    name = socket.gethostname()
    if len(name) > 40 or not _leads_near(name):
        pytest.skip("this machine has no name of its own that leads here")
    url = f"http://{name}:9/x"
    api.enqueue(Reply("I will look.", Tool("fetch", {"url": url}, "call_1")))
    api.enqueue(Reply("Then not."))
    program = start_with_api("--new", "reader")
    displayed(program, "reader")
    send(program, "look it up")
    sees(program, f" ● I will fetch {url}")
    answer(program, "y")
    sees(program, "leads")
    answer(program, "n")
    sees(program, "Then not.")
    assert "refused to let this call run" in str(api.requests[-1].body["messages"])
