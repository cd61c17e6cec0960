"""Tables: aligned where there is room, wrapped where there is little, and blocks of lines where there is none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qmux.terminal.width import cell_width
from tests.engine.markdown.looks import lines, rendered, style_in

SMALL = "| Name | Value |\n|:--|--:|\n| a | 1 |\n| longer | 22 |\n"
WIDE = """| Option | Meaning |
|---|---|
| `--all` | everything there is and then some |
| `-n` | 漢字漢字漢字漢字漢字 |
"""


def test_columns_are_aligned() -> None:
    assert lines(SMALL) == ["Name   │ Value", "───────┼──────", "a      │     1", "longer │    22"]


def test_the_header_is_bold_and_cells_have_markup() -> None:
    assert style_in(SMALL, "Name").attributes
    assert style_in(WIDE, "--all").foreground >= 0


def test_text_around_a_table() -> None:
    assert lines(f"See:\n{SMALL}text\n") == ["See:", *lines(SMALL), "text"]


def test_cells_wrap_between_words_where_the_pane_is_narrow() -> None:
    assert lines(WIDE, columns=30) == [
        "Option │ Meaning",
        "───────┼──────────────────────",
        "--all  │ everything there is",
        "       │ and then some",
        "───────┼──────────────────────",
        "-n     │ 漢字漢字漢字漢字漢字",
    ]


def test_below_a_minimum_each_cell_has_a_line() -> None:
    assert lines(SMALL, columns=8) == ["Name: a", "Value: 1", "───", "Name:", "longer", "Value:", "22"]


def test_a_table_in_a_list() -> None:
    assert lines("- a\n  | b | c |\n  |---|---|\n  | d | e |") == ["• a", "  b │ c", "  ──┼──", "  d │ e"]


ROWS = {
    "few cells": ("| a |", "a  │"),
    "more cells": ("| a | b | c |", "a  │ b | c"),
    "no pipes outside": ("a | b", "a  │ b"),
    "an escaped pipe": (r"| a\|b | c |", "a|b │ c"),
    "a line break": ("| a<br>b | c |", "a  │ c"),
}


@pytest.mark.parametrize(("row", "expected"), ROWS.values(), ids=ROWS)
def test_rows(row: str, expected: str) -> None:
    assert lines(f"|11|22|\n|--|--|\n{row}")[2] == expected


@pytest.mark.parametrize("source", ["|a|b|\n|:-:|:-:|\n", "a | b\n- | -\n"])
def test_a_table_without_rows(source: str) -> None:
    assert lines(source) == ["a │ b", "──┼──"]


def test_a_table_of_one_column() -> None:
    assert lines("| a |\n|---|\n| b |") == ["a", "─", "b"]


@pytest.mark.parametrize("source", ["| a | b |\n|---|", "a\n---|---", "| a | b |\n| c | d |"])
def test_no_table(source: str) -> None:
    assert "│" not in rendered(source)


def test_the_first_rows_decide_the_columns_of_a_long_table() -> None:
    source = "| a | b |\n|---|---|\n" + "".join(f"| {number} | x |\n" for number in range(100))
    shown = lines(source + "| a much longer cell | y |\n")
    assert shown[2:102] == [f"{number:<2} │ x" for number in range(100)]
    assert [line.split(" │")[0].strip() for line in shown[102:]] == [
        "a",
        "mu",
        "ch",
        "lo",
        "ng",
        "er",
        "ce",
        "ll",
    ]


CELLS = st.text(st.sampled_from("ab c漢é*`"), max_size=20)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=4), st.integers(2, 60))
@settings(max_examples=150, deadline=None)
def test_no_line_of_columns_is_wider_than_the_pane(rows: list[list[str]], columns: int) -> None:
    head = "| h |" + " h |" * (len(rows[0]) - 1)
    source = "\n".join([head, "|---" * len(rows[0]) + "|", *(f"| {' | '.join(row)} |" for row in rows)])
    shown = rendered(source, columns=columns).split("\r\n")
    if any("┼" in line for line in shown):
        plain = [part for line in shown for part in lines_of(line)]
        assert max(map(cell_width, plain)) <= columns


def lines_of(text: str) -> list[str]:
    """Return the words of a terminal line without its styles."""
    return ["".join(part.partition("m")[2] if at else part for at, part in enumerate(text.split("\x1b")))]
