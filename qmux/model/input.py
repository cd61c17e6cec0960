"""What a terminal can tell the program: keys, pasted text, focus, the mouse.

Owns the names of keys, written as tmux writes them: "a", "Space", "Enter", "Tab", "S-Tab", "Escape", "BSpace",
"Delete", "Up", "PageUp", "F5", "C-n", "M-1", "C-Tab", "C-S-Tab", "M-Enter"; a mouse's wheel is "WheelUp" and
"WheelDown". Leaves bytes to tui/decode.py.
"""

from typing import NamedTuple

from qmux.model.rope import Rope


class Key(NamedTuple):
    """One key press; `text` is what it types, "" for a key that types nothing."""

    name: str
    text: str = ""


class Paste(NamedTuple):
    """Text between bracketed paste marks."""

    text: Rope


class Focus(NamedTuple):
    """The terminal window gained or lost the focus."""

    gained: bool


class Mouse(NamedTuple):
    """A mouse event at a cell (0-based); `kind` is press, release, drag, wheel-up or wheel-down."""

    kind: str
    button: int
    column: int
    line: int


class TerminalReply(NamedTuple):
    """The terminal's answer to a query: `kind` names the query (DA1, DSR ...), `data` is its body."""

    kind: str
    data: str


Input = Key | Paste | Focus | Mouse | TerminalReply
