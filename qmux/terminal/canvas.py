"""Canvas: a screen's rows, its cursor, its scroll region and its scrollback: what drawing and scrolling need.

The lower half of Screen, which adds what control sequences do; both know the modes by the numbers of
modes.py. Owns rows that move; leaves text to writing.py. Touched under the gate only. Coordinates are
0-based cells; `cursor.x` may be `columns`, when the next character wraps.
"""

from collections.abc import Iterator
from typing import Protocol

from qmux.terminal import modes
from qmux.terminal.charsets import ASCII, Charset
from qmux.terminal.clusters import Clusters
from qmux.terminal.grid import Grid
from qmux.terminal.history import History
from qmux.terminal.reflow import part
from qmux.terminal.rows import WIDE_TAIL, Excerpt
from qmux.terminal.sgr import erased
from qmux.terminal.style import DEFAULT_CELL

CHARSETS_AT_START: tuple[Charset, Charset] = (ASCII, ASCII)


class CursorPosition(Protocol):
    """What of pyte's Cursor drawing needs."""

    x: int
    y: int


class Canvas:
    """Rows to draw on.

    Arguments:
        columns: at least 2, so that a wide character has room.
        lines: at least 1.
        history_lines: rows of scrollback.
    """

    cursor: CursorPosition
    margins: tuple[int, int] | None  # first and last line of the scroll region; None: the whole screen
    sides: tuple[int, int] | None = None  # left margin, column after the right one; None: the whole width

    def __init__(self, columns: int, lines: int, history_lines: int) -> None:
        self.columns = columns
        self.lines = lines
        self.grid = Grid(columns, lines)
        self.history = History(history_lines)
        self.clusters = Clusters()
        self.mode: set[int] = set(modes.AT_START)
        self.cell = DEFAULT_CELL  # the style that text is written in
        self.charsets = CHARSETS_AT_START
        self.charset = 0
        self.edited_line = -1  # the line in which a control acted last; it moves with its row

    @property
    def keeps_history(self) -> bool:
        """Return whether rows that leave the top go into the scrollback."""
        return True

    @property
    def display(self) -> list[str]:
        """The screen's lines as text, clusters expanded, blanks at the end left out."""
        return [self._expanded(text).rstrip() for text in self.grid.text]

    def _expanded(self, text: str) -> str:
        return "".join(map(self.clusters.expand, text.replace(WIDE_TAIL, "")))

    @property
    def region(self) -> tuple[int, int]:
        """Return the first line of the scroll region and the line after its last."""
        return (0, self.lines) if self.margins is None else (self.margins[0], self.margins[1] + 1)

    @property
    def span(self) -> tuple[int, int]:
        """Return the left margin and the column after the right one."""
        return self.sides or (0, self.columns)

    @property
    def is_in_span(self) -> bool:
        """Return whether the cursor is between the left and the right margin."""
        return self.sides is None or self.sides[0] <= self.cursor.x < self.sides[1]

    @property
    def has_origin(self) -> bool:
        """Return whether coordinates count from the margins (DECOM)."""
        return modes.ORIGIN in self.mode

    @property
    def newline_returns(self) -> bool:
        """Return whether a line feed goes to the start of the line too (LNM)."""
        return modes.NEWLINE in self.mode

    def index(self) -> None:
        """Go down a line; at the bottom of the scroll region scroll it (IND)."""
        if self.cursor.y == self.region[1] - 1:
            if self.is_in_span:
                self.scroll_up(1)
        elif self.cursor.y < self.lines - 1:
            self.cursor.y += 1

    def scroll_up(self, count: int = 1) -> None:
        """Scroll the region up (SU); what leaves the top of the main screen goes into the scrollback."""
        top, stop = self.region
        count = min(count or 1, stop - top)
        if top == 0 and self.sides is None:
            self._keep(count)
        self._scroll(top, stop, count)
        self.edited_line -= count

    def scroll_down(self, count: int = 1) -> None:
        """Scroll the region down (SD)."""
        self._scroll(*self.region, -(count or 1))

    def _scroll(self, top: int, stop: int, count: int) -> None:
        """Move the lines from `top` up to `stop` up by `count`, or down; between the sides, if there are any."""
        cell = erased(self.cell)
        if self.sides is not None:
            self.grid.scroll_box(top, stop, *self.sides, count, cell)
        elif count > 0:
            self.grid.scroll_up(top, stop, count, cell)
        else:
            self.grid.scroll_down(top, stop, -count, cell)

    def _insert(self, column: int, count: int) -> None:
        """Insert blanks in the cursor's line; what leaves it, or the box between the sides, is gone."""
        if self.sides is None:
            self.grid.insert(self.cursor.y, column, count, erased(self.cell))
        elif self.is_in_span:
            self.grid.shift_box(self.cursor.y, column, self.sides[1], -count, erased(self.cell))

    def _delete(self, column: int, count: int) -> None:
        """Delete characters in the cursor's line; blanks come in at its end, or at the right margin."""
        if self.sides is None:
            self.grid.delete(self.cursor.y, column, count, erased(self.cell))
        elif self.is_in_span:
            self.grid.shift_box(self.cursor.y, column, self.sides[1], count, erased(self.cell))

    def scrolled_off(self, count: int) -> None:
        """Take the uppermost `count` of the grid's rows, which may be more than the screen's, off its top."""
        self._keep(count)
        for rows in self.grid.lines():
            del rows[:count]
        self.edited_line -= count

    def scrolled(self) -> int:
        """Return how many rows have ever left the top of the main screen: the number of its first row."""
        return self.history.evicted + len(self.history)

    def excerpt(self, first: int, stop: int) -> Excerpt:
        """Return the text of the rows numbered `first` up to `stop`, as far as they are kept; see Excerpt."""
        first = max(first, self.history.evicted)
        scrolled, base = self.scrolled(), self.history.evicted
        texts, wrapped = self.history.excerpt(first - base, min(stop, scrolled) - base)
        if texts and first + len(texts) == scrolled and not self.keeps_history:
            wrapped[-1] = 0  # the alternate screen does not go on with what scrolled off the main one
        screen = part(self.grid.lines(), first - scrolled, stop - scrolled)
        return Excerpt(first, texts + screen.text, wrapped + screen.wrapped)

    def texts(self) -> Iterator[str]:
        """Yield the text of every row of the screen and of the scrollback."""
        yield from self.history.texts()
        yield from self.grid.text

    def _keep(self, count: int) -> None:
        """Copy the uppermost lines of the main screen into the scrollback."""
        if self.keeps_history:
            self.history.extend(part(self.grid.lines(), 0, count))
