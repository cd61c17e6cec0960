"""Grid: the rows of one screen while they change, and the edits of cells and lines.

Each row is a text and a style string as in rows.py, kept in two lists of immutable strings: every edit is a
few slices, and a row that was not touched stays the same object. `wrapped[line]` is 1 where a row goes on in the
next one because it was full, so never of the last. Of a row that was broken between words, blanks may hang beyond
the last column (breaking.py); an edit of the row's end drops them. Owns cells; leaves cursor, margins and modes to
screen.py.
Touched under the gate only. Coordinates are 0-based; ranges are half open; `cell` is a style character (style.py).
"""

from qmux.terminal.reflow import Lines, part, stored_style
from qmux.terminal.rows import WIDE_TAIL, Row, full_style
from qmux.terminal.style import DEFAULT_CELL


class Grid:
    """The rows of one screen."""

    __slots__ = ("columns", "style", "text", "wrapped")

    def __init__(self, columns: int, lines: int) -> None:
        self.columns = columns
        self.text = [""] * lines
        self.style = [""] * lines
        self.wrapped = bytearray(lines)

    def lines(self) -> Lines:
        """Return the rows themselves, not a copy, in reflow's form."""
        return Lines(self.text, self.style, self.wrapped)

    def replace(self, lines: Lines, columns: int, count: int) -> None:
        """Take over the rows of `lines`, and blank ones below them up to `count`."""
        self.columns = columns
        missing = count - len(lines.text)
        self.text = lines.text + [""] * missing
        self.style = lines.style + [""] * missing
        self.wrapped = lines.wrapped + bytes(missing)

    def put(self, line: int, column: int, text: str, cell: str) -> None:
        """Write `text`, one character per cell, over what is there; the row then reaches up to it.

        Full-screen programs do little else: so strings are put together at once, and padded only if they must be.
        """
        end = column + len(text)
        old, style = self.text[line], self.style[line]
        if column < self.columns <= end < len(old):
            self.cut_off(line, end)
            old, style = self.text[line], self.style[line]
        if WIDE_TAIL in old:
            old = _without_halves(old, column, end)
        if len(old) < column:
            old = old.ljust(column)
        if style or (text and cell != DEFAULT_CELL):
            if len(style) < len(old):
                style = style.ljust(len(old), DEFAULT_CELL)
            self.style[line] = f"{style[:column]}{cell * len(text)}{style[end:]}"
        self.text[line] = f"{old[:column]}{text}{old[end:]}"

    def cut_off(self, line: int, column: int) -> Row:
        """Take the cells from `column` on away, where no wide character is cut in two; return them."""
        text, style = self.text[line], self.style[line]
        if column < len(text):
            self.text[line], self.style[line] = text[:column], stored_style(style[:column])
        return Row(text[column:], stored_style(style[column:]))

    def lay(self, line: int, cells: Row) -> None:
        """Write `cells` over the beginning of a line."""
        count = len(cells.text)
        self.put(line, 0, cells.text, DEFAULT_CELL)
        style = self.style[line]
        if cells.style or style:
            self.style[line] = full_style(cells) + (style or DEFAULT_CELL * len(self.text[line]))[count:]

    def erase(self, line: int, start: int, stop: int, cell: str) -> None:
        """Make the cells from `start` up to `stop` blank, in the style `cell`."""
        stop = min(stop, self.columns)
        if start >= stop:
            return
        if stop == self.columns:
            self.wrapped[line] = 0
            if stop < len(self.text[line]):
                self.cut_off(line, stop)
        text = self.text[line]
        if cell != DEFAULT_CELL or stop < len(text):
            self.put(line, start, " " * (stop - start), cell)
        elif start < len(text):
            self.text[line] = _without_halves(text, start, stop)[:start]
            self.style[line] = self.style[line][:start]

    def insert(self, line: int, column: int, count: int, cell: str) -> None:
        """Shift the cells from `column` on to the right by `count`; what leaves the row is gone."""
        count = min(count, self.columns - column)
        text = self.text[line]
        if column < len(text):
            text, style = _without_halves(text, column, column), self.style[line]
            self.text[line] = _cut(text[:column] + " " * count + text[column:], self.columns)
            if style:
                style = style[:column] + DEFAULT_CELL * count + style[column:]
                self.style[line] = style[: self.columns]
        self.erase(line, column, column + count, cell)

    def delete(self, line: int, column: int, count: int, cell: str) -> None:
        """Shift the cells right of `column` to the left by `count`; blanks in `cell` come in at the right edge."""
        count = min(count, self.columns - column)
        text, style = self.text[line], self.style[line]
        if column < len(text):
            text = _without_halves(text, column, column + count)
            self.text[line] = text[:column] + text[column + count :]
            self.style[line] = style[:column] + style[column + count :]
        self.erase(line, self.columns - count, self.columns, cell)

    def clear(self, first: int, stop: int, cell: str) -> None:
        """Make the lines from `first` up to `stop` blank, in the style `cell`."""
        count = stop - first
        self.text[first:stop], self.style[first:stop] = self._blank(count, cell)
        self.wrapped[first:stop] = bytes(count)

    def fill(self, character: str) -> None:
        """Make all cells the same narrow character, in the default style."""
        lines = len(self.text)
        self.text[:], self.style[:] = [character * self.columns] * lines, [""] * lines
        self.wrapped[:] = bytes(lines)

    def scroll_up(self, top: int, stop: int, count: int, cell: str) -> None:
        """Move the lines from `top` up to `stop` up by `count`; the uppermost are gone, the lowest blank."""
        count = min(count, stop - top)
        self._insert_blank(stop, count, cell)
        for rows in self.lines():
            del rows[top : top + count]
        self._break_at(top, stop)

    def scroll_down(self, top: int, stop: int, count: int, cell: str) -> None:
        """Move the lines from `top` up to `stop` down by `count`; the lowest are gone, the uppermost blank."""
        count = min(count, stop - top)
        for rows in self.lines():
            del rows[stop - count : stop]
        self._insert_blank(top, count, cell)
        self._break_at(top, stop)

    def scroll_box(self, top: int, stop: int, left: int, right: int, count: int, cell: str) -> None:
        """Move the cells of some lines from column `left` up to `right` up by `count`, down if it is negative."""
        blank = Row(" " * (right - left), cell * (right - left))
        boxes = [self._box(line, left, right) for line in range(top, stop)]
        for line, box in zip(range(top, stop), _shifted(boxes, count, blank), strict=True):
            self._paste(line, left, box)

    def shift_box(self, line: int, left: int, right: int, count: int, cell: str) -> None:
        """Move the cells of a line from column `left` up to `right` left by `count`, right if it is negative."""
        count = max(left - right, min(count, right - left))
        edge = left + count if count > 0 else right + count  # between what stays and what goes
        self.text[line] = _without_halves(self.text[line], edge, edge)
        text, style = self._box(line, left, right)
        blank = Row(" " * abs(count), cell * abs(count))
        if count > 0:
            self._paste(line, left, Row(text[count:] + blank.text, style[count:] + blank.style))
        else:
            kept = len(text) + count
            self._paste(line, left, Row(blank.text + text[:kept], blank.style + style[:kept]))

    def _box(self, line: int, left: int, right: int) -> Row:
        """Return the cells from `left` up to `right`, with blanks for the halves of wide characters at its edges."""
        text = _without_halves(self.text[line], left, right).ljust(right)
        style = full_style(Row(text, self.style[line])).ljust(right, DEFAULT_CELL)
        return Row(text[left:right], style[left:right])

    def _paste(self, line: int, left: int, cells: Row) -> None:
        right = left + len(cells.text)
        text = _without_halves(self.text[line], left, right)
        style = self.style[line] or DEFAULT_CELL * len(text)
        self.style[line] = style[:left].ljust(left, DEFAULT_CELL) + cells.style + style[right:]
        self.text[line] = text[:left].ljust(left) + cells.text + text[right:]

    def used(self) -> int:
        """Return the number of lines down to the last one that is not blank."""
        count = len(self.text)
        while count and not self.text[count - 1]:
            count -= 1
        return count

    def crop(self, columns: int, lines: int) -> None:
        """Change the size without reflow, keeping the upper left corner."""
        cropped = part(self.lines(), 0, lines)
        cropped.wrapped[-1] = 0
        texts = [_cut(text, columns) for text in cropped.text]
        styles = [style[:columns] for style in cropped.style]
        self.replace(Lines(texts, styles, cropped.wrapped), columns, lines)

    def _insert_blank(self, line: int, count: int, cell: str) -> None:
        self.text[line:line], self.style[line:line] = self._blank(count, cell)
        self.wrapped[line:line] = bytes(count)

    def _blank(self, count: int, cell: str) -> tuple[list[str], list[str]]:
        if cell == DEFAULT_CELL:
            return [""] * count, [""] * count
        return [" " * self.columns] * count, [cell * self.columns] * count

    def _break_at(self, top: int, stop: int) -> None:
        """Forget that lines went on across the edges of a region which moved."""
        if top:
            self.wrapped[top - 1] = 0
        self.wrapped[stop - 1] = 0


def _without_halves(text: str, start: int, stop: int) -> str:
    """Return `text` with the wide characters blanked that an edit of [start, stop) would cut in two."""
    if 0 < start < len(text) and text[start] == WIDE_TAIL:
        text = text[: start - 1] + "  " + text[start + 1 :]
    if stop < len(text) and text[stop] == WIDE_TAIL:
        text = text[: stop - 1] + "  " + text[stop + 1 :]
    return text


def _shifted(rows: list[Row], count: int, blank: Row) -> list[Row]:
    """Return rows moved to the front by `count`, to the back if it is negative, with blank ones for those gone."""
    blanks = [blank] * min(abs(count), len(rows))
    return rows[len(blanks) :] + blanks if count > 0 else blanks + rows[: len(rows) - len(blanks)]


def _cut(text: str, columns: int) -> str:
    if columns < len(text) and text[columns] == WIDE_TAIL:
        return text[: columns - 1] + " "
    return text[:columns]
