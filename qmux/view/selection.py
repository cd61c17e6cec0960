"""Selection: the part of a pane between two cells, as cells to highlight and as text to copy.

Three kinds, as tmux and vi have them: characters from one cell to another, whole lines, and a block. A line that was
wrapped is one line here, whatever the width of the pane made of it; in a block every row stands for itself. A wide
character is selected whole or not at all. Pure values; rows are numbered as in pane_text.py.
"""

from enum import Enum
from typing import NamedTuple

from qmux.terminal.rows import WIDE_TAIL, Row, plain_text
from qmux.view.pane_text import PaneText, Position


class Kind(Enum):
    """What a selection is made of."""

    CHARACTERS = "characters"
    LINES = "lines"
    BLOCK = "block"


class Selection(NamedTuple):
    """From `start` to `end`, both included; of a block the corner up left and the one down right."""

    kind: Kind
    start: Position
    end: Position

    def span(self, row: int, cells: str) -> tuple[int, int] | None:
        """Return the selected columns of a row, from the first up to one past the last; None if it has none.

        The span may reach past the row's `cells`: what is not stored is blank.
        """
        if not self.start.row <= row <= self.end.row:
            return None
        block = self.kind is Kind.BLOCK
        first = self.start.column if block or row == self.start.row else 0
        stop = self.end.column + 1 if block or row == self.end.row else max(1, len(cells))
        first -= 0 < first < len(cells) and cells[first] == WIDE_TAIL
        stop += stop < len(cells) and cells[stop] == WIDE_TAIL
        return first, stop


def select(kind: Kind, text: PaneText, anchor: Position, cursor: Position) -> Selection:
    """Return the selection between two cells of `text`, in whichever order they are."""
    start, end = min(anchor, cursor), max(anchor, cursor)
    if kind is Kind.BLOCK:
        left, right = sorted((anchor.column, cursor.column))
        return Selection(kind, Position(start.row, left), Position(end.row, right))
    if kind is Kind.LINES:
        first, (_, last) = text.line(start.row)[0], text.line(end.row)
        return Selection(kind, Position(first, 0), Position(last, max(0, len(text.row(last)) - 1)))
    return Selection(kind, start, end)


def selected_text(selection: Selection, text: PaneText) -> str:
    """Return what copying the selection gives: wrapped rows joined, clusters whole, no blanks at ends of lines."""
    rows = text.rows(selection.start.row, selection.end.row)
    lines: list[str] = []
    line = ""
    for row, (cells, goes_on) in enumerate(zip(rows.text, rows.goes_on, strict=True), rows.first):
        first, stop = selection.span(row, cells) or (0, 0)
        line += cells[first:stop]
        if not goes_on or selection.kind is Kind.BLOCK or row == selection.end.row:
            lines.append(line.rstrip(" "))
            line = ""
    return plain_text(Row("\n".join([*lines, line] if line else lines)), text.clusters)
