"""Taking back: output that is erased as if it had never come, for text that is not final yet.

Owns how rows come back from the scrollback. What was drawn may be text, line ends and colors only, on the main
screen; modes, margins and the alternate screen are not looked at. Touched under the gate only. Coordinates are
0-based cells.
"""

from typing import NamedTuple

from qmux.terminal.reflow import Lines, concatenate, part
from qmux.terminal.screen import Screen


class Snapshot(NamedTuple):
    """What text changes: the screen's rows, where it goes on and in which style; `scrolled` counts rows (Canvas)."""

    rows: Lines
    column: int
    line: int
    cell: str
    edited_line: int
    scrolled: int


def snapshot(screen: Screen) -> Snapshot:
    """Return the state to which restore() goes back; rows are immutable, so that it costs a list of them."""
    text, style, wrapped = screen.grid.lines()
    rows = Lines(text[:], style[:], wrapped[:])
    cursor = screen.cursor
    return Snapshot(rows, cursor.x, cursor.y, screen.cell, screen.edited_line, screen.scrolled())


def restore(screen: Screen, before: Snapshot) -> None:
    """Erase all text that came since `before`, whose screen has not been resized; rows that left its top return."""
    screen.history.take_newest(screen.scrolled() - before.scrolled)
    screen.grid.replace(before.rows, screen.columns, screen.lines)
    screen.cursor.x, screen.cursor.y = before.column, before.line
    screen.cell, screen.edited_line = before.cell, before.edited_line


def erase_lines(screen: Screen, count: int) -> None:
    """Erase the line that output goes on in and the `count` lines before it, whatever number of rows they have.

    The cursor is then where the first of them began; above it the screen is as full as the scrollback allows.
    """
    cursor = screen.cursor
    above = screen.excerpt(screen.history.evicted, screen.scrolled() + cursor.y)
    end = len(above.text)
    for _ in range(count + 1):
        end = above.goes_on.rfind(0, 0, end)
        if end < 0:
            break
    # Where the first line to go begins, in lines of the screen.
    first = above.first + end + 1 - screen.scrolled()
    screen.history.take_newest(max(0, -first))
    kept = part(screen.grid.lines(), 0, first)
    missing = min(screen.lines - 1 - len(kept.text), len(screen.history))
    kept = concatenate(screen.history.take_newest(missing), kept)
    cursor.x, cursor.y = 0, len(kept.text)
    screen.grid.replace(kept, screen.columns, screen.lines)
