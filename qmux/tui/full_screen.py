"""FullScreen: the terminal between its shell and qmux: entered, left, stopped and entered again.

Owns the terminal's state from start() to restore(): its modes, the signal handlers, curses' screen and its colors.
Leaves waiting and drawing to curses_terminal.py, and what the terminal is told beside curses to modes.py and
keyboard.py. Main thread only.

It imports little on purpose, so that the first frame (first_frame.py) stands before the rest of qmux is imported.
"""

import curses
import os
import select
import time
from collections.abc import Callable

from qmux import posix
from qmux.errors import UserError
from qmux.tui.gathering import Gathering, write_all
from qmux.tui.keyboard import Keyboard
from qmux.tui.modes import Modes
from qmux.tui.wakeups import Wakeups

_FALLBACK = "xterm-256color"
_READ_BYTES = 65_536


class FullScreen:
    """The terminal that standard input and output are, named by TERM.

    Arguments:
        input_descriptor, output_descriptor: the terminal's; curses itself always writes to standard output.

    `window` is curses' screen, once started; `frame` gathers what is written for one frame. `notice` says what is odd
    about the terminal, "" if nothing is. `has_colors` says that there are colors, `default_colors` that -1 stands for
    the terminal's own.
    """

    window: curses.window
    modes: Modes
    keyboard: Keyboard
    frame: Gathering

    def __init__(self, input_descriptor: int = 0, output_descriptor: int = 1) -> None:
        self.input = input_descriptor
        self.output = output_descriptor
        self.wakeups = Wakeups()
        self.running = False
        self.notice = ""
        self.has_colors = False
        self.default_colors = False

    def start(self) -> None:
        """Save the terminal's state and enter full-screen mode; nothing if that is done already.

        Raises:
            UserError: standard input or output is no terminal, or one that cannot place the cursor.
        """
        if self.running:
            return
        if not (os.isatty(self.input) and os.isatty(self.output)):
            raise UserError(
                "qmux needs a terminal: start it from one, without redirecting its input or output."
            )
        name = self._usable_name(os.environ.get("TERM", ""))
        self.modes = Modes(self.send, name, curses.tigetstr("Ss") is not None)
        self.keyboard = Keyboard(self.send, time.monotonic)
        self.frame = Gathering(self.output)
        self._saved = posix.save_terminal(self.input)
        self.wakeups.catch_signals()
        self.running = True
        try:
            self._start_curses(name)
        except curses.error as exc:
            self.restore()
            raise UserError(f"The terminal {name} (TERM) has no full-screen mode that works: {exc}.") from exc
        self.modes.enter()
        self.keyboard.ask()

    def restore(self) -> None:
        """Give back the terminal as start() found it; callable any number of times."""
        if self.running:
            self.running = False
            self._leave()

    def suspend(self) -> None:
        """Give the terminal to the shell and stop this process; when it goes on, enter full-screen mode again."""
        self._leave()
        self.wakeups.stop_process()
        self.resume()

    def lend(self, run: Callable[[], int]) -> int:
        """Give the terminal to whatever `run` starts; when it returns, enter full-screen mode again."""
        self._leave()
        try:
            return run()
        finally:
            self.resume()

    def resume(self) -> bool:
        """Enter full-screen mode again; return False if the terminal is gone."""
        try:
            curses.reset_prog_mode()
        except curses.error:  # a hangup wakes whoever is stopped; reading says that the terminal is gone
            return False
        self.frame.pass_next()
        self.modes.enter()
        self.keyboard.ask()
        return True

    def send(self, text: str) -> None:
        """Write what curses knows nothing of; curses has written all of its own by then."""
        write_all(self.output, text.encode())

    def _leave(self) -> None:
        self._swallow_answers()
        self.keyboard.leave()  # on the alternate screen, which has a stack of its own for kitty's protocol
        self.modes.leave()
        try:
            curses.endwin()
            posix.restore_terminal(self.input, self._saved)
        except (curses.error, OSError) as exc:
            self.notice = f"The terminal could not be restored, it may be gone: {exc}."

    def _swallow_answers(self) -> None:
        """Read until the terminal has answered, or will not any more: the shell would take an answer for typing."""
        said = b""
        while (left := self.keyboard.answer_seconds()) and not said.endswith(b"c"):
            try:
                ready, _, _ = select.select([self.input], [], [], left)
                data = os.read(self.input, _READ_BYTES) if ready else b""
            except OSError:  # the terminal is gone
                return
            if not data:
                return
            said += data

    def _start_curses(self, name: str) -> None:
        os.environ["TERM"] = name  # initscr() looks nowhere else
        self.window = curses.initscr()
        curses.raw()
        curses.noecho()
        curses.nonl()
        curses.typeahead(-1)  # else an update looks for keys every few lines, and breaks off at one
        self.window.keypad(True)
        self._start_colors()
        curses.delay_output(0)  # sends what curses holds back, or what we send would land in the midst of it

    def _start_colors(self) -> None:
        """Make colors usable where there are any; curses' functions for them raise where there are none.

        NO_COLOR, not empty, says that the user wants none: https://no-color.org.
        """
        if os.environ.get("NO_COLOR") or not curses.has_colors():
            return
        curses.start_color()
        self.has_colors = True
        try:
            curses.use_default_colors()
        except curses.error:
            return
        self.default_colors = True

    def _usable_name(self, name: str) -> str:
        """Return the name by which curses knows the terminal.

        Raises:
            UserError: there is none, or it is that of a terminal on which nothing can be drawn.
        """
        if not name:
            raise UserError(
                f"TERM is not set, so qmux cannot know the terminal: try `export TERM={_FALLBACK}`."
            )
        known = next((known for known in (name, _FALLBACK) if _is_known(known, self.output)), None)
        if known is None:
            raise UserError(
                f"Nothing is known about the terminal {name} (TERM): set TERM to a name that `toe -a` lists, or "
                f"install the terminfo database."
            )
        if not (curses.tigetstr("cup") or b"").startswith(b"\x1b["):
            raise UserError(
                f"The terminal {name} (TERM) cannot place its cursor as ANSI terminals do, so qmux cannot draw on"
                f" it: use another one. If it is a modern one, try `export TERM={_FALLBACK}`."
            )
        if known != name:
            self.notice = f"Nothing is known about the terminal {name} (TERM); it is taken for {known}."
        return known


def _is_known(name: str, descriptor: int) -> bool:
    try:
        curses.setupterm(name, descriptor)
    except curses.error:
        return False
    return True
