"""Writing: text into cells: wide characters, grapheme clusters, insert mode and character sets.

The part of Screen between Flow and control sequences. Plain narrow text takes a short cut in stream.py
and comes here only if `draws_plainly` is false. A cluster may come in pieces: each character looks at the
cell before the cursor and joins it if the rules of width.py say so. Touched under the gate only.
"""

import unicodedata
from functools import lru_cache

from qmux.terminal import modes
from qmux.terminal.clusters import REPLACEMENT
from qmux.terminal.flow import Flow
from qmux.terminal.rows import WIDE_TAIL
from qmux.terminal.runs import RUNS
from qmux.terminal.style import DEFAULT_CELL
from qmux.terminal.width import ZERO_WIDTH_JOINER, character_width, cluster_width, joins

_SHORT = 8  # code points; most marks and emoji sequences are shorter
_INVISIBLE = ("Cf", "Cn", "Zl", "Zp")  # nothing is lost where one of these has nothing to act on


class Writing(Flow):
    """A canvas that takes any text without controls."""

    last = ""  # the text drawn last, for REP
    full_at = -1  # the column after the right margin, while the cursor waits there to go on in a new line

    @property
    def draws_plainly(self) -> bool:
        """Return whether narrow text just goes into the next cells: autowrap, no insert mode."""
        return modes.AUTOWRAP in self.mode and modes.INSERT not in self.mode

    def draw(self, data: str) -> None:
        """Write text at the cursor: any text without controls."""
        if self.clusters.wants_sweep:
            self.clusters.keep_only(self.texts())
        charset = self.charsets[self.charset]
        text = data.translate(charset) if charset else data
        cells = ""  # what joins nothing is gathered, to be written at once
        for narrow, symbols, wide, astral, other in RUNS.findall(text):
            run = symbols or wide or astral
            if narrow:
                cells += narrow
            elif other and cells and other[-1] != ZERO_WIDTH_JOINER:
                cells, other = self._joined(cells, other)
            if other or (run and not cells and self.joins_cell_before(run[0])):
                self._write(cells)
                self._write_clusters(other or run)
                cells = ""
            elif run:
                cells += symbols or WIDE_TAIL.join(run) + WIDE_TAIL
        self._write(cells)
        self.last = data

    def _joined(self, cells: str, text: str) -> tuple[str, str]:
        """Return `cells`, not written yet, with what of `text` joins the last of them, and the rest of `text`."""
        if modes.AUTOWRAP not in self.mode or modes.INSERT in self.mode:
            return cells, text  # there it makes a difference which cells were written before
        width = 1 + (cells[-1] == WIDE_TAIL)
        cluster, rest = _join(self.clusters.expand(cells[-width]), text)
        width_joined = max(width, cluster_width(cluster))
        return cells[:-width] + self.clusters.intern(cluster) + WIDE_TAIL * (width_joined - 1), rest

    def repeat(self, count: int = 1) -> None:
        """Repeat the last character (REP), to the end of the line or the right margin at most, as tmux does."""
        width = character_width(self.last[-1]) if self.last else 0
        if width:
            stop = self.span[1] if self.cursor.x < self.span[1] else self.columns
            room = (stop - self.cursor.x) // width
            self.draw(self.last[-1] * min(count or 1, max(1, room)))

    def _write(self, cells: str) -> None:
        """Write characters that join nothing, each wide one followed by its tail."""
        if self.sides is not None:
            self._write_between(cells, *self.sides)
            return
        cursor, autowrap = self.cursor, modes.AUTOWRAP in self.mode
        while cells:
            room = self.columns - cursor.x
            if room < len(cells) and self.breaks_words:
                cells = self.flow_on(cells)
                continue
            if room < len(cells) and cells[room] == WIDE_TAIL:
                room -= 1
            if room:
                self._put(cells[:room])
                cells = cells[room:]
            elif autowrap:
                self.wrap()
            else:
                width = 1 + (cells[1:2] == WIDE_TAIL)
                cursor.x = self.columns - width  # each character over the one before
                self._put(cells[:width])
                cells = cells[width:]

    def _write_between(self, cells: str, left: int, stop: int) -> None:
        """Write characters one by one, going on in a new line at the right margin (DECLRMM)."""
        cursor = self.cursor
        while cells:
            width = 1 + (cells[1:2] == WIDE_TAIL)
            limit = stop if cursor.x < stop or cursor.x == self.full_at == stop else self.columns
            if cursor.x + width > limit:
                if modes.AUTOWRAP in self.mode:
                    self.grid.erase(cursor.y, cursor.x, limit, DEFAULT_CELL)
                    cursor.x = min(cursor.x, limit - 1)
                    self.index()
                    cursor.x = left
                else:
                    cursor.x = limit - width
            self._put(cells[:width])
            cells = cells[width:]
            self.full_at = cursor.x if cursor.x in (stop, self.columns) else -1

    def settle(self) -> None:
        """Go back onto the last cell of a full line between margins, where a control finds the cursor."""
        if self.cursor.x == self.full_at:
            self.cursor.x -= 1
        self.full_at = -1

    def _put(self, cells: str) -> None:
        """Write cells which have room in the cursor's line."""
        cursor = self.cursor
        if modes.INSERT in self.mode:
            self._insert(cursor.x, len(cells))
        self.grid.put(cursor.y, cursor.x, cells, self.cell)
        cursor.x += len(cells)

    def joins_cell_before(self, character: str) -> bool:
        """Return whether `character` would become part of a cluster that stands before the cursor."""
        cluster = self._cell_before()
        return len(cluster) > 1 and joins(cluster, character)

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
        text = self.grid.text[self.cursor.y]
        column = self.cursor.x - 1
        if column + 1 == self.columns < len(text):
            return len(text) - 1  # a blank that hangs
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
        width, width_joined = self.cursor.x - column, cluster_width(cluster)
        character = self.clusters.intern(cluster)
        cell = grid.style[line][column : column + 1] or DEFAULT_CELL
        if width_joined <= width:
            grid.put(line, column, character + WIDE_TAIL * (width - 1), cell)
            return
        # VARIATION SELECTOR-16 or a part of an emoji sequence has made a narrow character wide, or a mark a hanging
        # blank one that shows.
        if column >= self.columns:
            grid.cut_off(line, column)
        else:
            grid.erase(line, column, column + 1, DEFAULT_CELL)
            self.cursor.x = column
        style, self.cell = self.cell, cell
        self._write(character + WIDE_TAIL * (width_joined - 1))
        self.cell = style


def _join(cluster: str, text: str) -> tuple[str, str]:
    """Return `cluster` with what of `text` joins it, in Unicode's composed form, and the rest of `text`."""
    return _join_short(cluster, text) if len(text) <= _SHORT else _join_any(cluster, text)


def _join_any(cluster: str, text: str) -> tuple[str, str]:
    at = 0
    while at < len(text) and cluster and joins(cluster, text[at]):
        cluster = unicodedata.normalize("NFC", cluster + text[at])
        at += 1
    return cluster, text[at:]


# The same few clusters come again and again; longer ones are not worth their memory.
_join_short = lru_cache(maxsize=4096)(_join_any)
