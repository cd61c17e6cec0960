"""What tmux prints of a screen (`capture-pane -e -N`), read as cells.

tmux writes the SGR sequences that lead from one cell to the next, over line ends too, and SO and SI around characters
of the line drawing set. How many cells a cluster fills is not in it: width.py decides, and where tmux has another
opinion its cursor shows it. Pure functions.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from unicodedata import normalize

from qmux.terminal.charsets import LINE_DRAWING
from qmux.terminal.rows import WIDE_TAIL
from qmux.terminal.style import (
    BLINK,
    BOLD,
    CONCEAL,
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
)
from qmux.terminal.width import clusters

_TOKENS = re.compile(r"\x1b\[([0-9;:]*)m|([\x0e\x0f])|([^\x1b\x0e\x0f]+)")
_ATTRIBUTES = {
    "1": BOLD,
    "2": DIM,
    "3": ITALIC,
    "4": UNDERLINE,
    "5": BLINK,
    "7": REVERSE,
    "8": CONCEAL,
    "9": STRIKE,
    "5:3": OVERLINE,
}


_COMPARED = sum(_ATTRIBUTES.values())


class Cell(NamedTuple):
    """One cell: a grapheme cluster, or WIDE_TAIL after a wide one, and how it looks."""

    text: str = " "
    style: Style = DEFAULT_STYLE


def cells(screen: Iterable[str]) -> list[list[Cell]]:
    """Return the lines of a capture as cells, trailing default blanks left out."""
    reader = _Reader()
    return [trimmed(list(reader.line(line))) for line in screen]


def composed(text: str) -> str:
    """Return a cluster in the form in which clusters are compared: a pane composes (NFC), tmux keeps what came."""
    return normalize("NFC", text)


def compared(style: Style) -> Style:
    """Return what is compared of a style: its two colors and the attributes that tmux prints."""
    return Style(style.foreground, style.background, style.attributes & _COMPARED)


def trimmed(line: list[Cell]) -> list[Cell]:
    """Return a line without the default blanks at its end."""
    end = len(line)
    while end and line[end - 1] == Cell():
        end -= 1
    return line[:end]


class _Reader:
    def __init__(self) -> None:
        self._style = DEFAULT_STYLE
        self._line_drawing = False

    def line(self, line: str) -> Iterator[Cell]:
        for parameters, shift, text in _TOKENS.findall(line):
            if text:
                yield from self._cells(text)
            elif shift:
                self._line_drawing = shift == "\x0e"
            else:
                self._style = _styled(self._style, parameters.split(";"))

    def _cells(self, text: str) -> Iterator[Cell]:
        if self._line_drawing:
            text = text.translate(LINE_DRAWING)
        for cluster, width in clusters(text):
            yield Cell(composed(cluster), self._style)
            yield from [Cell(WIDE_TAIL, self._style)] * (width - 1)


def _styled(style: Style, parameters: list[str]) -> Style:
    """Return `style` after an SGR sequence of tmux, which takes attributes off by a reset alone."""
    rest = iter(parameters)
    for parameter in rest:
        if parameter in ("", "0"):
            style = DEFAULT_STYLE
        elif parameter in _ATTRIBUTES or parameter.startswith("4:"):
            style = style._replace(attributes=style.attributes | _ATTRIBUTES.get(parameter, UNDERLINE))
        elif parameter in ("38", "48"):
            field = "foreground" if parameter == "38" else "background"
            style = style._replace(**{field: _color(next(rest), rest)})
        else:
            style = _basic_color(style, int(parameter))
    return style


def _color(kind: str, rest: Iterator[str]) -> int:
    if kind == "5":
        return int(next(rest))
    red, green, blue = (int(next(rest)) for _ in range(3))
    return RGB_FLAG | red << 16 | green << 8 | blue


def _basic_color(style: Style, parameter: int) -> Style:
    tens, color = divmod(parameter, 10)
    if color == 9:
        color = DEFAULT_COLOR
    match tens:
        case 3:
            return style._replace(foreground=color)
        case 4:
            return style._replace(background=color)
        case 9:
            return style._replace(foreground=8 + color)
        case 10:
            return style._replace(background=8 + color)
    raise ValueError(f"tmux wrote an SGR parameter that is not known here: {parameter}")
