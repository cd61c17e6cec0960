"""Words in the rows of a pane: where the next one begins or ends, and where the one before begins.

Words as vi has them: letters, digits and clusters, or a run of other signs. A word may go over the end of a wrapped
row, none goes over the end of a line, and lines without a word are passed over. Pure functions.
"""

import re
from collections.abc import Iterator

from qmux.terminal.rows import WIDE_TAIL
from qmux.view.pane_text import Line, PaneText, Position

_LETTER = f"(?:[\\w\U00100000-\U0010ffff]{WIDE_TAIL}?)"  # with the private characters that stand for clusters
_WORD = re.compile(f"{_LETTER}+|(?:(?!{_LETTER})[^\\s{WIDE_TAIL}]{WIDE_TAIL}?)+")


def next_start(text: PaneText, place: Position) -> Position | None:
    """Return where the next word after `place` begins, None if there is none."""
    for line, before in _lines_after(text, place):
        for word in _WORD.finditer(line.cells):
            if word.start() > before:
                return line.position(word.start())
    return None


def next_end(text: PaneText, place: Position) -> Position | None:
    """Return the last character of the word at `place`, of the next one if that is it already; None without one."""
    for line, before in _lines_after(text, place):
        for word in _WORD.finditer(line.cells):
            last = word.end() - 1 - (word[0][-1] == WIDE_TAIL)
            if last > before:
                return line.position(last)
    return None


def previous_start(text: PaneText, place: Position) -> Position | None:
    """Return where the word at `place` begins, the one before if that is it already; None without one."""
    line = text.line_of(place.row)
    end = line.offset(place)
    while True:
        starts = [word.start() for word in _WORD.finditer(line.cells) if word.start() < end]
        if starts:
            return line.position(starts[-1])
        if line.first <= text.extent.first:
            return None
        line = text.line_of(line.first - 1)
        end = len(line.cells)


def _lines_after(text: PaneText, place: Position) -> Iterator[tuple[Line, int]]:
    """Yield the line of `place` and those after it, each with the offset behind which to look."""
    line = text.line_of(place.row)
    yield line, line.offset(place)
    while (after := line.first + len(line.starts)) <= text.extent.last:
        line = text.line_of(after)
        yield line, -1
