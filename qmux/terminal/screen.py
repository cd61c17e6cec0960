"""Screen: what a terminal remembers, and what each control sequence does to it; one home of pyte.

A subclass of pyte.Screen that keeps its cells in a Grid of strings instead of pyte's dictionaries (`buffer`
is gone and says so); pyte's own methods stay where they only move the cursor. Owns cursor, style, margins,
modes, title and which of the two screens is shown. Leaves the grammar to sequences.py and stream.py, cells
to grid.py, scrolling to canvas.py, text to writing.py, a new size to resizing.py. Nothing here raises,
whatever the numbers are. Touched under the gate only. Coordinates are 0-based cells; `cursor.x` may be
`columns`, when the next character wraps. Sources: ECMA-48, DEC STD 070, xterm's ctlseqs; tmux where they
differ.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple, NoReturn

import pyte
from pyte.screens import Cursor, Margins

from qmux.terminal import modes, resizing
from qmux.terminal.canvas import CHARSETS_AT_START
from qmux.terminal.charsets import ASCII, CHARSETS, Charset
from qmux.terminal.grid import Grid
from qmux.terminal.reflow import Place
from qmux.terminal.rows import PaneModes
from qmux.terminal.sanitize import strip_controls
from qmux.terminal.sgr import apply, erased
from qmux.terminal.style import DEFAULT_CELL
from qmux.terminal.writing import Writing

_TITLE_LIMIT = 256


class _Saved(NamedTuple):
    """What DECSC saves."""

    column: int
    line: int
    cell: str
    origin: bool
    charsets: tuple[Charset, Charset]
    charset: int


class _Main(NamedTuple):
    """The main screen while the alternate one is shown; its cursor is where it was then."""

    grid: Grid
    saved: _Saved
    cursor: Place


_NOTHING_SAVED = _Saved(0, 0, DEFAULT_CELL, False, CHARSETS_AT_START, 0)


class Screen(Writing, pyte.Screen):
    """The state of one emulated terminal; the arguments are Canvas's and Flow's. pyte's __init__ is not called."""

    cursor: Cursor
    margins: Margins | None

    def __init__(self, columns: int, lines: int, history_lines: int, wrap_words: bool = False) -> None:
        super().__init__(columns, lines, history_lines, wrap_words)
        self.cursor = Cursor(0, 0)
        self.mark: int | None = None  # a row's number, counted from the first row ever
        self._main: _Main | None = None  # None while the main screen is shown
        self._initialize()

    def _initialize(self) -> None:
        self.margins = None
        self.mode = set(modes.AT_START)
        self.outer_modes = PaneModes()
        self.cell = DEFAULT_CELL
        self.title = ""
        self.icon_name = ""
        self.cursor_shape = 0
        self.tabstops = set(range(8, self.columns, 8))
        self.charsets = CHARSETS_AT_START
        self.charset = 0
        self.last = ""
        self._saved = _NOTHING_SAVED
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

    def set_mark(self) -> None:
        """Mark the first row after the output so far, where something new will begin."""
        cursor = self._main_cursor()
        self.mark = self.scrolled() + cursor.row + (cursor.column > 0)

    # The cursor. pyte's cursor_forward, cursor_back, cursor_down1, cursor_up1, cursor_to_column, carriage_return and
    # backspace are right as they are.

    def linefeed(self) -> None:
        """Go down a line, and to its start in LNM."""
        self.index()
        if self.newline_returns:
            self.cursor.x = 0

    def next_line(self) -> None:
        """Go to the start of the next line (NEL)."""
        self.index()
        self.cursor.x = 0

    def reverse_index(self) -> None:
        """Go up a line; at the top of the scroll region scroll it (RI)."""
        if self.cursor.y == self.region[0]:
            self.scroll_down(1)
        elif self.cursor.y:
            self.cursor.y -= 1

    def cursor_up(self, count: int | None = None) -> None:
        """Move up, not across the top of the scroll region (CUU)."""
        top = self.region[0]
        limit = top if self.cursor.y >= top else 0
        self.cursor.y = max(limit, self.cursor.y - (count or 1))
        self.ensure_hbounds()

    def cursor_down(self, count: int | None = None) -> None:
        """Move down, not across the bottom of the scroll region (CUD)."""
        bottom = self.region[1] - 1
        limit = bottom if self.cursor.y <= bottom else self.lines - 1
        self.cursor.y = min(limit, self.cursor.y + (count or 1))
        self.ensure_hbounds()

    def cursor_position(self, line: int | None = None, column: int | None = None) -> None:
        """Move to a 1-based line and column, within the scroll region in origin mode (CUP)."""
        top, stop = self.region if modes.ORIGIN in self.mode else (0, self.lines)
        self.cursor.x = min(column or 1, self.columns) - 1
        self.cursor.y = min(top + (line or 1), stop) - 1

    def cursor_to_line(self, line: int | None = None) -> None:
        """Move to a 1-based line in the same column (VPA)."""
        top, stop = self.region if modes.ORIGIN in self.mode else (0, self.lines)
        self.cursor.y = min(top + (line or 1), stop) - 1
        self.ensure_hbounds()

    def tab(self) -> None:
        """Move to the next tab stop; at the right edge stay, so that nothing is written over.

        Among words that stay whole a tab is blanks, so that it parts them at the margin too.
        """
        if self.breaks_words and self.cursor.x >= min(self.columns, len(self.grid.text[self.cursor.y])):
            self._write(" " * self.blanks_to_tab_stop(self.tabstops))
            return
        last = self.columns - 1
        if self.cursor.x < last:
            stops = range(self.cursor.x + 1, last)
            self.cursor.x = next((column for column in stops if column in self.tabstops), last)

    def tab_forward(self, count: int = 1) -> None:
        """Move over `count` tab stops (CHT)."""
        for _ in range(min(count or 1, self.columns)):
            self.tab()

    def tab_back(self, count: int = 1) -> None:
        """Move back over `count` tab stops (CBT)."""
        stops = sorted(column for column in self.tabstops | {0} if column < self.cursor.x)
        self.cursor.x = stops[-min(count or 1, len(stops))] if stops else 0

    def save_cursor(self) -> None:
        """Remember cursor, style, origin mode and character sets, in one slot for each screen (DECSC)."""
        origin = modes.ORIGIN in self.mode
        position = self.cursor.x, self.cursor.y
        self._saved = _Saved(*position, self.cell, origin, self.charsets, self.charset)

    def restore_cursor(self) -> None:
        """Go back to what was saved, or else to how it is at the start (DECRC)."""
        saved = self._saved
        self.cursor.x, self.cursor.y = min(saved.column, self.columns), min(saved.line, self.lines - 1)
        self.cell, self.charsets, self.charset = saved.cell, saved.charsets, saved.charset
        if saved.origin:
            self.mode.add(modes.ORIGIN)
        else:
            self.mode.discard(modes.ORIGIN)

    # Edits.

    def insert_lines(self, count: int | None = None) -> None:
        """Insert blank lines at the cursor, within the scroll region (IL)."""
        top, stop = self.region
        if top <= self.cursor.y < stop:
            self.grid.scroll_down(self.cursor.y, stop, count or 1, erased(self.cell))
            self.cursor.x = 0

    def delete_lines(self, count: int | None = None) -> None:
        """Delete lines from the cursor's on, within the scroll region (DL)."""
        top, stop = self.region
        if top <= self.cursor.y < stop:
            self.grid.scroll_up(self.cursor.y, stop, count or 1, erased(self.cell))
            self.cursor.x = 0

    def insert_characters(self, count: int | None = None) -> None:
        """Insert blanks at the cursor (ICH)."""
        self.ensure_hbounds()
        self.grid.insert(self.cursor.y, self.cursor.x, count or 1, erased(self.cell))

    def delete_characters(self, count: int | None = None) -> None:
        """Delete characters from the cursor's on (DCH)."""
        self.ensure_hbounds()
        self.grid.delete(self.cursor.y, self.cursor.x, count or 1, erased(self.cell))

    def erase_characters(self, count: int | None = None) -> None:
        """Make characters blank from the cursor's on (ECH)."""
        self.ensure_hbounds()
        self.grid.erase(self.cursor.y, self.cursor.x, self.cursor.x + (count or 1), erased(self.cell))

    def erase_in_line(self, how: int = 0, private: bool = False) -> None:
        """Erase the line to its end (0), from its start (1) or all of it (2) (EL).

        After the last column was written, 0 erases nothing, as in tmux: programs end full lines with it.
        """
        x, y = self.cursor.x, self.cursor.y
        ranges = {0: (x, self.columns), 1: (0, x + 1), 2: (0, self.columns)}
        if how in ranges:
            self.grid.erase(y, *ranges[how], erased(self.cell))

    def erase_in_display(self, how: int = 0, *args: Any, **kwargs: Any) -> None:
        """Erase the screen below (0), above (1), all of it (2), or the scrollback (3) (ED).

        The main screen's text goes into the scrollback before it is erased as a whole, as in tmux.
        """
        cell = erased(self.cell)
        if how == 0:
            self.erase_in_line(0)
            self.grid.clear(self.cursor.y + 1, self.lines, cell)
        elif how == 1:
            self.erase_in_line(1)
            self.grid.clear(0, self.cursor.y, cell)
        elif how == 2:
            self._keep(self.grid.used())
            self.grid.clear(0, self.lines, cell)
        elif how == 3:
            self.history.clear()

    def alignment_display(self) -> None:
        """Fill the screen with E (DECALN)."""
        self.grid.fill("E")

    # Styles, modes, character sets, titles.

    def select_graphic_rendition(self, *attrs: int) -> None:
        """Change the style that text is written in (SGR)."""
        self.cell = apply(self.cell, ";".join(map(str, attrs)))

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
            mode = modes.PRIVATE_MODES[number]
            self.mode.add(mode) if on else self.mode.discard(mode)
            if mode == modes.ORIGIN:
                self.cursor_position()
            self.cursor.hidden = modes.CURSOR_VISIBLE not in self.mode

    def _show_alternate(self, with_cursor: bool) -> None:
        if self._main is not None:
            return
        if with_cursor:
            self.save_cursor()
        self._main = _Main(self.grid, self._saved, Place(self.cursor.y, self.cursor.x))
        self.grid, self._saved = Grid(self.columns, self.lines), _NOTHING_SAVED
        self.keeps_history = False
        self.outer_modes = self.outer_modes._replace(alternate_screen=True)

    def _show_main(self, with_cursor: bool) -> None:
        if self._main is None:
            return
        self.grid, self._saved, _ = self._main
        self._main, self.keeps_history = None, True
        self.outer_modes = self.outer_modes._replace(alternate_screen=False)
        if with_cursor:
            self.restore_cursor()

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

    def set_title(self, param: str) -> None:
        """Set the window's title (OSC 0 and 2)."""
        self.title = strip_controls(param)[:_TITLE_LIMIT]

    def set_icon_name(self, param: str) -> None:
        """Set the icon's name (OSC 0 and 1)."""
        self.icon_name = strip_controls(param)[:_TITLE_LIMIT]

    def report_device_status(self, mode: int = 0, **kwargs: Any) -> None:
        """Answer that all is well (5) or where the cursor is (6) (DSR)."""
        top = self.region[0] if modes.ORIGIN in self.mode else 0
        line, column = self.cursor.y - top + 1, min(self.cursor.x + 1, self.columns)
        reply = {5: "\x1b[0n", 6: f"\x1b[{line};{column}R"}.get(mode)
        if reply is not None:
            self.write_process_input(reply)

    def soft_reset(self) -> None:
        """Reset what a program may have left behind, but not the text (DECSTR)."""
        self.margins = None
        self.mode = set(modes.AT_START)
        self.outer_modes = PaneModes(alternate_screen=self._main is not None)
        self.cell, self.charsets, self.charset = DEFAULT_CELL, CHARSETS_AT_START, 0
        self._saved = _NOTHING_SAVED
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
            saved = self._main.saved._replace(line=cursor.row, column=cursor.column)
            self._main = self._main._replace(saved=saved, cursor=cursor)
            self.grid.crop(columns, lines)
            cursor = Place(self.cursor.y, self.cursor.x)
        self.tabstops |= set(range(-(-self.columns // 8) * 8 or 8, columns, 8))
        self.columns, self.lines, self.margins, self.edited_line = columns, lines, None, -1
        self.cursor.y, self.cursor.x = min(cursor.row, lines - 1), min(cursor.column, columns)

    def _main_cursor(self) -> Place:
        return self._main.cursor if self._main else Place(self.cursor.y, self.cursor.x)
