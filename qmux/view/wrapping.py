"""Wrapping: a text of any length divided into rows, from any place in it.

Owns where rows begin. Leaves which rows are shown to prompt_view.py. Rows are slices of the text, named by the
indexes of their first and one past their last code point; a line break belongs to no row. The end of a line takes a
cell of its own, so that the cursor has a place behind the last character: a line that fills its row is followed by
an empty one.

The cost is bounded by what is looked at. Only the stretch of a line around the place is measured: a stretch is as
many code points as fill _STRETCH_ROWS rows, and each begins a new row. A pasted line of 10 MB therefore costs what
one stretch costs, at the price of a short row here and there in a long line of wide characters.
"""

from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from qmux.model.rope import Rope
from qmux.terminal.width import clusters
from qmux.view.boundaries import boundary_after

_STRETCH_ROWS = 16
_TAB = 8


class RowSlice(NamedTuple):
    """The code points text[start:end], which make one row."""

    start: int
    end: int


class Stretch(NamedTuple):
    """The part text[begin:end] of a line; `closes` says that the line ends with it; rows begin at `starts`."""

    begin: int
    end: int
    closes: bool
    starts: tuple[int, ...]

    def holds(self, index: int) -> bool:
        """Return whether a cursor at `index` stands in one of the rows."""
        return self.begin <= index < self.end or (self.closes and index == self.end)


class Wrapping:
    """`text` in rows of `width` cells (>= 1); the stretch looked at last is remembered, most looks go there again."""

    def __init__(self, text: Rope, width: int) -> None:
        self.text = text
        self.width = width
        self._stretch = self._measure(0)

    def row_at(self, index: int) -> RowSlice:
        """Return the row in which a cursor at `index` stands."""
        if not self._stretch.holds(index):
            self._stretch = self._measure(index)
        begin, end, _, starts = self._stretch
        place = bisect_right(starts, index - begin) - 1
        after = begin + starts[place + 1] if place + 1 < len(starts) else end
        return RowSlice(begin + starts[place], after)

    def rows_from(self, row: RowSlice | None, most: int) -> list[RowSlice]:
        """Return `row` and those below it, at most `most`."""
        rows: list[RowSlice] = []
        while row is not None and len(rows) < most:
            rows.append(row)
            row = self._below(row)
        return rows

    def above(self, row: RowSlice) -> RowSlice | None:
        """Return the row above `row`, None above the first."""
        return self.row_at(row.start - 1) if row.start > 0 else None

    def _below(self, row: RowSlice) -> RowSlice | None:
        below = self.row_at(row.end)
        if below != row:
            return below
        return self.row_at(row.end + 1) if row.end < len(self.text) else None

    def _measure(self, index: int) -> Stretch:
        """Return the stretch around `index`; its ends are moved on to where a cluster begins."""
        line_start, line_end = self.text.line_start(index), self.text.line_end(index)
        size = self.width * _STRETCH_ROWS
        if line_end - line_start <= size and (line := self.text[line_start:line_end]).isascii():
            return Stretch(line_start, line_end, True, _row_starts(line, self.width, True))
        inside = max(line_start, min(index, line_end - 1))
        begin = line_start + (inside - line_start) // size * size
        if boundary_after(self.text, begin) > inside:
            begin -= size
        end = boundary_after(self.text, min(begin + size, line_end))
        begin = boundary_after(self.text, begin)
        closes = end == line_end
        return Stretch(begin, end, closes, _row_starts(self.text[begin:end], self.width, closes))


def placed(text: str, width: int) -> Iterator[tuple[str, int, int]]:
    """Yield each cluster of `text` with its column and its cells, in rows of `width`; a tab fills up to its stop."""
    column = 0
    for cluster, cells in clusters(text):
        least = 1 if cluster == "\t" else cells
        if column + least > width:
            column = 0
        if cluster == "\t":
            cells = min(_TAB - column % _TAB, width - column)
        yield cluster, column, cells
        column += cells


@lru_cache(maxsize=16)
def _row_starts(stretch: str, width: int, closes: bool) -> tuple[int, ...]:
    """Return where rows begin in `stretch`; `closes` says that the cursor must find a cell behind its end."""
    if stretch.isascii() and "\t" not in stretch:
        return tuple(range(0, len(stretch) + closes, width)) or (0,)
    starts, position, right = [0], 0, 0
    for cluster, column, cells in placed(stretch, width):
        if column == 0 and right > 0:
            starts.append(position)
        position += len(cluster)
        right = column + cells
    if closes and right >= width:
        starts.append(position)
    return tuple(starts)
