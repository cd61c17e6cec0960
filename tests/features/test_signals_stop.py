"""Ctrl-Z, SIGTSTP and SIGSTOP under a shell with job control: a sane terminal for the shell, a whole screen after."""

import os
import shlex
from collections.abc import Iterator
from pathlib import Path
from signal import SIGCONT, SIGSTOP, SIGTSTP, Signals

import pytest

from tests.fake_api import FakeApi, Gate, Hold, Reply
from tests.features.conftest import QMUX, StartRaw, environment
from tests.features.faults import ready, works
from tests.features.harness.program import Program
from tests.features.harness.pty_program import PtyProgram
from tests.features.harness.tmux_program import TmuxProgram
from tests.features.steps import send

SHELL = ["sh", "-i"]
SHELL_PROMPT = "shell-prompt>"
START = f"sh -c 'echo $$ >pid; exec {shlex.join(QMUX)}'"
SANE = {"icanon", "echo", "isig", "icrnl", "opost", "onlcr", "ixon"}


@pytest.fixture(params=["pty", pytest.param("tmux", marks=pytest.mark.tmux)])
def shell(request: pytest.FixtureRequest, api: FakeApi, clean_environment: Path) -> Iterator[Program]:
    """Return an interactive shell in which qmux was started, in a pty or in tmux."""
    variables = environment(clean_environment) | api.environment("anthropic") | {"PS1": f"{SHELL_PROMPT} "}
    kind = PtyProgram if request.param == "pty" else TmuxProgram
    program = kind(SHELL, variables, 80, 24, str(clean_environment))
    program.wait_for(SHELL_PROMPT)
    send(program, START)
    ready(program)
    yield program
    if isinstance(program, PtyProgram):
        program.hang_up()  # an interactive shell takes no SIGTERM
    program.stop()


def signal_qmux(home: Path, signal: Signals) -> None:
    """Send qmux a signal, as another terminal's `kill` would."""
    os.kill(int((home / "pid").read_text(encoding="ascii")), signal)


def at_the_shell(program: Program) -> None:
    """Wait until the shell has the terminal, and check that it is sane."""
    program.wait_for(lambda lines: any(line.endswith(SHELL_PROMPT) for line in lines))
    send(program, "stty -a; echo end of stty")
    lines = program.wait_for(lambda lines: "end of stty" in lines)
    assert set("".join(f"{line} " for line in lines).replace(";", " ").split()) >= SANE


def whole(program: Program) -> None:
    """Wait until qmux fills the screen again and nothing of the shell is left."""

    def holds(lines: list[str]) -> bool:
        framed = lines[-2].startswith("[Current:") and lines[-1].startswith("1:")
        return framed and not any(SHELL_PROMPT in line or "stty" in line for line in lines)

    program.wait_for(holds)


def test_ctrl_z_gives_the_shell_a_sane_terminal_and_fg_comes_back(shell: Program, api: FakeApi) -> None:
    shell.type("a draft")
    shell.wait_for("q> a draft")
    shell.press("C-z")
    at_the_shell(shell)
    send(shell, "fg")
    whole(shell)
    shell.wait_for("q> a draft")
    shell.wait_for("Welcome to qmux")
    shell.press("C-u")
    works(shell, api)


def test_a_resize_while_it_is_stopped_is_taken_over(shell: Program, api: FakeApi) -> None:
    shell.press("C-z")
    at_the_shell(shell)
    shell.resize(61, 17)
    send(shell, "fg")
    whole(shell)
    shell.wait_for(lambda lines: len(lines) == 17 and "Welcome to qmux" in "".join(lines))
    works(shell, api)


def test_sigtstp_from_elsewhere_is_the_same(shell: Program, api: FakeApi, clean_environment: Path) -> None:
    gate = Gate()
    api.when("stream", Reply("before the stop", Hold(gate), " and after it"))
    send(shell, "please stream")
    shell.wait_for("before the stop")
    signal_qmux(clean_environment, SIGTSTP)
    at_the_shell(shell)
    gate.release()
    send(shell, "fg")
    whole(shell)
    shell.wait_for("before the stop and after it")
    works(shell, api)


def test_a_stop_that_cannot_be_caught_is_mended_afterwards(
    shell: Program, api: FakeApi, clean_environment: Path
) -> None:
    signal_qmux(clean_environment, SIGSTOP)
    shell.wait_for(lambda lines: any(SHELL_PROMPT in line for line in lines))
    shell.type("stty sane; fg")
    shell.press("C-j")  # what Enter sends is not a line's end while the terminal is raw
    whole(shell)
    works(shell, api)


def test_a_stray_sigcont_does_no_harm(shell: Program, api: FakeApi, clean_environment: Path) -> None:
    signal_qmux(clean_environment, SIGCONT)
    works(shell, api)
    whole(shell)


def test_what_was_switched_on_is_off_while_it_is_stopped(start_raw: StartRaw) -> None:
    program = start_raw(*SHELL, TERM="xterm-256color", PS1=f"{SHELL_PROMPT} ")
    program.type(f"{shlex.join(QMUX)}\n")
    program.wait_for(b"ACTIVE")
    program.said = b""
    program.type("\x1a")
    program.wait_for(SHELL_PROMPT.encode())
    assert not program.modes_changed()
    assert program.left_on() == set()
    for off in (b"\x1b[?1049l", b"\x1b[?2004l", b"\x1b[?1004l"):
        assert off in program.said
    program.type("fg\n")
    program.wait_for(b"ACTIVE")
    assert {"the alternate screen", "bracketed paste", "focus events"} <= program.left_on()
