"""Rows of a layer -> calls on the layer's window.

Owns which rows are drawn again and how a row becomes runs of one style. Leaves windows, panels and
attributes to curses_terminal.py, and what is sent for a character to glyphs.py. Coordinates are 0-based
cells of the layer. Main thread only.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple, Protocol

from qmux.terminal.rows import BLANK, WIDE_TAIL, Row, full_style
from qmux.terminal.style import DEFAULT_CELL
from qmux.tui.glyphs import Glyphs, expand
from qmux.view.scene import Layer

_STYLE_RUN = re.compile(r"(.)\1*", re.DOTALL)
_STYLED_RUN = re.compile(rf"([^{DEFAULT_CELL}])\1*")


class Canvas(Protocol):
    """The part of a curses window that a row is drawn with."""

    def addstr(self, y: int, x: int, text: str, attribute: int, /) -> None: ...

    def insstr(self, y: int, x: int, text: str, attribute: int, /) -> None: ...

    def move(self, y: int, x: int, /) -> None: ...

    def clrtoeol(self) -> None: ...

    def chgat(self, y: int, x: int, cells: int, attribute: int, /) -> None: ...


class Run(NamedTuple):
    """Text that fills `cells` cells from `column` on; `style` is one character of a row's style string."""

    column: int
    cells: int
    text: str
    style: str


class Surface:
    """One layer's window, and the rows that it was given last.

    Arguments:
        canvas: the window.
        columns, lines: its size in cells, both at least 1.
    """

    def __init__(self, canvas: Canvas, columns: int, lines: int) -> None:
        self.rows: list[Row] = [BLANK] * lines
        self._canvas = canvas
        self._columns = columns
        self._clusters: Mapping[str, str] = {}

    def take(self, layer: Layer) -> list[int]:
        """Take over the layer's rows; return the lines that have to be drawn."""
        other_clusters = layer.clusters is not self._clusters
        self._clusters = layer.clusters
        changed = []
        for line, old in enumerate(self.rows):
            row = layer.rows[line] if line < len(layer.rows) else BLANK
            # Nearly all rows are the very objects of the frame before; comparing them costs more.
            if (row is old or row == old) and not (other_clusters and not row.text.isascii()):
                continue
            self.rows[line] = row
            changed.append(line)
        return changed

    def draw(self, lines: list[int], glyphs: Glyphs, attribute: Callable[[str], int]) -> None:
        """Draw the rows of `lines`; `attribute` gives the curses attribute for a style."""
        plain = [line for line in lines if glyphs.plain(self.rows[line].text)]
        self._draw_plain(plain, attribute)
        for line in sorted(set(lines).difference(plain)):
            self._canvas.move(line, 0)
            self._canvas.clrtoeol()
            drawn = list(runs(self.rows[line], self._columns, self._clusters, glyphs))
            if line == len(self.rows) - 1:
                drawn = self._fill_last_cell(drawn, glyphs, attribute)
            for column, _, text, style in drawn:
                self._canvas.addstr(line, column, text, attribute(style))

    def _draw_plain(self, lines: list[int], attribute: Callable[[str], int]) -> None:
        """Draw rows whose characters are all one cell wide and sent as they are.

        A hot loop: a quarter of a switch's time is spent here. Text goes in by rows, and then the style of those
        runs that have one: a frame of 430 runs takes 0.65 of the time that it takes run by run, one of 1,900 half.
        """
        clear, add, change = self._canvas.clrtoeol, self._canvas.addstr, self._canvas.chgat
        columns, last, base = self._columns, len(self.rows) - 1, attribute(DEFAULT_CELL)
        for line in lines:
            text, style = self.rows[line]
            if len(text) < columns:
                add(line, 0, text, base)
                clear()
            elif line < last:
                add(line, 0, text[:columns], base)
            else:  # curses cannot add a character to the last cell of a window, since its cursor cannot go on
                add(line, 0, text[: columns - 1], base)
                self._canvas.insstr(line, columns - 1, text[columns - 1], base)
            if len(style) > columns:
                style = style[:columns]
            for column, cells, cell in _spans(style):
                change(line, column, cells, attribute(cell))

    def _fill_last_cell(self, drawn: list[Run], glyphs: Glyphs, attribute: Callable[[str], int]) -> list[Run]:
        """Draw what fills the last cell of the window, if anything does; return what is left to be drawn.

        curses cannot add a character there, since its cursor would have to move past the window, and inserting one
        there loses its marks: so it is drawn one cell to the left and pushed to its place.
        """
        if not drawn or drawn[-1].column + drawn[-1].cells < self._columns:
            return drawn
        column, cells, text, style = drawn[-1]
        text, last, last_cells = glyphs.split_last(text)
        line, left = len(self.rows) - 1, self._columns - last_cells - 1
        if left < 0:  # no cell to push it from; its marks are lost
            self._canvas.insstr(line, 0, last, attribute(style))
            return []
        self._canvas.addstr(line, left, last, attribute(style))
        self._canvas.insstr(line, left, " ", attribute(style))
        return [*drawn[:-1], Run(column, cells - last_cells, text, style)]


@lru_cache(maxsize=512)  # rows, of 1 KB where each has ten runs
def _spans(style: str) -> tuple[tuple[int, int, str], ...]:
    """Return column, cells and style of each run of a style string that is not the default.

    Remembered, since a screen that scrolls draws its rows again elsewhere, and a switch back those of the last visit.
    """
    return tuple((run.start(), run.end() - run.start(), run[1]) for run in _STYLED_RUN.finditer(style))


def runs(row: Row, columns: int, clusters: Mapping[str, str], glyphs: Glyphs) -> Iterator[Run]:
    """Yield what is drawn of the first `columns` cells of `row`, left to right."""
    text = _clip(row.text, columns)
    style = full_style(row)[: len(text)]
    if not glyphs.agree(text):
        yield from _careful_runs(text, style, clusters, glyphs)
        return
    for match in _STYLE_RUN.finditer(style):
        start, end = match.span()
        start += text[start] == WIDE_TAIL  # its head is in the run before, in another style
        end += text.startswith(WIDE_TAIL, end)
        if start < end:
            yield Run(start, end - start, text[start:end].replace(WIDE_TAIL, ""), match[1])


def _clip(text: str, columns: int) -> str:
    """Cut `text` to `columns` cells; of a wide character cut in two a blank stays."""
    if len(text) > columns:
        halved = text[columns] == WIDE_TAIL
        text = text[: columns - 1] + " " if halved else text[:columns]
    return " " + text[1:] if text.startswith(WIDE_TAIL) else text


def _careful_runs(text: str, style: str, clusters: Mapping[str, str], glyphs: Glyphs) -> Iterator[Run]:
    """Yield the runs character by character, with a new run, hence a move, after each that is not exact."""
    start, drawn, column = 0, "", 0
    while column < len(text):
        if drawn and style[start] != style[column]:
            yield Run(start, column - start, drawn, style[start])
            start, drawn = column, ""
        cells = 2 if text.startswith(WIDE_TAIL, column + 1) else 1
        character = " " if text[column] == WIDE_TAIL else text[column]  # a tail without its head
        glyph = glyphs.glyph(expand(character, clusters), cells)
        drawn += glyph.text
        column += cells
        if not glyph.exact:
            yield Run(start, column - start, drawn, style[start])
            start, drawn = column, ""
    if drawn:
        yield Run(start, column - start, drawn, style[start])
