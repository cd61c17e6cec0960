"""Reflow: rows and their wrap flags, wrapped anew for another width.

A line is a run of rows whose wrap flags are set, and the row after it; where it is cut into rows is breaking.py's
to say. What reflow does to a width and back is nothing. A Place follows
its text: it is told as the number of its line and the offset in it before, and found again after. Pure
functions; any thread.
"""

from itertools import pairwise
from typing import NamedTuple

from qmux.terminal.breaking import Cut, cut_at_margin
from qmux.terminal.style import DEFAULT_CELL


class Lines(NamedTuple):
    """Rows in parallel: texts and styles as in rows.py, and 1 in `wrapped` for a row that goes on in the next one."""

    text: list[str]
    style: list[str]
    wrapped: bytearray


class Place(NamedTuple):
    """A cell, or the position behind a row's last one."""

    row: int
    column: int


def no_lines() -> Lines:
    """Return Lines without a row."""
    return Lines([], [], bytearray())


def concatenate(first: Lines, second: Lines) -> Lines:
    """Return the rows of both, one after the other."""
    return Lines(first.text + second.text, first.style + second.style, first.wrapped + second.wrapped)


def part(lines: Lines, start: int, stop: int) -> Lines:
    """Return the rows from `start` up to `stop`, clipped to what there is."""
    start, stop = max(0, start), max(0, stop)
    return Lines(lines.text[start:stop], lines.style[start:stop], lines.wrapped[start:stop])


def rewrap(lines: Lines, columns: int, cut: Cut = cut_at_margin) -> Lines:
    """Return the same lines in rows of at most `columns` cells (2 or more), but for blanks that hang."""
    result = no_lines()
    first = 0
    while first < len(lines.text):
        last = lines.wrapped.find(0, first)
        last = len(lines.text) - 1 if last < 0 else last
        if first == last and len(lines.text[first]) <= columns:
            result.text.append(lines.text[first])
            result.style.append(lines.style[first])
            result.wrapped.append(0)
        else:
            _wrap(part(lines, first, last + 1), columns, cut, result)
        first = last + 1
    return result


def offset_of(lines: Lines, place: Place) -> tuple[int, int]:
    """Return the number of the line that `place` is in, and the cells before it in that line."""
    start = lines.wrapped.rfind(0, 0, place.row) + 1
    before = sum(map(len, lines.text[start : place.row]))
    return lines.wrapped.count(0, 0, place.row), before + place.column


def place_of(lines: Lines, number: int, offset: int, columns: int) -> Place:
    """Return where the cell `offset` of line `number` is in rows of `columns` cells."""
    row = 0
    for _ in range(number):
        row = lines.wrapped.find(0, row) + 1
    while lines.wrapped[row] and offset >= len(lines.text[row]):
        offset -= len(lines.text[row])
        row += 1
    at_end = offset == len(lines.text[row])
    return Place(row, min(offset, columns if at_end else columns - 1))


def stored_style(style: str) -> str:
    """Return a row's style as it is stored: "" if it is the default throughout."""
    return "" if style == DEFAULT_CELL * len(style) else style  # compares at a tenth of the price of strip()


def _wrap(line: Lines, columns: int, cut: Cut, result: Lines) -> None:
    """Append one line to `result`."""
    text, style = "".join(line.text), _joined_style(line)
    ends = [0]
    while not ends[-1] or ends[-1] < len(text):
        ends.append(cut(text, ends[-1], columns))
    result.text.extend([text[start:end] for start, end in pairwise(ends)])
    result.style.extend([stored_style(style[start:end]) for start, end in pairwise(ends)])
    result.wrapped.extend(b"\1" * (len(ends) - 2) + b"\0")


def _joined_style(line: Lines) -> str:
    if not any(line.style):
        return ""
    pairs = zip(line.text, line.style, strict=True)
    return "".join([style or DEFAULT_CELL * len(text) for text, style in pairs])
