"""What a model wants to do: shown, asked, refused, trusted; keys typed too early decide nothing."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fake_api import FakeApi, Gate, Hold, Reply, Tool
from tests.features.conftest import Start
from tests.features.harness.fake_program import FakeProgram
from tests.features.harness.program import Program
from tests.features.steps import (
    PROTOCOLS,
    answer,
    click,
    displayed,
    in_overlay,
    read,
    sees,
    send,
    status,
    write_settings,
)

both_protocols = pytest.mark.parametrize("protocol", PROTOCOLS)

COMMAND = "echo made > made.txt; echo printed"
QUESTION = "[y/n/t] execute_bash:"


def shell(command: str = COMMAND, id: str = "call_1") -> Tool:
    """Return a call of execute_bash."""
    return Tool("execute_bash", {"command": command, "summary": "Make a file"}, id)


def asked(start: Start, api: FakeApi, *calls: Tool) -> Program:
    """Start qmux with a displayed session `worker` whose model wants to run a command."""
    api.when("build it", Reply("I will.", *(calls or (shell(),))))
    program = start("--new", "worker")
    displayed(program, "worker")
    send(program, "build it")
    program.wait_for(QUESTION)
    return program


@both_protocols
def test_a_call_is_shown_asked_about_and_run(
    start_with_api: Start, api: FakeApi, clean_environment: Path
) -> None:
    program = asked(start_with_api, api)
    lines = sees(program, "  Using tool: execute_bash", "Purpose: Make a file", "Allow this action?")
    assert any(line.startswith(" ● I will run the following shell command: echo made") for line in lines)
    assert not (clean_environment / "made.txt").exists()
    program.wait_for(lambda lines: "ACTIVE" in status(lines))
    answer(program, "y")
    sees(program, "> y", "printed", " ● Completed in ", "You said: ")
    assert (clean_environment / "made.txt").read_text() == "made\n"
    assert len(api.requests) == 2


@pytest.mark.parametrize(
    "refuse", [lambda program: answer(program, "n"), lambda program: program.press("C-c")]
)
def test_a_refused_call_does_not_run(
    start_with_api: Start, api: FakeApi, clean_environment: Path, refuse: Callable[[Program], None]
) -> None:
    program = asked(start_with_api, api)
    refuse(program)
    sees(program, "> n", " ● Refused", "You said: The user refused")
    assert not (clean_environment / "made.txt").exists()
    assert len(api.requests) == 2


@both_protocols
def test_other_words_refuse_and_are_the_next_message(
    start_with_api: Start, api: FakeApi, clean_environment: Path
) -> None:
    program = asked(start_with_api, api, shell(), shell(id="call_2"))
    answer(program, "rather make other.txt")
    sees(program, " ● Refused", "> rather make other.txt", "You said: ")
    assert not (clean_environment / "made.txt").exists()
    assert len(api.requests) == 2  # one request, with what was refused and why
    assert "said instead: rather make other.txt" in str(api.requests[1].body["messages"])


def test_neither_enter_nor_space_nor_a_yes_decides(
    start_with_api: Start, api: FakeApi, clean_environment: Path
) -> None:
    program = asked(start_with_api, api)
    read(program)
    send(program, "yes")
    program.wait_for(lambda lines: "Type one of [y/n/t]" in status(lines) and "q> yes" in lines[-2])
    program.press("C-u", "Enter", "Space", "Enter")
    program.type("no")
    program.wait_for("q>  no")
    assert len(api.requests) == 1
    assert not (clean_environment / "made.txt").exists()


def test_trust_offers_the_command_and_the_tool(
    start_with_api: Start, api: FakeApi, clean_environment: Path
) -> None:
    status_call = shell("git status --short", "call_7")
    api.when("again", Reply(status_call))
    api.when("other", Reply(shell("git push", "call_8")))
    program = asked(start_with_api, api, shell("git status --short"))
    answer(program, "t")
    sees(program, "Trust what, in this session?", "  1. execute_bash(git status --short)")
    answer(program, "1", "[1-")
    program.wait_for("You said: ")
    send(program, "again")
    sees(program, "execute_bash (trusted)")
    program.wait_for(lambda lines: "ACTIVE" in status(lines))
    send(program, "other")
    sees(program, QUESTION, "shell command: git push")
    send(program, "/new second")
    displayed(program, "second")
    send(program, "again")
    sees(program, QUESTION, "shell command: git status --short")  # another session trusts nothing of it


def test_what_is_trusted_outlives_a_restart(start_with_api: Start, api: FakeApi) -> None:
    api.when("again", Reply(shell("git status --short", "call_7")))
    program = asked(start_with_api, api, shell("git status --short"))
    answer(program, "t")
    answer(program, "1", "[1-")
    program.wait_for("You said: ")
    program.wait_for(lambda lines: "ACTIVE" in status(lines))
    send(program, "/quit")
    assert program.wait_exit() == 0
    program = start_with_api()
    displayed(program, "worker")
    program.wait_for("You said: ")
    send(program, "again")
    sees(program, "execute_bash (trusted)", " ● Completed in")


# -- in the background ------------------------------------------------------------------------------------------


def test_a_hidden_session_asks_and_waits(
    start_with_api: Start, api: FakeApi, clean_environment: Path
) -> None:
    gate = Gate()
    api.when("build it", Reply("Soon.", Hold(gate), shell()))
    program = start_with_api("--new", "worker")
    displayed(program, "worker")
    send(program, "build it")
    program.wait_for("Soon.")
    program.press("C-n")
    displayed(program, "dev-1")
    gate.release()
    program.wait_for(in_overlay("worker", "#"))
    assert not (clean_environment / "made.txt").exists()
    program.press("M-n")
    sees(program, QUESTION)
    answer(program, "y")
    sees(program, " ● Completed in")


# -- typed ahead ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ahead", ["y", "yes", "t"])
def test_what_was_begun_before_the_question_decides_nothing(
    start_with_api: Start, api: FakeApi, clean_environment: Path, ahead: str
) -> None:
    gate = Gate()
    api.when("build it", Reply("Soon.", Hold(gate), shell()))
    program = start_with_api("--new", "worker")
    displayed(program, "worker")
    send(program, "build it")
    program.wait_for("Soon.")
    program.type(ahead)
    program.wait_for(f"q> {ahead}")
    gate.release()
    program.wait_for(QUESTION)
    program.press("Enter")
    program.wait_for(
        lambda lines: "Typed before the question" in status(lines) and f"q> {ahead}" in lines[-2]
    )
    assert not (clean_environment / "made.txt").exists()
    program.press("C-u")
    answer(program, "y")
    sees(program, " ● Completed in")


class SlowClock:
    """A clock that runs twenty times slower than the world, and can be put forward."""

    def __init__(self) -> None:
        self._start = time.monotonic()
        self.forward = 0.0

    def __call__(self) -> float:
        """Return seconds."""
        return self._start + (time.monotonic() - self._start) / 20 + self.forward


@pytest.mark.parametrize("run", ["fake"], indirect=True)
def test_keys_within_400_ms_of_the_question_decide_nothing(
    start_with_api: Start, api: FakeApi, clean_environment: Path
) -> None:
    gate = Gate()
    api.when("build it", Reply("Soon.", Hold(gate), shell()))
    program = start_with_api("--new", "worker")
    assert isinstance(program, FakeProgram)
    displayed(program, "worker")
    send(program, "build it")
    program.wait_for("Soon.")
    clock = program.app.coordinator.timers.clock = SlowClock()
    gate.release()
    program.wait_for(QUESTION)
    program.type("y")
    program.press("Enter")
    program.wait_for(lambda lines: "Typed before the question" in status(lines) and "q> y" in lines[-2])
    clock.forward += 0.5
    program.press("Enter")  # it was still typed too early
    program.press("BSpace")
    program.type("y")
    assert not (clean_environment / "made.txt").exists()
    program.press("Enter")
    sees(program, " ● Completed in")


# -- rules of the settings --------------------------------------------------------------------------------------


def test_what_the_settings_forbid_is_not_even_asked(
    start_with_api: Start, api: FakeApi, clean_environment: Path
) -> None:
    write_settings(
        clean_environment, '[permissions]\ndeny = ["execute_bash(rm *)"]\nallow = ["execute_bash"]\n'
    )
    (clean_environment / "kept.txt").write_text("kept")
    api.when("clean up", Reply(shell("ls; rm kept.txt", "call_1"), shell("echo al''lowed", "call_2")))
    program = start_with_api("--new", "worker")
    displayed(program, "worker")
    send(program, "clean up")
    sees(program, " ● Forbidden by the rule execute_bash(rm *)", "execute_bash (trusted)", "allowed")
    assert (clean_environment / "kept.txt").exists()
    program.wait_for(lambda lines: "ACTIVE" in status(lines))
    assert "forbidden by a rule of the user" in str(api.requests[1].body["messages"])


def test_a_click_decides_like_a_letter_once_the_question_could_be_read(
    start_with_api: Start, api: FakeApi, clean_environment: Path
) -> None:
    write_settings(clean_environment, "[ui]\nmouse = true\n")
    api.when("build it", Reply(shell()))
    program = start_with_api("--new", "worker")
    displayed(program, "worker")
    send(program, "build it")
    read(program, QUESTION)
    click(program, "[y/")
    sees(program, "> y", " ● Completed in ")
    assert (clean_environment / "made.txt").read_text() == "made\n"
