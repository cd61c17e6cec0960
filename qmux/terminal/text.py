"""Rows made by the view itself: names, the status line, lists. Light: it imports nothing of the emulator's.

The rows hold no private code points: of a cluster of several code points the first stands for it, so that
such a row needs no table to be read. Pure functions; any thread.
"""

import unicodedata

from qmux.terminal.rows import WIDE_TAIL, Row, full_style
from qmux.terminal.style import DEFAULT_STYLE, Style, style_cell
from qmux.terminal.width import character_width, clusters

_REPLACEMENT = "\ufffd"


def row_from_text(text: str, style: Style = DEFAULT_STYLE) -> Row:
    """Return one line of `text`, all in `style`; controls and what fills no cell are left out."""
    cells = text if text.isascii() and text.isprintable() else _cells(text)
    return Row(cells, "" if style == DEFAULT_STYLE else style_cell(style) * len(cells))


def join(*rows: Row) -> Row:
    """Return the rows side by side."""
    text = "".join(row.text for row in rows)
    if not any(row.style for row in rows):
        return Row(text)
    return Row(text, "".join(map(full_style, rows)))


def cut(row: Row, columns: int) -> Row:
    """Return the first `columns` cells of `row`; a wide character that would be halved becomes a blank."""
    if len(row.text) <= columns:
        return row
    text = row.text[:columns]
    if columns and row.text[columns] == WIDE_TAIL:
        text = text[:-1] + " "
    return Row(text, row.style[:columns])


def pad(row: Row, columns: int, style: Style = DEFAULT_STYLE) -> Row:
    """Return `row` with blanks in `style` up to `columns` cells; a longer row stays as it is."""
    missing = columns - len(row.text)
    return row if missing <= 0 else join(row, row_from_text(" " * missing, style))


def _cells(text: str) -> str:
    """Return `text` with one character per cell; composed first, so that fewer marks are lost."""
    return "".join(
        _cell(cluster[0], width) for cluster, width in clusters(unicodedata.normalize("NFC", text))
    )


def _cell(character: str, width: int) -> str:
    if width == 0:
        return ""
    if "\ud800" <= character <= "\udfff" or character >= "\U00100000":
        character = _REPLACEMENT  # neither can be drawn: halves of UTF-16 pairs, the code points of clusters
    return character + (WIDE_TAIL if character_width(character) == 2 else " ") * (width - 1)
