"""History: the rows that scrolled off a pane's top, oldest first, bounded and compact.

The newest RECENT rows or a little more are kept as they are; older ones in blocks of some BLOCK rows, with their wrap
flags. Blocks are compressed one by one by whoever has time for it (compress_one): output at full speed scrolls most
rows out again unseen, and would spend a quarter of its time on them. A block ends where a line ends (a line of more
rows than a block is parted there for good), so that each block reflows by itself. Touched under the gate only. Rows
are numbered from 0, the oldest kept.
"""

from collections import deque
from collections.abc import Iterator
from itertools import starmap

from qmux.terminal.block import Block, compressed, pack, reflowed, text_of, unpack, unpack_text
from qmux.terminal.breaking import Cut, cut_at_margin
from qmux.terminal.reflow import Lines, concatenate, no_lines, part
from qmux.terminal.rows import Row

RECENT = 1_000
BLOCK = 256
# Bytes of one pane that wait to be compressed: 10,000 rows of colored text are 2.5 MB.
LOOSE_LIMIT = 4_000_000


class History:
    """The scrollback of one pane.

    Arguments:
        limit: rows that are kept at most, but for reflow: see put_back().
    """

    def __init__(self, limit: int) -> None:
        self._limit = max(0, limit)
        self._blocks: deque[Block] = deque()
        self._skip = 0  # rows of the first block that are gone
        self._packed = 0  # rows in the blocks that are not gone
        self._loose: deque[int] = deque()  # the sizes in bytes of blocks, the newest, that are not compressed
        self._loose_size = 0  # their sum
        self._recent = no_lines()
        self._evicted = 0  # the number of the oldest row, counted from the first that came

    def __len__(self) -> int:
        return self._packed + len(self._recent.text)

    @property
    def limit(self) -> int:
        """Return how many rows are kept at most."""
        return self._limit

    @property
    def has_room(self) -> bool:
        """Return whether another row pushes none out."""
        return len(self) < self._limit

    @property
    def evicted(self) -> int:
        """Return how many rows have been forgotten, ever, less those that were put on top."""
        return self._evicted

    @property
    def packed(self) -> int:
        """Return how many rows, the oldest, are in blocks."""
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

    def put_on_top(self, lines: Lines) -> None:
        """Take whole lines that came before all others, as far as there is room.

        Rows that are here keep their numbers (see Excerpt), so the new ones count from below them, under 0 too.
        """
        count = min(len(lines.text), self._limit - len(self))
        if count > 0:
            self._settle_skip()
            self._blocks.appendleft(compressed(pack(lines)))
            self._skip = len(lines.text) - count
            self._packed += count
            self._evicted -= count

    def compress_one(self) -> None:
        """Compress the oldest block that is not, in a quarter of a millisecond."""
        if self._loose:
            number = -len(self._loose)
            self._blocks[number] = compressed(self._blocks[number])
            self._loose_size -= self._loose.popleft()

    def rows(self, first: int, count: int) -> list[Row]:
        """Return at most `count` rows from row `first` on."""
        stop = first + max(0, count)
        rows: list[Row] = []
        start = -self._skip
        for block in self._blocks:
            if start < stop and first < start + block.rows:
                rows += _rows(part(unpack(block), first - start, stop - start))
            start += block.rows
        return rows + _rows(part(self._recent, first - start, stop - start))

    def excerpt(self, first: int, stop: int) -> tuple[list[str], bytearray]:
        """Return the texts of the rows `first` (>= 0) up to `stop`, and 1 for each that goes on in the next."""
        texts: list[str] = []
        wrapped = bytearray()
        start = -self._skip
        for block in self._blocks:
            if start < stop and first < start + block.rows:
                block_texts, block_wrapped = unpack_text(block)
                inside = slice(max(0, first - start), stop - start)
                texts += block_texts[inside]
                wrapped += block_wrapped[inside]
            start += block.rows
        recent = part(self._recent, first - start, stop - start)
        return texts + recent.text, wrapped + recent.wrapped

    def texts(self) -> Iterator[str]:
        """Yield all the text, of several rows at once where they are compressed."""
        for block in self._blocks:
            yield text_of(block)
        yield from self._recent.text

    def clear(self) -> None:
        """Forget all rows."""
        self._evict(len(self))

    def take_recent(self) -> Lines:
        """Give up the rows that are not compressed; put_back() takes what becomes of them."""
        recent, self._recent = self._recent, no_lines()
        return recent

    def take_newest(self, count: int) -> Lines:
        """Give up the newest `count` rows, or as many as are kept; the others count as never having been here."""
        while len(self._recent.text) < count and self._blocks:
            self._unpack_newest()
        start = max(0, len(self._recent.text) - count)
        taken = part(self._recent, start, len(self._recent.text))
        for rows in self._recent:
            del rows[start:]
        self._evicted -= count - len(taken.text)
        return taken

    def reflow(self, columns: int, row: int, cut: Cut = cut_at_margin) -> int:
        """Wrap the compressed rows anew for `columns`; return where the compressed row `row` is then."""
        self._settle_skip()
        blocks, self._blocks = self._blocks, deque()
        found, start, self._packed = row, 0, 0
        for block in blocks:
            new, at = reflowed(block, columns, row - start, cut)
            if start <= row < start + block.rows:
                found = self._packed + at
            start += block.rows
            self._packed += new.rows
            self._blocks.append(new)
        return found

    def _settle_skip(self) -> None:
        if self._skip:
            block = self._blocks[0]
            self._blocks[0] = compressed(pack(part(unpack(block), self._skip, block.rows)))
            self._skip = 0

    def _pack(self, count: int) -> None:
        block = pack(part(self._recent, 0, count))
        self._blocks.append(block)
        self._loose.append(len(block.text) + len(block.style))
        self._loose_size += self._loose[-1]
        while self._loose_size > LOOSE_LIMIT:
            self.compress_one()
        self._packed += count
        self._drop_recent(count)

    def _unpack_newest(self) -> None:
        block = self._blocks.pop()
        if self._loose:
            self._loose_size -= self._loose.pop()
        rows = unpack(block)
        if not self._blocks:
            rows, self._skip = part(rows, self._skip, block.rows), 0
        self._packed -= len(rows.text)
        self._recent = concatenate(rows, self._recent)

    def _evict(self, count: int) -> None:
        if count <= 0:
            return
        self._evicted += count
        from_blocks = min(count, self._packed)
        self._packed -= from_blocks
        self._skip += from_blocks
        while self._blocks and self._skip >= self._blocks[0].rows:
            self._skip -= self._blocks.popleft().rows
        while len(self._loose) > len(self._blocks):
            self._loose_size -= self._loose.popleft()
        self._drop_recent(count - from_blocks)

    def _drop_recent(self, count: int) -> None:
        for rows in self._recent:
            del rows[:count]


def _rows(lines: Lines) -> list[Row]:
    return list(starmap(Row, zip(lines.text, lines.style, strict=True)))
