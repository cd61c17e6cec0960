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


def feed_distinct_clusters(screen: Screen) -> None:
    """Feed one cluster a line, more than the table holds."""
    stream = Stream(screen)
    for code_point in range(0x4E00, 0x4E00 + CLUSTERS_CAP + 2000):
        stream.feed(chr(code_point) + "\u0301\r\n")


@pytest.mark.parametrize("history_lines", [10, 3000])
def test_clusters_that_are_no_longer_shown_make_room(history_lines: int) -> None:
    screen = fed(80, 24, "kept \u0301\x1b[?1049h\x1b[?1049l\x1b[2;1H", history_lines=history_lines)
    feed_distinct_clusters(screen)
    assert len(screen.clusters.expansions) <= CLUSTERS_CAP
    shown = [row.text for row in all_rows(screen)]
    last = 0x4E00 + CLUSTERS_CAP + 2000
    expected = [chr(code_point) + "\u0301" for code_point in range(last - len(shown), last)]
    assert [screen.clusters.expand(text[0]) for text in shown] == expected


def test_clusters_of_the_hidden_screen_are_kept() -> None:
    screen = fed(80, 24, "x\u0323\u0301\x1b[?1049h", history_lines=10)
    feed_distinct_clusters(screen)
    Stream(screen).feed("\x1b[?1049l")
    assert screen.display[0] == "x\u0323\u0301"


def test_more_clusters_in_use_than_the_table_holds() -> None:
    screen = fed(80, 24, history_lines=100_000)
    feed_distinct_clusters(screen)
    assert len(screen.clusters.expansions) == CLUSTERS_CAP
    Stream(screen).feed("z\u0489 \U00100000")
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
    assert screen.scrolled() <= 500 * 24
    assert all(len(row.text) <= 80 for row in all_rows(screen))


def test_modes_and_commands_that_are_unknown_are_not_kept() -> None:
    screen = fed(80, 24, "".join(f"\x1b[?{n}h\x1b[{n}h\x1b[{n};{n}H" for n in range(6000)))
    assert len(screen.mode) < 10
