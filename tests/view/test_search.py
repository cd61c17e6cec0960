"""Searching the rows of a pane."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmux.view.copy_mode import CopyMode
from qmux.view.pane_text import Position
from qmux.view.search import Mark, find, marks
from tests.view.panes import mode_in, real_pane, text_in, text_of

ROWS = ["alpha Beta", "beta 漢字 alpha", "İstanbul ALPHA", "", "(a|b)* .*"]


@pytest.mark.parametrize(
    ("pattern", "cursor", "backward", "found"),
    [
        ("alpha", (0, 0), False, (1, 10)),
        ("alpha", (1, 10), False, (2, 9)),
        ("alpha", (2, 9), False, (0, 0)),
        ("alpha", (0, 0), True, (2, 9)),
        ("alpha", (2, 9), True, (1, 10)),
        ("alpha", (2, 10), True, (2, 9)),
        ("Beta", (4, 0), False, (0, 6)),
        ("ALPHA", (0, 0), False, (2, 9)),
        ("beta", (1, 0), True, (0, 6)),
        ("漢字", (0, 0), False, (1, 5)),
        ("字 a", (0, 0), False, (1, 7)),
        ("istanbul", (0, 0), False, (2, 0)),
        (".*", (0, 0), False, (4, 7)),
        ("(a|b)*", (0, 0), False, (4, 0)),
        ("alphabet", (0, 0), False, None),
        ("beta beta", (0, 0), False, None),
        ("", (0, 0), False, None),
    ],
)
def test_find(pattern: str, cursor: tuple[int, int], backward: bool, found: tuple[int, int] | None) -> None:
    assert find(text_of(ROWS), pattern, Position(*cursor), backward) == found


def test_a_match_goes_over_the_end_of_a_wrapped_row_but_not_of_a_line() -> None:
    text = text_of(["one tw", "o three", "four"], goes_on=(0,))
    assert find(text, "two", Position(2, 0), True) == (0, 4)
    assert list(marks(text, "two", 0, 2)) == [Mark(0, 4, 6, Position(0, 4)), Mark(1, 0, 1, Position(0, 4))]
    assert find(text, "threefour", Position(0, 0), False) is None


def test_clusters_are_found_and_those_that_are_not_there_are_not() -> None:
    text = text_in(real_pane("a 👩‍👩‍👧 family\nTHAI \u0e01\u0e33"))
    assert find(text, "👩‍👩‍👧 f", Position(1, 0), True) == (0, 2)
    assert find(text, "👨‍👩‍👧", Position(0, 0), False) is None
    assert find(text, "\U00100000", Position(0, 0), False) is None


def test_marks_are_those_of_the_rows_in_sight_and_do_not_overlap() -> None:
    text = text_of(["aaa"] * 100)
    found = [mark for mark in marks(text, "aa", 50, 51) if 50 <= mark.row <= 51]
    assert found == [Mark(row, 0, 2, Position(row, 0)) for row in (50, 51)]


def test_a_search_goes_on_in_its_direction_and_back() -> None:
    text = text_of(ROWS)
    mode = mode_in(text, 4)
    assert mode.search(text, "alpha", True)
    rows = [mode.cursor.row]
    for motion in (CopyMode.search_again, CopyMode.search_again, CopyMode.search_reverse):
        assert motion(mode, text)
        rows.append(mode.cursor.row)
    assert rows == [2, 1, 0, 1]
    assert not mode.search(text, "nothing", False)
    assert mode.cursor.row == 1
    assert mode.search(text, "beta", False) and mode.search(text, "", False)


@given(
    st.lists(st.tuples(st.text("aAb ", max_size=6), st.booleans()), min_size=1, max_size=8),
    st.text("ab ", min_size=1, max_size=3),
    st.data(),
)
def test_the_next_match_is_the_nearest_of_all(
    rows: list[tuple[str, bool]], pattern: str, data: st.DataObject
) -> None:
    goes_on = [index for index, (_, on) in enumerate(rows[:-1]) if on]
    text = text_of([row for row, _ in rows], goes_on=goes_on)
    places = [Position(row, column) for row, (cells, _) in enumerate(rows) for column in range(len(cells))]
    matching = [place for place in places if matches(rows, goes_on, place, pattern)]
    cursor = data.draw(st.sampled_from(places or [Position(0, 0)]))
    after = [place for place in matching if place > cursor]
    before = [place for place in matching if place < cursor]
    assert find(text, pattern, cursor, False) == next(iter(after or matching), None)
    assert find(text, pattern, cursor, True) == next(iter(reversed(before or matching)), None)


def matches(rows: list[tuple[str, bool]], goes_on: list[int], place: Position, pattern: str) -> bool:
    """Return whether the line goes on with `pattern` at a place."""
    rest, row = rows[place.row][0][place.column :], place.row
    while row in goes_on:
        row += 1
        rest += rows[row][0]
    return rest.lower().startswith(pattern)
