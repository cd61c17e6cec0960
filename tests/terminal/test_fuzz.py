"""The byte fuzzer: whatever is fed, nothing raises, all keeps its shape, and chunking never matters.

`--fuzz-seconds N` makes the run longer than a few seconds: it is done in rounds of their own seed, which xdist
spreads. A failure shows the program that led to it; it goes into test_what_the_fuzzer_found.
"""

import codecs
import random
import time
from collections.abc import Callable

import pytest

from qmux.terminal.rows import WIDE_TAIL
from qmux.terminal.sanitize import TextFilter
from qmux.terminal.screen import Screen
from qmux.terminal.stream import Stream
from qmux.terminal.width import cluster_width
from tests.terminal.fuzzing import Program, Step, cut, make_program
from tests.terminal.screens import state

ROUND_SECONDS = 2.5
SLOWEST_SECONDS = 5.0  # for some KB on a busy machine; what takes longer does not end


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make as many rounds as fit into the time; the seed of each is its number."""
    if "seed" in metafunc.fixturenames:
        seconds = metafunc.config.getoption("--fuzz-seconds")
        metafunc.parametrize("seed", range(max(1, round(seconds / ROUND_SECONDS))))


def test_fuzz(seed: int) -> None:
    chance = random.Random(seed)
    end = time.monotonic() + ROUND_SECONDS
    while time.monotonic() < end:
        check(make_program(chance), chance)


def check(program: Program, chance: random.Random) -> None:
    """Run a program at once and in pieces; raise AssertionError, with the program, if anything is wrong."""
    started = time.monotonic()
    try:
        whole = run(program, lambda data: [data])
        pieces = run(program, lambda data: cut(data, chance))
        assert state(whole) == state(pieces)
    except Exception as error:
        raise AssertionError(f"{type(error).__name__}: {error}\nin {program!r}") from error
    assert time.monotonic() - started < SLOWEST_SECONDS, program


def run(program: Program, pieces: Callable[[bytes], list[bytes]]) -> Screen:
    """Return the screen that a program leaves, all steps looked at.

    Panes that keep words whole show text that has come through the filter, so here it does too.
    """
    screen = Screen(*program.size, 50, program.wrap_words)
    stream, decoder = Stream(screen), codecs.getincrementaldecoder("utf-8")("replace")
    harmless = TextFilter().feed if program.wrap_words else str
    for step in program.steps:
        for piece in pieces(step.output):
            stream.feed(harmless(decoder.decode(piece)))
        look_at(screen)
        screen.resize(columns=step.size[0], lines=step.size[1])
        look_at(screen)
    return screen


def look_at(screen: Screen) -> None:
    """Raise AssertionError if a screen's rows or its cursor are out of shape."""
    grid, columns, lines = screen.grid, screen.columns, screen.lines
    assert len(grid.text) == len(grid.style) == len(grid.wrapped) == lines and grid.columns == columns
    assert not grid.wrapped[-1]
    assert 0 <= screen.cursor.x <= columns and 0 <= screen.cursor.y < lines
    assert screen.sides is None or 0 <= screen.sides[0] < screen.sides[1] - 1 < columns
    for text, style in zip(grid.text, grid.style, strict=True):
        assert len(text) <= columns or not text[columns:].strip(" ")
        assert not style or len(style) == len(text)
        assert tails(text) == [
            column + 1 for column, cell in enumerate(text) if cell != WIDE_TAIL and width(screen, cell) == 2
        ]


def tails(text: str) -> list[int]:
    return [column for column, cell in enumerate(text) if cell == WIDE_TAIL]


def width(screen: Screen, cell: str) -> int:
    return cluster_width(screen.clusters.expand(cell))


FOUND = [
    # A colour of no kind, its number written with colons, raised.
    Program((8, 4), False, [Step(b"\x1b[38;50:m", (8, 4))]),
    # A word that was carried to the next row took blanks of the background behind it along.
    Program((13, 2), True, [Step(b"\x1b[41m\r\n\r\n1nd morrds and more", (8, 2))]),
    Program((8, 1), True, [Step(b"\x1b[41m\r\n\r\nab cdefgh", (8, 1))]),
    # A wide character that had no room between margins left what it had gone over.
    Program((40, 2), False, [Step("\x1b[?69h\x1b[;6srds wo\x1b❤\ufe0f".encode(), (8, 4))]),
    # Text below the scroll region that wraps on the last line made that line go on in one that there is not.
    Program((3, 4), False, [Step(b"\x1b[;2r\x1b[4;3H[LX", (2, 4)), Step(b"", (5, 1))]),
    # So did a full line whose next row was erased again.
    Program((2, 7), False, [Step(b"abc\x1b[2K\x1b[A\x1b[2C", (2, 2))]),
    Program((2, 7), False, [Step(b"abcde\x1b[2K\x1b7\x1b[2;2HY\x1b[?1049h", (2, 2))]),
    Program((3, 7), False, [Step("\x1b[;3r\x1b[4d4[2baか日本".encode(), (3, 7))]),
]


@pytest.mark.parametrize("program", FOUND)
def test_what_the_fuzzer_found(program: Program) -> None:
    for seed in range(5):
        check(program, random.Random(seed))
