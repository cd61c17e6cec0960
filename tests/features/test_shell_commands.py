"""!COMMAND: a shell command of the user's, run where the session works."""

from pathlib import Path

import pytest

from tests.fake_api import FakeApi
from tests.features.conftest import Start
from tests.features.harness.program import Program
from tests.features.steps import displayed, in_overlay, leave, sees, send, status


def opened(start: Start) -> Program:
    """Start qmux with a session `talk`."""
    program = start("--new", "talk", columns=100)
    displayed(program, "talk")
    return program


@pytest.fixture
def run() -> str:
    """One world is enough: what is seen here is drawn as everything else is."""
    return "fake"


def test_its_output_is_shown_and_the_model_is_not_told(
    start_with_api: Start, api: FakeApi, clean_environment: Path
) -> None:
    program = opened(start_with_api)
    send(program, "!pwd; echo on the other stream >&2")
    sees(program, "!pwd; echo", str(clean_environment), "on the other stream", "ACTIVE")
    send(program, "hi")
    sees(program, "You said: hi")
    assert len(api.requests) == 1 and "other stream" not in str(api.requests[0].body)


def test_output_comes_live_and_ctrl_c_stops_it(start_with_api: Start) -> None:
    program = opened(start_with_api)
    send(program, "!echo begun; exec tail -f /dev/null")
    lines = sees(program, "begun", "PROCESSING")
    assert "shell" in status(lines)
    program.press("C-c")
    sees(program, "ACTIVE")
    send(program, "!echo again")
    program.wait_for(lambda lines: "again" in [line.strip() for line in lines])


def test_a_failure_is_told(start_with_api: Start) -> None:
    program = opened(start_with_api)
    send(program, "!exit 3")
    sees(program, "It ended with exit status 3.", "ACTIVE")
    send(program, "!kill -9 $$")
    sees(program, "It was ended by signal 9.", "ACTIVE")


def test_a_command_is_needed(start_with_api: Start) -> None:
    program = opened(start_with_api)
    send(program, "! ")
    sees(program, "!: COMMAND is missing.")


def test_what_ends_in_the_background_is_told(start_with_api: Start, clean_environment: Path) -> None:
    program = opened(start_with_api)
    send(program, "!mkfifo gate; echo waiting; cat gate; echo over")
    sees(program, "waiting")
    program.press("C-n")
    displayed(program, "dev-1")
    (clean_environment / "gate").write_text("opened\n", encoding="utf-8")
    program.wait_for(in_overlay("talk", "⏎"))
    program.press("M-1")
    sees(program, "opened", "over", "ACTIVE")


def test_it_is_there_after_a_restart_and_in_an_export(start_with_api: Start, clean_environment: Path) -> None:
    program = opened(start_with_api)
    send(program, "!printf 'one\\ntwo\\n'")
    program.wait_for(lambda lines: "two" in [line.strip() for line in lines])
    send(program, "/export")
    sees(program, "Exported session talk")
    assert "## Output" in (clean_environment / "talk.md").read_text(encoding="utf-8")
    leave(program)
    program = start_with_api(columns=100)
    program.wait_for(lambda lines: "two" in [line.strip() for line in lines])


def test_no_escape_of_it_reaches_the_terminal(start_with_api: Start) -> None:
    program = opened(start_with_api)
    send(program, r"!printf 'a\033[2J\033]0;title\007b\n'")
    program.wait_for(lambda lines: "ab" in [line.strip() for line in lines])
