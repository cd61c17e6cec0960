"""The keyboard protocols in the real program: switched on where the terminal has them, and off on every way out."""

import signal
import time
from pathlib import Path

import pytest

from tests.features.conftest import Start, StartRaw
from tests.features.harness.pty_program import PtyProgram
from tests.features.harness.raw_program import RawProgram
from tests.features.harness.tmux_program import TmuxProgram
from tests.features.steps import displayed, write_settings

KITTY = "\x1b[?0u\x1b[?62;52c"
XTERM = ("\x1b[?64;1;22c", "\x1b[>41;379;0c")
KITTYS, XTERMS = "kitty's keyboard", "modifyOtherKeys"


def answered(program: RawProgram, name: str) -> RawProgram:
    """Answer the questions as that terminal does, and wait until its protocol is on."""
    program.wait_for(b"\x1b[?u\x1b[c")
    if name == KITTYS:
        program.type(KITTY)
        program.wait_for(b"\x1b[>5u")
    else:
        program.type(XTERM[0])
        program.wait_for(b"\x1b[>c")
        program.type(XTERM[1])
        program.wait_for(b"\x1b[>4;1m")
    assert name in program.left_on()
    return program


@pytest.mark.parametrize("name", [KITTYS, XTERMS])
def test_quitting_switches_it_off(start_raw: StartRaw, name: str) -> None:
    program = answered(start_raw(TERM="xterm-256color"), name)
    program.wait_for(b"ACTIVE")
    program.type("/quit\r")
    assert program.wait_exit() == 0
    assert program.left_on() == set()
    assert b"?0u" not in program.said and b"41;379" not in program.said


@pytest.mark.parametrize("name", [KITTYS, XTERMS])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_switches_it_off(start_raw: StartRaw, name: str, number: signal.Signals) -> None:
    program = answered(start_raw(TERM="xterm-256color"), name)
    program.process.kill(number)
    assert program.wait_exit() == 128 + number
    assert program.left_on() == set()


def test_an_answer_that_comes_late_is_not_left_to_the_shell(
    start_raw: StartRaw, clean_environment: Path
) -> None:
    """qmux ends over a wrong settings file before the terminal has answered."""
    write_settings(clean_environment, "[ui]\nmouse = 3\n")
    program = start_raw(TERM="xterm-256color")
    program.wait_for(b"\x1b[?u\x1b[c")
    program.type(KITTY)
    assert program.wait_exit() == 2
    assert program.left_on() == set()
    assert program.process.modes() == program.process.modes_before


def test_a_terminal_that_never_answers_costs_nothing_but_a_moment_at_the_end(start_raw: StartRaw) -> None:
    program = start_raw(TERM="xterm-256color")
    program.wait_for(b"ACTIVE")
    program.type("/quit\r")
    began = time.monotonic()
    assert program.wait_exit() == 0
    assert time.monotonic() - began < 5
    assert program.left_on() == set()


@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_control_with_a_digit_or_tab_switches(start: Start) -> None:
    program = start("--new", "one")
    displayed(program, "one")
    assert isinstance(program, PtyProgram)
    assert program.terminal.sent["kitty keyboard"] == 1
    program.send(b"\x1b[110;5u")  # C-n
    displayed(program, "dev-1")
    for keys, name in (
        (b"\x1b[49;5u", "one"),
        (b"\x1b[9;5u", "dev-1"),
        (b"\x1b[9;6u", "one"),
        (b"\x1b[1090::110;5u", "dev-2"),
    ):
        program.send(keys)
        displayed(program, name)


@pytest.mark.parametrize("run", ["tmux"], indirect=True)
def test_control_tab_comes_through_tmux(start: Start) -> None:
    program = start("--new", "one")
    displayed(program, "one")
    assert isinstance(program, TmuxProgram)
    program.press("C-n")
    displayed(program, "dev-1")
    program.press("C-Tab")
    displayed(program, "one")
    program.press("C-2")
    displayed(program, "dev-1")


@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_a_process_stopped_by_force_asks_again(start: Start) -> None:
    program = start()
    displayed(program, "dev-1")
    assert isinstance(program, PtyProgram)
    program.kill(signal.SIGSTOP)
    program.process.kill(signal.SIGCONT)
    program.wait_for(lambda lines: program.terminal.sent["kitty keyboard"] == 3)
