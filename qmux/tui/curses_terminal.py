"""CursesTerminal: the real terminal: its wait and its drawing. curses only draws; input is ours.

Owns the wait and the order in which a frame is drawn. Leaves entering and leaving full-screen mode to
full_screen.py, decoding to decode.py, windows to windows.py, rows to draw.py, and colors to colors.py. Main thread
only, but for wake(). Coordinates are 0-based cells; times are seconds.

Full clears happen for the first frame, on growing, on resuming and on redraw(); else doupdate() sends what differs.
"""

import curses
import curses.panel
import os
import select
import time

from qmux import log, posix
from qmux.model.input import Input, TerminalReply
from qmux.tui.clipboard import clipboard_sequence
from qmux.tui.colors import Attributes, Capabilities, CursesBits
from qmux.tui.decode import Decoder
from qmux.tui.foreground import run_in_foreground
from qmux.tui.full_screen import FullScreen
from qmux.tui.glyphs import Glyphs
from qmux.tui.notification import notification_sequences
from qmux.tui.terminal import Wait
from qmux.tui.windows import Windows
from qmux.view.scene import Scene, SceneCursor

_ESCAPE_SECONDS = 0.025  # how long an escape may begin a sequence: above a link's jitter, below what is felt
_READ_BYTES = 65_536
_BITS = CursesBits(
    curses.A_BOLD,
    curses.A_DIM,
    curses.A_ITALIC,
    curses.A_UNDERLINE,
    curses.A_BLINK,
    curses.A_REVERSE,
    curses.A_INVIS,
)


class CursesTerminal:
    """The terminal behind `screen`; see tui/terminal.py for its contract."""

    def __init__(self, screen: FullScreen) -> None:
        self._screen = screen
        self._decoder = Decoder()
        self._escape_deadline = 0.0  # monotonic; when an escape that is pending becomes a key
        self._windows = Windows()
        self._gone = False
        self._cursor_shown = True
        self._size = posix.DEFAULT_SIZE

    def start(self) -> None:
        """Enter full-screen mode if that is not done yet, and get ready to draw; raises UserError as it does."""
        self._screen.start()
        self._attributes = Attributes(
            _capabilities(self._screen), _BITS, curses.init_pair, curses.color_pair, self._styles_in_use
        )
        self._glyphs = _glyphs(self._screen.window.encoding)
        self._resize()

    def restore(self) -> None:
        """Give back the terminal as start() found it; callable any number of times."""
        self._screen.restore()
        if self._screen.notice:
            log.warning(self._screen.notice)

    def suspend(self) -> None:
        """Give the terminal to the shell and stop this process; when it goes on, enter full-screen mode again."""
        self._screen.suspend()
        self._redraw_all()

    def lend(self, argv: list[str]) -> int:
        """Give the terminal to a program until it ends; return its exit status. Raises UserError if it cannot run."""
        try:
            return self._screen.lend(lambda: run_in_foreground(argv))
        finally:
            self._redraw_all()

    def _resume(self) -> None:
        if self._screen.resume():
            self._redraw_all()

    def _redraw_all(self) -> None:
        self._resize()
        self.redraw()

    # -- waiting --------------------------------------------------------------------------------------------

    def wait(self, timeout: float | None) -> Wait:
        """Block until something happens or `timeout` seconds have passed (None: for ever)."""
        wakeups, descriptor = self._screen.wakeups, self._screen.input
        readers = [wakeups.descriptor] if self._gone else [wakeups.descriptor, descriptor]
        ready, _, _ = select.select(readers, [], [], self._patience(timeout))
        woken, signals = wakeups.drain() if wakeups.descriptor in ready else (False, ())
        inputs = self._decode(self._read() if descriptor in ready else b"")
        resized = self._follow(signals)
        names = tuple(name for name in signals if name != "WINCH")
        return Wait(tuple(inputs), woken, resized, names, self._gone and descriptor in ready)

    def _follow(self, signals: tuple[str, ...]) -> bool:
        """Do what signals mean to the terminal alone; return whether all is to be drawn for a new size."""
        if "CONT" in signals:  # stopped by SIGSTOP; whoever had the terminal meanwhile has changed it
            self._resume()
        elif "WINCH" in signals:
            self._resize()
        return "CONT" in signals or "WINCH" in signals

    def wake(self) -> None:
        """Make wait() return; callable from any thread and before start()."""
        self._screen.wakeups.wake()

    def _patience(self, timeout: float | None) -> float | None:
        if not self._decoder.pending:
            return timeout
        left = max(0.0, self._escape_deadline - time.monotonic())
        return left if timeout is None else min(left, timeout)

    def _read(self) -> bytes:
        """Return what was typed; nothing, or an error, means that the terminal is gone."""
        try:
            data = os.read(self._screen.input, _READ_BYTES)
        except OSError:
            data = b""
        self._gone = not data
        return data

    def _decode(self, data: bytes) -> list[Input]:
        now = time.monotonic()
        if data:
            self._escape_deadline = now + _ESCAPE_SECONDS
            return self._without_replies(self._decoder.feed(data))
        return self._decoder.flush() if now >= self._escape_deadline else []

    def _without_replies(self, inputs: list[Input]) -> list[Input]:
        """Give the keyboard what the terminal answered, and return what the user did."""
        for event in inputs:
            if isinstance(event, TerminalReply):
                self._screen.keyboard.take(event.kind, event.data)
        return [event for event in inputs if not isinstance(event, TerminalReply)]

    # -- size -----------------------------------------------------------------------------------------------

    def size(self) -> tuple[int, int]:
        """Return (columns, lines), both at least 1."""
        return self._size

    def _resize(self) -> None:
        """Take over the terminal's size; the windows are made anew by the next draw()."""
        try:
            columns, lines = posix.window_size(self._screen.output)
        except OSError:  # the terminal is gone, and reading from it says so
            return
        old_lines, old_columns = self._screen.window.getmaxyx()
        self._size = columns, lines
        self._windows.drop()
        curses.resize_term(lines, columns)
        self._screen.window.redrawwin()
        if columns > old_columns or lines > old_lines:
            self._screen.window.clearok(True)  # what a terminal shows where it has grown is its own affair

    # -- drawing --------------------------------------------------------------------------------------------

    def draw(self, scene: Scene) -> None:
        """Show `scene`, sending only what changed since the last one; nothing once the terminal is restored."""
        if not self._screen.running:
            return
        layers = self._windows.arrange(scene, *self._size)
        # All rows are taken before any is drawn: which colour pairs are free depends on all of them.
        self._attributes.frame_begins()
        changes = [(surface, surface.take(layer)) for layer, surface in layers]
        for surface, lines in changes:
            surface.draw(lines, self._glyphs, self._attributes.attribute)
        if self._attributes.exhausted:  # what is drawn now may lack its colors, and shall not come back so
            self._windows.drop_hidden()
        with self._screen.frame:
            self._screen.modes.show(scene)
            curses.panel.update_panels()
            self._place_cursor(scene.cursor)
            curses.doupdate()

    def redraw(self) -> None:
        """Forget what the terminal shows: the next draw() sends everything."""
        self._screen.window.redrawwin()
        self._screen.window.clearok(True)

    def bell(self) -> None:
        """Ring the terminal's bell."""
        self._screen.send("\a")

    def notify(self, text: str) -> None:
        """Show `text` as a notification, on terminals that have such."""
        self._screen.send(notification_sequences(text))

    def copy(self, text: str) -> bool:
        """Put `text` on the terminal's clipboard, if it has one; return whether it was not too long for that."""
        sequence = clipboard_sequence(text)
        if sequence is not None:
            self._screen.send(sequence)
        return sequence is not None

    def _styles_in_use(self) -> list[str]:
        """Return the styles on the screen; the pairs in hidden windows are about to be given to others."""
        self._windows.drop_hidden()
        return self._windows.styles()

    def _place_cursor(self, cursor: SceneCursor | None) -> None:
        shown = cursor is not None
        if shown != self._cursor_shown:
            self._cursor_shown = shown
            _show_cursor(shown)
        if cursor is not None:
            curses.setsyx(min(cursor.line, self._size[1] - 1), min(cursor.column, self._size[0] - 1))


def _capabilities(screen: FullScreen) -> Capabilities:
    if not screen.has_colors:
        return Capabilities(0, 0, False)
    return Capabilities(curses.COLORS, curses.COLOR_PAIRS, screen.default_colors)


def _glyphs(encoding: str) -> Glyphs:
    """Return the decisions about characters; curses' opinion is had by letting it place them, never to be shown."""
    ruler = curses.newpad(1, 8)
    unicode = encoding.lower().replace("-", "") == "utf8"

    def measure(character: str) -> int:
        if not unicode and not character.isascii():
            return -1
        ruler.addstr(0, 0, "x" + character)
        return ruler.getyx()[1] - 1

    return Glyphs(measure, "\ufffd" if unicode else "?")


def _show_cursor(shown: bool) -> None:
    try:
        curses.curs_set(1 if shown else 0)
    except curses.error:
        return  # a terminal that cannot hide its cursor: it stays where it was last
