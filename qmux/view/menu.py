"""The menu above the prompt: what may stand at the cursor, each with a word of explanation.

Owns which row is selected and how the rows look in the room that there is. Leaves what is offered to
commands/complete.py and the prompt's text to whoever moves the selection. The selected row has a mark besides its
color. On a terminal that leaves one row, the candidates stand side by side. Widths are in cells.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from qmux.model.rope import Rope
from qmux.terminal.rows import Row
from qmux.terminal.sanitize import strip_controls
from qmux.terminal.text import cut
from qmux.terminal.width import cell_width
from qmux.view.scene import Target
from qmux.view.spans import Span, bar, row_of, shorten
from qmux.view.theme import Role

_MOST_ROWS = 8
_LEAST_WITH_HELP = 40  # columns; on less, the candidates alone are shown
_GAP = "  "
_ANY = 200  # characters of a candidate that are looked at: more than any column has cells


class MenuRow(NamedTuple):
    """A candidate: how it is shown, what explains it, how it is written, and what follows it once it is taken."""

    text: str
    help: str
    written: str
    ending: str


class Menu(NamedTuple):
    """Candidates for the prompt's text from `start` to the cursor.

    `before` is the prompt's text up to the cursor as it was left by the menu, so that any other change is seen;
    `selected` is the row whose text stands there, None while it is what was typed.
    """

    rows: tuple[MenuRow, ...]
    start: int
    before: Rope
    selected: int | None = None

    def moved(self, step: int) -> int:
        """Return the row to select after `step` rows down (negative: up), going round."""
        if self.selected is None:
            return 0 if step > 0 else len(self.rows) - 1
        return (self.selected + step) % len(self.rows)


def menu_rows(menu: Menu, columns: int, most_rows: int) -> tuple[tuple[Row, ...], tuple[Target, ...]]:
    """Return 1 to `most_rows` rows that show `menu`, around what is selected, and where to click on candidates."""
    room = min(most_rows, _MOST_ROWS)
    if room < 3:
        spans = tuple(_in_sight(menu.rows, menu.selected, columns))
        return (cut(row_of(*spans), columns),), tuple(_side_by_side(spans, menu.selected or 0))
    shown = len(menu.rows) if len(menu.rows) <= room else room - 1
    first = max(0, min((menu.selected or 0) - shown // 2, len(menu.rows) - shown))
    rows = _listed(menu, first, first + shown, columns)
    targets = tuple(Target(line, 0, columns, _take(first + line)) for line in range(shown))
    return rows if shown == len(menu.rows) else (*rows, _count(menu, first, first + shown, columns)), targets


def _take(number: int) -> str:
    """Return the command that a click on the candidate of that number, from 0, runs."""
    return f"menu-take {number + 1}"


def _listed(menu: Menu, first: int, stop: int, columns: int) -> tuple[Row, ...]:
    texts = [shorten(strip_controls(row.text[:_ANY]), columns - 2) for row in menu.rows[first:stop]]
    width = max(map(cell_width, texts))
    with_help = columns >= _LEAST_WITH_HELP
    if with_help:
        width = min(width, columns // 2)
    return tuple(
        _row(menu.rows[number], width, with_help, number == menu.selected, columns)
        for number in range(first, stop)
    )


def _row(row: MenuRow, width: int, with_help: bool, selected: bool, columns: int) -> Row:
    text = shorten(strip_controls(row.text[:_ANY]), width)
    label = f"{'>' if selected else ' '}{text}{' ' * (width - cell_width(text) + 1)}"
    spans: tuple[Span, ...] = ((label, Role.SELECTION if selected else Role.STATUS_NAME),)
    if with_help and row.help:
        help_text = shorten(strip_controls(row.help), columns - width - 3)
        spans += ((f" {help_text}", Role.STATUS),)
    return bar(columns, spans, (), Role.STATUS)


def _count(menu: Menu, first: int, stop: int, columns: int) -> Row:
    return bar(columns, ((f" {first + 1}-{stop} of {len(menu.rows)}", Role.STATUS),), (), Role.STATUS)


def _side_by_side(spans: Sequence[Span], first: int) -> Iterator[Target]:
    """Yield where to click on candidates that stand in one row, the one of number `first` at its beginning."""
    start = 0
    for place, (text, _) in enumerate(spans):
        if place % 2 == 0:  # the others are gaps
            yield Target(0, start, start + cell_width(text), _take(first + place // 2))
        start += cell_width(text)


def _in_sight(rows: Sequence[MenuRow], selected: int | None, columns: int) -> Iterator[Span]:
    left = columns
    for number, row in islice(enumerate(rows), selected or 0, None):
        text = shorten(strip_controls(row.text[:_ANY]), left)
        yield text, Role.SELECTION if number == selected else Role.HINT
        left -= cell_width(text) + len(_GAP)
        if left <= 0:
            return
        yield _GAP, Role.HINT
