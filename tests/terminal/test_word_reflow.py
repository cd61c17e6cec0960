"""What a new width does to rows that are broken between words: they are broken as if they had come at that width."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qmux.terminal.rows import Row
from qmux.terminal.sanitize import TextFilter
from qmux.terminal.screen import Screen
from qmux.terminal.stream import Stream
from tests.terminal.screens import all_lines, all_rows, expanded
from tests.terminal.test_properties import PROSE, SIZES
from tests.terminal.test_word_wrap import flowing

REPLY = "".join(f"{n} 日本語。 \x1b[31m{'some words ' * (n % 40)}\x1b[m  end.\r\n" for n in range(300))


def _place(screen: Screen) -> tuple[int, int]:
    """Return the cursor's row, counted from the first row ever, and its column."""
    return screen.scrolled() + screen.cursor.y, screen.cursor.x


def _shown(screen: Screen) -> list[Row]:
    """Return all rows with their clusters expanded, since screens number them each in its own way."""
    return [Row(expanded(row.text, screen), row.style) for row in all_rows(screen)]


def test_80_40_80() -> None:
    screen = flowing(80, 24, REPLY, "a prompt")
    before, place = all_rows(screen), _place(screen)
    screen.resize(columns=40)
    assert screen.display[screen.cursor.y] == "a prompt"
    assert all(len(row.text.rstrip()) <= 40 for row in all_rows(screen))
    screen.resize(columns=80)
    assert all_rows(screen) == before and _place(screen) == place


def test_80_40_80_with_a_long_scrollback() -> None:
    screen = flowing(80, 24, REPLY * 15, history_lines=50_000)
    before = all_rows(screen)
    assert screen.history.packed
    screen.resize(columns=40)
    assert all_rows(screen) == all_rows(flowing(40, 24, REPLY * 15, history_lines=50_000))
    screen.resize(columns=80)
    assert all_rows(screen) == before


@given(PROSE, SIZES, SIZES)
def test_a_resize_and_back_is_nothing(prose: str, size: tuple[int, int], other: tuple[int, int]) -> None:
    screen = flowing(*size, TextFilter().feed(prose), history_lines=100_000)
    rows, place = all_rows(screen), _place(screen)
    screen.resize(columns=other[0], lines=other[1])
    screen.resize(columns=size[0], lines=size[1])
    assert all_rows(screen) == rows and _place(screen) == place


@given(PROSE, PROSE, SIZES, SIZES)
def test_rows_are_as_if_they_had_come_at_the_new_width(
    before: str, after: str, size: tuple[int, int], other: tuple[int, int]
) -> None:
    first, second = (TextFilter().feed(prose.replace("\t", " ")) for prose in (before, after))
    screen = flowing(*size, first, history_lines=100_000)
    screen.resize(columns=other[0], lines=other[1])
    Stream(screen).feed(second)
    fresh = flowing(*other, first, second, history_lines=100_000)
    assert _shown(screen) == _shown(fresh)
    assert _place(screen) == _place(fresh)


@given(PROSE, SIZES, SIZES)
def test_a_resize_keeps_every_line(prose: str, size: tuple[int, int], other: tuple[int, int]) -> None:
    screen = flowing(*size, TextFilter().feed(prose), history_lines=100_000)
    before = all_lines(screen)
    screen.resize(columns=other[0], lines=other[1])
    assert all_lines(screen) == before


@pytest.mark.parametrize("hanging", ["", " ", "   "])
@pytest.mark.parametrize("columns", [4, 10, 11, 30])
def test_a_word_goes_on_after_a_resize_while_blanks_hang(hanging: str, columns: int) -> None:
    screen = flowing(10, 3, "exact word" + hanging)
    screen.resize(columns=columns)
    Stream(screen).feed("more")
    assert all_lines(screen) == [f"exact word{hanging}more"]


@given(PROSE, PROSE, SIZES, st.integers(2, 30))
@settings(max_examples=50)
def test_the_mark_stays_before_the_text_that_followed_it(
    before: str, after: str, size: tuple[int, int], columns: int
) -> None:
    screen = Screen(*size, 100_000, wrap_words=True)
    stream = Stream(screen)
    stream.feed(TextFilter().feed(before) + "\r\n")
    screen.mark = screen.next_mark()
    stream.feed("NEW " + TextFilter().feed(after))
    screen.resize(columns=columns)
    assert screen.mark is not None
    assert all_rows(screen)[screen.mark].text.startswith("NEW"[:columns])
