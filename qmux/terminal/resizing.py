"""Resizing: the main screen and its scrollback for a new size.

The screen's rows and the uncompressed ones of the scrollback are wrapped anew as one; the compressed ones
block by block (history.py). No text is ever cut off: what has no room goes into the scrollback. Touched
under the gate only.
"""

from typing import NamedTuple

from qmux.terminal.breaking import Cut
from qmux.terminal.grid import Grid
from qmux.terminal.history import History
from qmux.terminal.reflow import Lines, Place, concatenate, offset_of, part, place_of, rewrap


class _Change(NamedTuple):
    """Rows before and after."""

    old: Lines
    new: Lines
    columns: int

    def moved(self, row: int, column: int = 0) -> Place:
        return place_of(self.new, *offset_of(self.old, Place(row, column)), self.columns)


def resize(
    grid: Grid, history: History, cursor: Place, mark: int | None, columns: int, lines: int, cut: Cut
) -> tuple[Place, int | None]:
    """Give `grid` and `history` a new size; return where the cursor is then, and the mark (see Screen.mark).

    A full screen stays full: rows come back from the scrollback at its top, or go into it. One with room below its
    text keeps its first row, if all has room. The cursor stays on its text, or goes to the first line if that
    has left the screen.
    """
    used = max(cursor.row + 1, grid.used())
    used = grid.wrapped.find(0, used - 1) + 1  # with the blank row that a full one was to go on in
    was_full = used == len(grid.text)
    first_recent = history.evicted + history.packed
    moved_mark = _resize_packed(history, mark, grid.columns, columns, cut)
    recent = history.take_recent()
    old = concatenate(recent, part(grid.lines(), 0, used))
    change = _Change(old, old if columns == grid.columns else rewrap(old, columns, cut), columns)
    if mark is not None and mark >= first_recent:
        moved_mark = history.evicted + history.packed + _moved_row(change, mark - first_recent)
    top = change.moved(len(recent.text)).row
    at = change.moved(len(recent.text) + cursor.row, _behind_blanks(grid, cursor))
    first = max(0, len(change.new.text) - lines, 0 if was_full else top)
    history.put_back(part(change.new, 0, first))
    grid.replace(part(change.new, first, len(change.new.text)), columns, lines)
    return Place(max(0, at.row - first), at.column), moved_mark


def _resize_packed(history: History, mark: int | None, before: int, columns: int, cut: Cut) -> int | None:
    """Reflow the compressed rows; return the mark, moved if it is in them."""
    if columns == before:
        return mark
    evicted, packed = history.evicted, history.packed
    row = -1 if mark is None else mark - evicted
    moved = history.reflow(columns, row, cut)
    return evicted + moved if 0 <= row < packed else mark


def _behind_blanks(grid: Grid, cursor: Place) -> int:
    """Return the cursor's column in its row's text, which is beyond the last column if blanks hang there."""
    return max(cursor.column, len(grid.text[cursor.row])) if cursor.column == grid.columns else cursor.column


def _moved_row(change: _Change, row: int) -> int:
    """Return where a row is, which may be one below the last."""
    beyond = max(0, row - len(change.old.text) + 1)
    return change.moved(row - beyond).row + beyond
