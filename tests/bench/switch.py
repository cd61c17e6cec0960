"""Switch at 200x50: from the key to the last byte of the other session's screen, in turn with tmux's prefix n."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.driver import Program
from tests.bench.figures import Figure, judged, milliseconds, quantile, time_ratio
from tests.bench.peers import LINES, TMUX, qmux, tmux
from tests.bench.text import Workload, dense, markdown
from tests.fake_api import FakeApi
from tests.fake_api.script import Reply

PRESSES = 60
KEYS = b"\x02n"  # prefix n, the same in both


WORKLOADS: dict[str, Workload] = {"markdown": markdown, "dense": dense}


def measure() -> Iterator[Figure]:
    """Yield the rows of a switch; the limits are for the text of ordinary replies."""
    for name, text in WORKLOADS.items():
        with ExitStack() as programs:
            peers = [programs.enter_context(_tmux(text))] if TMUX else []
            ours, *theirs = in_turn(programs.enter_context(_qmux(text)), *peers)
        fast = quantile(ours, 0.95) < 0.01
        yield judged(f"switch, {name}: qmux", milliseconds(ours), "p95 < 10 ms", fast)
        for times in theirs:
            yield Figure(f"switch, {name}: tmux", milliseconds(times))
            yield time_ratio(f"switch, {name}: qmux / tmux", ours, times, 2)


def in_turn(*programs: Program) -> list[list[float]]:
    """Switch to the next session again and again, in one program after the other.

    Returns:
        For each program the seconds from the keys to the last byte of each picture.
    """
    times: list[list[float]] = [[] for _ in programs]
    for _ in range(PRESSES):
        for program, taken in zip(programs, times, strict=True):
            taken.append(switch(program))
    return times


def switch(program: Program) -> float:
    """Switch to the next session; return the seconds until the last byte of its picture."""
    pressed = program.send(KEYS)
    return program.settle(0.04) - pressed


@contextmanager
def _qmux(text: Workload) -> Iterator[Program]:
    with FakeApi() as api:
        api.when("first", Reply(text(LINES)))
        api.when("second", Reply(text(2 * LINES)))
        variables = {"ANTHROPIC_API_KEY": "x", "ANTHROPIC_BASE_URL": api.url}
        with qmux(env=variables) as program:
            program.wait_for("q>")
            program.settle(0.5)
            _say(program, "first")
            program.send(b"\x0e")
            program.settle(0.3)
            _say(program, "second")
            yield program


def _say(program: Program, text: str) -> None:
    program.send(text.encode() + b"\r")
    program.settle(0.5)


@contextmanager
def _tmux(text: Workload) -> Iterator[Program]:
    with TemporaryDirectory() as home, tmux() as peer:
        first, second = Path(home, "first"), Path(home, "second")
        first.write_text(text(LINES))
        second.write_text(text(2 * LINES))
        program = peer.attach("sh", "-c", f"cat {first}; exec cat")
        program.wait_for("[0]")
        peer.run("new-window", f"cat {second}; exec cat")
        program.settle(0.5)
        yield program
