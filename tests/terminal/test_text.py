"""Rows that the view makes itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmux.terminal.rows import Row
from qmux.terminal.style import BOLD, Style, style_cell
from qmux.terminal.text import cut, join, pad, row_from_text

BOLD_STYLE = Style(attributes=BOLD)
B = style_cell(BOLD_STYLE)


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("abc", "abc"),
        ("日a", "日\0a"),
        ("e\u0301", "é"),
        ("x\u0323\u0301", "x"),
        ("👩\u200d⚕\ufe0f!", "👩\0!"),
        ("❤\ufe0fx", "❤ x"),
        ("🇩🇪", "🇩\0"),
        ("\u0301a\nb", "ab"),
        ("\U00100000\ud800", "\ufffd\ufffd"),
    ],
)
def test_row_from_text(text: str, cells: str) -> None:
    assert row_from_text(text) == Row(cells)
    assert row_from_text(text, BOLD_STYLE) == Row(cells, B * len(cells))


def test_join_keeps_each_row_s_style() -> None:
    assert join(row_from_text("a"), row_from_text("b")) == Row("ab")
    assert join(row_from_text("a"), row_from_text("日", BOLD_STYLE)) == Row("a日\0", "\0" + B * 2)
    assert join() == Row("")


@pytest.mark.parametrize(("columns", "text"), [(0, ""), (1, "a"), (2, "a "), (3, "a日\0"), (9, "a日\0b")])
def test_cut_never_halves_a_wide_character(columns: int, text: str) -> None:
    row = cut(row_from_text("a日b", BOLD_STYLE), columns)
    assert row == Row(text, B * len(text))


def test_pad_fills_up_in_a_style() -> None:
    assert pad(row_from_text("ab"), 4) == Row("ab  ")
    assert pad(row_from_text("ab"), 4, BOLD_STYLE) == Row("ab  ", "\0\0" + B * 2)
    assert pad(row_from_text("abc"), 2) == Row("abc")


@given(st.text(), st.integers(0, 20))
def test_any_text_makes_a_row_of_its_width(text: str, columns: int) -> None:
    row = row_from_text(text, BOLD_STYLE)
    assert len(row.text) == len(row.style)
    for made in (cut(row, columns), pad(cut(row, columns), columns)):
        assert len(made.text) <= columns and not made.text.startswith("\0")
    assert len(pad(cut(row, columns), columns).text) == columns
