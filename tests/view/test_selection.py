"""Selections: what is highlighted, and what is copied, against a plain model."""

from hypothesis import given
from hypothesis import strategies as st

from qmux.terminal.rows import WIDE_TAIL
from qmux.terminal.text import row_from_text
from qmux.view.pane_text import Position
from qmux.view.selection import Kind, Selection, select, selected_text
from tests.view.panes import real_pane, text_in, text_of

ROWS = ["first row  ", "漢字 wide", "", "last row"]


def copied(kind: Kind, anchor: tuple[int, int], cursor: tuple[int, int]) -> str:
    text = text_of(ROWS)
    return selected_text(select(kind, text, Position(*anchor), Position(*cursor)), text)


def test_characters_from_one_cell_to_another_either_way() -> None:
    assert copied(Kind.CHARACTERS, (0, 6), (1, 2)) == "row\n漢字"
    assert copied(Kind.CHARACTERS, (1, 2), (0, 6)) == "row\n漢字"
    assert copied(Kind.CHARACTERS, (0, 9), (3, 3)) == "\n漢字 wide\n\nlast"
    assert copied(Kind.CHARACTERS, (2, 0), (2, 0)) == ""


def test_lines_are_whole() -> None:
    assert copied(Kind.LINES, (1, 5), (0, 3)) == "first row\n漢字 wide"


def test_a_block_has_wide_characters_whole_and_short_rows_empty() -> None:
    assert copied(Kind.BLOCK, (0, 1), (3, 2)) == "ir\n漢字\n\nas"
    assert copied(Kind.BLOCK, (3, 7), (0, 5)) == " ro\nwid\n\nrow"


def test_wrapped_rows_are_one_line_but_not_in_a_block() -> None:
    pane = real_pane("0123456789 words that are wrapped  \nnext", columns=12, wrap_words=True)
    text = text_in(pane)
    start, end = Position(0, 0), Position(pane.frame.cursor.line, 3)
    line = "0123456789 words that are wrapped"
    assert selected_text(select(Kind.CHARACTERS, text, start, end), text) == f"{line}\nnext"
    assert selected_text(select(Kind.LINES, text, Position(1, 3), Position(1, 5)), text) == line
    assert selected_text(select(Kind.BLOCK, text, start, end), text) == "0123\nword\nare\nnext"


def test_clusters_are_copied_whole() -> None:
    text = text_in(real_pane("a👩‍👩‍👧b q\u0301 \U0001f1e9\U0001f1ea!"))
    everything = select(Kind.CHARACTERS, text, Position(0, 0), Position(0, 9))
    assert selected_text(everything, text) == "a👩‍👩‍👧b q\u0301 \U0001f1e9\U0001f1ea!"
    assert selected_text(everything._replace(start=Position(0, 2), end=Position(0, 2)), text) == "👩‍👩‍👧"


def test_the_span_of_a_row() -> None:
    selection = Selection(Kind.CHARACTERS, Position(1, 3), Position(3, 4))
    assert [selection.span(row, "0123456789") for row in range(5)] == [None, (3, 10), (0, 10), (0, 5), None]
    assert selection.span(2, "") == (0, 1)


CELL = st.sampled_from([" ", "a", "b", "漢"])
ROW = st.lists(CELL, max_size=6).map("".join)


@given(st.lists(st.tuples(ROW, st.booleans()), min_size=1, max_size=8), st.data())
def test_what_is_copied_equals_a_plain_model(rows: list[tuple[str, bool]], data: st.DataObject) -> None:
    goes_on = [index for index, (_, on) in enumerate(rows[:-1]) if on]
    text = text_of([row for row, _ in rows], goes_on=goes_on)
    heads = [
        Position(row, column)
        for row, (cells, _) in enumerate(rows)
        for column, cell in enumerate(row_from_text(cells).text or " ")
        if cell != WIDE_TAIL
    ]
    anchor, cursor = data.draw(st.sampled_from(heads)), data.draw(st.sampled_from(heads))
    start, end = sorted((anchor, cursor))
    model = ""
    for row in range(start.row, end.row + 1):
        for column, character in characters(rows[row][0]):
            model += character if start <= (row, column) <= end else ""
        model += "" if row in goes_on or row == end.row else "\n"
    selection = select(Kind.CHARACTERS, text, anchor, cursor)
    assert selected_text(selection, text) == "\n".join(line.rstrip(" ") for line in model.split("\n"))


def characters(row: str) -> list[tuple[int, str]]:
    """Return each character with the column of its first cell."""
    cells = row_from_text(row).text
    return [(column, cell) for column, cell in enumerate(cells) if cell != WIDE_TAIL]
