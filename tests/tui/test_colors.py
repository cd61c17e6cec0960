"""Styles against curses attributes, on terminals with many colours, few, and none."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmux.terminal.style import (
    BOLD,
    CURLY,
    DASHED,
    DIM,
    DOTTED,
    DOUBLE,
    ITALIC,
    OVERLINE,
    RGB_FLAG,
    STRIKE,
    UNDERLINE,
    Style,
    style_cell,
    to_palette,
)
from qmux.tui.colors import Attributes, Capabilities, CursesBits, nearest_ansi

BITS = CursesBits(1, 2, 4, 8, 16, 32, 64)
REVERSE = BITS.reverse
PAIR = 1 << 10  # what one colour pair counts in an attribute here
FULL = Capabilities(256, 65536, True)


def rgb(entry: int) -> tuple[int, int, int]:
    """Return an entry of xterm's palette, by 256colres.h."""
    if entry >= 232:
        return (8 + (entry - 232) * 10,) * 3
    red, green, blue = ((entry - 16) // weight % 6 for weight in (36, 6, 1))
    return tuple(level and 55 + 40 * level for level in (red, green, blue))  # type: ignore[return-value]


class Screen:
    """Attributes with what they asked of curses, and rows in use that a test sets."""

    def __init__(self, capabilities: Capabilities) -> None:
        self.pairs: dict[int, tuple[int, int]] = {}
        self.in_use: list[str] = []
        self.attributes = Attributes(
            capabilities, BITS, self._init_pair, lambda pair: pair * PAIR, lambda: self.in_use
        )

    def _init_pair(self, number: int, foreground: int, background: int) -> None:
        self.pairs[number] = (foreground, background)

    def shown(self, style: Style) -> tuple[tuple[int, int], int]:
        """Return the colours and the attribute bits that `style` is drawn with, in a frame of its own."""
        self.attributes.frame_begins()
        pair, bits = divmod(self.attributes.attribute(style_cell(style)), PAIR)
        return self.pairs.get(pair, (-1, -1)), bits


@pytest.mark.parametrize(
    ("colors", "style", "expected"),
    [
        (256, Style(), ((-1, -1), 0)),
        (256, Style(200, 17, BOLD | UNDERLINE), ((200, 17), BITS.bold | BITS.underline)),
        (256, Style(-1, -1, ITALIC | OVERLINE), ((-1, -1), BITS.italic)),
        (256, Style(-1, -1, STRIKE | BOLD), ((-1, -1), BITS.bold | BITS.dim)),
        (256, Style(-1, -1, STRIKE | DIM), ((-1, -1), BITS.dim)),
        (256, Style(2, -1, UNDERLINE | CURLY, 1), ((2, -1), BITS.underline)),
        (256, Style(-1, -1, UNDERLINE | DOUBLE), ((-1, -1), BITS.underline)),
        (256, Style(-1, -1, UNDERLINE | DOTTED, RGB_FLAG | 255), ((-1, -1), BITS.underline)),
        (256, Style(-1, -1, UNDERLINE | DASHED), ((-1, -1), BITS.underline)),
        (256, Style(4, -1, 0, link=7), ((4, -1), 0)),
        (256, Style(RGB_FLAG | 0xFF0000, -1), ((196, -1), 0)),
        (256, Style(RGB_FLAG | 0x808080, -1), ((244, -1), 0)),
        (16, Style(9, 196), ((9, 9), 0)),
        (8, Style(1, 4), ((1, 4), 0)),
        (8, Style(9, 12), ((1, 4), BITS.bold)),
        (8, Style(196, -1), ((1, -1), BITS.bold)),
        (16_777_216, Style(34, -1), ((2, -1), 0)),
        (256, Style(RGB_FLAG | 0x0A84FF, RGB_FLAG | 0x1E1E1E), ((33, 234), 0)),
        (16, Style(RGB_FLAG | 0xFF0000, RGB_FLAG | 0x0000EE), ((9, 4), 0)),
        (88, Style(RGB_FLAG | 0x00FF00, -1), ((10, -1), 0)),
        (8, Style(RGB_FLAG | 0xCD0000, RGB_FLAG | 0xFFFFFF), ((1, 7), 0)),
        (2, Style(RGB_FLAG | 0xCD0000, RGB_FLAG | 0xFFFFFF, BOLD), ((-1, -1), BITS.bold | REVERSE)),
        (0, Style(1, -1, BOLD), ((-1, -1), BITS.bold)),
        (0, Style(1, 4, BOLD), ((-1, -1), BITS.bold | REVERSE)),
    ],
)
def test_colours_are_reduced_to_what_there_is(
    colors: int, style: Style, expected: tuple[tuple[int, int], int]
) -> None:
    assert Screen(Capabilities(colors, 64, True)).shown(style) == expected


def test_without_default_colours_white_on_black_stands_for_them() -> None:
    screen = Screen(Capabilities(8, 64, False))
    assert screen.shown(Style(1, -1))[0] == (1, 0)
    assert screen.shown(Style(-1, 4))[0] == (7, 4)


def test_every_colour_of_the_palette_has_a_near_one() -> None:
    assert [nearest_ansi(color) for color in range(-1, 16)] == list(range(-1, 16))
    assert all(0 <= nearest_ansi(color) < 16 for color in range(16, 256))
    assert [nearest_ansi(color) for color in (16, 231, 196, 46, 226, 244)] == [0, 15, 9, 10, 11, 8]


@given(st.integers(0, 0xFFFFFF))
def test_a_true_colour_becomes_the_nearest_of_the_palette(color: int) -> None:
    wanted = color >> 16 & 255, color >> 8 & 255, color & 255
    nearest = min(math.dist(rgb(entry), wanted) for entry in range(16, 256))
    assert math.dist(rgb(to_palette(RGB_FLAG | color)), wanted) < nearest + 1


@pytest.mark.parametrize(
    ("color", "entry"),
    [(0x282A36, 236), (0x002B36, 234), (0x1E1E2E, 235), (0xFDF6E3, 230), (0x000000, 16), (0xFFFFFF, 231)],
)
def test_the_backgrounds_of_themes_keep_their_look(color: int, entry: int) -> None:
    assert to_palette(RGB_FLAG | color) == entry


def test_the_same_colours_share_a_pair() -> None:
    screen = Screen(FULL)
    screen.shown(Style(1, 2))
    screen.shown(Style(1, 2, BOLD))
    assert len(screen.pairs) == 1


def test_pairs_that_no_row_uses_are_used_again() -> None:
    screen = Screen(FULL)
    styles = [Style(color, -1) for color in range(255)]
    for style in styles:
        screen.shown(style)
    assert sorted(screen.pairs) == list(range(1, 256))
    screen.in_use = ["".join(style_cell(style) for style in styles if style.foreground != 100)]
    assert screen.shown(Style(7, 7))[0] == (7, 7)
    assert sorted(screen.pairs) == list(range(1, 256))
    assert all(
        screen.shown(style)[0] == (style.foreground, -1) for style in styles if style.foreground != 100
    )


def test_when_all_pairs_are_on_the_screen_the_nearest_stands_in() -> None:
    screen = Screen(Capabilities(256, 9, True))
    styles = [Style(color, -1) for color in (16, 196, 46, 226, 21)] + [
        Style(231, 1),
        Style(231, 2),
        Style(231, 3),
    ]
    screen.in_use = ["".join(map(style_cell, styles))]
    for style in styles:
        screen.shown(style)
    assert screen.shown(Style(160, -1))[0] == (196, -1)
    assert screen.shown(Style(255, -1))[0][1] == -1
    screen.in_use = []
    assert screen.shown(Style(5, 5))[0] == (5, 5)
    assert screen.shown(Style(160, -1))[0] == (160, -1)
