"""Search: where a text stands in the rows of a pane.

A pattern is plain text: an expression could take any time on the one thread that draws. It is put into cells as the
pane holds them and found by str.find in the rows put together, so that 10,000 rows cost some milliseconds, a match
may go over the end of a wrapped row, and every place found is a cell. A pattern without capitals finds capitals too,
as with vim's "smartcase". Rows are numbered as in pane_text.py.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, chain
from typing import NamedTuple

from qmux.model.matching import where_most
from qmux.terminal.clusters import FIRST_PRIVATE
from qmux.terminal.rows import WIDE_TAIL, Excerpt
from qmux.terminal.width import clusters as clusters_of
from qmux.view.pane_text import Line, PaneText, Position

_LINE_END = "\n"  # no row has it in its text
_REACH = 16  # rows around those in sight in which a match may begin or end that is seen in part


class Mark(NamedTuple):
    """The columns `start` up to `stop` of a row, which belong to the match that begins at `match`."""

    row: int
    start: int
    stop: int
    match: Position


def find(text: PaneText, pattern: str, cursor: Position, backward: bool) -> Position | None:
    """Return the match next to `cursor` in a direction, from the other end where that has none; None without any."""
    needle = _in_cells(pattern, text.clusters)
    hay = _put_together(text.rows(text.extent.first, text.extent.last), pattern)
    if not needle or not hay.starts:
        return None
    row = max(hay.first, min(cursor.row, hay.first + len(hay.starts) - 1))  # rows may have gone meanwhile
    at = hay.offset(cursor._replace(row=row))
    if backward:
        found = hay.cells.rfind(needle, 0, max(0, at + len(needle) - 1))
        found = hay.cells.rfind(needle) if found < 0 else found
    else:
        found = hay.cells.find(needle, at + 1)
        found = hay.cells.find(needle) if found < 0 else found
    return None if found < 0 else hay.position(found)


def find_most(text: PaneText, patterns: Sequence[str], first: int, last: int) -> Position | None:
    """Return where the first line with the most of `patterns` has the first of them; None if none has any.

    Arguments:
        patterns: in small letters.
        first, last: the rows to look at.
    """
    needles = [needle for pattern in patterns if (needle := _in_cells(pattern, text.clusters))]
    hay = _put_together(text.rows(first, last), "")
    found = where_most(hay.cells, needles)
    return None if found < 0 else hay.position(found)


def marks(text: PaneText, pattern: str, first: int, last: int) -> Iterator[Mark]:
    """Yield what of the rows `first` to `last`, and of some around them, matches; matches do not overlap."""
    needle = _in_cells(pattern, text.clusters)
    if not needle:
        return
    rows = text.rows(first - _REACH, last + _REACH)
    hay = _put_together(rows, pattern)
    at = hay.cells.find(needle)
    while at >= 0:
        yield from _parts(rows, hay.position(at), len(needle))
        at = hay.cells.find(needle, at + len(needle))


def _parts(rows: Excerpt, match: Position, length: int) -> Iterator[Mark]:
    """Yield a match of `length` cells, row by row."""
    place = match
    while length > 0:
        room = len(rows.text[place.row - rows.first]) - place.column
        yield Mark(place.row, place.column, place.column + min(length, room), match)
        length -= room
        place = Position(place.row + 1, 0)


def _put_together(rows: Excerpt, pattern: str) -> Line:
    """Return rows as if they were one line, parted by _LINE_END; in small letters unless `pattern` has capitals."""
    ends = map((_LINE_END, "").__getitem__, rows.goes_on)
    cells = "".join(chain.from_iterable(zip(rows.text, ends, strict=True)))
    if pattern == pattern.lower():
        # The one character whose small form has another length: every offset behind it would be wrong.
        cells = cells.replace("\u0130", "i").lower()
    lengths = (len(row) + (not goes_on) for row, goes_on in zip(rows.text, rows.goes_on, strict=True))
    return Line(rows.first, cells, list(accumulate(lengths, initial=0))[:-1])


def _in_cells(pattern: str, clusters: Mapping[str, str]) -> str:
    """Return `pattern` as a row would hold it; "" if it has a cluster that the pane does not have."""
    characters = {} if pattern.isascii() else {cluster: character for character, cluster in clusters.items()}
    cells = ""
    for cluster, width in clusters_of(unicodedata.normalize("NFC", pattern)):
        plain = len(cluster) == 1 and ord(cluster) < FIRST_PRIVATE
        character = cluster if plain else characters.get(cluster)
        if character is None:
            return ""
        cells += character + WIDE_TAIL * (width - 1)
    return cells
