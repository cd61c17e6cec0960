"""Styled pieces of one line: shortening them, and turning them into rows.

Equal pieces give the very same Row object again, so that a row which did not change is known by identity. Pure
functions; widths are in cells.
"""

from functools import lru_cache

from qmux.terminal.rows import Row
from qmux.terminal.text import cut, join, pad, row_from_text
from qmux.terminal.width import cell_width, clusters
from qmux.view.theme import STYLES, Role

ELLIPSIS = "…"

# Rows of the status line, the overlay and the prompt that are remembered: some screenfuls.
_REMEMBERED = 512

Span = tuple[str, Role]


@lru_cache(maxsize=_REMEMBERED)
def row_of(*spans: Span) -> Row:
    """Return one row of `spans` side by side."""
    return join(*(row_from_text(text, STYLES[role]) for text, role in spans))


@lru_cache(maxsize=_REMEMBERED)
def bar(columns: int, left: tuple[Span, ...], right: tuple[Span, ...], filler: Role) -> Row:
    """Return a row of exactly `columns` cells: `left`, blanks in the role `filler`, `right`; the rest is cut."""
    ends = row_of(*right)
    start = pad(row_of(*left), columns - len(ends.text), STYLES[filler])
    return cut(join(start, ends), columns)


def shorten(text: str, columns: int) -> str:
    """Return `text` if it fits into `columns` cells, else as much of it as fits before an ellipsis."""
    if cell_width(text) <= columns:
        return text
    if columns <= 0:
        return ""
    kept, room = [], columns - 1
    for cluster, cells in clusters(text):
        if cells > room:
            break
        kept.append(cluster)
        room -= cells
    return "".join(kept) + ELLIPSIS
