"""Block: some hundred rows of scrollback in two pieces of bytes, compressed when there is time for it.

Rows are put together once, as they came. What rows their lines make at another width is kept beside them, so that a
new width costs no more than reading the text and finding the breaks: nothing is cut or compressed anew (half to a
quarter of the time that it takes otherwise). Pure functions; any thread.
"""

import zlib
from array import array
from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate, chain
from typing import NamedTuple

from qmux.terminal.breaking import Cut
from qmux.terminal.reflow import Lines, stored_style
from qmux.terminal.rows import Row, full_style
from qmux.terminal.style import DEFAULT_CELL

# Neither can be in a row: text holds no controls but NUL, style characters stay below the surrogates.
_ROW_END = "\n"
_STYLE_END = "\uffff"


class Block(NamedTuple):
    """Rows that nobody changes; the first begins a line and the last ends one."""

    text: bytes
    style: bytes  # nothing if all are ""
    wrapped: bytes
    rigid: int  # the least width at which no row changes, or 0 if some line has several rows
    starts: "array[int] | None"  # where in the lines' text each row begins; None: the rows are as they were packed
    rows: int
    is_compressed: bool = False


def pack(lines: Lines) -> Block:
    """Return rows as a block; that the last one goes on is forgotten."""
    text = _ROW_END.join(lines.text).encode()
    style = _STYLE_END.join(lines.style).encode() if any(lines.style) else b""
    wrapped = bytes(lines.wrapped[:-1]) + b"\0"
    rigid = 0 if 1 in wrapped else max(map(len, lines.text))
    return Block(text, style, wrapped, rigid, None, len(wrapped))


def compressed(block: Block) -> Block:
    """Return a block in a fifth of its memory: level 1 makes 25-45 bytes a row at about 1 us; more saves little."""
    if block.is_compressed:
        return block
    text, style = zlib.compress(block.text, 1), block.style and zlib.compress(block.style, 1)
    return block._replace(text=text, style=style, is_compressed=True)


def unpack(block: Block) -> Lines:
    """Return the rows of a block."""
    packed = _as_packed(block)
    if block.starts is None:
        return packed
    text = _joined(packed.text, block.wrapped, _ROW_END)
    style = _joined(map(full_style, map(Row, packed.text, packed.style)), block.wrapped, DEFAULT_CELL)
    spans, wrapped = _spans(text, block.starts)
    styles = [stored_style(style[start:end]) for start, end in spans]
    return Lines([text[start:end] for start, end in spans], styles, wrapped)


def unpack_text(block: Block) -> tuple[list[str], bytearray]:
    """Return the texts of a block's rows and which of them go on, at a third of unpack()'s price."""
    texts = text_of(block).split(_ROW_END)
    if block.starts is None:
        return texts, bytearray(block.wrapped)
    text = _joined(texts, block.wrapped, _ROW_END)
    spans, wrapped = _spans(text, block.starts)
    return [text[start:end] for start, end in spans], wrapped


def text_of(block: Block) -> str:
    """Return all the text of a block, as it was packed."""
    return _plain(block, block.text)


def reflowed(block: Block, columns: int, row: int, cut: Cut) -> tuple[Block, int]:
    """Return the block for a width of `columns`, and where its row `row` is then, if that is one of its rows."""
    if 0 < block.rigid <= columns:
        new = block if block.starts is None else block._replace(starts=None, rows=len(block.wrapped))
    else:
        starts = _starts(_lines(block), columns, cut)
        new = block._replace(starts=starts, rows=len(starts))
    if new is block or not 0 <= row < block.rows:
        return new, row
    return new, bisect_right(_starts_of(new), _starts_of(block)[row]) - 1


def _as_packed(block: Block) -> Lines:
    texts = text_of(block).split(_ROW_END)
    styles = _plain(block, block.style).split(_STYLE_END) if block.style else [""] * len(texts)
    return Lines(texts, styles, bytearray(block.wrapped))


def _plain(block: Block, data: bytes) -> str:
    return (zlib.decompress(data) if block.is_compressed else data).decode()


def _lines(block: Block) -> list[str]:
    text = text_of(block)
    if not block.rigid:
        text = _joined(text.split(_ROW_END), block.wrapped, _ROW_END)[:-1]
    return text.split(_ROW_END)


def _joined(rows: Iterable[str], wrapped: bytes, line_end: str) -> str:
    """Return rows one after the other, with `line_end` after each that does not go on."""
    return "".join(chain.from_iterable(zip(rows, map((line_end, "").__getitem__, wrapped), strict=True)))


def _spans(text: str, starts: "array[int]") -> tuple[list[tuple[int, int]], bytearray]:
    """Return where the rows stand in `text`, lines with their ends, and 1 for each row that goes on."""
    stops = [*starts[1:], len(text)]
    wrapped = bytearray(text[stop - 1] != _ROW_END for stop in stops)
    ends = [stop - (not goes_on) for stop, goes_on in zip(stops, wrapped, strict=True)]
    return list(zip(starts, ends, strict=True)), wrapped


def _starts(lines: list[str], columns: int, cut: Cut) -> "array[int]":
    starts, start = array("I"), 0
    for line in lines:
        starts.append(start)
        end = 0
        while len(line) - end > columns and (end := cut(line, end, columns)) < len(line):
            starts.append(start + end)
        start += len(line) + 1
    return starts


def _starts_of(block: Block) -> "array[int]":
    if block.starts is not None:
        return block.starts
    rows = zip(text_of(block).split(_ROW_END), block.wrapped, strict=True)
    return array("I", accumulate((len(row) + (not goes_on) for row, goes_on in rows), initial=0))[:-1]
