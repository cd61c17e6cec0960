"""Editing: what control sequences do to cells that are there: insert, delete, erase.

The part of Screen between Motion and the rest. What comes in blank has the background that is set and nothing else
of the style (terminfo's bce). Counts of arguments are 1-based, 0 stands for 1. Touched under the gate only.
Sources: ECMA-48 8.3, DEC STD 070, xterm's ctlseqs; tmux where they differ.
"""

from typing import Any

from qmux.terminal.motion import Motion
from qmux.terminal.sgr import erased


class Editing(Motion):
    """A canvas whose cells can be shifted and erased."""

    def insert_lines(self, count: int | None = None) -> None:
        """Insert blank lines at the cursor, within the margins (IL)."""
        top, stop = self.region
        if top <= self.cursor.y < stop and self.is_in_span:
            self._scroll(self.cursor.y, stop, -(count or 1))
            self.cursor.x = self.span[0]

    def delete_lines(self, count: int | None = None) -> None:
        """Delete lines from the cursor's on, within the margins (DL)."""
        top, stop = self.region
        if top <= self.cursor.y < stop and self.is_in_span:
            self._scroll(self.cursor.y, stop, count or 1)
            self.cursor.x = self.span[0]

    def insert_characters(self, count: int | None = None) -> None:
        """Insert blanks at the cursor (ICH)."""
        self.ensure_hbounds()
        self._insert(self.cursor.x, count or 1)

    def delete_characters(self, count: int | None = None) -> None:
        """Delete characters from the cursor's on (DCH)."""
        self.ensure_hbounds()
        self._delete(self.cursor.x, count or 1)

    def erase_characters(self, count: int | None = None) -> None:
        """Make characters blank from the cursor's on, whatever the margins are (ECH)."""
        self.ensure_hbounds()
        self.grid.erase(self.cursor.y, self.cursor.x, self.cursor.x + (count or 1), erased(self.cell))

    def erase_in_line(self, how: int = 0, private: bool = False) -> None:
        """Erase the line to its end (0), from its start (1) or all of it (2) (EL).

        After the last column was written, 0 erases nothing, as in tmux: programs end full lines with it.
        """
        if how > 2:
            return
        start = self.cursor.x if how == 0 else 0
        stop = self.cursor.x + 1 if how == 1 else self.columns
        self.grid.erase(self.cursor.y, start, stop, erased(self.cell))

    def erase_in_display(self, how: int = 0, *args: Any, **kwargs: Any) -> None:
        """Erase the screen below (0), above (1), all of it (2), or the scrollback (3) (ED).

        The main screen's text goes into the scrollback before it is erased as a whole, as in tmux.
        """
        cell = erased(self.cell)
        if how == 0:
            self.erase_in_line(0)
            self.grid.clear(self.cursor.y + 1, self.lines, cell)
        elif how == 1:
            self.erase_in_line(1)
            self.grid.clear(0, self.cursor.y, cell)
        elif how == 2:
            self._keep(self.grid.used())
            self.grid.clear(0, self.lines, cell)
        elif how == 3:
            self.history.clear()

    def alignment_display(self) -> None:
        """Fill the screen with E and forget the margins (DECALN)."""
        self.grid.fill("E")
        self.margins = self.sides = None
        self.cursor.x = self.cursor.y = 0
