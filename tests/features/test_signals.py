"""Signals: what ends qmux saves and restores first, what stops it gives the shell its terminal, and back."""

import time
from signal import SIGHUP, SIGINT, SIGTERM, Signals

import pytest

from tests.fake_api import FakeApi, Gate, Hold, Reply, Silence
from tests.features.conftest import Start, StartRaw
from tests.features.faults import Shown, ready, works
from tests.features.harness.pty_program import PtyProgram
from tests.features.steps import send

EXIT_SECONDS = 5.0
ENDING = (SIGTERM, SIGHUP, SIGINT)


@pytest.mark.parametrize("signal", ENDING, ids=lambda signal: signal.name)
def test_a_signal_saves_everything_and_ends_the_program(start: Start, api: FakeApi, signal: Signals) -> None:
    program = start(env=api.environment("anthropic"))
    ready(program)
    send(program, "remember this")
    program.wait_for("You said: remember this")
    program.type("half a thought")
    program.wait_for("half a thought")
    program.kill(signal)
    assert program.wait_exit() == 128 + signal
    again = start(env=api.environment("anthropic"))
    again.wait_for("You said: remember this")
    again.wait_for("half a thought")


@pytest.mark.parametrize("signal", ENDING, ids=lambda signal: signal.name)
@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_a_server_that_hangs_does_not_keep_the_program(start: Start, api: FakeApi, signal: Signals) -> None:
    program = start(env=api.environment("openai"))
    api.enqueue(Reply("Let me think", Silence()))
    ready(program)
    send(program, "hello")
    program.wait_for("Let me think")
    began = time.monotonic()
    program.kill(signal)
    assert program.wait_exit() == 128 + signal
    assert time.monotonic() - began < EXIT_SECONDS
    again = start(env=api.environment("openai"))
    again.wait_for("Let me think")
    again.wait_for(Shown("[interrupted:"))
    send(again, "/retry")
    again.wait_for("You said: hello")


@pytest.mark.parametrize("signal", ENDING, ids=lambda signal: signal.name)
def test_a_signal_leaves_the_terminal_as_it_was(start_raw: StartRaw, signal: Signals) -> None:
    program = start_raw(TERM="xterm-256color")
    program.wait_for(b"ACTIVE")
    assert program.modes_changed()
    program.process.kill(signal)
    assert program.wait_exit() == 128 + signal
    assert program.left_on() == set()
    assert not program.modes_changed()
    assert b"Traceback" not in program.said


@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_signals_while_it_starts_and_ends_do_no_harm(start: Start, api: FakeApi) -> None:
    program = start(env=api.environment("anthropic"))
    program.wait_for("q>")
    for signal in (SIGTERM, SIGINT, SIGHUP, SIGTERM):
        program.kill(signal)
    assert program.wait_exit() in {128 + signal for signal in ENDING}
    assert isinstance(program, PtyProgram)
    assert program.process.modes() == program.process.modes_before
    works_again = start(env=api.environment("anthropic"))
    ready(works_again)
    works(works_again, api)


@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_a_terminal_that_goes_away_is_a_hangup(start: Start, api: FakeApi) -> None:
    program = start(env=api.environment("anthropic"))
    assert isinstance(program, PtyProgram)
    api.enqueue(Reply("so far so good", Hold(Gate())))
    ready(program)
    send(program, "hello")
    program.wait_for("so far so good")
    program.type("a draft")
    program.wait_for("a draft")
    program.hang_up()
    assert program.process.wait(EXIT_SECONDS) == 128 + SIGHUP
    again = start(env=api.environment("anthropic"))
    again.wait_for("so far so good")
    again.wait_for("a draft")
