"""Every kind of terminal: qmux works in it or says why not, and leaves it as it found it, to the byte."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.features.conftest import QMUX, StartRaw, environment
from tests.features.faults import log_text

FULL = ("linux", "xterm", "xterm-256color", "screen", "screen-256color", "tmux-256color", "no-such-terminal")
ON_SCREEN = {"the alternate screen", "bracketed paste", "focus events", "the application's keypad"}


@pytest.mark.parametrize("term", [*FULL, "vt100"])
def test_it_works_and_leaves_everything_as_it_was(start_raw: StartRaw, term: str) -> None:
    program = start_raw(TERM=term)
    program.wait_for(b"ACTIVE")
    assert term in ("linux", "vt100") or program.left_on() >= ON_SCREEN
    program.type("héllo 漢")
    program.wait_for("héllo 漢".encode())
    program.type("\x15/quit\r")
    assert program.wait_exit() == 0
    assert program.left_on() == set()
    assert not program.modes_changed()


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({}, "TERM is not set, so qmux cannot know the terminal: try `export TERM=xterm-256color`."),
        ({"TERM": ""}, "TERM is not set"),
        ({"TERM": "dumb"}, "The terminal dumb (TERM) cannot place its cursor"),
    ],
    ids=["unset", "empty", "dumb"],
)
def test_a_terminal_that_cannot_be_drawn_on_is_refused(
    start_raw: StartRaw, variables: dict[str, str], words: str
) -> None:
    program = start_raw(**variables)
    assert program.wait_exit() == 2
    assert program.said.startswith(b"qmux: ")
    assert words in program.said.decode()
    assert b"\x1b" not in program.said
    assert b"Traceback" not in program.said
    assert not program.modes_changed()


def test_an_unknown_terminal_is_told(start_raw: StartRaw) -> None:
    program = start_raw(TERM="no-such-terminal")
    program.wait_for(b"no-such-terminal")
    program.wait_for(b"xterm-256color")


@pytest.mark.parametrize("closed", ["stdin", "stdout"])
def test_without_a_terminal_it_says_so(clean_environment: Path, closed: str) -> None:
    master, slave = os.openpty()
    streams = {"stdin": slave, "stdout": slave, closed: subprocess.DEVNULL}
    ended = subprocess.run(
        QMUX,
        env=environment(clean_environment),
        stdin=streams["stdin"],
        stdout=streams["stdout"],
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(master)
    os.close(slave)
    assert ended.returncode == 2
    assert ended.stderr.startswith(b"qmux: ")
    assert b"needs a terminal" in ended.stderr


def test_in_a_pipe_it_says_so(clean_environment: Path) -> None:
    ended = subprocess.run(
        QMUX, env=environment(clean_environment), input=b"hello\n", capture_output=True, check=False
    )
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert b"Traceback" not in ended.stderr


@pytest.mark.parametrize("term", ["linux", "xterm-256color", "screen", "vt100"])
def test_a_bug_of_ours_saves_everything_and_restores_the_terminal(
    start_raw: StartRaw, clean_environment: Path, term: str
) -> None:
    program = start_raw(sys.executable, "-c", _CRASHING, TERM=term)
    program.wait_for(b"ACTIVE")
    program.type("a draft")
    program.wait_for(b"a draft")
    program.type("\x0c")
    assert program.wait_exit() == 1
    assert b"qmux: It made a mistake and had to stop (ValueError: a bug of ours)." in program.said
    assert b"Traceback" not in program.said
    assert "ValueError: a bug of ours" in log_text(clean_environment)
    assert program.left_on() == set()
    assert not program.modes_changed()
    again = start_raw(TERM=term)
    again.wait_for(b"a draft")


# qmux with a terminal that fails when the screen is to be drawn anew (Ctrl-L).
_CRASHING = """
import sys
from qmux.cli import main
from qmux.tui.curses_terminal import CursesTerminal
from qmux.tui.loop import Loop

def redraw(self):
    Loop.draw = broken

def broken(self):
    raise ValueError("a bug of ours")

CursesTerminal.redraw = redraw
sys.exit(main([]))
"""
