"""Texts for copy mode: made of rows that a test names, or read from a real pane."""

from collections.abc import Sequence

from qmux.terminal.gate import Gate
from qmux.terminal.pane import Pane
from qmux.terminal.rows import Excerpt
from qmux.terminal.text import row_from_text
from qmux.view.copy_mode import CopyMode
from qmux.view.copying import pane_text
from qmux.view.pane_text import Extent, PaneText, Position


def text_of(
    rows: Sequence[str],
    *,
    goes_on: Sequence[int] = (),
    first: int = 0,
    lines: int = 5,
    columns: int = 20,
    rule: int | None = None,
) -> PaneText:
    """Return the text of `rows`, numbered from `first`; those whose index is in `goes_on` go on in the next."""
    cells = [row_from_text(row).text for row in rows]
    flags = bytes(index in goes_on for index in range(len(cells)))

    def read(start: int, stop: int) -> Excerpt:
        begin, end = max(0, start - first), max(0, stop - first)
        return Excerpt(first + begin, cells[begin:end], flags[begin:end])

    last = first + len(rows) - 1
    extent = Extent(first, last, first, lines, columns, rule)
    return PaneText(extent._replace(lowest=max(first, extent.top_for(last))), {}, read)


def mode_in(text: PaneText, row: int, column: int = 0) -> CopyMode:
    """Return a copy mode that has its cursor in a cell and shows the end."""
    return CopyMode(text, text.extent.lowest, Position(row, column))


def real_pane(text: str, columns: int = 20, lines: int = 5, wrap_words: bool = False) -> Pane:
    """Return a pane to which `text` was fed."""
    pane = Pane(columns, lines, 10_000, Gate(), lambda: None, wrap_words)
    pane.feed(text.replace("\n", "\r\n"))
    return pane


def text_in(pane: Pane) -> PaneText:
    """Return the rows of a real pane as text."""
    return pane_text(pane, pane.frame, pane.frame.lines)
