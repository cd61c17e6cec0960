"""Screen: what a terminal remembers, and what each control sequence does to it; one home of pyte.

A subclass of pyte.Screen that keeps its cells in a Grid of strings instead of pyte's dictionaries (`buffer`
is gone and says so). Owns style, margins, modes, titles, resets and which of the two screens is shown. Leaves the
grammar to sequences.py and stream.py, cells to grid.py, scrolling to canvas.py, text to writing.py, the cursor to
motion.py, edits to editing.py, answers to reports.py, a new size to resizing.py. Nothing here raises,
whatever the numbers are. Touched under the gate only. Coordinates are 0-based cells; `cursor.x` may be
`columns`, when the next character wraps. Sources: ECMA-48, DEC STD 070, xterm's ctlseqs; tmux where they
differ.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, NoReturn

import pyte
from pyte.screens import Cursor, Margins

from qmux.terminal import modes, resizing
from qmux.terminal.canvas import CHARSETS_AT_START
from qmux.terminal.charsets import ASCII, CHARSETS
from qmux.terminal.events import BELL, MARK, Events, event_of
from qmux.terminal.grid import Grid
from qmux.terminal.links import link_number
from qmux.terminal.motion import NOTHING_SAVED, Saved
from qmux.terminal.reflow import Place
from qmux.terminal.reports import Reports
from qmux.terminal.rows import PaneModes
from qmux.terminal.sanitize import strip_controls
from qmux.terminal.sgr import apply
from qmux.terminal.style import DEFAULT_CELL, style_cell, style_of

_TITLE_LIMIT = 256
_TITLES_SAVED = 10  # as in xterm
_KEYBOARDS_SAVED = 16
_KEYBOARD_FLAGS = 31


class _Main(NamedTuple):
    """The main screen while the alternate one is shown; its cursor is where it was then.

    Each screen has a keyboard of its own: the flags that are set and those that were pushed (kitty).
    """

    grid: Grid
    saved: Saved
    cursor: Place
    keyboard: list[int]
    keyboard_flags: int


def _nobody_waits() -> None:
    """Take note of nothing."""


class Screen(Reports, pyte.Screen):
    """The state of one emulated terminal; the arguments are Canvas's and Flow's. pyte's __init__ is not called."""

    cursor: Cursor
    margins: Margins | None

    def __init__(self, columns: int, lines: int, history_lines: int, wrap_words: bool = False) -> None:
        super().__init__(columns, lines, history_lines, wrap_words)
        self.cursor = Cursor(0, 0)
        self.mark: int | None = None  # a row's number, counted from the first row ever
        self.events = Events()
        self.replies = []
        # Called where a program begins or ends to hold the screen (2026): what there is then is a whole frame.
        self.frame_complete: Callable[[], None] = _nobody_waits
        self._main: _Main | None = None  # None while the main screen is shown
        self._initialize()

    def _initialize(self) -> None:
        self.margins = self.sides = None
        self.full_at = -1
        self.mode = set(modes.AT_START)
        self.outer_modes = PaneModes()
        self._keyboard: list[int] = []
        self.cell = DEFAULT_CELL
        self.title = ""
        self.icon_name = ""
        self._titles: list[tuple[str, str]] = []
        self.cursor_shape = 0
        self.tabstops = set(range(8, self.columns, 8))
        self.charsets = CHARSETS_AT_START
        self.charset = 0
        self.last = ""
        self._saved = NOTHING_SAVED
        self._left: Saved | None = None  # the cursor when 1049 last left the main screen
        self.cursor.x = self.cursor.y = 0
        self.cursor.hidden = False

    # What pyte keeps in its buffer.

    @property
    def buffer(self) -> NoReturn:  # type: ignore[override]
        """Refuse: cells are in `grid`. A pyte method that comes here is one that must be overridden."""
        raise AttributeError("a qmux Screen has no buffer: its cells are in `grid`")

    def texts(self) -> Iterator[str]:
        """Yield the text of every row, those of the hidden screen too."""
        yield from super().texts()
        if self._main is not None:
            yield from self._main.grid.text

    @property
    def keeps_history(self) -> bool:
        """Return whether rows that leave the top go into the scrollback: not those of the alternate screen."""
        return self._main is None

    def next_mark(self) -> int:
        """Return the number of the first row after the output so far, where something new will begin."""
        cursor = self._main_cursor()
        return self.scrolled() + cursor.row + (cursor.column > 0)

    # Styles, modes, character sets, titles.

    def select_graphic_rendition(self, *attrs: int) -> None:
        """Change the style that text is written in (SGR)."""
        self.cell = apply(self.cell, f"\x1b[{';'.join(map(str, attrs))}m")

    def set_mode(self, *numbers: int, **kwargs: Any) -> None:
        """Set ANSI modes; only IRM and LNM mean anything here (SM)."""
        self.mode.update(modes.ANSI_MODES.intersection(numbers))

    def reset_mode(self, *numbers: int, **kwargs: Any) -> None:
        """Reset ANSI modes (RM)."""
        self.mode.difference_update(modes.ANSI_MODES.intersection(numbers))

    def set_private_modes(self, *numbers: int) -> None:
        """Set private modes (DECSET)."""
        for number in numbers:
            self._private_mode(number, True)

    def reset_private_modes(self, *numbers: int) -> None:
        """Reset private modes (DECRST)."""
        for number in numbers:
            self._private_mode(number, False)

    def _private_mode(self, number: int, on: bool) -> None:
        if number in modes.OUTER_MODES:
            self.outer_modes = modes.with_outer_mode(self.outer_modes, number, on)
        elif number in modes.ALTERNATE_SCREENS:
            with_cursor = modes.ALTERNATE_SCREENS[number]
            self._show_alternate(with_cursor) if on else self._show_main(with_cursor)
        elif number == modes.SAVE_CURSOR:
            self.save_cursor() if on else self.restore_cursor()
        elif number in modes.PRIVATE_MODES:
            self._screen_mode(modes.PRIVATE_MODES[number], on)

    def _screen_mode(self, mode: int, on: bool) -> None:
        was_on = mode in self.mode
        if mode == modes.SYNCHRONIZED and on != was_on:
            self.frame_complete()
        elif mode == modes.AUTOWRAP and not was_on:
            self.ensure_hbounds()  # what was written over the last cell does not wait to wrap
        self.mode.add(mode) if on else self.mode.discard(mode)
        if mode == modes.ORIGIN:
            self.cursor_position()
        elif mode == modes.SIDE_MARGINS and not on:
            self.sides = None
        self.cursor.hidden = modes.CURSOR_VISIBLE not in self.mode

    def _show_alternate(self, with_cursor: bool) -> None:
        if self._main is not None:
            return
        if with_cursor:
            self._left = self._to_save()
        place = Place(self.cursor.y, self.cursor.x)
        self._main = _Main(self.grid, self._saved, place, self._keyboard, self.outer_modes.keyboard_flags)
        self.grid, self._saved, self._keyboard = Grid(self.columns, self.lines), NOTHING_SAVED, []
        self.outer_modes = self.outer_modes._replace(alternate_screen=True, keyboard_flags=0)

    def _show_main(self, with_cursor: bool) -> None:
        """Go back to the main screen; `with_cursor` to where it was left, even if that was long ago, as in tmux."""
        if self._main is not None:
            self.grid, self._saved, _, self._keyboard, flags = self._main
            self._main = None
            self.outer_modes = self.outer_modes._replace(alternate_screen=False, keyboard_flags=flags)
        if with_cursor and self._left is not None:
            self._go_back(self._left)

    def keypad_application(self) -> None:
        """Let the keypad send application sequences (DECKPAM)."""
        self.outer_modes = self.outer_modes._replace(application_keypad=True)

    def keypad_numeric(self) -> None:
        """Let the keypad send digits (DECKPNM)."""
        self.outer_modes = self.outer_modes._replace(application_keypad=False)

    def set_cursor_shape(self, shape: int = 0) -> None:
        """Set the cursor's shape (DECSCUSR)."""
        if shape <= 6:
            self.cursor_shape = shape

    def define_charset(self, code: str, mode: str) -> None:
        """Designate the character set `code` as G0, if `mode` is "(", or as G1."""
        charset = CHARSETS.get(code, ASCII)
        first, second = self.charsets
        self.charsets = (charset, second) if mode == "(" else (first, charset)

    def set_margins(self, top: int | None = None, bottom: int | None = None) -> None:
        """Make the 1-based lines `top` to `bottom` the scroll region and go home (DECSTBM)."""
        first, last = (top or 1) - 1, min(bottom or self.lines, self.lines) - 1
        if first < last:
            self.margins = None if (first, last) == (0, self.lines - 1) else Margins(first, last)
            self.cursor_position()

    def save_cursor_or_set_sides(self, *numbers: int) -> None:
        """Make the columns from one to another the margins and go home (DECSLRM) if DECLRMM is set, else DECSC."""
        if modes.SIDE_MARGINS not in self.mode:
            self.save_cursor()
            return
        first, last = (*numbers, 0, 0)[:2]
        left, stop = (first or 1) - 1, min(last or self.columns, self.columns)
        if left < stop - 1:
            self.sides = None if (left, stop) == (0, self.columns) else (left, stop)
            self.cursor_position()

    def set_title(self, param: str) -> None:
        """Set the window's title (OSC 0 and 2, and screen's ESC k)."""
        self.title = strip_controls(param)[:_TITLE_LIMIT]

    def set_icon_name(self, param: str) -> None:
        """Set the icon's name (OSC 0 and 1)."""
        self.icon_name = strip_controls(param)[:_TITLE_LIMIT]

    def operate_window(self, what: int = 0, which: int = 0) -> None:
        """Answer the size in cells (18), save (22) or restore (23) the titles (XTWINOPS); no window is moved."""
        if what == 18:
            self.report_size()
        elif what == 22:
            self._titles.append((self.icon_name, self.title))
            del self._titles[:-_TITLES_SAVED]
        elif what == 23 and self._titles:
            icon_name, title = self._titles.pop()
            self.icon_name = self.icon_name if which == 2 else icon_name
            self.title = self.title if which == 1 else title

    def operating_system_command(self, code: str, value: str) -> None:
        """Set titles (0, 1, 2) or a hyperlink (8), or hand an event up; other commands mean nothing (OSC)."""
        if code in ("0", "2"):
            self.set_title(value)
        if code in ("0", "1"):
            self.set_icon_name(value)
        elif code == "8":
            link = link_number(value.partition(";")[2])
            self.cell = style_cell(style_of(self.cell)._replace(link=link))
        elif event := event_of(code, value):
            self.events.add(event._replace(row=self._numbered_row()) if event.kind == MARK else event)

    def _numbered_row(self) -> int | None:
        """Return the number of the cursor's row since the pane began, None on the alternate screen."""
        return None if self._main else self.scrolled() + self.cursor.y

    def bell(self, *args: Any) -> None:
        """Hand the bell up (BEL)."""
        self.events.add(BELL)

    # Keys.

    def modify_other_keys(self, resource: int = 0, value: int = 0) -> None:
        """Set how far modified keys are told apart (XTMODKEYS); only modifyOtherKeys (4) is known."""
        if resource == 4:
            self.outer_modes = self.outer_modes._replace(modify_other_keys=min(value, 3))

    def push_keyboard_flags(self, flags: int = 0) -> None:
        """Set the flags of the kitty keyboard protocol, and remember those before."""
        self._keyboard = [*self._keyboard, self.outer_modes.keyboard_flags][-_KEYBOARDS_SAVED:]
        self._set_keyboard_flags(flags)

    def pop_keyboard_flags(self, count: int = 1) -> None:
        """Go back to the flags that were set `count` pushes before; to none if there were not as many."""
        kept = max(0, len(self._keyboard) - (count or 1))
        flags = self._keyboard[kept] if (count or 1) <= len(self._keyboard) else 0
        del self._keyboard[kept:]
        self._set_keyboard_flags(flags)

    def change_keyboard_flags(self, flags: int = 0, how: int = 1) -> None:
        """Replace the flags (1), or set (2) or reset (3) some of them."""
        now = self.outer_modes.keyboard_flags
        self._set_keyboard_flags({2: now | flags, 3: now & ~flags}.get(how, flags))

    def _set_keyboard_flags(self, flags: int) -> None:
        self.outer_modes = self.outer_modes._replace(keyboard_flags=flags & _KEYBOARD_FLAGS)

    # Resets.

    def soft_reset(self) -> None:
        """Reset what DECSTR resets: neither the text nor the cursor's place, nor what is younger than the VT510."""
        self.margins = self.sides = None
        self.mode = set(modes.AT_START)
        self.outer_modes = self.outer_modes._replace(**modes.SOFTLY_RESET)
        self.cell, self.charsets, self.charset = DEFAULT_CELL, CHARSETS_AT_START, 0
        self._saved = NOTHING_SAVED
        self.cursor.hidden = False

    def reset(self) -> None:
        """Begin anew (RIS); the main screen's text goes into the scrollback."""
        self._show_main(False)
        self.cell = DEFAULT_CELL
        self.erase_in_display(2)
        self._initialize()

    # Size.

    def resize(self, lines: int | None = None, columns: int | None = None) -> None:
        """Change the size: the main screen and the scrollback reflow, the alternate screen is cropped."""
        lines, columns = lines or self.lines, columns or self.columns
        grid = self._main.grid if self._main else self.grid
        cursor, self.mark = resizing.resize(
            grid, self.history, self._main_cursor(), self.mark, columns, lines, self.cut
        )
        if self._main is not None:
            self._main = self._main._replace(cursor=cursor)
            self._left = self._left and self._left._replace(line=cursor.row, column=cursor.column)
            self.grid.crop(columns, lines)
            cursor = Place(self.cursor.y, self.cursor.x)
        self.tabstops |= set(range(-(-self.columns // 8) * 8 or 8, columns, 8))
        self.columns, self.lines, self.margins, self.edited_line = columns, lines, None, -1
        self.sides, self.full_at = None, -1
        self.cursor.y, self.cursor.x = min(cursor.row, lines - 1), min(cursor.column, columns)

    def _main_cursor(self) -> Place:
        return self._main.cursor if self._main else Place(self.cursor.y, self.cursor.x)
