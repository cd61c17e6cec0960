"""ALLOWED: everything that qmux may send to a terminal; whatever is not in this one table fails a test.

Rows are what ncurses sends by the terminfo of the terminals that tests use (linux, screen-256color), and
what qmux/tui/modes.py adds. `drawn` says that stock pyte, which draws, understands it; the others change
nothing that it could show.
"""

import re
from typing import NamedTuple


class Allowed(NamedTuple):
    """One kind of sequence; `pattern` matches all of it."""

    name: str
    pattern: str
    drawn: bool = True


CLIPBOARD = "clipboard"  # only where a test expects it: see OuterTerminal.expects_copies

ALLOWED = (
    Allowed("BEL", r"\x07"),
    Allowed("BS", r"\x08"),
    Allowed("HT", r"\t"),
    Allowed("LF", r"\n"),
    Allowed("CR", r"\r"),
    Allowed("SI, in sgr0", r"\x0f"),
    Allowed("SCS, in enacs", r"\x1b[()][0B]"),
    Allowed("RI, scroll down", r"\x1bM"),
    Allowed("DECKPAM, DECKPNM", r"\x1b[=>]", drawn=False),
    Allowed("DECSC, DECRC", r"\x1b[78]"),
    Allowed("CUP", r"\x1b\[(\d+;\d+)?H"),
    Allowed("CUU, CUD, CUF, CUB", r"\x1b\[\d*[ABCD]"),
    Allowed("CHA, VPA", r"\x1b\[\d*[Gd]"),
    Allowed("ED", r"\x1b\[2?J"),
    Allowed("EL", r"\x1b\[1?K"),
    Allowed("ECH, ICH, DCH", r"\x1b\[\d*[X@P]"),
    Allowed("IL, DL", r"\x1b\[\d*[LM]"),
    Allowed("DECSTBM", r"\x1b\[\d+;\d+r"),
    Allowed("SGR", r"\x1b\[[\d;]*m"),
    Allowed("IRM", r"\x1b\[4[hl]"),
    Allowed("screen's and tmux's cursor", r"\x1b\[34[hl]"),
    Allowed("DECAWM", r"\x1b\[\?7[hl]"),
    Allowed("DECCKM", r"\x1b\[\?1[hl]"),
    Allowed("DECTCEM", r"\x1b\[\?25[hl]"),
    Allowed("the Linux console's cursor", r"\x1b\[\?[01]c"),
    Allowed("the Linux console's palette", r"\x1b\]R", drawn=False),
    Allowed("alternate screen", r"\x1b\[\?1049[hl]", drawn=False),
    Allowed("bracketed paste", r"\x1b\[\?2004[hl]", drawn=False),
    Allowed("focus events", r"\x1b\[\?1004[hl]", drawn=False),
    Allowed("mouse", r"\x1b\[\?100[0236][hl]", drawn=False),
    Allowed("cursor shape", r"\x1b\[[0-6] q", drawn=False),
    Allowed("title stack", r"\x1b\[2[23];0(;0)?t", drawn=False),
    Allowed("title", r"\x1b\]2;[^\x00-\x1f\x7f-\x9f]*\x1b\\"),
    Allowed(CLIPBOARD, r"\x1b\]52;c;[A-Za-z0-9+/]*={0,2}\x1b\\", drawn=False),
    Allowed("notification, iTerm2's", r"\x1b\]9;[^\x00-\x1f\x7f-\x9f]*\x1b\\", drawn=False),
    Allowed("notification, urxvt's", r"\x1b\]777;notify;qmux;[^\x00-\x1f\x7f-\x9f;]*\x1b\\", drawn=False),
    Allowed("DA1", r"\x1b\[c", drawn=False),
    Allowed("DA2", r"\x1b\[>c", drawn=False),
    Allowed("kitty keyboard query", r"\x1b\[\?u", drawn=False),
    Allowed("kitty keyboard", r"\x1b\[(>5|<)u", drawn=False),
    Allowed("modifyOtherKeys", r"\x1b\[>4(;1)?m", drawn=False),
)

# What a terminal answers to the queries among them.
ANSWERS = {"\x1b[c": b"\x1b[?62;22c", "\x1b[?u": b"\x1b[?0u"}

_PATTERNS = [(row, re.compile(row.pattern)) for row in ALLOWED]


def find(sequence: str) -> Allowed:
    """Return the row that allows `sequence`.

    Raises:
        AssertionError: there is none.
    """
    for row, pattern in _PATTERNS:
        if pattern.fullmatch(sequence):
            return row
    raise AssertionError(f"{sequence!r} was sent to the terminal, and no row of ALLOWED allows it")
