"""The displayed pane as rows: which part of its screen and scrollback is seen, and the rule "new since you left".

Owns the view rows: the scrollback, below it the screen, and where frame.mark is one row more for the rule, which
exists in the view alone. View row 0 is the oldest row kept. Leaves the frame to terminal/pane.py.

Unscrolled, the picture begins at the top of the screen. It moves down only as far as it must to keep the line of
the pane's cursor in sight, where a tall prompt would cover it or the rule push it out; a chat has nothing below.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from qmux.terminal.rows import PaneFrame, Row
from qmux.view.spans import bar, row_of, shorten
from qmux.view.theme import Role

if TYPE_CHECKING:
    from qmux.terminal.pane import Pane

RULE_TEXT = "─── new since you left "

# Returns `count` rows of the scrollback from `first`, 0 being the oldest kept.
ReadHistory = Callable[[int, int], Sequence[Row]]


class Viewport(NamedTuple):
    """What is seen: the view row at the top, how far that is scrolled back and could be, the view row of the rule."""

    top: int
    scroll: int
    limit: int
    rule: int | None


def viewport(frame: PaneFrame, scroll: int, lines: int) -> Viewport:
    """Return what is seen of `frame` in `lines` lines, scrolled back by `scroll` rows or as far as that goes."""
    rule = _rule(frame)
    screen = frame.history + (rule is not None and rule < frame.history)
    cursor = frame.history + frame.cursor.line
    cursor += rule is not None and rule <= cursor
    limit = max(screen, cursor - lines + 1)
    scroll = max(0, min(scroll, limit))
    return Viewport(limit - scroll, scroll, limit, rule)


def visible_rows(frame: PaneFrame, view: Viewport, lines: int, read_history: ReadHistory) -> tuple[Row, ...]:
    """Return the rows of the pane's rectangle, at most `lines`."""
    end = view.top + lines
    if view.rule is None or end <= view.rule:
        return _rows(frame, view.top, end, read_history)
    if view.rule < view.top:
        return _rows(frame, view.top - 1, end - 1, read_history)
    above = _rows(frame, view.top, view.rule, read_history)
    below = _rows(frame, view.rule, end - 1, read_history)
    return (*above, rule_row(frame.columns), *below)


def rule_row(columns: int) -> Row:
    """Return the thin rule that stands above what was printed while the user was elsewhere."""
    text = shorten(RULE_TEXT.rstrip(), columns) if columns < len(RULE_TEXT) else RULE_TEXT.ljust(columns, "─")
    return bar(columns, ((text, Role.RULE),), (), Role.RULE)


def position_row(view: Viewport) -> Row:
    """Return the mark that says how far back the view is, of how many rows."""
    return row_of((f"[{view.scroll}/{view.limit}]", Role.POSITION))


def _rule(frame: PaneFrame) -> int | None:
    """Return the view row of the rule; None where nothing is new, in full-screen programs, and once it is evicted."""
    if frame.mark is None or frame.modes.alternate_screen or frame.history + frame.mark < 0:
        return None
    if frame.mark >= 0 and not any(row.text for row in frame.rows[frame.mark :]):
        return None
    return frame.history + frame.mark


def _rows(frame: PaneFrame, first: int, end: int, read_history: ReadHistory) -> tuple[Row, ...]:
    """Return the rows first to end of scrollback and screen, counted without the rule."""
    old = min(end, frame.history) - first
    screen = frame.rows[max(0, first - frame.history) : max(0, end - frame.history)]
    return (*read_history(first, old), *screen) if old > 0 else screen


class HistoryReader:
    """Reads scrollback and keeps what it read last: a view that stands still takes no lock and keeps its rows."""

    def __init__(self) -> None:
        self._key: tuple[Pane, int, int, int] | None = None
        self._rows: Sequence[Row] = ()

    def read(self, pane: "Pane", frame: PaneFrame, first: int, count: int) -> Sequence[Row]:
        """Return `count` rows of the pane's scrollback, counted as in `frame`.

        Rows are known by their number since the pane began, which does not change when newer ones come or the
        oldest go. If the pane went on while it was read, the rows may be off by what was evicted, and they are
        not kept: the pane's next frame is already on its way.
        """
        key = (pane, frame.columns, frame.scrolled - frame.history + first, count)
        if key == self._key:
            return self._rows
        rows = pane.history_rows(first, count)
        if pane.frame is frame:
            self._key, self._rows = key, rows
        return rows
