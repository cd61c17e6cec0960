"""Hyperlinks (OSC 8): kept per cell, through colours, edits, wraps and the scrollback, within bounds."""

import subprocess
import sys

import pytest

from qmux.terminal.links import TARGET_LIMIT, link_target
from qmux.terminal.screen import Screen
from qmux.terminal.style import style_of
from tests.terminal.screens import fed

OPEN, CLOSE = "\x1b]8;;http://a/\x1b\\", "\x1b]8;;\x1b\\"


def targets(screen: Screen, line: int = 0) -> list[str]:
    """Return the target of each cell of a line that has a style."""
    return [link_target(style_of(cell).link) for cell in screen.grid.style[line]]


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        (f"a{OPEN}b{CLOSE}c", ["", "http://a/", ""]),
        (f"{OPEN}a\x1b[31mb\x1b[0mc\x1b[md", ["http://a/"] * 4),
        ("\x1b]8;id=1;http://b/\x07日", ["http://b/"] * 2),
        ("\x1b]8;;http://a/?x;y\x07a", ["http://a/?x;y"]),
        (f"{OPEN}a\x1b]8;;http://b/\x07b", ["http://a/", "http://b/"]),
        (f"{OPEN}ab\x1b[D\x1b[P", ["http://a/"]),
        (f"\x1b[44m{OPEN}\x1b[2X", ["", ""]),
        (f"{OPEN}\x1b7{CLOSE}\x1b8a", ["http://a/"]),
        (f"{OPEN}\x1b[!pa", []),
        (f"{OPEN}\x1bca", []),
        (f"\x1b]8;;{'y' * (TARGET_LIMIT + 1)}\x07a", []),
        ("\x1b]8;;http://a\tb/\x07a", []),
        ("\x1b]8;;http://a/\x18a", []),
        ("\x1b]8\x07a", []),
    ],
)
def test_cells_have_links(output: str, expected: list[str]) -> None:
    assert targets(fed(10, 2, output)) == expected


def test_a_link_goes_on_in_the_next_row_and_into_the_scrollback() -> None:
    screen = fed(4, 1, f"{OPEN}abcdef")
    assert targets(screen) == ["http://a/"] * 2
    assert [link_target(style_of(cell).link) for cell in screen.history.rows(0, 1)[0].style] == [
        "http://a/"
    ] * 4
    screen.resize(columns=8, lines=1)
    assert targets(screen) == ["http://a/"] * 6


def test_endless_links_fill_no_more_than_their_tables() -> None:
    program = """
from qmux.terminal import links, style
from qmux.terminal.screen import Screen
from qmux.terminal.stream import Stream
screen = Screen(80, 24, 10)
stream = Stream(screen)
for number in range(20_000):
    stream.feed(f"\\x1b[38;5;{number % 256}m\\x1b]8;;http://host/{number % 6000}\\x07x\\x1b]8;;\\x07")
assert len(links._targets) == links.LINKS_LIMIT + 1, len(links._targets)
assert len(style._linked) == 0xFFFE - 0xE000 and len(style._styles) < 1000
for row in screen.grid.style:
    row.encode()
stream.feed("\\x1b]8;;http://one/too/many\\x07\\x1b[31m\\x1b[2Jy")
assert style.style_of(screen.cell) == style.Style(1)
"""
    # In a process of its own, as in test_bounds.py.
    subprocess.run([sys.executable, "-c", program], check=True, timeout=50)
