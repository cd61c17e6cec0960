"""SGR: from the style before and the parameters of `CSI ... m` to the style after (ECMA-48 8.3.117, ITU
T.416, xterm).

Owns what each parameter means, as tables. Colours may be given with semicolons (38;5;n, 38;2;r;g;b) or
colons (38:5:n, 38:2::r:g:b, 38:2:r:g:b); a colon group that is not known changes nothing. A hyperlink (OSC 8) is
no matter of SGR and stays. Results are cached for the whole process, within a bound. Any thread.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from qmux.terminal.style import (
    ANY_UNDERLINE,
    BLINK,
    BOLD,
    CONCEAL,
    CURLY,
    DASHED,
    DEFAULT_CELL,
    DEFAULT_COLOR,
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
    21: UNDERLINE | DOUBLE,
    53: OVERLINE,
}
# What 4:n sets.
_UNDERLINES = (0, UNDERLINE, UNDERLINE | DOUBLE, UNDERLINE | CURLY, UNDERLINE | DOTTED, UNDERLINE | DASHED)
_RESET = {
    22: BOLD | DIM,
    23: ITALIC,
    24: ANY_UNDERLINE,
    25: BLINK,
    27: REVERSE,
    28: CONCEAL,
    29: STRIKE,
    55: OVERLINE,
}
_DESCRIBED = {code: bits for code, bits in _SET.items() if not bits & UNDERLINE and code != 6}
# First parameter of eight colours in a row -> (field of Style, first palette entry).
_COLORS = {30: ("foreground", 0), 40: ("background", 0), 90: ("foreground", 8), 100: ("background", 8)}
_BASIC = {base + i: (field, first + i) for base, (field, first) in _COLORS.items() for i in range(8)}
_DEFAULT = {39: "foreground", 49: "background", 59: "underline_color"}
_EXTENDED = {38: "foreground", 48: "background", 58: "underline_color"}

SGR_LIMIT = 256  # characters of parameters


@lru_cache(maxsize=8192)
def apply(cell: str, sequences: str) -> str:
    """Return the style character after SGR sequences in a row, where `cell` was the one before."""
    for sequence in sequences.split("m")[:-1]:
        cell = _after(cell, sequence.removeprefix("\x1b["))
    return cell


@lru_cache(maxsize=1024)  # a key may be as long as a burst
def applied(cell: str, parameters: str) -> str:
    """Return the style character after an SGR sequence with `parameters`, "" if it cannot have such."""
    return "" if parameters.strip("0123456789;:") or len(parameters) > SGR_LIMIT else _after(cell, parameters)


def _after(cell: str, parameters: str) -> str:
    style = style_of(cell)
    groups = iter(parameters.split(";"))
    for group in groups:
        style = _colon(style, group) if ":" in group else _plain(style, _number(group), groups)
    return style_cell(style)


@lru_cache(maxsize=8192)
def erased(cell: str) -> str:
    """Return the style of cells that are erased while `cell` is set: of it only the background (terminfo's bce)."""
    background = style_of(cell).background
    return DEFAULT_CELL if background == DEFAULT_COLOR else style_cell(Style(background=background))


def described(style: Style) -> str:
    """Return the parameters of the SGR sequence that makes `style` out of any other, as xterm writes them."""
    parts = ["0", *(str(code) for code, bits in _DESCRIBED.items() if style.attributes & bits)]
    underline = style.attributes & ANY_UNDERLINE
    if underline:
        parts.append("4" if underline == UNDERLINE else f"4:{_UNDERLINES.index(underline)}")
    for code, field in _EXTENDED.items():
        parts += _described_color(code, getattr(style, field))
    return ";".join(parts)


def _described_color(code: int, color: int) -> list[str]:
    if color == DEFAULT_COLOR:
        return []
    if color >= RGB_FLAG:
        return [f"{code}:2::{color >> 16 & 255}:{color >> 8 & 255}:{color & 255}"]
    if code == 58 or color > 15:
        return [f"{code}:5:{color}"]
    return [str(code - 8 + color if color < 8 else code + 52 + color - 8)]


def _plain(style: Style, code: int, following: Iterator[str]) -> Style:
    if code == 0:
        return DEFAULT_STYLE._replace(link=style.link)
    if code in _SET:
        bits = style.attributes & ~ANY_UNDERLINE if _SET[code] & UNDERLINE else style.attributes
        return style._replace(attributes=bits | _SET[code])
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
        kind = numbers[0] if numbers[0] < len(_UNDERLINES) else 1
        return style._replace(attributes=style.attributes & ~ANY_UNDERLINE | _UNDERLINES[kind])
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
    return style if color is None else style._replace(**{field: color})


def _number(text: str) -> int:
    """Return a parameter's value, of sub-parameters the first: 0 if it is missing, far too much if it is absurd."""
    digits = text.partition(":")[0]
    return int(digits or 0) if len(digits) < 6 else 99_999
