"""Row and PaneFrame: what a pane shows, as values that nobody changes.

A row is two strings of equal length, one character per cell: `text` and `style` (see style.py). A wide
character is followed by a cell that holds WIDE_TAIL. A grapheme cluster of several code points stands as
one private character of plane 16 which the frame's `clusters` expands. Trailing default blanks are not
stored: a row may be shorter than the pane. It may be longer only by blanks that hang beyond the margin
(breaking.py): they are copied, not drawn. An all-default `style` may be "" whatever the text's length.
Two rows look the same iff they are equal. Coordinates are 0-based cells, line 0 at the top of the screen.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from qmux.terminal.style import DEFAULT_CELL

WIDE_TAIL = "\0"


class Row(NamedTuple):
    """One line of cells."""

    text: str
    style: str = ""


BLANK = Row("", "")


class PaneCursor(NamedTuple):
    """Where the pane's cursor is; `shape` is DECSCUSR's number, 0 for the terminal's own."""

    column: int
    line: int
    visible: bool
    shape: int


class PaneModes(NamedTuple):
    """Modes that the program in the pane asked for, given to the outer terminal while the pane is shown."""

    application_keypad: bool = False
    application_cursor: bool = False
    bracketed_paste: bool = False
    mouse: int = 0  # 0, 1000, 1002 or 1003
    focus: bool = False
    alternate_screen: bool = False
    mouse_encoding: int = 0  # 0 (X10's), 1005, 1006 or 1015
    alternate_scroll: bool = False  # on the alternate screen the wheel sends cursor keys
    modify_other_keys: int = 0  # xterm's modifyOtherKeys, 0 to 3
    keyboard_flags: int = 0  # the kitty keyboard protocol's progressive enhancements, 0 to 31


class PaneFrame(NamedTuple):
    """One whole picture of a pane, published after each burst of output; read by the view without a lock.

    `history` counts the rows in the scrollback, and all rows that ever scrolled off are counted by `scrolled`.
    `mark` is the line before which "new since you left" belongs, counted like `rows`; negative when it has
    scrolled off, None when there is none.
    """

    columns: int
    lines: int
    rows: tuple[Row, ...]
    cursor: PaneCursor
    modes: PaneModes
    title: str
    clusters: Mapping[str, str]
    history: int
    scrolled: int
    mark: int | None


class Excerpt(NamedTuple):
    """The text of rows, scrollback and screen alike, for whoever searches or copies; styles are left out.

    Rows are numbered since the pane began: a row keeps its number while newer ones come and the oldest go, until
    reflow makes other rows. `first` is the number of the first row; `goes_on` is 1 for a row that the next one
    continues, so that rows put together are the line, to the letter.
    """

    first: int
    text: Sequence[str]
    goes_on: bytes | bytearray


def full_style(row: Row) -> str:
    """Return the row's style string at the length of its text."""
    return row.style or DEFAULT_CELL * len(row.text)


def plain_text(row: Row, clusters: Mapping[str, str]) -> str:
    """Return the row's text as it would be copied: clusters expanded, the tails of wide characters gone."""
    text = row.text.replace(WIDE_TAIL, "")
    if text.isascii():
        return text
    return "".join(clusters.get(character, character) for character in text)
