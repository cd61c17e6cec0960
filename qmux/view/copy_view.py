"""Copy mode as a picture: the selection and what was searched for highlighted in the pane's rows, the cursor's cell,
and what stands in the prompt's place.

Owns the looks. Leaves what is selected to selection.py and what matches to search.py. A row that looks the same as
in the last picture is the same object. Coordinates are cells of the pane's rectangle.
"""

from functools import lru_cache
from typing import TYPE_CHECKING

from qmux.terminal.rows import Row, full_style
from qmux.terminal.style import DEFAULT_CELL, style_cell
from qmux.view.copy_mode import CopyMode
from qmux.view.pane_text import PaneText
from qmux.view.pane_view import Viewport
from qmux.view.prompt_view import PromptPicture
from qmux.view.search import marks
from qmux.view.spans import row_of, shorten
from qmux.view.theme import STYLES, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qmux.view.copying import Copying

_LABEL = "[copy] "
_REMEMBERED = 512  # highlighted rows: some screenfuls

_Span = tuple[int, int, Role]  # columns from the first up to the second


def highlighted(rows: "Sequence[Row]", mode: CopyMode, text: PaneText, view: Viewport) -> tuple[Row, ...]:
    """Return the rows in sight, with what is selected and what matches in other styles."""
    numbers = [_number(text, view, line) for line in range(len(rows))]
    spans: dict[int, list[_Span]] = {}
    shown = [number for number in numbers if number is not None]
    for pattern in (*mode.also, mode.pattern) if shown else ():
        for mark in marks(text, pattern, shown[0], shown[-1]):
            role = Role.MATCH_AT_CURSOR if mark.match == mode.cursor else Role.MATCH
            spans.setdefault(mark.row, []).append((mark.start, mark.stop, role))
    selection = mode.selection(text)
    for number, row in zip(numbers, rows, strict=True):
        if selection is not None and number is not None:
            span = selection.span(number, row.text)
            if span is not None:
                spans.setdefault(number, []).append((*span, Role.SELECTION))
    return tuple(
        row if number not in spans else _painted(row, text.extent.columns, tuple(spans[number]))
        for number, row in zip(numbers, rows, strict=True)
    )


def cursor_cell(mode: CopyMode, view: Viewport) -> tuple[int, int]:
    """Return the column and the line of the mode's cursor; on a blank that hangs, the column is beyond the pane's."""
    index = mode.cursor.row - mode.extent.first
    row = index + (view.rule is not None and index >= view.rule)
    return mode.cursor.column, row - view.top


def copy_prompt(copying: "Copying", mode: CopyMode, columns: int) -> PromptPicture:
    """Return the pattern that is being typed, else what the keys of copy mode are."""
    if mode.asking:
        return copying.search_view.labeled(copying.search, mode.asking, columns, 1)
    row = row_of((_LABEL, Role.PROMPT), (shorten(copying.hint, columns - len(_LABEL)), Role.HINT))
    return PromptPicture((row,), 0, 0, {})


def _number(text: PaneText, view: Viewport, line: int) -> int | None:
    """Return the number of the row in a line of the view, None for the rule."""
    row = view.top + line
    if row == view.rule:
        return None
    return text.extent.first + row - (view.rule is not None and row > view.rule)


@lru_cache(maxsize=_REMEMBERED)
def _painted(row: Row, columns: int, spans: tuple[_Span, ...]) -> Row:
    """Return `row` with spans of it in the styles of their roles, the later over the earlier."""
    text, style = row.text, full_style(row)
    for start, stop, role in spans:
        stop = min(stop, columns)
        if start < stop:
            text = text.ljust(stop)
            style = style.ljust(len(text), DEFAULT_CELL)
            style = style[:start] + style_cell(STYLES[role]) * (stop - start) + style[stop:]
    return Row(text, style)
