"""Block: some hundred rows of scrollback, compressed.

What is compressed are whole lines; which rows they make at the pane's width is beside them. So a new width costs
no more than reading the text and finding the breaks: nothing is cut, joined or compressed anew (a third of the
time at 10,000 rows). Pure functions; any thread.
"""

import zlib
from array import array
from bisect import bisect_right
from itertools import accumulate
from typing import NamedTuple

from qmux.terminal.breaking import Cut
from qmux.terminal.reflow import Lines, joined_style, part, stored_style
from qmux.terminal.style import DEFAULT_CELL

# Neither can be in a row: text holds no controls but NUL, style characters stay below the surrogates.
_LINE_END = "\n"
_STYLE_END = "\uffff"


class Block(NamedTuple):
    """Rows that nobody changes; the first begins a line and the last ends one."""

    text: bytes  # the lines
    style: bytes  # their styles, each "" or as long as its line; nothing if all are ""
    rows: int
    starts: "array[int] | None"  # where in the text each row begins, or None if each line is one row
    longest: int  # cells of the longest line


def pack(lines: Lines) -> Block:
    """Return rows as a block; that the last one goes on is forgotten."""
    if 1 not in lines.wrapped[:-1]:
        longest = max(map(len, lines.text))
        return Block(*_compressed(lines.text, lines.style), len(lines.text), None, longest)
    whole = [part(lines, first, stop) for first, stop in _spans(lines.wrapped)]
    texts = ["".join(line.text) for line in whole]
    ends = lines.wrapped.translate(bytes([1, 0]) + bytes(254))  # the length of what stands between two rows
    starts = array("I", accumulate(map(int.__add__, map(len, lines.text), ends), initial=0))
    starts.pop()
    return Block(
        *_compressed(texts, list(map(joined_style, whole))), len(starts), starts, max(map(len, texts))
    )


def unpack(block: Block) -> Lines:
    """Return the rows of a block."""
    text = text_of(block)
    styles = zlib.decompress(block.style).decode().split(_STYLE_END) if block.style else []
    if block.starts is None:
        return Lines(text.split(_LINE_END), styles or [""] * block.rows, bytearray(block.rows))
    starts, stops = block.starts, [*block.starts[1:], len(text) + 1]
    wrapped = bytearray(text[stop - 1 : stop] not in ("", _LINE_END) for stop in stops)
    ends = [stop - (not goes_on) for stop, goes_on in zip(stops, wrapped, strict=True)]
    spans = list(zip(starts, ends, strict=True))
    style = _parallel(text, styles)
    return Lines(
        [text[start:end] for start, end in spans],
        [stored_style(style[start:end]) for start, end in spans],
        wrapped,
    )


def text_of(block: Block) -> str:
    """Return all the text of a block."""
    return zlib.decompress(block.text).decode()


def reflowed(block: Block, columns: int, row: int, cut: Cut) -> tuple[Block, int]:
    """Return the block for a width of `columns`, and where its row `row` is then, if that is one of its rows."""
    if block.starts is None and block.longest <= columns:
        return block, row
    text = text_of(block)
    starts = _starts(text, columns, cut)
    found = row
    if 0 <= row < block.rows:
        old = block.starts or _starts(text, block.longest, cut)
        found = bisect_right(starts, old[row]) - 1
    return block._replace(rows=len(starts), starts=starts if block.longest > columns else None), found


def _starts(text: str, columns: int, cut: Cut) -> "array[int]":
    starts, start = array("I"), 0
    for line in text.split(_LINE_END):
        starts.append(start)
        end = 0
        while len(line) - end > columns and (end := cut(line, end, columns)) < len(line):
            starts.append(start + end)
        start += len(line) + 1
    return starts


def _spans(wrapped: bytearray) -> list[tuple[int, int]]:
    """Return the first row of each line, and the row after its last."""
    stops = [row + 1 for row, goes_on in enumerate(wrapped[:-1]) if not goes_on]
    return list(zip([0, *stops], [*stops, len(wrapped)], strict=True))


def _parallel(text: str, styles: list[str]) -> str:
    """Return the styles of lines as one string that runs beside their text, "" if there are none."""
    pairs = zip(text.split(_LINE_END), styles, strict=False)
    return DEFAULT_CELL.join([style or DEFAULT_CELL * len(line) for line, style in pairs])


def _compressed(texts: list[str], styles: list[str]) -> tuple[bytes, bytes]:
    # Level 1: 25-45 bytes a row at about 1 us a row; more costs time and saves little.
    text = zlib.compress(_LINE_END.join(texts).encode(), 1)
    return text, zlib.compress(_STYLE_END.join(styles).encode(), 1) if any(styles) else b""
