"""Pieces of one line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmux.terminal.rows import full_style
from qmux.terminal.width import cell_width
from qmux.view.spans import bar, row_of, shorten
from qmux.view.theme import Role

TEXTS = st.text(alphabet="ab é漢字👩‍🚀\u0301", max_size=20)


@given(TEXTS, st.integers(-1, 30))
def test_a_shortened_text_fits_and_says_that_it_was_cut(text: str, columns: int) -> None:
    short = shorten(text, columns)
    assert cell_width(short) <= max(0, columns)
    assert short == text or short == "" or short.endswith("…")


@pytest.mark.parametrize(
    ("text", "columns", "short"),
    [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("漢字", 3, "漢…"), ("漢字", 2, "…"), ("a", 0, "")],
)
def test_shortening_keeps_whole_characters(text: str, columns: int, short: str) -> None:
    assert shorten(text, columns) == short


@given(TEXTS, TEXTS, st.integers(0, 30))
def test_a_bar_is_as_wide_as_it_should_be(left: str, right: str, columns: int) -> None:
    row = bar(columns, ((left, Role.STATUS_NAME),), ((right, Role.STATUS),), Role.STATUS)
    assert len(row.text) == columns
    assert len(full_style(row)) == columns


def test_equal_pieces_are_the_same_row() -> None:
    assert row_of(("some", Role.HINT), ("text", Role.PROMPT)) is row_of(
        ("some", Role.HINT), ("text", Role.PROMPT)
    )
