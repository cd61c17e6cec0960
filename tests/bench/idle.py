"""Idle: what ten sessions cost while nothing happens, beside a tmux with ten windows."""

import threading
from collections.abc import Iterator

from tests.bench.driver import Program, usage
from tests.bench.figures import Figure, judged
from tests.bench.peers import TMUX, qmux, tmux

SECONDS = 20.0
SESSIONS = 10


def measure() -> Iterator[Figure]:
    """Yield the rows of idleness."""
    ticks, switches = _qmux()
    figure = f"{ticks} CPU ticks, {switches} wakeups"
    yield judged("idle: qmux, 10 sessions, 20 s", figure, "0, 0", ticks == switches == 0)
    if TMUX:
        ticks, switches = _tmux()
        yield Figure("idle: tmux server, 10 windows", f"{ticks} CPU ticks, {switches} wakeups")


def rest(pid: int) -> tuple[int, int]:
    """Return the CPU ticks and wakeups of a process in SECONDS."""
    before = usage(pid)
    threading.Event().wait(SECONDS)
    after = usage(pid)
    return after[0] - before[0], after[1] - before[1]


def calm(program: Program) -> None:
    """Wait until nothing is left to be done: the status line's message goes after 5 s."""
    program.settle(2.0, 8.0)
    program.settle(6.0, 8.0)


def _qmux() -> tuple[int, int]:
    with qmux() as program:
        program.wait_for("q>")
        program.settle(0.5)
        for _ in range(SESSIONS - 1):
            program.send(b"\x0e")
            program.settle(0.2)
        calm(program)
        return rest(program.pid)


def _tmux() -> tuple[int, int]:
    with tmux() as peer:
        program = peer.attach("cat")
        program.wait_for("[0]")
        for _ in range(SESSIONS - 1):
            peer.run("new-window", "cat")
        program.settle(2.0)
        return rest(int(peer.run("display-message", "-p", "#{pid}")))
