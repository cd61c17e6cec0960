"""Idle: what ten sessions cost while nothing happens, beside a tmux with ten windows."""

import threading

from tests.bench.driver import usage
from tests.bench.figures import row
from tests.bench.peers import TMUX, qmux, tmux

SECONDS = 20.0
SESSIONS = 10


def measure() -> None:
    """Print the rows of idleness."""
    ticks, switches = _qmux()
    verdict = "reached" if ticks == switches == 0 else "MISSED"
    row("idle: qmux, 10 sessions, 20 s", f"{ticks} CPU ticks, {switches} wakeups", f"limit 0, 0: {verdict}")
    if TMUX:
        ticks, switches = _tmux()
        row("idle: tmux server, 10 windows", f"{ticks} CPU ticks, {switches} wakeups")


def _rest(pid: int) -> tuple[int, int]:
    """Return the CPU ticks and wakeups of a process in SECONDS."""
    before = usage(pid)
    threading.Event().wait(SECONDS)
    after = usage(pid)
    return after[0] - before[0], after[1] - before[1]


def _qmux() -> tuple[int, int]:
    with qmux() as program:
        program.wait_for("q>")
        program.settle(0.5)
        for _ in range(SESSIONS - 1):
            program.send(b"\x0e")
            program.settle(0.2)
        program.settle(2.0, 8.0)  # the status line's message goes after 5 s
        program.settle(6.0, 8.0)
        return _rest(program.pid)


def _tmux() -> tuple[int, int]:
    with tmux() as peer:
        program = peer.attach("cat")
        program.wait_for("[0]")
        for _ in range(SESSIONS - 1):
            peer.run("new-window", "cat")
        program.settle(2.0)
        return _rest(int(peer.run("display-message", "-p", "#{pid}")))
