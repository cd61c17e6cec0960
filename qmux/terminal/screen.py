"""Screen: what a terminal remembers, and what each control sequence does to it; one home of pyte.

A subclass of pyte.Screen that keeps its cells in a Grid of strings instead of pyte's dictionaries (`buffer` is gone
and says so); pyte's own methods stay wherever they only move the cursor or set a margin. Owns cursor, style, margins,
modes, title, both screens and the scrollback. Leaves the grammar to sequences.py and stream.py, cells to grid.py.
Nothing here raises, whatever the numbers are. Touched under the gate only. Coordinates are 0-based cells; `cursor.x`
may be `columns`, when the next character wraps. Sources: ECMA-48, DEC STD 070, xterm's ctlseqs; tmux where they differ.
"""

import unicodedata
from typing import Any, NamedTuple, NoReturn

import pyte
from pyte import modes as pyte_modes
from pyte.screens import Cursor, Margins

from qmux.terminal import modes
from qmux.terminal.charsets import ASCII, CHARSETS, Charset
from qmux.terminal.clusters import FIRST_PRIVATE, REPLACEMENT, Clusters
from qmux.terminal.grid import Grid
from qmux.terminal.history import History
from qmux.terminal.reflow import Lines, Place, concatenate, offset_of, part, place_of, rewrap
from qmux.terminal.rows import WIDE_TAIL, PaneModes
from qmux.terminal.runs import RUNS
from qmux.terminal.sgr import apply, erased
from qmux.terminal.style import DEFAULT_CELL
from qmux.terminal.width import character_width, cluster_width, joins

_TITLE_LIMIT = 256
_CHARSETS_AT_START = (ASCII, ASCII)


class _Saved(NamedTuple):
    """What DECSC saves."""

    column: int
    line: int
    cell: str
    origin: bool
    charsets: tuple[Charset, Charset]
    charset: int


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
        self._main: tuple[Grid, _Saved] | None = None  # the main screen while the alternate one is shown
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
        self.last = ""  # the character that REP repeats
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

    def scrolled_off(self, count: int) -> None:
        """Take the uppermost `count` of the grid's rows, which may be more than the screen's, off its top."""
        grid = self.grid
        if self._main is None:
            self.history.extend(Lines(grid.text[:count], grid.style[:count], grid.wrapped[:count]))
        del grid.text[:count], grid.style[:count], grid.wrapped[:count]

    # Text.

    def draw(self, data: str) -> None:
        """Write text at the cursor: any text without controls."""
        charset = self.charsets[self.charset]
        for narrow, wide, astral, other in RUNS.findall(data.translate(charset) if charset else data):
            if narrow:
                self._write(narrow, 1)
            elif other or self._joins_cell_before((wide or astral)[0]):
                self._write_clusters(other or wide or astral)
            else:
                self._write(WIDE_TAIL.join(wide or astral) + WIDE_TAIL, 2)
        self.last = data[-1:]

    def repeat(self, count: int = 1) -> None:
        """Repeat the last character (REP), to the end of the line at most, as tmux does."""
        if self.last and character_width(self.last):
            self.draw(self.last * min(count or 1, max(1, self.columns - self.cursor.x)))

    def _write(self, cells: str, step: int) -> None:
        """Write characters of `step` cells each."""
        cursor = self.cursor
        while cells:
            room = (self.columns - cursor.x) // step * step
            if room == 0 and pyte_modes.DECAWM in self.mode:
                self._wrap()
                continue
            if room == 0:
                cells, cursor.x, room = cells[-step:], self.columns - step, step
            written = cells[:room]
            if pyte_modes.IRM in self.mode:
                self.grid.insert(cursor.y, cursor.x, len(written), self.cell)
            self.grid.put(cursor.y, cursor.x, written, self.cell)
            cursor.x += len(written)
            cells = cells[room:]

    def _wrap(self) -> None:
        """Go on in the next line, because the character to come has no room in this one."""
        line = self.cursor.y
        self.grid.erase(line, self.cursor.x, self.columns, DEFAULT_CELL)
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
            if unicodedata.category(character).startswith("M"):
                self._write(" ", 1)  # a mark with nothing to stand on gets a blank
                return " ", text
            return self._cell_before(), text[1:]  # a format character with nothing to act on
        if "\ud800" <= character <= "\udfff":
            character = REPLACEMENT
        width = character_width(character)
        self._write(self.clusters.intern(character) + WIDE_TAIL * (width - 1), width)
        return character, text[1:]

    def _joins_cell_before(self, character: str) -> bool:
        line, column = self.cursor.y, self.cursor.x
        text = self.grid.text[line]
        if column < 2 or column > len(text) or text[column - 2] < chr(FIRST_PRIVATE):
            return column >= 1 and column <= len(text) and text[column - 1] >= chr(FIRST_PRIVATE) and joins(
                self._cell_before(), character
            )
        return joins(self._cell_before(), character)

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
        if cluster_width(cluster) <= width:
            grid.put(line, column, character + WIDE_TAIL * (width - 1), cell)
            return
        # VARIATION SELECTOR-16 or a part of an emoji sequence has made a narrow character wide.
        grid.erase(line, column, column + 1, DEFAULT_CELL)
        self.cursor.x = column
        style, self.cell = self.cell, cell
        self._write(character + WIDE_TAIL, 2)
        self.cell = style
