"""Style: how a cell looks, and the process-wide table that turns a style into one character.

A row's `style` string holds one such character per cell, so that slices, joins and comparisons of styles run at
the speed of str. Owns the table and its caps: one for styles with a link (links.py), which lie beyond the
surrogates, one for all others below them, so that a listing full of links leaves the colours alone. Any thread may
intern a style; an entry never changes or goes.
"""

import threading
from typing import NamedTuple

# Attribute bits of Style.attributes.
BOLD, DIM, ITALIC, UNDERLINE, BLINK, REVERSE, CONCEAL, STRIKE, OVERLINE = (1 << bit for bit in range(9))
# Beside UNDERLINE, which is set with each of them.
DOUBLE, CURLY, DOTTED, DASHED = (1 << bit for bit in range(9, 13))
ANY_UNDERLINE = UNDERLINE | DOUBLE | CURLY | DOTTED | DASHED

DEFAULT_COLOR = -1
RGB_FLAG = 1 << 24  # a colour is -1 (default), 0-255 (palette) or RGB_FLAG | 0xRRGGBB


class Style(NamedTuple):
    """Colours and attributes of a cell.

    Arguments:
        foreground, background: -1 for the terminal's own, 0-255 for the palette, RGB_FLAG | 0xRRGGBB for 24 bits.
        attributes: the bits above.
        underline_color: as the others; the terminal's own is that of the text.
        link: the number of a hyperlink's target (links.py), 0 for none.
    """

    foreground: int = DEFAULT_COLOR
    background: int = DEFAULT_COLOR
    attributes: int = 0
    underline_color: int = DEFAULT_COLOR
    link: int = 0


DEFAULT_STYLE = Style()
DEFAULT_CELL = "\0"  # the style character of DEFAULT_STYLE

# Surrogates lie from U+D800 to U+DFFF; a style string is always plain text without them. Past the cap (an endless
# truecolor gradient) new styles fall back to the 256-colour palette, which is bounded; beyond all bounds they lose
# the colour of their underline, and in the end everything. U+FFFF, and its neighbour, block.py needs.
_TRUECOLOR_CAP = 32_768
_CAP = 0xD800
_FIRST_LINKED = 0xE000
_LINKED_CAP = 0xFFFE - _FIRST_LINKED

CUBE_LEVELS = (0, 95, 135, 175, 215, 255)  # xterm's colour cube, 16-231

_lock = threading.Lock()
_styles: list[Style] = [DEFAULT_STYLE]
_linked: list[Style] = []
_cells: dict[Style, str] = {DEFAULT_STYLE: DEFAULT_CELL}


def style_cell(style: Style) -> str:
    """Return the one character that stands for `style` in a row's style string."""
    cell = _cells.get(style)
    return _intern(style) if cell is None else cell


def style_of(cell: str) -> Style:
    """Return the style that the character `cell` of a style string stands for."""
    number = ord(cell)
    return _styles[number] if number < _FIRST_LINKED else _linked[number - _FIRST_LINKED]


def _intern(style: Style) -> str:
    with _lock:
        if style.link and len(_linked) < _LINKED_CAP:
            return _add(style, _linked, _FIRST_LINKED)
        style = style._replace(link=0)
        if len(_styles) >= _TRUECOLOR_CAP:
            style = _bounded(style)
        if style not in _cells and len(_styles) >= _CAP:
            return DEFAULT_CELL
        return _add(style, _styles, 0)


def _add(style: Style, table: list[Style], first: int) -> str:
    cell = _cells.get(style)
    if cell is None:
        cell = chr(first + len(table))
        table.append(style)
        _cells[style] = cell
    return cell


def _bounded(style: Style) -> Style:
    colors = to_palette(style.foreground), to_palette(style.background)
    return Style(
        *colors, style.attributes & ~ANY_UNDERLINE | min(style.attributes & ANY_UNDERLINE, UNDERLINE)
    )


def to_palette(color: int) -> int:
    """Return the entry of the 256-colour palette nearest to `color`, which may be of any form of Style.

    As in tmux, it is that of the cube or the grey, whichever is nearer: the dark backgrounds of many themes are blue
    by a shade, and the cube has nothing between black and a full blue. The first 16 entries are the user's own.
    """
    if color < RGB_FLAG:
        return color
    levels = color >> 16 & 255, color >> 8 & 255, color & 255
    steps = [_step(level) for level in levels]
    grey, grey_level = _grey(round(sum(levels) / 3))
    to_cube = sum((level - CUBE_LEVELS[step]) ** 2 for level, step in zip(levels, steps, strict=True))
    to_grey = sum((level - grey_level) ** 2 for level in levels)
    return grey if to_grey < to_cube else 16 + 36 * steps[0] + 6 * steps[1] + steps[2]


def _grey(level: int) -> tuple[int, int]:
    """Return the grey nearest to `level`, and its own level: 232-255 are 8, 18 ... 238."""
    step = min(23, max(0, (level - 3) // 10))
    return 232 + step, 8 + 10 * step


def _step(level: int) -> int:
    """Return which level of the cube is nearest to `level`."""
    return 0 if level < 48 else 1 if level < 115 else (level - 35) // 40
