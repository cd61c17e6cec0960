"""Rows of a text, seen from any place in it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmux.model.rope import Rope
from qmux.terminal.width import clusters
from qmux.view.wrapping import RowSlice, Wrapping, placed

PIECES = st.sampled_from(["a", "bc d", "\n", "é", "\u0301", "漢字", "👩‍🚀", "\t", "x" * 30])
TEXTS = st.lists(PIECES, max_size=30).map("".join)
WIDTHS = st.integers(1, 12)


def all_rows(wrapping: Wrapping) -> list[RowSlice]:
    return wrapping.rows_from(wrapping.row_at(0), 10_000)


def cells(text: str, width: int) -> int:
    return max((column + cells for _, column, cells in placed(text, width)), default=0)


@given(TEXTS, WIDTHS)
def test_the_rows_are_the_text_without_its_line_breaks(text: str, width: int) -> None:
    rows = all_rows(Wrapping(Rope(text), width))
    assert "".join(text[row.start : row.end] for row in rows) == text.replace("\n", "")
    assert all(earlier.end <= later.start for earlier, later in pairwise(rows))
    assert rows[-1].end == len(text)


@given(TEXTS, WIDTHS)
def test_a_row_fits_and_the_cursor_has_a_cell_in_it(text: str, width: int) -> None:
    wrapping = Wrapping(Rope(text), width)
    for row in all_rows(wrapping):
        inside = text[row.start : row.end]
        one_wide_character = width == 1 and sum(cells > 0 for _, cells in clusters(inside)) == 1
        assert cells(inside, width) <= width or one_wide_character
        holds_its_end = wrapping.row_at(row.end) == row
        assert not holds_its_end or cells(inside, width) < width


@given(TEXTS, WIDTHS)
def test_every_place_is_in_one_row_and_rows_follow_each_other(text: str, width: int) -> None:
    wrapping = Wrapping(Rope(text), width)
    rows = all_rows(wrapping)
    for index in range(len(text) + 1):
        row = wrapping.row_at(index)
        assert row in rows
        assert row.start <= index <= row.end
    for earlier, later in pairwise(rows):
        assert wrapping.above(later) == earlier
    assert wrapping.above(rows[0]) is None


@pytest.mark.parametrize("piece", ["x", "漢", "e\u0301", "👩‍🚀"])
@pytest.mark.parametrize("width", [1, 5, 6])
def test_a_line_of_many_stretches_is_whole(piece: str, width: int) -> None:
    text = piece * 500
    wrapping = Wrapping(Rope(text), width)
    rows = all_rows(wrapping)
    assert "".join(text[row.start : row.end] for row in rows) == text
    for place in range(0, len(text), len(piece)):
        row = wrapping.row_at(place)
        assert row in rows
        assert row.start <= place <= row.end
    for later, earlier in pairwise(reversed(rows)):
        assert wrapping.above(later) == earlier


def test_ascii_rows_are_full_over_every_stretch() -> None:
    rows = all_rows(Wrapping(Rope("x" * 1_000), 10))
    assert [row.end - row.start for row in rows] == [10] * 100 + [0]


def test_tabs_go_to_the_next_stop_and_at_most_to_the_edge() -> None:
    assert list(placed("a\tb\t漢", 10)) == [
        ("a", 0, 1),
        ("\t", 1, 7),
        ("b", 8, 1),
        ("\t", 9, 1),
        ("漢", 0, 2),
    ]
