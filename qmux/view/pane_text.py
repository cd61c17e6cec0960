"""PaneText: the rows of one pane as text, by number, for moving in them, searching and copying.

Owns which rows there are, which of them the view can show, and what is read of them while one key is handled or one
picture made. Leaves reading to terminal/pane.py. Rows are numbered since the pane began (terminal/rows.Excerpt): a
number stays with its row while output comes. The rule above what is new is no row; it only takes the room of one.
Main thread only. Columns are cells.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from itertools import accumulate
from typing import NamedTuple

from qmux.terminal.rows import WIDE_TAIL, Excerpt, PaneFrame
from qmux.view.pane_view import Viewport, viewport

# Returns the rows numbered from the first argument up to the second, as far as they are kept.
ReadText = Callable[[int, int], Excerpt]

_PAGE = 128  # rows read before and after the one that is asked for: about as many as are decompressed anyway
_NOTHING = Excerpt(0, (), b"")


class Position(NamedTuple):
    """A cell: the number of its row, and its column."""

    row: int
    column: int


class Address(NamedTuple):
    """A cell told in a way that holds at any width: by lines from the oldest row on, and the cells of that line."""

    line: int
    offset: int


class Line(NamedTuple):
    """A whole line: the number of its first row, its cells, and where in them each of its rows begins."""

    first: int
    cells: str
    starts: list[int]

    def offset(self, place: Position) -> int:
        """Return where in the cells a place in one of the rows is."""
        return self.starts[place.row - self.first] + place.column

    def position(self, offset: int) -> Position:
        """Return the place of a cell."""
        row = bisect_right(self.starts, offset) - 1
        return Position(self.first + row, offset - self.starts[row])


class Extent(NamedTuple):
    """The rows that there are, and how the view shows them.

    Arguments:
        first, last: the numbers of the oldest row that is kept, and of the last one that says anything.
        lowest: the row at the top of the view that is not scrolled back.
        lines: how many rows the view shows, one less where the rule is among them.
        columns: the pane's.
        rule: the row above which the rule stands, None if there is no rule.
    """

    first: int
    last: int
    lowest: int
    lines: int
    columns: int
    rule: int | None

    def bottom(self, top: int) -> int:
        """Return the last row in sight, or the last one that there is, when `top` is the uppermost."""
        end = top + self.lines - 1
        covered = self.rule is not None and top < self.rule <= end
        return min(self.last, end - covered)

    def top_for(self, row: int) -> int:
        """Return the uppermost row of the view that has `row` as its last one."""
        top = row - self.lines + 1
        return top + (self.rule is not None and top < self.rule <= row)

    def clamped(self, top: int) -> int:
        """Return `top`, or what is nearest to it that can be the uppermost row of the view."""
        return max(self.first, min(top, self.lowest))


class PaneText:
    """The rows of a pane, as they are while one key is handled.

    Arguments:
        extent: which rows there are.
        clusters: what the private characters in them stand for.
        read: reads them.
    """

    def __init__(self, extent: Extent, clusters: Mapping[str, str], read: ReadText) -> None:
        self.extent = extent
        self.clusters = clusters
        self._read = read
        self._page = _NOTHING

    def rows(self, first: int, last: int) -> Excerpt:
        """Return the rows `first` to `last`, as far as there are any."""
        return self._read(max(first, self.extent.first), min(last, self.extent.last) + 1)

    def row(self, number: int) -> str:
        """Return the cells of a row, "" for one that is gone."""
        index = self._find(number)
        return "" if index is None else self._page.text[index]

    def goes_on(self, number: int) -> bool:
        """Return whether the next row goes on with this one's line."""
        index = self._find(number)
        return index is not None and bool(self._page.goes_on[index]) and number < self.extent.last

    def line(self, number: int) -> tuple[int, int]:
        """Return the first and the last row of the line that a row is part of."""
        first = last = number
        while first > self.extent.first and self.goes_on(first - 1):
            first -= 1
        while self.goes_on(last):
            last += 1
        return first, last

    def line_of(self, number: int) -> Line:
        """Return the line that a row is part of."""
        first, last = self.line(number)
        rows = [self.row(row) for row in range(first, last + 1)]
        return Line(first, "".join(rows), list(accumulate(map(len, rows), initial=0))[:-1])

    def address(self, place: Position) -> Address:
        """Return where `place` is, told by lines."""
        above = self.rows(self.extent.first, place.row - 1)
        return Address(above.goes_on.count(0), self.line_of(place.row).offset(place))

    def place(self, address: Address) -> Position:
        """Return where the cell of an address is now."""
        rows, row = self.rows(self.extent.first, self.extent.last), 0
        for _ in range(address.line):
            row = rows.goes_on.find(0, row) + 1
        return self.line_of(rows.first + row).position(address.offset)

    def line_above(self, ends: int) -> int | None:
        """Return the first row of the line behind which `ends` lines end before the last one; None if it is gone."""
        above = self.rows(self.extent.first, self.extent.last - 1)
        end = len(above.goes_on)
        for _ in range(ends + 1):
            if end < 0:
                return None
            end = above.goes_on.rfind(0, 0, end)
        return above.first + end + 1

    def head(self, place: Position) -> Position:
        """Return the first cell of the character that `place` is in."""
        cells = self.row(place.row)
        on_tail = place.column < len(cells) and cells[place.column] == WIDE_TAIL
        return place._replace(column=place.column - 1) if on_tail and place.column else place

    def _find(self, number: int) -> int | None:
        """Return where in the page read last a row is, after reading the page that has it."""
        if not 0 <= number - self._page.first < len(self._page.text):
            self._page = self._read(number - _PAGE, number + _PAGE)
        index = number - self._page.first
        return index if 0 <= index < len(self._page.text) else None


def extent_of(frame: PaneFrame, lines: int) -> Extent:
    """Return the extent of a pane's rows in a view of `lines` lines (>= 1)."""
    view = viewport(frame, 0, lines)
    first = frame.scrolled - frame.history
    rule = None if view.rule is None else first + view.rule
    lowest = row_at(frame, view)
    written = max((number for number, row in enumerate(frame.rows) if row.text), default=0)
    last = frame.scrolled + max(written, frame.cursor.line)
    everything = Extent(first, last, lowest, lines, frame.columns, rule)
    return everything._replace(last=everything.bottom(lowest))


def row_at(frame: PaneFrame, view: Viewport) -> int:
    """Return the number of the first row that is in sight below the rule or without it."""
    first = frame.scrolled - frame.history
    return first + view.top - (view.rule is not None and view.top > view.rule)


def scroll_to(frame: PaneFrame, view: Viewport, top: int) -> int:
    """Return how far the view is scrolled back that has the row numbered `top` at its top."""
    index = top - (frame.scrolled - frame.history)
    return view.limit - index - (view.rule is not None and index >= view.rule)
