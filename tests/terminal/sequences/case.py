"""Case: one row of the sequence table, and the arguments why tmux shows something else for some."""

from typing import NamedTuple

# (line, first column, cells, parameters of the SGR sequence that makes their style)
StyleRun = tuple[int, int, int, str]


class Case(NamedTuple):
    """What a sequence does.

    Arguments:
        name: of the function; unique in the whole table.
        source: the section of a standard, or the document, that says so.
        output: what the program in the pane writes.
        screen: the lines, blanks at their ends and blank lines at the end left out.
        cursor: its column and line from 0; the column is `columns` where a full line waits.
        styles: of all cells in any style but the default one, in reading order; links are left out.
        replies: what the terminal answers.
        size: columns and lines.
        tmux: why a real tmux leaves another screen, cursor or answer; "" where it does not.
    """

    name: str
    source: str
    output: str
    screen: str
    cursor: tuple[int, int]
    styles: tuple[StyleRun, ...] = ()
    replies: str = ""
    size: tuple[int, int] = (8, 4)
    tmux: str = ""


FULL = "abcdefgh\r\nijklmnop\r\nqrstuvwx\r\nyzABCDEF"  # fills 8 columns and 4 lines
SIDES = "\x1b[?69h\x1b[3;6s"  # makes columns 3 to 6 the margins

LACKS = "tmux 3.3a does not know it"
NO_ANSWER = "tmux 3.3a does not answer"
BACK_FROM_BEHIND = "xterm goes back from the last cell, where a full line waits; tmux from behind it"
ACTS_BEHIND = "xterm acts on the last cell, where a full line waits; tmux on none"
HALVES = "tmux leaves half of a wide character"
FEW_CLUSTERS = "tmux 3.3a knows no clusters but of marks and joiners"
COLUMN_KEPT = "tmux leaves the cursor where it is; ECMA-48, DEC and xterm send it to the start of the line"
BLANKS_NOT_CAPTURED = (
    "capture-pane leaves out blanks behind a line's text, though tmux draws their background"
)
