"""CopyMode: a cursor in the rows of one pane, a selection, and what was searched for.

Pure state over a PaneText, which every method is given as it is at that moment. Owns where the cursor is, the row at
the top of the view, and the selection's anchor, all by the numbers of rows: output that comes meanwhile moves
nothing that is looked at, and what is forgotten of the scrollback only pushes the cursor ahead of it. Leaves
drawing to copy_view.py, keys to the bindings. A new width makes other rows: whoever changes it says so before, by
remember(), and all stays on its text.

The motions are those of vi in tmux. A line that was wrapped is one line for 0, ^ and $, for words and for
selections, and rows for all that goes up and down. The cursor stands on the first cell of a character, in a block
selection anywhere in the pane's width. Main thread only.
"""

from collections.abc import Sequence

from qmux.view.pane_text import Address, Extent, PaneText, Position
from qmux.view.search import find, find_most
from qmux.view.selection import Kind, Selection, select
from qmux.view.words import next_end, next_start, previous_start

_OVERLAP = 2  # rows that a page keeps of the one before
_LONGEST_PATTERN = 1_000  # code points; a paste may be of any length


class CopyMode:
    """Copy mode in one pane; `asking` is "/" or "?" while a pattern is being typed, else "".

    `pattern` is what was searched for last, `also` other texts that are marked beside it.

    Arguments:
        text: the pane's rows.
        top: the row at the top of the view.
        cursor: where the pane's own cursor is; the nearest cell in sight is where this one begins.
    """

    def __init__(self, text: PaneText, top: int, cursor: Position) -> None:
        self.top = text.extent.clamped(top)
        self.pattern = ""
        self.also: tuple[str, ...] = ()
        self.asking = ""
        self._backward = False
        self._kind = Kind.CHARACTERS
        self._anchor: Position | None = None
        self._goal = cursor.column  # the column that moves up and down keep to
        self._extent = text.extent
        self._remembered: tuple[Address, Address] | None = None  # of the cursor and of the anchor
        self.cursor = self._inside(text, self._into_view(cursor.row))
        self._goal = self.cursor.column

    @property
    def extent(self) -> Extent:
        """The rows that there were when the mode last saw the pane."""
        return self._extent

    def remember(self, text: PaneText) -> None:
        """Note where everything is before the pane's width changes; settle() finds it again after that."""
        self.settle(text)
        self._remembered = text.address(self.cursor), text.address(self._anchor or self.cursor)

    def settle(self, text: PaneText) -> None:
        """Take over what has become of the pane since the last look: rows that came, went, or were wrapped anew."""
        before, self._extent = self._extent, text.extent
        if self._remembered is not None and before.columns != text.extent.columns:
            self._follow(text, *self._remembered)
        self._remembered = None
        self.top = self._extent.clamped(self.top)
        if self._anchor is not None:
            self._anchor = self._inside(text, self._anchor)
        self.cursor = self._inside(text, self.cursor)
        self._reveal()

    def _follow(self, text: PaneText, cursor: Address, anchor: Address) -> None:
        """Find cursor and anchor in rows of another width; the cursor stays in its line of the view."""
        line = self.cursor.row - self.top
        self.cursor = text.place(cursor)
        self._goal = self.cursor.column
        self._anchor = None if self._anchor is None else text.place(anchor)
        self.top = self.cursor.row - line

    # The selection

    def selection(self, text: PaneText) -> Selection | None:
        """Return what is selected."""
        return None if self._anchor is None else select(self._kind, text, self._anchor, self.cursor)

    def begin(self, text: PaneText, kind: Kind) -> None:
        """Select from the cursor on; a selection of another kind becomes one of this kind."""
        if self._anchor is None or self._kind is kind:
            self._anchor = self.cursor
        self._kind = kind
        self._move(text, self.cursor)

    def other_end(self, text: PaneText) -> None:
        """Exchange the cursor and the other end of the selection."""
        if self._anchor is not None:
            anchor, self._anchor = self._anchor, self.cursor
            self._move(text, anchor)

    # By cells and rows

    def left(self, text: PaneText) -> None:
        """Go to the character before; from the first one to the end of the row above."""
        row, column = self.cursor
        if column:
            self._move(text, text.head(Position(row, column - 1)))
        elif row > self._extent.first:
            self._move(text, Position(row - 1, self._end(text, row - 1)))

    def right(self, text: PaneText) -> None:
        """Go to the character after; from the last one to the start of the row below."""
        row, column = self.cursor
        after = column + 1
        while after < len(text.row(row)) and text.head(Position(row, after)).column == column:
            after += 1
        if after <= self._end(text, row):
            self._move(text, Position(row, after))
        elif row < self._extent.last:
            self._move(text, Position(row + 1, 0))

    def up(self, text: PaneText) -> None:
        """Go up a row."""
        self._go_to_row(text, self.cursor.row - 1)

    def down(self, text: PaneText) -> None:
        """Go down a row."""
        self._go_to_row(text, self.cursor.row + 1)

    def view_top(self, text: PaneText) -> None:
        """Go to the uppermost row in sight."""
        self._go_to_row(text, self.top)

    def view_middle(self, text: PaneText) -> None:
        """Go to the row in the middle of the view."""
        self._go_to_row(text, (self.top + self._extent.bottom(self.top)) // 2)

    def view_bottom(self, text: PaneText) -> None:
        """Go to the lowest row in sight."""
        self._go_to_row(text, self._extent.bottom(self.top))

    def history_top(self, text: PaneText) -> None:
        """Go to the oldest row."""
        self._move(text, Position(self._extent.first, 0))

    def history_bottom(self, text: PaneText) -> None:
        """Go to the newest row."""
        self._move(text, Position(self._extent.last, 0))

    # By lines and words

    def line_start(self, text: PaneText) -> None:
        """Go to the start of the line."""
        self._move(text, Position(text.line(self.cursor.row)[0], 0))

    def line_end(self, text: PaneText) -> None:
        """Go to the last character of the line that is not blank."""
        line = text.line_of(self.cursor.row)
        self._move(text, line.position(max(0, len(line.cells.rstrip(" ")) - 1)))

    def line_text_start(self, text: PaneText) -> None:
        """Go to the first character of the line that is not blank."""
        line = text.line_of(self.cursor.row)
        self._move(text, line.position(len(line.cells) - len(line.cells.lstrip(" "))))

    def word_right(self, text: PaneText) -> None:
        """Go to the start of the next word, from the last one to the end of all."""
        self._move(text, next_start(text, self.cursor) or self._end_of_all(text))

    def word_end(self, text: PaneText) -> None:
        """Go to the end of this word, or of the next one, from the last one to the end of all."""
        self._move(text, next_end(text, self.cursor) or self._end_of_all(text))

    def word_left(self, text: PaneText) -> None:
        """Go to the start of this word, or of the one before, from the first one to the start of all."""
        self._move(text, previous_start(text, self.cursor) or Position(self._extent.first, 0))

    # By the view

    def page_up(self, text: PaneText) -> None:
        """Show the page above; at the top of all, go to the oldest row."""
        self._page(text, -max(1, self._extent.lines - _OVERLAP))

    def page_down(self, text: PaneText) -> None:
        """Show the page below; at the end of all, go to the newest row."""
        self._page(text, max(1, self._extent.lines - _OVERLAP))

    def half_page_up(self, text: PaneText) -> None:
        """Show what is half a page above."""
        self._page(text, -max(1, self._extent.lines // 2))

    def half_page_down(self, text: PaneText) -> None:
        """Show what is half a page below."""
        self._page(text, max(1, self._extent.lines // 2))

    def scroll(self, text: PaneText, rows: int) -> None:
        """Move the view by `rows`, up where that is negative; the cursor comes along if it must."""
        self.top = self._extent.clamped(self.top + rows)
        self._place(text, self._into_view(self.cursor.row))

    # Searching

    def search(self, text: PaneText, pattern: str, backward: bool) -> bool:
        """Go to the next match of `pattern`, of the last pattern if it is empty; return whether there is any."""
        self.pattern, self.also = pattern[:_LONGEST_PATTERN] or self.pattern, ()
        self._backward = backward
        return self.search_again(text)

    def search_again(self, text: PaneText) -> bool:
        """Go to the next match of the last pattern in its direction; return whether there is any."""
        return self._search(text, self._backward)

    def search_reverse(self, text: PaneText) -> bool:
        """Go to the next match against the last search's direction; return whether there is any."""
        return self._search(text, not self._backward)

    def go_to(self, text: PaneText, first: int, last: int, words: Sequence[str]) -> None:
        """Go to where most of `words` stand in the rows `first` to `last`, else to `first`; mark all from now on."""
        self.pattern, *also = [word[:_LONGEST_PATTERN].lower() for word in words]
        self._anchor, self._backward, self.also = None, False, tuple(also)
        place = find_most(text, (self.pattern, *self.also), first, last)
        self._move(text, place or Position(first, 0))
        self.top = self._extent.clamped(self.cursor.row - self._extent.lines // 3)

    def _search(self, text: PaneText, backward: bool) -> bool:
        found = find(text, self.pattern, self.cursor, backward)
        if found is not None:
            self._move(text, found)
        return found is not None

    # What all of them are made of

    def _move(self, text: PaneText, place: Position) -> None:
        """Put the cursor where `place` is, bring it into sight, and keep to its column from now on."""
        self._place(text, place)
        self._goal = self.cursor.column
        self._reveal()

    def _go_to_row(self, text: PaneText, row: int) -> None:
        """Put the cursor in a row, as near to the goal column as that goes."""
        row = max(self._extent.first, min(row, self._extent.last))
        self._place(text, Position(row, self._goal))
        self._reveal()

    def _page(self, text: PaneText, rows: int) -> None:
        """Move view and cursor by `rows`; where the view cannot move, the cursor goes to the end."""
        top = self._extent.clamped(self.top + rows)
        if top == self.top:
            self._go_to_row(text, self._extent.first if rows < 0 else self._extent.last)
            return
        line, self.top = self.cursor.row - self.top, top
        self._place(text, self._into_view(top + line))

    def _place(self, text: PaneText, place: Position) -> None:
        self.cursor = self._inside(text, place)

    def _inside(self, text: PaneText, place: Position) -> Position:
        """Return the character nearest to `place`."""
        row = max(self._extent.first, min(place.row, self._extent.last))
        return text.head(Position(row, max(0, min(place.column, self._end(text, row)))))

    def _end(self, text: PaneText, row: int) -> int:
        """Return the last column of a row in which the cursor may be."""
        cells = len(text.row(row))
        block = self._anchor is not None and self._kind is Kind.BLOCK
        return max(0, cells - 1, self._extent.columns - 1 if block else 0)

    def _into_view(self, row: int) -> Position:
        """Return the place in `row`, or in the nearest one that is in sight."""
        return Position(max(self.top, min(row, self._extent.bottom(self.top))), self._goal)

    def _reveal(self) -> None:
        """Move the view as little as brings the cursor into sight."""
        row = self.cursor.row
        if row < self.top:
            self.top = row
        elif row > self._extent.bottom(self.top):
            self.top = self._extent.top_for(row)
        self.top = self._extent.clamped(self.top)

    def _end_of_all(self, text: PaneText) -> Position:
        return Position(self._extent.last, self._end(text, self._extent.last))
