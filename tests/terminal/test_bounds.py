"""Time and memory stay within bounds, whatever is fed."""

import subprocess
import sys
import tracemalloc

import pytest

from qmux.terminal.clusters import CLUSTERS_CAP
from qmux.terminal.screen import Screen
from qmux.terminal.stream import Stream
from tests.terminal.screens import all_rows, fed


@pytest.mark.parametrize("start", ["\x1b]0;", "\x1bP", "\x1b_", "\x1b^", "\x1bX"])
def test_an_endless_string_is_not_kept(start: str) -> None:
    screen = Screen(80, 24, 100)
    stream = Stream(screen)
    tracemalloc.start()
    try:
        stream.feed(start)
        for _ in range(500):
            stream.feed("y" * 4096)
        assert tracemalloc.get_traced_memory()[0] < 100_000
    finally:
        tracemalloc.stop()
    stream.feed("\x1b\\after")
    assert screen.display[0] == "after"


def test_an_endless_csi_becomes_text_again() -> None:
    screen = fed(80, 24, "\x1b[", *["1;" * 2000] * 10, "m", "after")
    assert all_rows(screen)[-1].text.endswith("after")


def test_endless_gradients_fill_no_more_than_the_style_table() -> None:
    program = """
from qmux.terminal import style
from qmux.terminal.screen import Screen
from qmux.terminal.stream import Stream
screen = Screen(80, 24, 10)
stream = Stream(screen)
for red in range(256):
    stream.feed("".join(f"\\x1b[38;2;{red};{green};{red}mx\\x1b[48;2;{green};{red};1my" for green in range(256)))
assert len(style._styles) <= 0xD800, len(style._styles)
for row in screen.grid.style:
    row.encode()
stream.feed("\\x1b[m\\x1b[38;2;255;0;0mz")
assert style.style_of(screen.cell).foreground == 196
"""
    # In a process of its own: the style table is the process's, and other tests want it empty.
    subprocess.run([sys.executable, "-c", program], check=True, timeout=50)


def test_endless_clusters_fill_no_more_than_their_table() -> None:
    screen = Screen(80, 24, 10)
    stream = Stream(screen)
    for first in range(0x4E00, 0x4E00 + CLUSTERS_CAP + 500, 100):
        stream.feed("".join(chr(first + i) + "\u0301" for i in range(100)))
    assert len(screen.clusters.expansions) == CLUSTERS_CAP
    stream.feed("\r\nz\u0489 \U00100000")
    assert screen.display[-1] == "z \ufffd"


def test_a_cluster_grows_no_longer_than_its_limit() -> None:
    screen = fed(80, 24, *["a" + "\u0489" * 5000] * 2)
    assert max(map(len, screen.clusters.expansions.values())) <= 32


@pytest.mark.parametrize(
    "sequence",
    [
        "\x1b[9999b",
        "\x1b[9999S",
        "\x1b[9999L",
        "\x1b[9999@",
        "\x1b[9999I",
        "\x1b[9999Z",
        "\x1b[9999X",
        "\x1b[2J",
        "\x1b#8",
    ],
)
def test_no_sequence_multiplies_work_beyond_the_screen(sequence: str) -> None:
    screen = fed(80, 24, "x" + sequence * 500, history_lines=100)
    assert len(screen.history) <= 100


def test_modes_and_commands_that_are_unknown_are_not_kept() -> None:
    screen = fed(80, 24, "".join(f"\x1b[?{n}h\x1b[{n}h\x1b[{n};{n}H" for n in range(6000)))
    assert len(screen.mode) < 10
