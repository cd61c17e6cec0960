"""What a new width does to rows, to the cursor, to the mark and to the alternate screen."""

import pytest

from qmux.terminal.reflow import Lines, Place, offset_of, place_of, rewrap
from qmux.terminal.screen import Screen
from qmux.terminal.stream import Stream
from tests.terminal.screens import all_rows, fed


@pytest.mark.parametrize(
    ("before", "columns", "after"),
    [
        ([("abcdef", 0)], 3, [("abc", 1), ("def", 0)]),
        ([("abc", 1), ("def", 0)], 6, [("abcdef", 0)]),
        ([("abc", 1), ("def", 0)], 4, [("abcd", 1), ("ef", 0)]),
        ([("abc", 0), ("def", 0)], 6, [("abc", 0), ("def", 0)]),
        ([("日\0本\0語\0", 0)], 5, [("日\0本\0", 1), ("語\0", 0)]),
        ([("日\0本\0", 1), ("語\0", 0)], 6, [("日\0本\0語\0", 0)]),
        ([("a日\0", 0)], 2, [("a", 1), ("日\0", 0)]),
        ([("", 0), ("a", 0)], 2, [("", 0), ("a", 0)]),
        ([("ab", 1)], 4, [("ab", 0)]),
    ],
)
def test_rewrap(before: list[tuple[str, int]], columns: int, after: list[tuple[str, int]]) -> None:
    lines = Lines([text for text, _ in before], [""] * len(before), bytearray(flag for _, flag in before))
    new = rewrap(lines, columns)
    assert list(zip(new.text, new.wrapped, strict=True)) == after


@pytest.mark.parametrize("column", range(10))
@pytest.mark.parametrize("columns", range(2, 12))
def test_a_place_stays_on_its_character(column: int, columns: int) -> None:
    old = Lines(["first", "0123456789", "last"], [""] * 3, bytearray(3))
    new = rewrap(old, columns)
    place = place_of(new, *offset_of(old, Place(1, column)), columns)
    assert new.text[place.row][place.column] == str(column)


def test_styles_stay_on_their_characters() -> None:
    screen = fed(6, 3, "ab\x1b[31mcd\x1b[mef")
    screen.resize(columns=3)
    assert screen.grid.style[0][2] == screen.grid.style[1][0] != "\0"
    assert screen.grid.style[0][0] == "\0"


def test_80_40_80() -> None:
    screen = fed(80, 24, "".join(f"{n} 日本語 {'word ' * (n % 40)}\r\n" for n in range(300)), "prompt")
    before, cursor = all_rows(screen), (screen.cursor.x, screen.cursor.y)
    screen.resize(columns=40)
    assert screen.display[screen.cursor.y] == "prompt"
    screen.resize(columns=80)
    assert all_rows(screen) == before and (screen.cursor.x, screen.cursor.y) == cursor


def test_80_40_80_with_a_long_scrollback() -> None:
    screen = fed(80, 24, "".join(f"{n} {'日本 ' * (n % 40)}\r\n" for n in range(4000)), history_lines=50_000)
    before = all_rows(screen)
    assert screen.history.packed
    screen.resize(columns=40)
    screen.resize(columns=80)
    assert all_rows(screen) == before


def test_a_full_scrollback_loses_nothing_to_a_resize() -> None:
    output = "".join(f"{n} {'word ' * 10}\r\n" for n in range(3000))
    screen = fed(80, 24, output, history_lines=2000)
    before = all_rows(screen)
    screen.resize(columns=20)
    screen.resize(columns=80)
    assert all_rows(screen) == before
    Stream(screen).feed(output)
    assert len(screen.history) == 2000


@pytest.mark.parametrize(("columns", "lines"), [(2, 1), (3, 10), (100, 1), (100, 50)])
def test_any_size_keeps_the_cursor_on_the_screen_and_output_going_on(columns: int, lines: int) -> None:
    screen = fed(20, 5, "one\r\ntwo\r\nthree")
    screen.resize(lines, columns)
    Stream(screen).feed("!")
    assert 0 <= screen.cursor.y < lines and 0 <= screen.cursor.x <= columns
    assert "".join(row.text for row in all_rows(screen)) == "onetwothree!"


def test_a_full_screen_stays_full() -> None:
    screen = fed(10, 3, "1\r\n2\r\n3\r\n4\r\n5")
    screen.resize(lines=5)
    assert screen.display == ["1", "2", "3", "4", "5"]
    screen.resize(lines=2)
    assert screen.display == ["4", "5"]


def test_a_screen_with_room_gets_nothing_from_the_scrollback() -> None:
    screen = fed(10, 3, "old\x1b[2J\x1b[Hnew")
    screen.resize(lines=6)
    assert screen.display == ["new", "", "", "", "", ""]


def test_a_wide_character_at_the_edge_returns_to_its_line() -> None:
    screen = fed(5, 3, "abcd日e")
    assert screen.display == ["abcd", "日e", ""]
    screen.resize(columns=8)
    assert screen.display == ["abcd日e", "", ""]


@pytest.mark.parametrize("erase", ["\x1b[1;5H\x1b[K", "\x1b[1;3H\x1b[2P"])
def test_a_line_that_was_cut_no_longer_goes_on(erase: str) -> None:
    screen = fed(5, 3, f"abcdefg{erase}")
    screen.resize(columns=10)
    assert screen.display[1] == "fg"


def test_the_alternate_screen_is_cropped_and_the_main_one_reflows() -> None:
    screen = fed(6, 2, "abcdef\x1b[?1049h\x1b[Hxyzxyz")
    screen.resize(columns=3, lines=2)
    assert screen.display == ["xyz", ""]
    Stream(screen).feed("\x1b[?1049l")
    assert screen.display == ["abc", "def"]
    Stream(screen).feed("g")
    screen.resize(columns=7)
    assert "abcdefg" in screen.display


def mark_of(screen: Screen) -> int:
    assert screen.mark is not None
    return screen.mark - screen.scrolled()


def marked_screen(columns: int, lines: int, before: str, after: str) -> Screen:
    screen = Screen(columns, lines, 100_000)
    stream = Stream(screen)
    stream.feed(before)
    screen.mark = screen.next_mark()
    stream.feed(after)
    return screen


@pytest.mark.parametrize(
    ("before", "after", "mark"),
    [
        ("a\r\n", "b", 1),
        ("a", "b", 1),
        ("", "b", 0),
        ("a\r\n", "b\r\nc\r\nd\r\ne\r\n", -1),
        ("a\r\n", "\x1b[2J\x1b[Hb", 0),
    ],
)
def test_the_mark_goes_with_the_text(before: str, after: str, mark: int) -> None:
    assert mark_of(marked_screen(10, 4, before, after)) == mark


@pytest.mark.parametrize("columns", [2, 3, 7, 20, 40])
@pytest.mark.parametrize("old", [3, 100, 3000])
def test_the_mark_survives_reflow(columns: int, old: int) -> None:
    before = "".join(f"old line number {n}\r\n" for n in range(old))
    screen = marked_screen(10, 4, before, "NEW and more\r\nend")
    screen.resize(columns=columns)
    rows = all_rows(screen)
    assert "NEW".startswith(rows[len(screen.history) + mark_of(screen)].text[:3])


@pytest.mark.parametrize("rows_after", [700, 1500, 3000])
def test_the_mark_survives_reflow_in_compressed_rows(rows_after: int) -> None:
    after = "NEW\r\n" + "x" * 25 + "".join(f"\r\nnew line number {n}" for n in range(rows_after))
    screen = marked_screen(10, 4, "old old old old\r\n" * 700, after)
    assert screen.mark is not None and screen.mark < screen.history.packed
    for columns in (33, 4, 10):
        screen.resize(columns=columns)
        assert screen.history.rows(screen.mark - screen.history.evicted, 1)[0].text == "NEW"
