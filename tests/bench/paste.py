"""Paste: from a key to its character with 10 MB in the prompt and with nothing, and frames while they come in."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.bench.driver import Program
from tests.bench.figures import Figure, judged, milliseconds, quantile
from tests.bench.peers import qmux
from tests.bench.server import endless_server

MEGABYTES = 10
ROUNDS, PRESSES = 10, 30
LETTERS = "QXZJKVWY"  # not in what is pasted, so that they can only be what was typed
FRAMES_SECONDS = 2.0
_LINE = "all the work and none of the fun made him a dull boy, once more: 0123456789\n"
_BEGIN, _END, _BACKSPACE = b"\x1b[200~", b"\x1b[201~", b"\x7f"

# What is pasted, and what is then pressed to bring the cursor where it is typed.
PASTES: dict[str, tuple[str, bytes]] = {
    "lines": (_LINE, b""),
    "lines, in the middle": (_LINE, b"\x1b<" + b"\x1b[B" * 40),
    "one line": (_LINE.strip() + " ", b""),
}


def measure() -> Iterator[Figure]:
    """Yield the rows of pasting."""
    for name, (piece, there) in PASTES.items():
        empty, full = _echoes(piece, there)
        share = quantile(full, 0.99) / quantile(empty, 0.99)
        yield Figure(f"paste: {name}: empty prompt", milliseconds(empty))
        value = f"{milliseconds(full)}, {share:.1f} x"
        yield judged(f"paste: {name}: {MEGABYTES} MB in it", value, "p99 <= 3 x", share <= 3)
    before, during = _gaps()
    more = quantile(during, 0.99) - quantile(before, 0.99)
    yield Figure("paste: from frame to frame of a reply", milliseconds(before))
    value = f"{milliseconds(during)}, {more * 1000:+.0f} ms"
    yield judged(f"paste: the same while {MEGABYTES} MB come in", value, "p99 <= 10 ms more", more <= 0.01)


def _echoes(piece: str, there: bytes) -> tuple[list[float], list[float]]:
    """Return the seconds from key to screen in an empty prompt and in one with a paste, in turn with each other."""
    with qmux("--new", "empty") as program:
        program.wait_for("q>")
        program.settle(0.5)
        program.send(b"/new full\r")
        program.wait_for("full] q>")
        program.settle(0.5)
        program.pour(_paste(piece), lambda: None)
        program.settle(1.0)
        program.send(there)
        program.settle(1.0)
        empty, full = [], []
        for _ in range(ROUNDS):
            empty += _presses(program, b"\x1b1")
            full += _presses(program, b"\x1b2")
    return empty, full


def _presses(program: Program, show: bytes) -> list[float]:
    """Type letters where `show` leads; return the seconds until each stands on the screen."""
    program.send(show)
    program.settle(0.2)
    times = []
    for number in range(PRESSES):
        character = LETTERS[number % len(LETTERS)]
        pressed = program.send(character.encode())
        times.append(program.wait_for(character, 5.0) - pressed)
    program.send(_BACKSPACE * PRESSES)
    program.settle(0.1)
    return times


def _gaps() -> tuple[list[float], list[float]]:
    """Return the seconds between what comes of a streaming reply, without a paste and while one comes in."""
    with endless_server() as server, qmux(env=server.environment) as program:
        program.wait_for("q>")
        program.settle(0.5)
        program.send(b"go\r")
        program.settle(0.05, 1.0)
        with _watch(program) as (before, seen):
            end = time.monotonic() + FRAMES_SECONDS
            while time.monotonic() < end and program.read(end - time.monotonic()):
                seen()
        with _watch(program) as (during, seen):
            program.pour(_paste(_LINE), seen)
            end = time.monotonic() + FRAMES_SECONDS / 2
            while time.monotonic() < end and program.read(end - time.monotonic()):
                seen()
    return before, during


@contextmanager
def _watch(program: Program) -> Iterator[tuple[list[float], Callable[[], None]]]:
    """Yield a list of seconds between calls of a function, and that function."""
    gaps: list[float] = []
    last = time.monotonic()

    def seen() -> None:
        nonlocal last
        gaps.append(program.last_byte - last)
        last = program.last_byte

    yield gaps, seen


def _paste(piece: str) -> bytes:
    return _BEGIN + (piece * (MEGABYTES * 1_000_000 // len(piece))).encode() + _END
