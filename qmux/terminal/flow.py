"""Flow: how text goes on in the next row when one is full.

Between Canvas and Writing. Where a row ends is breaking.py's to say; moving the unfinished word on is done here.
Words stay whole only where text just flows: not without autowrap, not in insert mode, and not in a row in which
a control other than line ends, tabs and colors has acted since the text came to it. Touched under the gate only.
"""

from qmux.terminal import modes
from qmux.terminal.breaking import Cut, WordCut, cut_at_margin
from qmux.terminal.canvas import Canvas
from qmux.terminal.rows import WIDE_TAIL, Row
from qmux.terminal.style import DEFAULT_CELL

_TAB_WIDTH = 8  # beyond the margin, where there are no tab stops


class Flow(Canvas):
    """A canvas on which text is wrapped.

    Arguments:
        wrap_words: whether rows are broken between words, for prose, or at the margin, as programs expect it.
    """

    def __init__(self, columns: int, lines: int, history_lines: int, wrap_words: bool = False) -> None:
        super().__init__(columns, lines, history_lines)
        self.wraps_words = wrap_words
        self.cut: Cut = WordCut(self.clusters) if wrap_words else cut_at_margin

    @property
    def breaks_words(self) -> bool:
        """Return whether the cursor's row, when full, is broken between words."""
        if not self.wraps_words or self.sides is not None or self.cursor.y == self.edited_line:
            return False
        return modes.AUTOWRAP in self.mode and modes.INSERT not in self.mode

    def end_row(self, line: int, column: int, cells: str, cell: str) -> tuple[str, Row | None]:
        """Write those of `cells`, which have no room in `line` from `column` on, that belong in it all the same.

        Returns:
            The cells that are left, none if only blanks had no room, and what comes before them in the next row:
            the beginning of a word, which is then gone from this one.
        """
        grid = self.grid
        if grid.text[line][column : column + 1] == WIDE_TAIL:
            grid.put(line, column, "", cell)  # text has gone over the other half
        before = grid.text[line] if column >= self.columns else grid.text[line][:column]
        before = before.ljust(column)
        end = self.cut(before + cells[: 2 * self.columns + 1], 0, self.columns)
        taken = end - len(before)
        if taken < 0:
            grid.cut_off(line, len(before))  # blanks in a background, which are no part of the word
            return cells, grid.cut_off(line, end)
        grid.put(line, len(before), cells[:taken], cell)
        grid.cut_off(line, end)  # what was behind the cursor, as if the text had gone over it
        return cells[taken:], None

    def flow_on(self, cells: str) -> str:
        """Write those of `cells`, too many for the cursor's row, that belong in it, and go on to the next.

        Returns:
            The cells that are left.
        """
        cursor = self.cursor
        cells, carried = self.end_row(cursor.y, cursor.x, cells, self.cell)
        if not cells:
            cursor.x = self.columns
            return ""
        self._next_row()
        if carried is not None:
            self.grid.lay(cursor.y, carried)
            cursor.x = len(carried.text)
        return cells

    def wrap(self) -> None:
        """Go on in the next row at the margin, because the character to come has no room in this one."""
        line = self.cursor.y
        self.grid.erase(line, self.cursor.x, self.columns, DEFAULT_CELL)
        self.grid.put(line, self.cursor.x, "", self.cell)  # reflow joins rows as they are stored
        self._next_row()

    def blanks_to_tab_stop(self, stops: set[int]) -> int:
        """Return how many blanks a tab stands for at the end of the cursor's row, where blanks may hang."""
        column = max(self.cursor.x, len(self.grid.text[self.cursor.y]))
        beyond = column + _TAB_WIDTH - column % _TAB_WIDTH
        return min((stop for stop in stops if stop > column), default=beyond) - column

    def _next_row(self) -> None:
        line = self.cursor.y
        self.grid.wrapped[line] = 1
        self.cursor.x = 0
        self.index()
        if self.cursor.y == line:  # a new row scrolled in, or there is none to go on in below the region
            self.grid.wrapped[line] = 0
