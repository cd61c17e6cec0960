"""Table: rows of cells laid out for a width; where it is too narrow for columns, as "header: cell" lines.

Columns shrink from the widest down and their cells wrap between words. A table's first rows decide the columns; from
then on every row is final as it comes. Widths are in cells of the pane. A table belongs to one thread at a time.
"""

import re
from collections.abc import Iterator, Sequence
from copy import copy
from itertools import zip_longest
from typing import NamedTuple

from qmux.engine.markdown.inline import spans
from qmux.engine.markdown.style import DIM, STRONG, Span, split_lines, terminal_text
from qmux.engine.markdown.wrapping import wrapped
from qmux.terminal.width import cell_width

# Rows and characters of them that are waited for before the columns are decided.
_DECIDING_ROWS = 24
_DECIDING_CHARACTERS = 4000
_LEAST_COLUMN = 6  # cells; narrower ones are no fun to read
_LONGEST_WORD = 16  # cells that a column is wide at least for the sake of a word

_DELIMITER = re.compile(r" *\|?( *:?-+:? *\|)* *:?-+:? *\|? *")
_BETWEEN = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br */?>", re.IGNORECASE)
_BAR = Span(" │ ", DIM)
_BAR_WIDTH = 3

Cell = list[list[Span]]  # lines of spans


class _Layout(NamedTuple):
    """The columns' widths, none for a table without columns, and whether rows are parted by a rule."""

    widths: tuple[int, ...]
    ruled: bool


class Table:
    """A table whose header and delimiter row are known.

    Arguments:
        header, delimiter: the two lines, for which is_table() holds.
        columns: the room there is.
    """

    def __init__(self, header: str, delimiter: str, columns: int) -> None:
        self._header = _split(header)
        self._alignments = [_alignment(mark) for mark in _split(delimiter)]
        self._columns = max(1, columns)
        self._rows: list[list[Cell]] = []
        self._characters = 0
        self._layout: _Layout | None = None

    def fork(self) -> "Table":
        """Return a table that goes on in the same way."""
        other = copy(self)
        other._rows = self._rows[:]
        return other

    def add(self, line: str) -> Iterator[str]:
        """Take one more row; yield the lines that are final now."""
        row = _cells(_fitting(_split(line), len(self._header)))
        if self._layout is not None:
            yield from self._further(row, self._layout)
            return
        self._rows.append(row)
        self._characters += len(line)
        if len(self._rows) >= _DECIDING_ROWS or self._characters >= _DECIDING_CHARACTERS:
            yield from self.end()

    def end(self) -> Iterator[str]:
        """Yield the lines that were waiting for more rows."""
        if self._layout is not None:
            return
        header = _cells(self._header, STRONG)
        layout = self._layout = _laid_out([header, *self._rows], self._columns)
        if layout.widths:
            yield from self._lines(header, layout.widths)
            yield _rule(layout.widths)
        elif not self._rows:
            yield terminal_text(Span(f"{name} ", STRONG) for name in self._header)
        for number, row in enumerate(self._rows):
            yield from self._further(row, layout) if number else self._row(row, layout)
        self._rows = []

    def _further(self, row: list[Cell], layout: _Layout) -> Iterator[str]:
        """Yield the lines of a row behind another, or behind nothing but the header."""
        if layout.ruled:
            yield _rule(layout.widths)
        yield from self._row(row, layout)

    def _row(self, row: list[Cell], layout: _Layout) -> Iterator[str]:
        if layout.widths:
            yield from self._lines(row, layout.widths)
            return
        for name, cell in zip(self._header, row, strict=True):
            first, *rest = cell
            yield terminal_text([*spans(name, STRONG), Span(": ", STRONG), *first])
            yield from map(terminal_text, rest)

    def _lines(self, row: list[Cell], widths: Sequence[int]) -> Iterator[str]:
        columns = [_wrapped(cell, width) for cell, width in zip(row, widths, strict=True)]
        for pieces in zip_longest(*columns, fillvalue=()):
            line: list[Span] = []
            for piece, width, alignment in zip(pieces, widths, self._alignments, strict=True):
                line += [*_aligned(list(piece), width, alignment), _BAR]
            yield terminal_text(line[:-2] if line[-2].text.isspace() else line[:-1])


def is_table(header: str, delimiter: str) -> bool:
    """Return whether two lines begin a table: a row, and dashes for each of its cells."""
    if "|" not in header or not _DELIMITER.fullmatch(delimiter):
        return False
    return len(_split(header)) == len(_split(delimiter))


def _split(line: str) -> list[str]:
    """Return the cells' texts of a row."""
    line = line.strip().removeprefix("|")
    if line.endswith("|") and not line.endswith("\\|"):
        line = line[:-1]
    return [cell.strip().replace("\\|", "|") for cell in _BETWEEN.split(line)]


def _fitting(texts: list[str], count: int) -> list[str]:
    """Return exactly `count` texts; what is too much stays in the last."""
    texts = texts + [""] * (count - len(texts))
    return [*texts[: count - 1], " | ".join(texts[count - 1 :])]


def _cells(texts: Sequence[str], style: str = "") -> list[Cell]:
    return [split_lines(spans(_BREAK.sub("\n", text), style)) for text in texts]


def _alignment(mark: str) -> str:
    if mark.endswith(":"):
        return "^" if mark.startswith(":") else ">"
    return "<"


def _laid_out(rows: Sequence[Sequence[Cell]], columns: int) -> _Layout:
    room = columns - _BAR_WIDTH * (len(rows[0]) - 1)
    wished = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    if sum(wished) <= room:
        return _Layout(tuple(wished), False)
    least = [max(map(_least_width, column)) for column in zip(*rows, strict=True)]
    if sum(least) > room:
        return _Layout((), True)
    most = room
    while sum(_shrunk(wished, least, most)) > room:
        most -= 1
    return _Layout(_shrunk(wished, least, most), True)


def _shrunk(wished: Sequence[int], least: Sequence[int], most: int) -> tuple[int, ...]:
    return tuple(min(wish, max(few, most)) for wish, few in zip(wished, least, strict=True))


def _width(cell: Cell) -> int:
    return max(sum(cell_width(span.text) for span in line) for line in cell)


def _least_width(cell: Cell) -> int:
    words = [word for line in cell for word in "".join(span.text for span in line).split(" ")]
    return max(min(_width(cell), _LEAST_COLUMN), min(_LONGEST_WORD, max(map(cell_width, words))))


def _rule(widths: Sequence[int]) -> str:
    line = "─┼─".join("─" * width for width in widths) or "───"
    return terminal_text([Span(line, DIM)])


def _aligned(line: list[Span], width: int, alignment: str) -> list[Span]:
    missing = width - sum(cell_width(span.text) for span in line)
    left = {"<": 0, "^": missing // 2, ">": missing}[alignment]
    return [Span(" " * left), *line, Span(" " * (missing - left))]


def _wrapped(cell: Cell, width: int) -> list[list[Span]]:
    """Return the lines of a cell in lines of at most `width` cells."""
    return [piece for line in cell for piece in wrapped(line, width)]
