"""SGR: from the style before and the parameters of `CSI ... m` to the style after (ECMA-48 8.3.117, ITU
T.416, xterm).

Owns what each parameter means, as tables. Colours may be given with semicolons (38;5;n, 38;2;r;g;b) or
colons (38:5:n, 38:2::r:g:b, 38:2:r:g:b); a colon group that is not known changes nothing, and an underline
colour (58) is read over. Results are cached for the whole process, within a bound. Any thread.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from qmux.terminal.style import (
    BLINK,
    BOLD,
    CONCEAL,
    DEFAULT_CELL,
    DEFAULT_COLOR,
    DEFAULT_STYLE,
    DIM,
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

_SET = {
    1: BOLD,
    2: DIM,
    3: ITALIC,
    4: UNDERLINE,
    5: BLINK,
    6: BLINK,
    7: REVERSE,
    8: CONCEAL,
    9: STRIKE,
    21: UNDERLINE,
    53: OVERLINE,
}
_RESET = {
    22: BOLD | DIM,
    23: ITALIC,
    24: UNDERLINE,
    25: BLINK,
    27: REVERSE,
    28: CONCEAL,
    29: STRIKE,
    55: OVERLINE,
}
# First parameter of eight colours in a row -> (field of Style, first palette entry).
_COLORS = {30: ("foreground", 0), 40: ("background", 0), 90: ("foreground", 8), 100: ("background", 8)}
_BASIC = {base + i: (field, first + i) for base, (field, first) in _COLORS.items() for i in range(8)}
_DEFAULT = {39: "foreground", 49: "background"}
_EXTENDED = {38: "foreground", 48: "background", 58: ""}  # 58, the colour of the underline, is not shown


@lru_cache(maxsize=8192)
def apply(cell: str, sequence: str) -> str:
    """Return the style character after the SGR sequence "1;31m" (without CSI), where `cell` was the one before."""
    style = style_of(cell)
    groups = iter(sequence.removesuffix("m").split(";"))
    for group in groups:
        style = _colon(style, group) if ":" in group else _plain(style, _number(group), groups)
    return style_cell(style)


@lru_cache(maxsize=8192)
def erased(cell: str) -> str:
    """Return the style of cells that are erased while `cell` is set: of it only the background (terminfo's bce)."""
    background = style_of(cell).background
    return DEFAULT_CELL if background == DEFAULT_COLOR else style_cell(Style(background=background))


def _plain(style: Style, code: int, following: Iterator[str]) -> Style:
    if code == 0:
        return DEFAULT_STYLE
    if code in _SET:
        return style._replace(attributes=style.attributes | _SET[code])
    if code in _RESET:
        return style._replace(attributes=style.attributes & ~_RESET[code])
    if code in _BASIC:
        field, color = _BASIC[code]
        return _with_color(style, field, color)
    if code in _DEFAULT:
        return _with_color(style, _DEFAULT[code], DEFAULT_COLOR)
    if code in _EXTENDED:
        return _with_color(style, _EXTENDED[code], _following_color(following))
    return style


def _following_color(following: Iterator[str]) -> int | None:
    """Read the rest of 38;5;n or 38;2;r;g;b."""
    kind = _number(next(following, ""))
    count = {2: 3, 5: 1}.get(kind, 0)
    return _color(kind, list(map(_number, islice(following, count))))


def _colon(style: Style, group: str) -> Style:
    code, *rest = group.split(":")
    numbers = list(map(_number, rest))
    if code == "4":
        bits = style.attributes & ~UNDERLINE
        return style._replace(attributes=bits | UNDERLINE if numbers[0] else bits)
    if _number(code) not in _EXTENDED:
        return style
    kind, *values = numbers
    if kind == 2 and len(values) > 3:
        del values[0]  # the colour space's number, which nobody uses
    return _with_color(style, _EXTENDED[_number(code)], _color(kind, values))


def _color(kind: int, values: list[int]) -> int | None:
    """Return a colour of Style, or None where the values make none."""
    if kind == 5 and values and values[0] < 256:
        return values[0]
    if kind == 2 and len(values) >= 3 and max(values[:3]) < 256:
        red, green, blue = values[:3]
        return RGB_FLAG | red << 16 | green << 8 | blue
    return None


def _with_color(style: Style, field: str, color: int | None) -> Style:
    if color is None or not field:
        return style
    if field == "foreground":
        return style._replace(foreground=color)
    return style._replace(background=color)


def _number(text: str) -> int:
    """Return a parameter's value: 0 if it is missing, and far too much if it is absurdly long."""
    return int(text or 0) if len(text) < 6 else 99_999
