"""Screen: what a terminal remembers, and what each control sequence does to it; one home of pyte.

A subclass of pyte.Screen that keeps its cells in a Grid of strings instead of pyte's dictionaries (`buffer`
is gone and says so); pyte's own methods stay wherever they only move the cursor or set a margin. Owns
cursor, style, margins, modes, title, both screens and the scrollback. Leaves the grammar to sequences.py
and stream.py, cells to grid.py. Nothing here raises, whatever the numbers are. Touched under the gate only.
Coordinates are 0-based cells; `cursor.x` may be `columns`, when the next character wraps. Sources: ECMA-48,
DEC STD 070, xterm's ctlseqs; tmux where they differ.
"""

import unicodedata
from typing import Any, NamedTuple, NoReturn

import pyte
from pyte import modes as pyte_modes
from pyte.screens import Cursor, Margins

from qmux.terminal import modes
from qmux.terminal.charsets import ASCII, CHARSETS, Charset
from qmux.terminal.clusters import REPLACEMENT, Clusters
from qmux.terminal.grid import Grid
from qmux.terminal.history import History
from qmux.terminal.reflow import Lines, Place, concatenate, offset_of, part, place_of, rewrap
from qmux.terminal.rows import WIDE_TAIL, PaneModes
from qmux.terminal.runs import RUNS
from qmux.terminal.sanitize import strip_controls
from qmux.terminal.sgr import apply, erased
from qmux.terminal.style import DEFAULT_CELL
from qmux.terminal.width import character_width, cluster_width, joins

_TITLE_LIMIT = 256
_INVISIBLE = ("Cf", "Cn", "Zl", "Zp")  # nothing is lost where one of these has nothing to act on
_CHARSETS_AT_START = (ASCII, ASCII)


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


_NOTHING_SAVED = _Saved(0, 0, DEFAULT_CELL, False, _CHARSETS_AT_START, 0)


class Screen(pyte.Screen):
    """The state of one emulated terminal.

    Arguments:
        columns: at least 2, so that a wide character has room.
        lines: at least 1.
        history_lines: rows of scrollback.
    """

    def __init__(self, columns: int, lines: int, history_lines: int) -> None:
        self.columns = columns
        self.lines = lines
        self.grid = Grid(columns, lines)
        self.history = History(history_lines)
        self.clusters = Clusters()
        self.mark: int | None = None  # a row number counted from the first row ever
        self.cursor = Cursor(0, 0)
        self.dirty = set()
        self._main: _Main | None = None  # None while the main screen is shown
        self._initialize()

    def _initialize(self) -> None:
        self.margins: Margins | None = None
        self.mode: set[int] = {pyte_modes.DECAWM, pyte_modes.DECTCEM}
        self.outer_modes = PaneModes()
        self.cell = DEFAULT_CELL
        self.title = ""
        self.icon_name = ""
        self.cursor_shape = 0
        self.tabstops = set(range(8, self.columns, 8))
        self.charsets = _CHARSETS_AT_START
        self.charset = 0
        self.last = ""  # the text drawn last, for REP
        self._saved = _NOTHING_SAVED
        self.cursor.x = self.cursor.y = 0
        self.cursor.hidden = False

    # What pyte keeps in its buffer.

    @property
    def buffer(self) -> NoReturn:  # type: ignore[override]
        """Refuse: cells are in `grid`. A pyte method that comes here is one that must be overridden."""
        raise AttributeError("a qmux Screen has no buffer: its cells are in `grid`")

    @property
    def display(self) -> list[str]:
        """The screen's lines as text, clusters expanded, blanks at the end left out."""
        return [self._expanded(text).rstrip() for text in self.grid.text]

    def _expanded(self, text: str) -> str:
        return "".join(map(self.clusters.expand, text.replace(WIDE_TAIL, "")))

    # What stream.py asks and tells.

    @property
    def region(self) -> tuple[int, int]:
        """Return the first line of the scroll region and the line after its last."""
        return (0, self.lines) if self.margins is None else (self.margins.top, self.margins.bottom + 1)

    @property
    def draws_plainly(self) -> bool:
        """Return whether narrow text just goes into the next cells: autowrap, no insert mode, no special charset."""
        plain_modes = pyte_modes.DECAWM in self.mode and pyte_modes.IRM not in self.mode
        return plain_modes and not self.charsets[self.charset]

    @property
    def newline_returns(self) -> bool:
        """Return whether a line feed goes to the start of the line too (LNM)."""
        return pyte_modes.LNM in self.mode

    def scrolled_off(self, count: int) -> None:
        """Take the uppermost `count` of the grid's rows, which may be more than the screen's, off its top."""
        self._keep(count)
        for rows in self.grid.lines():
            del rows[:count]

    def scrolled(self) -> int:
        """Return how many rows have ever left the top of the main screen: the number of its first row."""
        return self.history.evicted + len(self.history)

    def set_mark(self) -> None:
        """Mark the first row after the output so far, where something new will begin."""
        cursor = self._main.cursor if self._main else Place(self.cursor.y, self.cursor.x)
        self.mark = self.scrolled() + cursor.row + (cursor.column > 0)

    # Text.

    def draw(self, data: str) -> None:
        """Write text at the cursor: any text without controls."""
        charset = self.charsets[self.charset]
        cells = ""
        for narrow, wide, astral, other in RUNS.findall(data.translate(charset) if charset else data):
            run = wide or astral
            if narrow:
                cells += narrow
            elif run and (cells or not self._joins_cell_before(run[0])):
                cells += WIDE_TAIL.join(run) + WIDE_TAIL
            else:
                self._write(cells)
                self._write_clusters(other or run)
                cells = ""
        self._write(cells)
        self.last = data

    def repeat(self, count: int = 1) -> None:
        """Repeat the last character (REP), to the end of the line at most, as tmux does."""
        width = character_width(self.last[-1]) if self.last else 0
        if width:
            room = (self.columns - self.cursor.x) // width
            self.draw(self.last[-1] * min(count or 1, max(1, room)))

    def _write(self, cells: str) -> None:
        """Write characters that join nothing, each wide one followed by its tail."""
        cursor, autowrap = self.cursor, pyte_modes.DECAWM in self.mode
        while cells:
            room = self.columns - cursor.x
            if room < len(cells) and cells[room] == WIDE_TAIL:
                room -= 1
            if room:
                self._put(cells[:room])
                cells = cells[room:]
            elif autowrap:
                self._wrap()
            else:
                width = 1 + (cells[1:2] == WIDE_TAIL)
                cursor.x = self.columns - width  # each character over the one before
                self._put(cells[:width])
                cells = cells[width:]

    def _put(self, cells: str) -> None:
        """Write cells which have room in the cursor's line."""
        cursor = self.cursor
        if pyte_modes.IRM in self.mode:
            self.grid.insert(cursor.y, cursor.x, len(cells), self.cell)
        self.grid.put(cursor.y, cursor.x, cells, self.cell)
        cursor.x += len(cells)

    def _joins_cell_before(self, character: str) -> bool:
        cluster = self._cell_before()
        return len(cluster) > 1 and joins(cluster, character)

    def _wrap(self) -> None:
        """Go on in the next line, because the character to come has no room in this one."""
        line = self.cursor.y
        self.grid.erase(line, self.cursor.x, self.columns, DEFAULT_CELL)
        self.grid.put(line, self.cursor.x, "", self.cell)  # reflow joins rows as they are stored
        self.grid.wrapped[line] = 1
        self.cursor.x = 0
        self.index()

    def _write_clusters(self, text: str) -> None:
        """Write text of which each character may join the cell before."""
        cluster = self._cell_before()
        while text:
            joined, rest = _join(cluster, text)
            if joined != cluster:
                self._replace_cell_before(joined)
            if rest:
                cluster, rest = self._write_one(rest)
            text = rest

    def _write_one(self, text: str) -> tuple[str, str]:
        """Write what cannot join at the head of `text`; return the cell's cluster and the text after it."""
        character = text[0]
        if character_width(character) == 0:
            if unicodedata.category(character) in _INVISIBLE:
                return self._cell_before(), text[1:]
            self._write(" ")  # a mark with nothing to stand on gets a blank
            return " ", text
        if "\ud800" <= character <= "\udfff":
            character = REPLACEMENT
        width = character_width(character)
        self._write(self.clusters.intern(character) + WIDE_TAIL * (width - 1))
        return character, text[1:]

    def _column_before(self) -> int:
        """Return the column of the cell before the cursor, of the left half if it is wide; -1 if there is none."""
        column = self.cursor.x - 1
        text = self.grid.text[self.cursor.y]
        if 0 < column < len(text) and text[column] == WIDE_TAIL:
            return column - 1
        return column

    def _cell_before(self) -> str:
        """Return the cluster in the cell before the cursor, "" if there is none."""
        column = self._column_before()
        if column < 0:
            return ""
        return self.clusters.expand(self.grid.text[self.cursor.y][column : column + 1] or " ")

    def _replace_cell_before(self, cluster: str) -> None:
        grid, line, column = self.grid, self.cursor.y, self._column_before()
        width = self.cursor.x - column
        character = self.clusters.intern(cluster)
        cell = grid.style[line][column : column + 1] or DEFAULT_CELL
        has_room = column + 2 <= self.columns or pyte_modes.DECAWM in self.mode
        if cluster_width(cluster) <= width or not has_room:
            grid.put(line, column, character + WIDE_TAIL * (width - 1), cell)
            return
        # VARIATION SELECTOR-16 or a part of an emoji sequence has made a narrow character wide.
        grid.erase(line, column, column + 1, DEFAULT_CELL)
        self.cursor.x = column
        style, self.cell = self.cell, cell
        self._write(character + WIDE_TAIL)
        self.cell = style

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

    def index(self) -> None:
        """Go down a line; at the bottom of the scroll region scroll it (IND)."""
        if self.cursor.y == self.region[1] - 1:
            self.scroll_up(1)
        elif self.cursor.y < self.lines - 1:
            self.cursor.y += 1

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
        top, stop = self.region if pyte_modes.DECOM in self.mode else (0, self.lines)
        self.cursor.x = min(column or 1, self.columns) - 1
        self.cursor.y = min(top + (line or 1), stop) - 1

    def cursor_to_line(self, line: int | None = None) -> None:
        """Move to a 1-based line in the same column (VPA)."""
        top, stop = self.region if pyte_modes.DECOM in self.mode else (0, self.lines)
        self.cursor.y = min(top + (line or 1), stop) - 1
        self.ensure_hbounds()

    def tab(self) -> None:
        """Move to the next tab stop; at the right edge stay, so that nothing is written over."""
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
        origin = pyte_modes.DECOM in self.mode
        position = self.cursor.x, self.cursor.y
        self._saved = _Saved(*position, self.cell, origin, self.charsets, self.charset)

    def restore_cursor(self) -> None:
        """Go back to what was saved, or else to how it is at the start (DECRC)."""
        saved = self._saved
        self.cursor.x, self.cursor.y = min(saved.column, self.columns), min(saved.line, self.lines - 1)
        self.cell, self.charsets, self.charset = saved.cell, saved.charsets, saved.charset
        if saved.origin:
            self.mode.add(pyte_modes.DECOM)
        else:
            self.mode.discard(pyte_modes.DECOM)

    # Edits.

    def scroll_up(self, count: int = 1) -> None:
        """Scroll the region up (SU); what leaves the top of the main screen goes into the scrollback."""
        top, stop = self.region
        count = min(count or 1, stop - top)
        if top == 0:
            self._keep(count)
        self.grid.scroll_up(top, stop, count, erased(self.cell))

    def scroll_down(self, count: int = 1) -> None:
        """Scroll the region down (SD)."""
        self.grid.scroll_down(*self.region, count or 1, erased(self.cell))

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
        for line in range(self.lines):
            self.grid.put(line, 0, "E" * self.columns, DEFAULT_CELL)

    def _keep(self, count: int) -> None:
        """Copy the uppermost lines of the main screen into the scrollback."""
        if self._main is None:
            self.history.extend(part(self.grid.lines(), 0, count))

    # Styles, modes, character sets, titles.

    def select_graphic_rendition(self, *attrs: int) -> None:
        """Change the style that text is written in (SGR)."""
        self.cell = apply(self.cell, ";".join(map(str, attrs)))

    def set_mode(self, *numbers: int, **kwargs: Any) -> None:
        """Set ANSI modes; only IRM and LNM mean anything here (SM)."""
        self.mode.update({pyte_modes.IRM, pyte_modes.LNM}.intersection(numbers))

    def reset_mode(self, *numbers: int, **kwargs: Any) -> None:
        """Reset ANSI modes (RM)."""
        self.mode.difference_update({pyte_modes.IRM, pyte_modes.LNM}.intersection(numbers))

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
        elif number in modes.SCREEN_MODES:
            flag = number << modes.PYTE_SHIFT
            self.mode.add(flag) if on else self.mode.discard(flag)
            if number == modes.ORIGIN:
                self.cursor_position()
            self.cursor.hidden = pyte_modes.DECTCEM not in self.mode

    def _show_alternate(self, with_cursor: bool) -> None:
        if self._main is not None:
            return
        if with_cursor:
            self.save_cursor()
        self._main = _Main(self.grid, self._saved, Place(self.cursor.y, self.cursor.x))
        self.grid, self._saved = Grid(self.columns, self.lines), _NOTHING_SAVED
        self.outer_modes = self.outer_modes._replace(alternate_screen=True)

    def _show_main(self, with_cursor: bool) -> None:
        if self._main is None:
            return
        self.grid, self._saved, _ = self._main
        self._main = None
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
        top = self.region[0] if pyte_modes.DECOM in self.mode else 0
        line, column = self.cursor.y - top + 1, min(self.cursor.x + 1, self.columns)
        reply = {5: "\x1b[0n", 6: f"\x1b[{line};{column}R"}.get(mode)
        if reply is not None:
            self.write_process_input(reply)

    def soft_reset(self) -> None:
        """Reset what a program may have left behind, but not the text (DECSTR)."""
        self.margins = None
        self.mode = {pyte_modes.DECAWM, pyte_modes.DECTCEM}
        self.outer_modes = PaneModes(alternate_screen=self._main is not None)
        self.cell, self.charsets, self.charset = DEFAULT_CELL, _CHARSETS_AT_START, 0
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
        cursor = Place(self.cursor.y, self.cursor.x)
        if self._main is None:
            cursor = self._reflow(self.grid, cursor, columns, lines)
        else:
            main = self._reflow(self._main.grid, self._main.cursor, columns, lines)
            saved = self._main.saved._replace(line=main.row, column=main.column)
            self._main = self._main._replace(saved=saved, cursor=main)
            self.grid.crop(columns, lines)
        self.tabstops |= set(range(-(-self.columns // 8) * 8 or 8, columns, 8))
        self.columns, self.lines, self.margins = columns, lines, None
        self.cursor.y, self.cursor.x = min(cursor.row, lines - 1), min(cursor.column, columns)

    def _reflow(self, grid: Grid, cursor: Place, columns: int, lines: int) -> Place:
        """Wrap the scrollback and the main screen anew; return where the main screen's cursor is then.

        A full screen stays full: rows come from the scrollback or go into it at the top. No text is ever cut off.
        """
        used = max(cursor.row + 1, grid.used())
        was_full = used == len(grid.text)
        row_of_recent = self.history.evicted + self.history.packed
        self._reflow_packed(columns)
        recent = self.history.take_recent()
        old = concatenate(recent, part(grid.lines(), 0, used))
        new = old if columns == grid.columns else rewrap(old, columns)
        self._move_mark(row_of_recent, old, new, columns)
        top = _moved(Place(len(recent.text), 0), old, new, columns)
        moved = _moved(Place(len(recent.text) + cursor.row, cursor.column), old, new, columns)
        first = max(0, len(new.text) - lines, 0 if was_full else top.row)
        self.history.put_back(part(new, 0, first))
        grid.replace(part(new, first, len(new.text)), columns, lines)
        return Place(max(0, moved.row - first), moved.column)

    def _reflow_packed(self, columns: int) -> None:
        if columns == self.columns:
            return
        evicted, packed = self.history.evicted, self.history.packed
        mark = -1 if self.mark is None else self.mark - evicted
        moved = self.history.reflow(columns, mark)
        if 0 <= mark < packed:
            self.mark = evicted + moved

    def _move_mark(self, row_of_recent: int, old: Lines, new: Lines, columns: int) -> None:
        """Move a mark that stands in the uncompressed rows or below them."""
        if self.mark is None or self.mark < row_of_recent:
            return
        row = self.mark - row_of_recent
        beyond = max(0, row - len(old.text) + 1)
        row = _moved(Place(row - beyond, 0), old, new, columns).row if old.text else row
        self.mark = self.history.evicted + self.history.packed + row + beyond


def _join(cluster: str, text: str) -> tuple[str, str]:
    """Return `cluster` with what of `text` joins it, in Unicode's composed form, and the rest of `text`."""
    at = 0
    while at < len(text) and cluster and joins(cluster, text[at]):
        cluster = unicodedata.normalize("NFC", cluster + text[at])
        at += 1
    return cluster, text[at:]


def _moved(place: Place, old: Lines, new: Lines, columns: int) -> Place:
    return place_of(new, *offset_of(old, place), columns)
