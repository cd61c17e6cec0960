"""History: the rows that scrolled off a pane's top, oldest first, bounded and compact.

The newest RECENT rows or a little more are kept as they are; older ones in blocks of some BLOCK rows,
compressed, with their wrap flags. A block ends where a line ends (a line of more rows than a block is
parted there for good), so that each block reflows by itself. Touched under the gate only. Rows are numbered
from 0, the oldest kept.
"""

import zlib
from collections import deque
from collections.abc import Iterator
from itertools import starmap
from typing import NamedTuple

from qmux.terminal.breaking import Cut, cut_at_margin
from qmux.terminal.reflow import Lines, Place, no_lines, offset_of, part, place_of, rewrap
from qmux.terminal.rows import Row

RECENT = 1_000
BLOCK = 256

# Neither can be in a row: text holds no controls but NUL, style characters stay below the surrogates.
_TEXTS_END = "\x1e"
_STYLE_SEPARATOR = "\uffff"


class _Block(NamedTuple):
    data: bytes
    rows: int
    rigid: int  # the least width at which no row of it changes, or 0 if some line has several rows
    wrapped: bytes


class History:
    """The scrollback of one pane.

    Arguments:
        limit: rows that are kept at most, but for reflow: see put_back().
    """

    def __init__(self, limit: int) -> None:
        self._limit = max(0, limit)
        self._blocks: deque[_Block] = deque()
        self._skip = 0  # rows of the first block that are gone
        self._packed = 0  # rows in the blocks that are not gone
        self._recent = no_lines()
        self._evicted = 0

    def __len__(self) -> int:
        return self._packed + len(self._recent.text)

    @property
    def evicted(self) -> int:
        """Return how many rows have been forgotten, ever."""
        return self._evicted

    @property
    def packed(self) -> int:
        """Return how many rows, the oldest, are compressed."""
        return self._packed

    def extend(self, lines: Lines) -> None:
        """Take rows that scrolled off, oldest first; beyond the limit as many of the oldest are forgotten."""
        self.put_back(lines)
        self._evict(min(len(self) - self._limit, len(lines.text)))

    def put_back(self, lines: Lines) -> None:
        """Take rows that reflow has made of those taken from here and from the screen.

        None is forgotten for it: a narrow terminal makes more rows of the same text, a wide one fewer again.
        """
        self._recent.text.extend(lines.text)
        self._recent.style.extend(lines.style)
        self._recent.wrapped.extend(lines.wrapped)
        while len(self._recent.text) >= RECENT + BLOCK:
            self._pack(self._recent.wrapped.rfind(0, 0, BLOCK) + 1 or BLOCK)

    def rows(self, first: int, count: int) -> list[Row]:
        """Return at most `count` rows from row `first` on."""
        stop = first + max(0, count)
        rows: list[Row] = []
        start = -self._skip
        for block in self._blocks:
            if start < stop and first < start + block.rows:
                rows += _rows(part(_unpack(block), first - start, stop - start))
            start += block.rows
        return rows + _rows(part(self._recent, first - start, stop - start))

    def texts(self) -> Iterator[str]:
        """Yield the text of every row."""
        for block in self._blocks:
            yield from _unpack(block).text
        yield from self._recent.text

    def clear(self) -> None:
        """Forget all rows."""
        self._evict(len(self))

    def take_recent(self) -> Lines:
        """Give up the rows that are not compressed; put_back() takes what becomes of them."""
        recent, self._recent = self._recent, no_lines()
        return recent

    def reflow(self, columns: int, row: int, cut: Cut = cut_at_margin) -> int:
        """Wrap the compressed rows anew for `columns`; return where the compressed row `row` is then."""
        self._settle_skip()
        blocks, self._blocks = self._blocks, deque()
        found, start, self._packed = row, 0, 0
        for block in blocks:
            new, at = _reflowed(block, columns, row - start, cut)
            if start <= row < start + block.rows:
                found = self._packed + at
            start += block.rows
            self._packed += new.rows
            self._blocks.append(new)
        return found

    def _settle_skip(self) -> None:
        if self._skip:
            block = self._blocks[0]
            self._blocks[0] = _pack(part(_unpack(block), self._skip, block.rows))
            self._skip = 0

    def _pack(self, count: int) -> None:
        oldest = part(self._recent, 0, count)
        oldest.wrapped[-1] = 0
        self._blocks.append(_pack(oldest))
        self._packed += count
        self._drop_recent(count)

    def _evict(self, count: int) -> None:
        if count <= 0:
            return
        self._evicted += count
        from_blocks = min(count, self._packed)
        self._packed -= from_blocks
        self._skip += from_blocks
        while self._blocks and self._skip >= self._blocks[0].rows:
            self._skip -= self._blocks.popleft().rows
        self._drop_recent(count - from_blocks)

    def _drop_recent(self, count: int) -> None:
        for rows in self._recent:
            del rows[:count]


def _rows(lines: Lines) -> list[Row]:
    return list(starmap(Row, zip(lines.text, lines.style, strict=True)))


def _pack(lines: Lines) -> _Block:
    blob = "\n".join(lines.text) + _TEXTS_END + _STYLE_SEPARATOR.join(lines.style)
    rigid = 0 if any(lines.wrapped) else max(map(len, lines.text))
    # Level 1: 25-45 bytes a row at about 1 us a row; more costs time and saves little.
    return _Block(zlib.compress(blob.encode(), 1), len(lines.text), rigid, bytes(lines.wrapped))


def _unpack(block: _Block) -> Lines:
    texts, _, styles = zlib.decompress(block.data).decode().partition(_TEXTS_END)
    return Lines(texts.split("\n"), styles.split(_STYLE_SEPARATOR), bytearray(block.wrapped))


def _reflowed(block: _Block, columns: int, row: int, cut: Cut) -> tuple[_Block, int]:
    """Return the block for a width of `columns`, and where its row `row` is then, if that is one of its rows."""
    if 0 < block.rigid <= columns:
        return block, row
    old = _unpack(block)
    new = rewrap(old, columns, cut)
    if not 0 <= row < block.rows:
        return _pack(new), row
    return _pack(new), place_of(new, *offset_of(old, Place(row, 0)), columns).row
