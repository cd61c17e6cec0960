"""The prompt as rows: `[Current: NAME] q>` and the text behind it, wrapped and scrolled to the cursor.

Owns which part of the text is shown. Leaves the text to prompt.py and wrapping to wrapping.py. Every row of the text
is indented by the label's width, so that pasted code keeps its shape; the label stands on the first row shown, also
when the text is scrolled. Where not all rows are shown, the indent of the second says in which line the cursor is,
and of how many; where that has no room, the label does. Clusters of several code points (a Thai vowel, a flag) are
shown whole, as in a pane.
Coordinates: cells of the prompt's own rectangle, line 0 its first row.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from qmux.terminal.clusters import Clusters
from qmux.terminal.rows import WIDE_TAIL, Row
from qmux.terminal.text import join, row_from_text
from qmux.terminal.width import cell_width
from qmux.view.prompt import LineEditor
from qmux.view.scene import Target
from qmux.view.spans import row_of
from qmux.view.theme import Role
from qmux.view.wrapping import RowSlice, Wrapping, placed

SIGN, TRUSTING_SIGN = "q>", "!q>"  # the latter where no tool call is asked about

# What the label leaves for the text: half of the terminal or this many cells, whichever is less.
_TEXT_COLUMNS = 24

_TOLD = 1_000  # code points of a single line that is long enough to say how far the cursor is in it

# A row's parts: what stands before its text, in which role, the text, and the width of that.
_Part = tuple[str, Role, str, int]


class PromptPicture(NamedTuple):
    """Rows for the prompt's rectangle, the cell of the cursor in it, and what can be clicked on."""

    rows: tuple[Row, ...]
    column: int
    line: int
    clusters: Mapping[str, str]
    targets: tuple[Target, ...] = ()

    def below(self, rows: tuple[Row, ...], targets: tuple[Target, ...] = ()) -> "PromptPicture":
        """Return the picture with `rows` above it, in which the `targets` are."""
        return self._replace(rows=(*rows, *self.rows), line=self.line + len(rows), targets=targets)


class PromptView:
    """What the prompt showed last: its first row, and its rows, so that a row that did not change stays the same."""

    def __init__(self) -> None:
        self._top = 0
        self._clusters = Clusters()
        self._rows: dict[_Part, Row] = {}

    def picture(
        self, editor: LineEditor, name: str, columns: int, most_rows: int, sign: str = SIGN
    ) -> PromptPicture:
        """Return the rows of `editor` around its cursor, 1 to `most_rows`, labeled with the session's `name`."""
        return self.labeled(editor, label(name, columns, sign), columns, most_rows, f"{sign} ")

    def labeled(
        self, editor: LineEditor, prompt: str, columns: int, most_rows: int, short: str = ""
    ) -> PromptPicture:
        """Return the rows of `editor` around its cursor, 1 to `most_rows`, behind `prompt`.

        `short` stands in its place where there is no room for the cursor's line besides.
        """
        shown, wrapping = self._shown(editor, prompt, columns, most_rows)
        marks = _marks(editor) if _hides(shown, editor) else ()
        gutter = _fitting(marks, cell_width(prompt)) if len(shown) > 1 else ""
        if marks and not gutter:
            labels = [mark + front for mark in marks for front in (prompt, short)]
            prompt = _fitting(labels, columns * 3 // 5) or prompt
            shown, wrapping = self._shown(editor, prompt, columns, most_rows)
        indent = cell_width(prompt)
        line = shown.index(wrapping.row_at(editor.cursor))
        column = _end_column(editor.text[shown[line].start : editor.cursor], wrapping.width)
        texts = [editor.text[row.start : row.end] for row in shown]
        fronts = [(prompt, Role.PROMPT), (f"{gutter:{indent}}", Role.HINT)]
        fronts += [(" " * indent, Role.HINT)] * len(texts)
        rows = self._render(
            [(*front, text, wrapping.width) for front, text in zip(fronts, texts, strict=False)]
        )
        return PromptPicture(rows, min(indent + column, columns - 1), line, self._clusters.expansions)

    def _shown(
        self, editor: LineEditor, prompt: str, columns: int, most_rows: int
    ) -> tuple[list[RowSlice], Wrapping]:
        """Return the rows to show behind `prompt`, and the wrapping that they are from."""
        wrapping = Wrapping(editor.text, max(1, columns - cell_width(prompt)))
        return self._window(wrapping, editor.cursor, most_rows), wrapping

    def _window(self, wrapping: Wrapping, cursor: int, most_rows: int) -> list[RowSlice]:
        """Return the rows to show: those of last time, moved only as far as the cursor or the text's end needs."""
        at = wrapping.row_at(cursor)
        top = wrapping.row_at(min(self._top, at.start))
        rows = wrapping.rows_from(top, most_rows)
        if at not in rows:
            rows = [at]
        while len(rows) < most_rows and (above := wrapping.above(rows[0])) is not None:
            rows.insert(0, above)
        self._top = rows[0].start
        return rows

    def _render(self, parts: list[_Part]) -> tuple[Row, ...]:
        self._rows = {part: self._rows.get(part) or self._row(*part) for part in parts}
        return tuple(self._rows[part] for part in parts)

    def _row(self, front: str, role: Role, text: str, width: int) -> Row:
        return join(row_of((front, role)), self._text_row(text, width))

    def _text_row(self, text: str, width: int) -> Row:
        if text.isprintable() and text.isascii():
            return row_from_text(text)
        return Row("".join(self._cells(cluster, cells) for cluster, _, cells in placed(text, width)))

    def _cells(self, cluster: str, cells: int) -> str:
        if cluster == "\t" or cells == 0:
            return " " * cells
        return self._clusters.intern(cluster) + WIDE_TAIL * (cells - 1)


def label(name: str, columns: int, sign: str = SIGN) -> str:
    """Return what stands before the text: as much of `[Current: NAME] q> ` as leaves room for the text."""
    room = max(columns // 2, columns - _TEXT_COLUMNS)
    labels = (f"[Current: {name}] {sign} ", f"[{name}] {sign} ", f"{sign} ")
    return next((candidate for candidate in labels if cell_width(candidate) <= room), "")


def _hides(shown: list[RowSlice], editor: LineEditor) -> bool:
    """Return whether some of the text is not in the rows shown."""
    return shown[0].start > 0 or shown[-1].end < len(editor.text)


def _marks(editor: LineEditor) -> tuple[str, ...]:
    """Return how to say where the cursor is in a text too long to be shown, the longest first."""
    lines, share = editor.text.lines, f"{editor.cursor * 100 // len(editor.text)}% "
    if lines == 1:
        return (share,) if len(editor.text) >= _TOLD else ()
    line = editor.text.line_at(editor.cursor) + 1
    return f"line {line} of {lines} ", f"{line}/{lines} ", share


def _fitting(marks: Sequence[str], room: int) -> str:
    """Return the first of `marks` that has no more than `room` cells, "" if none has."""
    return next((mark for mark in marks if cell_width(mark) <= room), "")


def _end_column(text: str, width: int) -> int:
    """Return the column behind the last cluster of one row's `text`."""
    if text.isascii() and text.isprintable():
        return len(text)
    return max((column + cells for _, column, cells in placed(text, width)), default=0)
