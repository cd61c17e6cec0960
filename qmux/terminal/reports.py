"""Reports: what a terminal answers to the program that runs in it.

Owns the form of the answers; leaves to Pane whom they go to. They are gathered in `replies` until take_replies().
qmux says what tmux says where tmux answers, since a program in a pane believes that it is TERM=tmux-256color; the
name and version are qmux's own. Nothing that output put there is ever repeated: no title, no clipboard, no text.
Touched under the gate only. Sources: xterm's ctlseqs, DEC STD 070, the kitty keyboard protocol.
"""

from typing import Any

from qmux import __version__
from qmux.terminal import modes
from qmux.terminal.editing import Editing
from qmux.terminal.rows import PaneModes
from qmux.terminal.sgr import described
from qmux.terminal.style import style_of

# A VT100 with advanced video option; a tmux, which has no firmware's version and no keyboard's; no unit's number.
_PRIMARY_ATTRIBUTES = "\x1b[?1;2c"
_SECONDARY_ATTRIBUTES = "\x1b[>84;0;0c"
_TERTIARY_ATTRIBUTES = "\x1bP!|00000000\x1b\\"


class Reports(Editing):
    """A canvas that can be asked."""

    outer_modes: PaneModes
    cursor_shape: int
    replies: list[str]

    def take_replies(self) -> str:
        """Return what was answered since the last time."""
        replies, self.replies = "".join(self.replies), []
        return replies

    def write_process_input(self, data: str) -> None:
        """Answer."""
        self.replies.append(data)

    def report_device_attributes(self, mode: int = 0, **kwargs: Any) -> None:
        """Answer what kind of terminal this is (DA1, DECID)."""
        if mode == 0:
            self.write_process_input(_PRIMARY_ATTRIBUTES)

    def report_secondary_attributes(self, mode: int = 0) -> None:
        """Answer which terminal this is (DA2)."""
        if mode == 0:
            self.write_process_input(_SECONDARY_ATTRIBUTES)

    def report_tertiary_attributes(self, mode: int = 0) -> None:
        """Answer that this terminal has no number (DA3)."""
        if mode == 0:
            self.write_process_input(_TERTIARY_ATTRIBUTES)

    def report_version(self, mode: int = 0) -> None:
        """Answer name and version (XTVERSION)."""
        if mode == 0:
            self.write_process_input(f"\x1bP>|qmux {__version__}\x1b\\")

    def report_device_status(self, mode: int = 0, **kwargs: Any) -> None:
        """Answer that all is well (5) or where the cursor is (6) (DSR, CPR)."""
        if mode == 5:
            self.write_process_input("\x1b[0n")
        elif mode == 6:
            self.write_process_input(f"\x1b[{self._place()}R")

    def report_private_status(self, mode: int = 0) -> None:
        """Answer where the cursor is (6) (DECXCPR)."""
        if mode == 6:
            self.write_process_input(f"\x1b[?{self._place()}R")

    def report_mode(self, number: int = 0) -> None:
        """Answer whether an ANSI mode is set (DECRQM)."""
        self.write_process_input(f"\x1b[{number};{modes.ansi_state(number, self.mode)}$y")

    def report_private_mode(self, number: int = 0) -> None:
        """Answer whether a private mode is set (DECRQM)."""
        state = modes.private_state(number, self.mode, self.outer_modes)
        self.write_process_input(f"\x1b[?{number};{state}$y")

    def report_setting(self, name: str) -> None:
        """Answer what a setting is, as the sequence that makes it so, without CSI (DECRQSS)."""
        setting = self._setting(name)
        self.write_process_input(f"\x1bP1$r{setting}{name}\x1b\\" if setting else "\x1bP0$r\x1b\\")

    def report_key_modification(self, resource: int = 0) -> None:
        """Answer how far modified keys are told apart (XTQMODKEYS); only modifyOtherKeys (4) is known."""
        if resource == 4:
            self.write_process_input(f"\x1b[>4;{self.outer_modes.modify_other_keys}m")

    def report_keyboard_flags(self) -> None:
        """Answer the flags of the kitty keyboard protocol."""
        self.write_process_input(f"\x1b[?{self.outer_modes.keyboard_flags}u")

    def report_size(self) -> None:
        """Answer the size in cells (XTWINOPS 18)."""
        self.write_process_input(f"\x1b[8;{self.lines};{self.columns}t")

    def _place(self) -> str:
        top, left = (self.region[0], self.span[0]) if self.has_origin else (0, 0)
        column = min(self.cursor.x, self.columns - 1)
        return f"{self.cursor.y - top + 1};{column - left + 1}"

    def _setting(self, name: str) -> str:
        if name == "m":
            return described(style_of(self.cell))
        if name == "r":
            return f"{self.region[0] + 1};{self.region[1]}"
        if name == "s":
            return f"{self.span[0] + 1};{self.span[1]}"
        return str(self.cursor_shape) if name == " q" else ""
