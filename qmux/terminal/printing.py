"""Printing: text and colors alone, many lines of them at once.

Most of what programs print at length is lines that have room in their rows, with SGR sequences in them and nothing
else, on a screen that is full and scrolls as a whole. A burst of that is made into rows by a few operations on all
of it, where the stream's loop takes a step for each piece between two sequences and for each line. Whatever is not
as simple as that is left to the loop. Touched under the gate only.
"""

from collections.abc import Sequence

from qmux.terminal.runs import NARROW_LINES, SIMPLE_LINES, with_tails
from qmux.terminal.screen import Screen
from qmux.terminal.sequences import Token
from qmux.terminal.sgr import apply, erased
from qmux.terminal.style import DEFAULT_CELL


def printed(screen: Screen, tokens: Sequence[Token]) -> bool:
    """Act on all of `tokens` and return True; or do nothing and return False, if they are for the stream's loop."""
    if not _goes_on_below(screen):
        return False
    texts, colors, controls = zip(*tokens, strict=True)
    if any(controls):
        return False
    pieces = _cells(texts)
    rows = "".join(pieces).split("\n")
    if not pieces or max(screen.cursor.x + len(rows[0]), *map(len, rows)) > screen.columns:
        return False
    styled = _styled(pieces, colors, screen.cell)
    if styled is None:
        return False
    style, screen.cell = styled
    screen.last = "".join(texts).rstrip("\n") or screen.last
    _append(screen, rows, _parted(style, rows))
    return True


def _goes_on_below(screen: Screen) -> bool:
    """Return whether text just goes on at the end of the last row, and lines after it move all rows up."""
    if screen.sides is not None or screen.margins is not None or screen.charsets[screen.charset]:
        return False
    at_end = screen.cursor.y == screen.lines - 1 and screen.cursor.x == len(screen.grid.text[-1])
    return at_end and screen.draws_plainly


def _cells(texts: Sequence[str]) -> Sequence[str]:
    """Return pieces of lines as cells; none at all if a character may join the one before it."""
    text = "".join(texts)
    if text.isascii() or NARROW_LINES.fullmatch(text):
        return texts
    if not SIMPLE_LINES.fullmatch(text):
        return []
    return list(map(with_tails, texts))


def _styled(pieces: Sequence[str], colors: Sequence[str], cell: str) -> tuple[str, str] | None:
    """Return the style of all cells, "" if it is the default one, and what is set after them.

    None if a line ends on a background, which then fills the next row.
    """
    if cell == DEFAULT_CELL and not any(colors):
        return "", cell
    styles = []
    for piece, sequences in zip(pieces, colors, strict=True):
        if cell != DEFAULT_CELL and "\n" in piece and erased(cell) != DEFAULT_CELL:
            return None
        styles.append(cell * len(piece))
        if sequences:
            cell = apply(cell, sequences)
    return "".join(styles), cell


def _parted(style: str, rows: list[str]) -> list[str]:
    """Return the style of each row out of that of all, in which a line end has one too."""
    if not style:
        return [""] * len(rows)
    styles, start = [], 0
    for row in rows:
        size = len(row)
        part = style[start : start + size]
        styles.append("" if part == DEFAULT_CELL * size else part)
        start += size + 1
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
