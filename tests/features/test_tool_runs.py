"""Tools at work: what they print is seen at once, and whatever ends them ends their processes too."""

import os
import signal
from pathlib import Path

import pytest

from tests.fake_api import FakeApi, Reply, Tool
from tests.features.conftest import Start
from tests.features.faults import saved
from tests.features.harness.program import Program
from tests.features.steps import answer, displayed, in_overlay, pane, sees, send, status, words

# It says that it runs, and who it is; then only a signal ends it.
ENDLESS = "echo $$ > pid; echo begun; sleep 1000; echo over"


def shell(command: str, id: str = "call_1") -> Tool:
    """Return a call of execute_bash."""
    return Tool("execute_bash", {"command": command}, id)


def running(start: Start, api: FakeApi, command: str = ENDLESS) -> Program:
    """Start qmux with a displayed session `worker` whose tool runs."""
    api.when("build it", Reply("I will.", shell(command)))
    api.when("exit_status", Reply("Ready."))
    program = start("--new", "worker")
    displayed(program, "worker")
    send(program, "build it")
    answer(program, "y")
    program.wait_for(lambda lines: "begun" in lines)
    return program


def is_alive(home: Path) -> bool:
    """Return whether the process runs that wrote its number."""
    try:
        os.kill(int((home / "pid").read_text()), 0)
    except ProcessLookupError:
        return False
    return True


def test_output_is_shown_as_it_comes_and_the_status_line_says_what_runs(
    start_with_api: Start, api: FakeApi, clean_environment: Path
) -> None:
    os.mkfifo(clean_environment / "go")
    program = running(start_with_api, api, "echo begun; cat go; echo o''ver")
    program.wait_for(lambda lines: "PROCESSING" in status(lines) and " execute_bash " in status(lines))
    assert "over" not in words(program.screen())
    (clean_environment / "go").write_text("went\n")
    sees(program, "went", "over", " ● Completed in", "Ready.")


def test_ctrl_c_ends_the_processes_and_the_model_is_told(
    start_with_api: Start, api: FakeApi, clean_environment: Path
) -> None:
    program = running(start_with_api, api)
    assert is_alive(clean_environment)
    program.press("C-c")
    sees(program, "Interrupted, may have run", "[interrupted: stopped by the user]")
    assert not is_alive(clean_environment)
    program.wait_for(lambda lines: "ACTIVE" in status(lines))
    send(program, "what now?")
    program.wait_for("You said: ")
    assert "may have run, wholly or in part" in str(api.requests[-1].body["messages"])


def test_kill_ends_a_tool_in_the_background(
    start_with_api: Start, api: FakeApi, clean_environment: Path
) -> None:
    program = running(start_with_api, api, "trap '' TERM; " + ENDLESS)
    program.press("C-n")
    displayed(program, "dev-1")
    send(program, "/kill worker")
    program.wait_for("Killed what was running in session: worker")
    program.press("M-1")
    sees(program, "Interrupted, may have run", "[interrupted: killed by the user]")
    program.wait_for(lambda lines: "ACTIVE" in status(lines))
    send(program, "still there?")
    program.wait_for("still there?")


@pytest.mark.parametrize("run", ["pty"], indirect=True)
@pytest.mark.parametrize("signal_", [signal.SIGKILL, signal.SIGTERM])
def test_after_the_end_of_qmux_a_tool_shows_as_interrupted_and_never_runs_again(
    start_with_api: Start, api: FakeApi, clean_environment: Path, signal_: signal.Signals
) -> None:
    program = running(start_with_api, api, "echo once >> runs; " + ENDLESS)
    saved(program, clean_environment, "begun\n")
    program.kill(signal_)
    program.wait_exit()
    if signal_ is signal.SIGTERM:
        assert not is_alive(clean_environment)
    program = start_with_api()
    sees(program, "begun", "Interrupted, may have run", "[interrupted:")
    program.wait_for(lambda lines: "FAILED" in status(lines))
    send(program, "/retry")
    program.wait_for("You said: ")
    assert (clean_environment / "runs").read_text() == "once\n"
    assert "may have run" in str(api.requests[-1].body["messages"])


@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_an_open_permission_is_not_open_after_a_restart(
    start_with_api: Start, api: FakeApi, clean_environment: Path
) -> None:
    api.when("build it", Reply("I will.", shell("echo made > made.txt")))
    program = start_with_api("--new", "worker")
    displayed(program, "worker")
    send(program, "build it")
    program.wait_for("[y/n/t] execute_bash:")
    program.press("C-n")
    displayed(program, "dev-1")
    saved(program, clean_environment, "echo made", "dev-1")
    program.kill(signal.SIGKILL)
    program.wait_exit()
    program = start_with_api()
    displayed(program, "dev-1")
    program.wait_for(in_overlay("worker", "!"))
    program.press("M-1")
    sees(program, "[interrupted:")
    assert "may have run" not in " ".join(pane(program.screen()))
    send(program, "y")  # a message like any other: there is no question any more
    program.wait_for("You said: ")
    assert "was not run" in str(api.requests[-1].body["messages"])


def test_much_output_is_bounded_with_its_end_in_sight(start_with_api: Start, api: FakeApi) -> None:
    program = running(start_with_api, api, "echo begun; sleep 0.2; seq 1000000; echo the end")
    sees(program, "characters of output are not shown ...", "1000000", "the end", " ● Completed in", "Ready.")
