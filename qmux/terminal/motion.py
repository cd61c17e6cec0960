"""Motion: where control sequences move the cursor to, within margins and tab stops.

The part of Screen between Writing and Editing. Every motion ends on a cell, never on the place behind the last one
where a full line waits. Counts and coordinates of arguments are 1-based, 0 stands for 1. Touched under the gate
only. Sources: ECMA-48 8.3, DEC STD 070, xterm's ctlseqs; tmux where they differ.
"""

from typing import NamedTuple

from qmux.terminal import modes
from qmux.terminal.canvas import CHARSETS_AT_START
from qmux.terminal.charsets import Charset
from qmux.terminal.style import DEFAULT_CELL
from qmux.terminal.writing import Writing


class Saved(NamedTuple):
    """What DECSC saves."""

    column: int
    line: int
    cell: str
    origin: bool
    charsets: tuple[Charset, Charset]
    charset: int


NOTHING_SAVED = Saved(0, 0, DEFAULT_CELL, False, CHARSETS_AT_START, 0)


class Motion(Writing):
    """A canvas with a cursor that can be sent about."""

    tabstops: set[int]
    _saved = NOTHING_SAVED

    def carriage_return(self) -> None:
        """Go to the left margin, to the first column from left of it (CR)."""
        left = self.span[0]
        self.cursor.x = left if self.cursor.x >= left or self.has_origin else 0

    def backspace(self) -> None:
        """Go back by one (BS)."""
        self.cursor_back()

    def linefeed(self) -> None:
        """Go down a line, and to its start in LNM (LF, VT, FF); the stream calls a lone LF a VT."""
        self.index()
        if self.newline_returns:
            self.carriage_return()

    def new_line(self) -> None:
        """End a line (CR LF)."""
        self.carriage_return()
        self.linefeed()

    def next_line(self) -> None:
        """Go to the start of the next line (NEL)."""
        self.index()
        self.carriage_return()

    def reverse_index(self) -> None:
        """Go up a line; at the top of the scroll region scroll it (RI)."""
        if self.cursor.y == self.region[0]:
            if self.is_in_span:
                self.scroll_down(1)
        elif self.cursor.y:
            self.cursor.y -= 1

    def cursor_up(self, count: int | None = None) -> None:
        """Move up, not across the top of the scroll region (CUU)."""
        top = self.region[0]
        limit = top if self.cursor.y >= top else 0
        self.cursor.y = max(limit, self.cursor.y - (count or 1))
        self.ensure_hbounds()

    def cursor_down(self, count: int | None = None) -> None:
        """Move down, not across the bottom of the scroll region (CUD)."""
        bottom = self.region[1] - 1
        limit = bottom if self.cursor.y <= bottom else self.lines - 1
        self.cursor.y = min(limit, self.cursor.y + (count or 1))
        self.ensure_hbounds()

    def cursor_forward(self, count: int | None = None) -> None:
        """Move right, not across the right margin (CUF)."""
        stop = self.span[1]
        limit = stop if self.cursor.x < stop else self.columns
        self.cursor.x = min(self.cursor.x + (count or 1), limit - 1)

    def cursor_back(self, count: int | None = None) -> None:
        """Move left, not across the left margin (CUB)."""
        self.ensure_hbounds()
        left = self.span[0]
        limit = left if self.cursor.x >= left else 0
        self.cursor.x = max(limit, self.cursor.x - (count or 1))

    def cursor_down1(self, count: int | None = None) -> None:
        """Move down and to the start of the line (CNL)."""
        self.cursor_down(count)
        self.carriage_return()

    def cursor_up1(self, count: int | None = None) -> None:
        """Move up and to the start of the line (CPL)."""
        self.cursor_up(count)
        self.carriage_return()

    def move_right(self, count: int = 1) -> None:
        """Move right, whatever the margins are (HPR)."""
        self.cursor.x = min(self.cursor.x + (count or 1), self.columns - 1)

    def move_down(self, count: int = 1) -> None:
        """Move down, whatever the margins are (VPR)."""
        self.cursor.y = min(self.cursor.y + (count or 1), self._field()[1] - 1)
        self.ensure_hbounds()

    def cursor_position(self, line: int | None = None, column: int | None = None) -> None:
        """Move to a line and column, within the margins in origin mode (CUP, HVP)."""
        self.cursor_to_line(line)
        self.cursor_to_column(column)

    def cursor_to_line(self, line: int | None = None) -> None:
        """Move to a line in the same column (VPA)."""
        top, stop = self._field()
        self.cursor.y = min(top + (line or 1), stop) - 1
        self.ensure_hbounds()

    def cursor_to_column(self, column: int | None = None) -> None:
        """Move to a column in the same line (CHA, HPA)."""
        left, stop = self.span if self.has_origin else (0, self.columns)
        self.cursor.x = min(left + (column or 1), stop) - 1

    def ensure_hbounds(self) -> None:
        """Leave the place behind the last column."""
        self.cursor.x = min(self.cursor.x, self.columns - 1)

    def _field(self) -> tuple[int, int]:
        """Return the first line that the cursor can be sent to, and the line after the last."""
        return self.region if self.has_origin else (0, self.lines)

    # Tab stops.

    def set_tab_stop(self) -> None:
        """Make the cursor's column a tab stop (HTS)."""
        self.tabstops.add(min(self.cursor.x, self.columns - 1))

    def clear_tab_stop(self, how: int = 0) -> None:
        """Forget the tab stop at the cursor (0) or all of them (3) (TBC)."""
        if how == 0:
            self.tabstops.discard(self.cursor.x)
        elif how == 3:
            self.tabstops.clear()

    def tab(self) -> None:
        """Move to the next tab stop; at the right edge stay, so that nothing is written over (HT).

        Among words that stay whole a tab is blanks, so that it parts them at the margin too.
        """
        if self.breaks_words and self.cursor.x >= min(self.columns, len(self.grid.text[self.cursor.y])):
            self._write(" " * self.blanks_to_tab_stop(self.tabstops))
            return
        stop = self.span[1]
        last = (stop if self.cursor.x < stop else self.columns) - 1
        if self.cursor.x < last:
            stops = range(self.cursor.x + 1, last)
            self.cursor.x = next((column for column in stops if column in self.tabstops), last)

    def tab_forward(self, count: int = 1) -> None:
        """Move over `count` tab stops (CHT)."""
        stop = self.span[1]
        last = (stop if self.cursor.x < stop else self.columns) - 1
        stops = sorted(column for column in self.tabstops if self.cursor.x < column < last)
        self.cursor.x = max(self.cursor.x, [*stops, last][min(max(count, 1), len(stops) + 1) - 1])

    def tab_back(self, count: int = 1) -> None:
        """Move back over `count` tab stops (CBT)."""
        stops = sorted(column for column in self.tabstops | {0} if column < self.cursor.x)
        self.cursor.x = stops[-min(count or 1, len(stops))] if stops else 0

    # What is saved.

    def save_cursor(self) -> None:
        """Remember cursor, style, origin mode and character sets, in one slot for each screen (DECSC)."""
        self._saved = self._to_save()

    def restore_cursor(self) -> None:
        """Go back to what was saved, or else to how it is at the start (DECRC)."""
        self._go_back(self._saved)

    def _to_save(self) -> Saved:
        position = self.cursor.x, self.cursor.y
        return Saved(*position, self.cell, self.has_origin, self.charsets, self.charset)

    def _go_back(self, saved: Saved) -> None:
        self.cursor.x, self.cursor.y = min(saved.column, self.columns), min(saved.line, self.lines - 1)
        self.cell, self.charsets, self.charset = saved.cell, saved.charsets, saved.charset
        if saved.origin:
            self.mode.add(modes.ORIGIN)
        else:
            self.mode.discard(modes.ORIGIN)
