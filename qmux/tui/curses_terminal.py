"""CursesTerminal: the real terminal. The sole importer of curses, which only draws; input is ours.

Owns the terminal's state from start() to restore(), the wait, and the windows: one curses window under a panel for
each layer of a scene. Leaves decoding to decode.py, rows to draw.py, colours to colors.py, and what the terminal is
told beside curses to modes.py. Main thread only, but for wake(). Coordinates are 0-based cells; times are seconds.

curses writes to standard output, so that the terminal is standard input and output. Full clears happen for the first
frame, on growing, on resuming and on redraw(); else doupdate() sends what differs.
"""

import curses
import curses.panel
import os
import select
import time
from typing import NamedTuple

from qmux import log, posix
from qmux.errors import UserError
from qmux.model.input import Input
from qmux.tui.colors import Attributes, Capabilities, CursesBits
from qmux.tui.decode import Decoder
from qmux.tui.draw import Surface
from qmux.tui.glyphs import Glyphs
from qmux.tui.modes import Modes
from qmux.tui.terminal import Wait
from qmux.tui.wakeups import Wakeups
from qmux.view.scene import Layer, Rectangle, Scene, SceneCursor

_INPUT, _OUTPUT = 0, 1
_ESCAPE_SECONDS = 0.025  # how long an escape may be the start of a sequence; a link's jitter is below it, a hand above
_READ_BYTES = 65_536
_FALLBACK = "xterm-256color"


class _Window(NamedTuple):
    """A layer's window: where it is, the panel that orders it, and what is drawn in it."""

    rectangle: Rectangle
    panel: curses.panel.panel
    surface: Surface


class CursesTerminal:
    """The terminal on standard input and output; see tui/terminal.py for its contract.

    Arguments:
        name: what TERM says.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._wakeups = Wakeups()
        self._decoder = Decoder()
        self._escape_deadline: float | None = None
        self._windows: dict[str, _Window] = {}
        self._running = False
        self._gone = False
        self._cursor_visible = True

    # -- set-up and restoring -------------------------------------------------------------------------------

    def start(self) -> None:
        """Save the terminal's state and enter full-screen mode.

        Raises:
            UserError: standard input or output is no terminal, or one that cannot place the cursor.
        """
        if not (os.isatty(_INPUT) and os.isatty(_OUTPUT)):
            raise UserError("qmux needs a terminal, but standard input or output is none: start it without redirection.")
        self._state = posix.save_terminal(_INPUT)
        self._wakeups.catch_signals()
        self._name = _known_name(self._name)
        self._running = True
        try:
            self._start_curses()
        except curses.error as exc:
            self.restore()
            raise UserError(f"The terminal {self._name} cannot be used in full-screen mode: {exc}.") from exc
'''
