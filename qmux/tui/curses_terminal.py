"""CursesTerminal: the real terminal. The sole importer of curses, which only draws; input is ours.

Owns the terminal's state from start() to restore(), the wait, and the windows: one curses window under a
panel for each layer of a scene. Leaves decoding to decode.py, rows to draw.py, colours to colors.py, and
what the terminal is told beside curses to modes.py. Main thread only, but for wake(). Coordinates are
0-based cells; times are seconds.

curses writes to standard output, so that the terminal is standard input and output. Full clears happen for
the first frame, on growing, on resuming and on redraw(); else doupdate() sends what differs.
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

_ESCAPE_SECONDS = 0.025  # how long an escape may begin a sequence: above a link's jitter, below what is felt
_READ_BYTES = 65_536
_FALLBACK = "xterm-256color"
_BITS = CursesBits(
    curses.A_BOLD,
    curses.A_DIM,
    curses.A_ITALIC,
    curses.A_UNDERLINE,
    curses.A_BLINK,
    curses.A_REVERSE,
    curses.A_INVIS,
)


class _Window(NamedTuple):
    """A layer's window: where it is, the panel that orders it, and what is drawn in it."""

    rectangle: Rectangle
    panel: curses.panel.panel
    surface: Surface


class CursesTerminal:
    """The terminal that standard input and output are, named by TERM; see tui/terminal.py for its contract.

    Arguments:
        input_descriptor, output_descriptor: the terminal's; curses itself always writes to standard output.
    """

    def __init__(self, input_descriptor: int = 0, output_descriptor: int = 1) -> None:
        self._input = input_descriptor
        self._output = output_descriptor
        self._wakeups = Wakeups()
        self._decoder = Decoder()
        self._escape_deadline = 0.0  # monotonic; when an escape that is pending becomes a key
        self._windows: dict[str, _Window] = {}
        self._running = False
        self._gone = False
        self._cursor_shown = True
        self._size = posix.DEFAULT_SIZE

    def start(self) -> None:
        """Save the terminal's state and enter full-screen mode.

        Raises:
            UserError: standard input or output is no terminal, or one that cannot place the cursor.
        """
        if not (os.isatty(self._input) and os.isatty(self._output)):
            raise UserError(
                "qmux needs a terminal: start it from one, without redirecting its input or output."
            )
        name = _usable_name(os.environ.get("TERM", ""), self._output)
        self._modes = Modes(self._send, name, curses.tigetstr("Ss") is not None)
        self._saved = posix.save_terminal(self._input)
        self._wakeups.catch_signals()
        self._running = True
        try:
            self._start_curses(name)
        except curses.error as exc:
            self.restore()
            raise UserError(f"The terminal {name} (TERM) has no full-screen mode that works: {exc}.") from exc
        self._modes.enter()

    def _start_curses(self, name: str) -> None:
        os.environ["TERM"] = name  # initscr() looks nowhere else
        self._screen = curses.initscr()
        curses.raw()
        curses.noecho()
        curses.nonl()
        self._screen.keypad(True)
        self._attributes = Attributes(
            _start_colors(), _BITS, curses.init_pair, curses.color_pair, self._styles_in_use
        )
        self._glyphs = _glyphs(self._screen.encoding)
        self._resize()
        curses.delay_output(0)  # sends what curses holds back, or what we send would land in the midst of it

    def restore(self) -> None:
        """Give back the terminal as start() found it; callable any number of times."""
        if self._running:
            self._running = False
            self._leave()

    def suspend(self) -> None:
        """Give the terminal to the shell and stop this process; when it goes on, enter full-screen mode again."""
        self._leave()
        self._wakeups.stop_process()
        self._resume()

    def _leave(self) -> None:
        self._modes.leave()
        try:
            curses.endwin()
            posix.restore_terminal(self._input, self._saved)
        except (curses.error, OSError) as exc:
            log.warning(f"the terminal could not be restored, it may be gone: {exc}")

    def _resume(self) -> None:
        curses.reset_prog_mode()
        self._modes.enter()
        self._resize()
        self.redraw()

    # -- waiting --------------------------------------------------------------------------------------------

    def wait(self, timeout: float | None) -> Wait:
        """Block until something happens or `timeout` seconds have passed (None: for ever)."""
        readers = [self._wakeups.descriptor] if self._gone else [self._wakeups.descriptor, self._input]
        ready, _, _ = select.select(readers, [], [], self._patience(timeout))
        woken, signals = self._wakeups.drain() if self._wakeups.descriptor in ready else (False, ())
        inputs = self._decode(self._read() if self._input in ready else b"")
        resized = self._follow(signals)
        names = tuple(name for name in signals if name != "WINCH")
        return Wait(tuple(inputs), woken, resized, names, self._gone and self._input in ready)

    def _follow(self, signals: tuple[str, ...]) -> bool:
        """Do what signals mean to the terminal alone; return whether all is to be drawn for a new size."""
        if "CONT" in signals:  # stopped by SIGSTOP; whoever had the terminal meanwhile has changed it
            self._resume()
        elif "WINCH" in signals:
            self._resize()
        return "CONT" in signals or "WINCH" in signals

    def wake(self) -> None:
        """Make wait() return; callable from any thread and before start()."""
        self._wakeups.wake()

    def _patience(self, timeout: float | None) -> float | None:
        if not self._decoder.pending:
            return timeout
        left = max(0.0, self._escape_deadline - time.monotonic())
        return left if timeout is None else min(left, timeout)

    def _read(self) -> bytes:
        """Return what was typed; nothing, or an error, means that the terminal is gone."""
        try:
            data = os.read(self._input, _READ_BYTES)
        except OSError:
            data = b""
        self._gone = not data
        return data

    def _decode(self, data: bytes) -> list[Input]:
        now = time.monotonic()
        if data:
            self._escape_deadline = now + _ESCAPE_SECONDS
            return self._decoder.feed(data)
        return self._decoder.flush() if now >= self._escape_deadline else []

    # -- size -----------------------------------------------------------------------------------------------

    def size(self) -> tuple[int, int]:
        """Return (columns, lines), both at least 1."""
        return self._size

    def _resize(self) -> None:
        """Take over the terminal's size; the windows are made anew by the next draw()."""
        try:
            columns, lines = posix.window_size(self._output)
        except OSError:  # the terminal is gone, and reading from it says so
            return
        old_lines, old_columns = self._screen.getmaxyx()
        self._size = columns, lines
        self._windows.clear()
        curses.resize_term(lines, columns)
        self._screen.redrawwin()
        if (
            columns > old_columns or lines > old_lines
        ):  # what a terminal shows where it has grown is its own affair
            self._screen.clearok(True)

    # -- drawing --------------------------------------------------------------------------------------------

    def draw(self, scene: Scene) -> None:
        """Show `scene`, sending only what changed since the last one; nothing once the terminal is restored."""
        if not self._running:
            return
        layers = self._arrange(scene)
        # All rows are taken before any is drawn: which colour pairs are free depends on all of them.
        self._attributes.frame_begins()
        changes = [(window.surface, window.surface.take(layer)) for layer, window in layers]
        for surface, lines in changes:
            surface.draw(lines, self._glyphs, self._attributes.attribute)
        self._modes.show(scene)
        curses.panel.update_panels()
        self._place_cursor(scene.cursor)
        curses.doupdate()

    def redraw(self) -> None:
        """Forget what the terminal shows: the next draw() sends everything."""
        self._screen.redrawwin()
        self._screen.clearok(True)

    def bell(self) -> None:
        """Ring the terminal's bell."""
        self._send("\a")

    def _arrange(self, scene: Scene) -> list[tuple[Layer, _Window]]:
        """Give each visible layer its window, in the scene's order; return them."""
        placed = [(layer, self._visible(layer.rectangle)) for layer in scene.layers]
        visible = [(layer, rectangle) for layer, rectangle in placed if rectangle.columns and rectangle.lines]
        before, self._windows = self._windows, {}
        for layer, rectangle in visible:
            window = before.get(layer.name)
            same = window is not None and window.rectangle == rectangle
            self._windows[layer.name] = window if window and same else _new_window(rectangle)
        if list(before.values()) != list(self._windows.values()):
            for window in self._windows.values():
                window.panel.top()
        return [(layer, self._windows[layer.name]) for layer, _ in visible]

    def _visible(self, rectangle: Rectangle) -> Rectangle:
        """Cut a rectangle to the terminal, whose size may be newer than the scene's."""
        column, line, columns, lines = rectangle
        columns = max(0, min(columns, self._size[0] - column))
        lines = max(0, min(lines, self._size[1] - line))
        return Rectangle(column, line, columns, lines)

    def _styles_in_use(self) -> list[str]:
        return [row.style for window in self._windows.values() for row in window.surface.rows]

    def _place_cursor(self, cursor: SceneCursor | None) -> None:
        shown = cursor is not None
        if shown != self._cursor_shown:
            self._cursor_shown = shown
            _show_cursor(shown)
        if cursor is not None:
            curses.setsyx(min(cursor.line, self._size[1] - 1), min(cursor.column, self._size[0] - 1))

    def _send(self, text: str) -> None:
        """Write what curses knows nothing of; curses has written all of its own by then."""
        data = text.encode()
        while data:
            try:
                data = data[os.write(self._output, data) :]
            except OSError:  # the terminal is gone, and reading from it says so
                return


def _usable_name(name: str, descriptor: int) -> str:
    """Return the name by which curses knows the terminal.

    Raises:
        UserError: there is none, or it is that of a terminal on which nothing can be drawn.
    """
    if not name:
        raise UserError(f"TERM is not set, so qmux cannot know the terminal: try `export TERM={_FALLBACK}`.")
    known = next((known for known in (name, _FALLBACK) if _is_known(known, descriptor)), None)
    if known is None:
        raise UserError(
            f"Nothing is known about the terminal {name} (TERM): set TERM to a name that `toe -a` lists, or "
            f"install the terminfo database."
        )
    if not (curses.tigetstr("cup") or b"").startswith(b"\x1b["):
        raise UserError(
            f"The terminal {name} (TERM) cannot place its cursor as ANSI terminals do, so qmux cannot draw on it: "
            f"use another one. If it is a modern one, try `export TERM={_FALLBACK}`."
        )
    if known != name:
        log.warning(f"nothing is known about the terminal {name} (TERM); it is taken for {known}")
    return known


def _is_known(name: str, descriptor: int) -> bool:
    try:
        curses.setupterm(name, descriptor)
    except curses.error:
        return False
    return True


def _start_colors() -> Capabilities:
    """Make colours usable; a monochrome terminal has none, and curses' functions for them raise there."""
    if not curses.has_colors():
        return Capabilities(0, 0, False)
    curses.start_color()
    try:
        curses.use_default_colors()
    except curses.error:
        return Capabilities(curses.COLORS, curses.COLOR_PAIRS, False)
    return Capabilities(curses.COLORS, curses.COLOR_PAIRS, True)


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


def _new_window(rectangle: Rectangle) -> _Window:
    column, line, columns, lines = rectangle
    window = curses.newwin(lines, columns, line, column)
    window.clearok(False)  # curses asks for a clear of its own with each window as large as the screen
    window.idlok(True)  # lets a terminal scroll instead of taking every line anew
    return _Window(rectangle, curses.panel.new_panel(window), Surface(window, columns, lines))


def _show_cursor(shown: bool) -> None:
    try:
        curses.curs_set(1 if shown else 0)
    except curses.error:
        return  # a terminal that cannot hide its cursor: it stays where it was last
