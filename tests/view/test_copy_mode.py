"""Copy mode's cursor: where each motion goes, what output and new sizes do to it, and that it stays in the pane."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qmux.terminal.rows import WIDE_TAIL
from qmux.view.copy_mode import CopyMode
from qmux.view.pane_text import PaneText, Position
from qmux.view.selection import Kind, selected_text
from tests.view.panes import mode_in, real_pane, text_in, text_of

POEM = ["The quick  brown", "", "  fox-trot, 漢字 x", "the end"]

Motion = Callable[[CopyMode, PaneText], object]


@pytest.mark.parametrize(
    ("motion", "start", "end"),
    [
        (CopyMode.left, (0, 2), (0, 1)),
        (CopyMode.left, (2, 0), (1, 0)),
        (CopyMode.left, (1, 0), (0, 15)),
        (CopyMode.left, (0, 0), (0, 0)),
        (CopyMode.left, (2, 16), (2, 14)),
        (CopyMode.left, (2, 14), (2, 12)),
        (CopyMode.right, (0, 1), (0, 2)),
        (CopyMode.right, (0, 15), (1, 0)),
        (CopyMode.right, (2, 12), (2, 14)),
        (CopyMode.right, (2, 14), (2, 16)),
        (CopyMode.right, (3, 6), (3, 6)),
        (CopyMode.up, (2, 4), (1, 0)),
        (CopyMode.up, (0, 4), (0, 4)),
        (CopyMode.down, (0, 4), (1, 0)),
        (CopyMode.down, (3, 4), (3, 4)),
        (CopyMode.word_right, (0, 0), (0, 4)),
        (CopyMode.word_right, (0, 5), (0, 11)),
        (CopyMode.word_right, (0, 11), (2, 2)),
        (CopyMode.word_right, (2, 2), (2, 5)),
        (CopyMode.word_right, (2, 6), (2, 10)),
        (CopyMode.word_right, (2, 10), (2, 12)),
        (CopyMode.word_right, (2, 12), (2, 17)),
        (CopyMode.word_right, (3, 4), (3, 6)),
        (CopyMode.word_end, (0, 0), (0, 2)),
        (CopyMode.word_end, (0, 2), (0, 8)),
        (CopyMode.word_end, (0, 15), (2, 4)),
        (CopyMode.word_end, (2, 10), (2, 14)),
        (CopyMode.word_end, (3, 6), (3, 6)),
        (CopyMode.word_left, (0, 6), (0, 4)),
        (CopyMode.word_left, (2, 2), (0, 11)),
        (CopyMode.word_left, (2, 17), (2, 12)),
        (CopyMode.word_left, (0, 0), (0, 0)),
        (CopyMode.line_start, (2, 6), (2, 0)),
        (CopyMode.line_text_start, (2, 6), (2, 2)),
        (CopyMode.line_text_start, (1, 0), (1, 0)),
        (CopyMode.line_end, (2, 0), (2, 17)),
        (CopyMode.line_end, (1, 0), (1, 0)),
        (CopyMode.history_top, (3, 3), (0, 0)),
        (CopyMode.history_bottom, (0, 3), (3, 0)),
    ],
)
def test_motions(motion: Motion, start: tuple[int, int], end: tuple[int, int]) -> None:
    text = text_of(POEM)
    mode = mode_in(text, *start)
    assert mode.cursor == start
    motion(mode, text)
    assert mode.cursor == end


def test_lines_and_words_go_over_wrapped_rows() -> None:
    text = text_of(["  one tw", "o three ", "four", "next"], goes_on=(0, 1), columns=8)
    mode = mode_in(text, 1, 3)
    mode.word_left(text)
    assert mode.cursor == (1, 2)
    mode.word_left(text)
    assert mode.cursor == (0, 6)
    mode.word_end(text)
    assert mode.cursor == (1, 0)
    mode.line_end(text)
    assert mode.cursor == (2, 3)
    mode.line_text_start(text)
    assert mode.cursor == (0, 2)
    mode.line_start(text)
    assert mode.cursor == (0, 0)
    mode.down(text)
    assert mode.cursor == (1, 0)


def test_up_and_down_keep_to_the_column_also_past_short_rows_and_wide_characters() -> None:
    text = text_of(["0123456789", "", "漢字漢字漢字", "0123456789"])
    mode = mode_in(text, 0, 7)
    columns = []
    for _ in range(3):
        mode.down(text)
        columns.append(mode.cursor.column)
    assert columns == [0, 6, 7]


def numbered(count: int, first: int = 0, rule: int | None = None) -> PaneText:
    return text_of([f"row {number}" for number in range(count)], first=first, rule=rule)


def test_pages_overlap_and_end_at_the_ends() -> None:
    text = numbered(20)
    mode = mode_in(text, 17)
    seen = []
    for _ in range(7):
        mode.page_up(text)
        seen.append((mode.top, mode.cursor.row))
    assert seen == [(12, 14), (9, 11), (6, 8), (3, 5), (0, 2), (0, 0), (0, 0)]
    mode.half_page_down(text)
    assert (mode.top, mode.cursor.row) == (2, 2)
    for _ in range(6):
        mode.page_down(text)
    assert (mode.top, mode.cursor.row) == (15, 19)


def test_the_view_follows_the_cursor_and_no_more_than_it_must() -> None:
    text = numbered(20)
    mode = mode_in(text, 19)
    for row, top in ((15, 15), (14, 14), (15, 14), (18, 14), (19, 15)):
        while mode.cursor.row != row:
            (mode.up if row < mode.cursor.row else mode.down)(text)
        assert mode.top == top
    mode.scroll(text, -6)
    assert (mode.top, mode.cursor.row) == (9, 13)
    mode.scroll(text, 99)
    assert (mode.top, mode.cursor.row) == (15, 15)


def test_the_places_of_the_view() -> None:
    text = numbered(20)
    mode = mode_in(text, 19)
    mode.scroll(text, -5)
    for motion, row in ((CopyMode.view_top, 10), (CopyMode.view_bottom, 14), (CopyMode.view_middle, 12)):
        motion(mode, text)
        assert (mode.top, mode.cursor.row) == (10, row)


def test_the_rule_takes_room_where_it_is_in_sight() -> None:
    text = numbered(20, rule=17)
    mode = mode_in(text, 19)
    assert mode.top == 16
    mode.view_bottom(text)
    assert mode.cursor.row == 19
    mode.history_top(text)
    mode.view_bottom(text)
    assert mode.cursor.row == 4


def test_what_is_looked_at_stays_while_rows_come_and_go() -> None:
    mode = mode_in(numbered(20), 19)
    mode.scroll(numbered(20), -5)
    mode.begin(numbered(20), Kind.LINES)
    mode.settle(numbered(500))
    assert (mode.top, mode.cursor.row) == (10, 14)
    later = numbered(500, first=12)
    mode.settle(later)
    assert (mode.top, mode.cursor.row) == (12, 14)
    mode.settle(numbered(500, first=100))
    assert (mode.top, mode.cursor.row) == (100, 100)
    mode.settle(numbered(3))
    assert (mode.top, mode.cursor.row) == (0, 2)


def test_everything_stays_on_its_text_at_another_width_and_back() -> None:
    pane = real_pane("".join(f"line {number} of some words that wrap\n" for number in range(40)))
    mode = mode_in(text_in(pane), 60)
    mode.search(text_in(pane), "line 12", True)
    mode.begin(text_in(pane), Kind.CHARACTERS)
    mode.word_end(text_in(pane))
    mode.word_end(text_in(pane))
    before = (mode.top, mode.cursor)
    for columns in (9, 33, 20):
        mode.remember(text_in(pane))
        pane.resize(columns, 5)
        mode.settle(text_in(pane))
        selection = mode.selection(text_in(pane))
        assert selection is not None and selected_text(selection, text_in(pane)) == "line 12"
    assert mode.cursor == before[1]


def test_a_selection_is_begun_changed_and_turned_round() -> None:
    text = text_of(POEM)
    mode = mode_in(text, 0, 4)
    mode.other_end(text)
    assert mode.selection(text) is None
    mode.begin(text, Kind.CHARACTERS)
    mode.word_right(text)
    assert copied(mode, text) == "quick  b"
    mode.begin(text, Kind.LINES)
    assert copied(mode, text) == POEM[0]
    mode.begin(text, Kind.CHARACTERS)
    mode.other_end(text)
    assert mode.cursor == (0, 4)
    mode.left(text)
    assert copied(mode, text) == " quick  b"
    mode.begin(text, Kind.CHARACTERS)
    assert copied(mode, text) == ""  # a blank, and those at the end of a line are not copied


def copied(mode: CopyMode, text: PaneText) -> str:
    selection = mode.selection(text)
    assert selection is not None
    return selected_text(selection, text)


def test_in_a_block_the_cursor_may_be_where_no_text_is() -> None:
    text = text_of(["0123456789", "01", "0123456789"])
    mode = mode_in(text, 0, 5)
    mode.begin(text, Kind.BLOCK)
    mode.down(text)
    assert mode.cursor == (1, 5)
    mode.down(text)
    mode.right(text)
    assert copied(mode, text) == "56\n\n56"
    mode.up(text)
    mode.begin(text, Kind.CHARACTERS)
    assert mode.cursor == (1, 1)


ROW = st.text(st.sampled_from("ab .-漢字\t"), max_size=12)
KEYS: list[Motion] = [
    CopyMode.left, CopyMode.right, CopyMode.up, CopyMode.down, CopyMode.word_left, CopyMode.word_right,
    CopyMode.word_end, CopyMode.line_start, CopyMode.line_end, CopyMode.line_text_start, CopyMode.page_up,
    CopyMode.page_down, CopyMode.half_page_up, CopyMode.half_page_down, CopyMode.view_top, CopyMode.view_middle,
    CopyMode.view_bottom, CopyMode.history_top, CopyMode.history_bottom, CopyMode.other_end,
]  # fmt: skip
MORE: list[Motion] = [
    lambda mode, text: mode.begin(text, Kind.BLOCK),
    lambda mode, text: mode.begin(text, Kind.CHARACTERS),
    lambda mode, text: mode.begin(text, Kind.LINES),
    lambda mode, text: mode.scroll(text, -3),
    lambda mode, text: mode.scroll(text, 3),
    lambda mode, text: mode.search(text, "a", True),
    lambda mode, text: mode.search(text, " 漢", False),
]


@settings(deadline=None)
@given(st.data())
def test_the_cursor_is_always_on_a_character_in_sight(data: st.DataObject) -> None:
    rows = data.draw(st.lists(ROW, min_size=1, max_size=30))
    lines, columns = data.draw(st.integers(1, 8)), data.draw(st.integers(2, 30))
    rule = data.draw(st.none() | st.integers(1, len(rows) - 1)) if lines > 1 and len(rows) > 1 else None
    goes_on = data.draw(st.sets(st.integers(0, len(rows) - 1)))
    text = text_of(rows, goes_on=sorted(goes_on), lines=lines, columns=columns, rule=rule)
    mode = mode_in(text, data.draw(st.integers(0, 40)), data.draw(st.integers(0, 40)))
    check(mode, text)
    for key in data.draw(st.lists(st.sampled_from(KEYS + MORE), max_size=20)):
        key(mode, text)
        check(mode, text)


def check(mode: CopyMode, text: PaneText) -> None:
    extent, (row, column) = text.extent, mode.cursor
    assert extent.first <= mode.top <= max(extent.lowest, extent.first)
    assert mode.top <= row <= extent.bottom(mode.top)
    cells = text.row(row)
    assert 0 <= column < max(1, len(cells), extent.columns if mode.selection(text) else 0)
    assert cells[column : column + 1] != WIDE_TAIL
    assert text.head(Position(row, column)) == (row, column)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(0, 60), max_size=12), st.lists(st.sampled_from(KEYS), max_size=8), st.booleans())
def test_a_real_pane_may_change_in_any_way_meanwhile(
    sizes: list[int], keys: list[Motion], words: bool
) -> None:
    pane = real_pane("some words 漢字 and more\n" * 30, wrap_words=words)
    text = text_in(pane)
    mode = mode_in(text, 0)
    for size in sizes:
        mode.remember(text_in(pane))
        pane.resize(2 + size, 1 + size // 3)
        pane.feed("more and more text 👩‍👩‍👧 " * size + "\r\n")
        for key in keys:
            text = text_in(pane)
            mode.settle(text)
            key(mode, text)
            check(mode, text)
