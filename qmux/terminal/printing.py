"""Printing: text and colors alone, many lines of them at once.

Most of what programs print at length is lines that have room in their rows, with SGR sequences in them and nothing
else, on a screen that is full and scrolls as a whole. A burst of that is made into rows by a few operations on all
of it, at half to a fifth of the price of the stream's loop, which takes a step for each piece between two sequences
and for each line. Whatever is not as simple as that is left to the loop. Touched under the gate only.
"""

from collections.abc import Sequence

from qmux.terminal.runs import NARROW, PRINTABLE, SIMPLE, with_tails
from qmux.terminal.screen import Screen
from qmux.terminal.sgr import applied, erased
from qmux.terminal.style import DEFAULT_CELL

_LINE_END = "\r\n"


def printed(screen: Screen, data: str) -> bool:
    """Act on all of `data` and return True; or do nothing and return False, if it is for the stream's loop."""
    if not _goes_on_below(screen):
        return False
    pieces, cells = _parted(data, screen.cell)
    texts = _as_cells(pieces, screen)
    rows = "".join(texts).split(_LINE_END)
    if not texts or max(screen.cursor.x + len(rows[0]), *map(len, rows)) > screen.columns:
        return False
    screen.last = "".join(pieces).rstrip(_LINE_END) or screen.last
    screen.cell = cells.pop()
    _append(screen, rows, _styles(rows, texts, cells))
    return True


def _goes_on_below(screen: Screen) -> bool:
    """Return whether text just goes on at the end of the last row, and lines after it move all rows up."""
    if screen.sides is not None or screen.margins is not None or screen.charsets[screen.charset]:
        return False
    at_end = screen.cursor.y == screen.lines - 1 and screen.cursor.x == len(screen.grid.text[-1])
    return at_end and screen.draws_plainly


def _parted(data: str, cell: str) -> tuple[list[str], list[str]]:
    """Return what stands between SGR sequences, and the style of each such piece and of what comes after the last.

    Nothing if there are other sequences, or if a line ends on a background, which then fills the next row.
    """
    first, *rest = data.split("\x1b[")
    pieces, cells = [first], [cell]
    if _fills_a_row(cell, first):
        return [], []
    for sequence in rest:
        parameters, final, text = sequence.partition("m")
        cell = final and applied(cell, parameters)
        if not cell or _fills_a_row(cell, text):
            return [], []
        if text:
            pieces.append(text)
            cells.append(cell)
    return pieces, [*cells, cell]


def _fills_a_row(cell: str, text: str) -> bool:
    """Return whether `text` brings in a row with a background; of a line end in two styles the second half counts."""
    return cell != DEFAULT_CELL and "\n" in text and erased(cell) != DEFAULT_CELL


def _as_cells(pieces: list[str], screen: Screen) -> list[str]:
    """Return pieces of lines as cells; none if there are other controls, or if a character may join another."""
    text = "".join(pieces).replace(_LINE_END, "")
    if (PRINTABLE if text.isascii() else NARROW).fullmatch(text) or not text:
        return pieces
    if not SIMPLE.fullmatch(text) or screen.joins_cell_before(text[0]):
        return []
    return list(map(with_tails, pieces))


def _styles(rows: list[str], texts: Sequence[str], cells: list[str]) -> list[str]:
    """Return the style of each row out of that of each piece; in the style of all, a line end has some too."""
    if not any(map(DEFAULT_CELL.__ne__, cells)):
        return [""] * len(rows)
    style = "".join([cell * len(text) for cell, text in zip(cells, texts, strict=True)])
    styles, start = [], 0
    for row in rows:
        size = len(row)
        part = style[start : start + size]
        styles.append("" if part == DEFAULT_CELL * size else part)
        start += size + len(_LINE_END)
    return styles


def _append(screen: Screen, rows: list[str], styles: list[str]) -> None:
    """Let the last row go on with the first of `rows`, and the others follow it."""
    grid, column = screen.grid, screen.cursor.x
    if styles[0] or grid.style[-1]:
        style = grid.style[-1] or DEFAULT_CELL * column
        grid.style[-1] = style + (styles[0] or DEFAULT_CELL * len(rows[0]))
    grid.text[-1] += rows[0]
    grid.text += rows[1:]
    grid.style += styles[1:]
    grid.wrapped += bytes(len(rows) - 1)
    screen.cursor.x = len(grid.text[-1])
    screen.scrolled_off(len(rows) - 1)
