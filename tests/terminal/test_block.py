"""Compressed rows: they come out as they went in, and a new width does to them what rewrap() does to others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmux.terminal.block import Block, pack, reflowed, unpack
from qmux.terminal.breaking import Cut, WordCut, cut_at_margin
from qmux.terminal.clusters import Clusters
from qmux.terminal.reflow import Lines, Place, offset_of, place_of, rewrap

CUTS = [cut_at_margin, WordCut(Clusters())]
RED, GREEN = "\x01", "\x02"


@st.composite
def _lines(draw: st.DrawFn) -> Lines:
    """Draw whole lines of words and wide characters, each in one row."""
    texts = draw(st.lists(st.lists(st.sampled_from(["ab", "c", " ", "日\0"])).map("".join), min_size=1))
    styles = [draw(st.sampled_from(["", RED, GREEN])) * len(text) for text in texts]
    return Lines(texts, styles, bytearray(len(texts)))


@pytest.mark.parametrize("cut", CUTS, ids=["margin", "words"])
@given(lines=_lines(), widths=st.lists(st.integers(2, 12), min_size=1, max_size=4), data=st.data())
def test_a_block_is_what_its_rows_are(cut: Cut, lines: Lines, widths: list[int], data: st.DataObject) -> None:
    lines = rewrap(lines, 10, cut)
    block = pack(lines)
    assert unpack(block) == lines
    row = data.draw(st.integers(0, block.rows - 1))
    for columns in widths:
        new = rewrap(lines, columns, cut)
        place = place_of(new, *offset_of(lines, Place(row, 0)), columns)
        block, row = reflowed(block, columns, row, cut)
        lines = new
        assert unpack(block) == lines and block.rows == len(lines.text)
        assert row == place.row


def test_a_block_that_is_not_broken_at_a_width_is_left_alone() -> None:
    block = pack(Lines(["one", "two"], ["", ""], bytearray(2)))
    assert reflowed(block, 3, 1, cut_at_margin) == (block, 1)
    narrow, row = reflowed(block, 2, 1, cut_at_margin)
    assert unpack(narrow).text == ["on", "e", "tw", "o"] and row == 2
    assert reflowed(narrow, 3, row, cut_at_margin) == (block, 1)


def test_a_block_is_never_compressed_anew() -> None:
    block = pack(Lines(["one two", "three"], [RED * 7, ""], bytearray(2)))
    narrow: Block = reflowed(block, 4, 0, cut_at_margin)[0]
    assert narrow.text is block.text and narrow.style is block.style
    assert unpack(narrow) == Lines(
        ["one ", "two", "thre", "e"], [RED * 4, RED * 3, "", ""], bytearray([1, 0, 1, 0])
    )


def test_the_last_row_ends_its_line() -> None:
    assert unpack(pack(Lines(["one", "two"], ["", ""], bytearray([1, 1])))).wrapped == bytearray([1, 0])
