"""SGR sequences against the style that they leave, and what happens to a style that meets the process's cap."""

import pytest

from qmux.terminal.sgr import described
from qmux.terminal.style import (
    BLINK,
    BOLD,
    CONCEAL,
    CURLY,
    DASHED,
    DEFAULT_STYLE,
    DIM,
    DOTTED,
    DOUBLE,
    ITALIC,
    OVERLINE,
    REVERSE,
    RGB_FLAG,
    STRIKE,
    UNDERLINE,
    Style,
    style_cell,
    style_of,
)
from tests.terminal.screens import fed

RGB = RGB_FLAG | 0x010203


@pytest.mark.parametrize(
    ("sequence", "style"),
    [
        ("", DEFAULT_STYLE),
        ("\x1b[1;2;3;4m", Style(attributes=BOLD | DIM | ITALIC | UNDERLINE)),
        ("\x1b[5;7;8;9;53m", Style(attributes=BLINK | REVERSE | CONCEAL | STRIKE | OVERLINE)),
        ("\x1b[21m", Style(attributes=UNDERLINE | DOUBLE)),
        ("\x1b[1;2;3m\x1b[22m", Style(attributes=ITALIC)),
        ("\x1b[4;9m\x1b[24;29m", DEFAULT_STYLE),
        ("\x1b[31;44m", Style(1, 4)),
        ("\x1b[91;104m", Style(9, 12)),
        ("\x1b[31;44m\x1b[39m", Style(background=4)),
        ("\x1b[31;44m\x1b[49m", Style(1)),
        ("\x1b[31;1m\x1b[m", DEFAULT_STYLE),
        ("\x1b[31;0;1m", Style(attributes=BOLD)),
        ("\x1b[31;;1m", Style(attributes=BOLD)),
        ("\x1b[38;5;200m", Style(200)),
        ("\x1b[48;5;17;1m", Style(background=17, attributes=BOLD)),
        ("\x1b[38;2;1;2;3m", Style(RGB)),
        ("\x1b[38;2;1;2;3;1m", Style(RGB, attributes=BOLD)),
        ("\x1b[38:5:200m", Style(200)),
        ("\x1b[38:2::1:2:3m", Style(RGB)),
        ("\x1b[48:2:1:2:3;1m", Style(background=RGB, attributes=BOLD)),
        ("\x1b[4:1m", Style(attributes=UNDERLINE)),
        ("\x1b[4:2m", Style(attributes=UNDERLINE | DOUBLE)),
        ("\x1b[4:3m", Style(attributes=UNDERLINE | CURLY)),
        ("\x1b[4:4m", Style(attributes=UNDERLINE | DOTTED)),
        ("\x1b[4:5m", Style(attributes=UNDERLINE | DASHED)),
        ("\x1b[4:9m", Style(attributes=UNDERLINE)),
        ("\x1b[4:3;4m", Style(attributes=UNDERLINE)),
        ("\x1b[4:3;24m", DEFAULT_STYLE),
        ("\x1b[4m\x1b[4:0m", DEFAULT_STYLE),
        ("\x1b[4:m", DEFAULT_STYLE),
        ("\x1b[58;2;1;2;3m", Style(underline_color=RGB)),
        ("\x1b[58:2::1:2:3m", Style(underline_color=RGB)),
        ("\x1b[58:5:1m", Style(underline_color=1)),
        ("\x1b[58;5;1;3m", Style(attributes=ITALIC, underline_color=1)),
        ("\x1b[58;5;1;59m", DEFAULT_STYLE),
        ("\x1b[38;5;256m", DEFAULT_STYLE),
        ("\x1b[38;2;1;2;300m", DEFAULT_STYLE),
        ("\x1b[38m", DEFAULT_STYLE),
        ("\x1b[38;5m", DEFAULT_STYLE),
        ("\x1b[38;7;1m", Style(attributes=BOLD)),
        ("\x1b[38:m", DEFAULT_STYLE),
        ("\x1b[:m", DEFAULT_STYLE),
        ("\x1b[9999999999;1m", Style(attributes=BOLD)),
        ("\x1b[>4;2m", DEFAULT_STYLE),
        ("\x1b[?4m", DEFAULT_STYLE),
        ("\x1b[\x001m", Style(attributes=BOLD)),
    ],
)
def test_sgr(sequence: str, style: Style) -> None:
    assert style_of(fed(8, 2, sequence).cell) == style


def test_styles_go_with_their_cells() -> None:
    screen = fed(8, 2, "a\x1b[31mb\x1b[mc\x1b[1D\x1b[@")
    assert [style_of(cell).foreground for cell in screen.grid.style[0]] == [-1, 1, -1, -1]


@pytest.mark.parametrize(
    "erasure", ["\x1b[K", "\x1b[J", "\x1b[9X", "\x1b[9P", "\x1b[9@", "\x1b[L", "\x1b[M", "\x1b[2J"]
)
def test_what_is_erased_has_the_background_only(erasure: str) -> None:
    screen = fed(8, 1, f"\x1b[1;31;44mx\r{erasure}")
    assert {style_of(cell) for cell in screen.grid.style[0]} == {Style(background=4)}


@pytest.mark.parametrize("output", ["\r\n", "abcdefghi", "\n"])
def test_lines_that_scroll_in_have_the_background(output: str) -> None:
    screen = fed(8, 1, f"\x1b[44m{output}")
    assert style_of(screen.grid.style[0][-1]) == Style(background=4)


def test_default_text_has_no_style_string() -> None:
    assert fed(8, 1, "abc").grid.style == [""]


def test_a_wide_character_has_its_style_in_both_cells() -> None:
    cell = style_cell(Style(1))
    assert fed(8, 1, "\x1b[31m日").grid.style == [cell * 2]


@pytest.mark.parametrize(
    "style",
    [
        DEFAULT_STYLE,
        Style(1, 12, BOLD | DIM | ITALIC | BLINK | REVERSE | CONCEAL | STRIKE | OVERLINE),
        Style(200, RGB, UNDERLINE | CURLY, 5),
        Style(RGB, 99, UNDERLINE, RGB),
        Style(9, 15, UNDERLINE | DASHED),
    ],
)
def test_a_style_s_description_makes_it(style: Style) -> None:
    assert style_of(fed(8, 2, f"\x1b[3;9;53;58:5:1;7m\x1b[{described(style)}m").cell) == style
