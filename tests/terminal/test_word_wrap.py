"""Words stay whole: where rows of prose are broken, that it is the same however the text comes, and that nothing
is lost by it.
"""

import itertools
from functools import partial

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qmux.terminal.rows import WIDE_TAIL
from qmux.terminal.sanitize import TextFilter
from qmux.terminal.screen import Screen
from tests.terminal.screens import all_lines, all_rows, expanded, fed, state
from tests.terminal.test_properties import OUTPUT, PROSE, SIZES

flowing = partial(fed, wrap_words=True)

# Rows in 10 columns, as they are stored: what is beyond the tenth is not drawn.
BREAKS = [
    ("one two three", ["one two ", "three"]),
    ("one two thr ee", ["one two ", "thr ee"]),
    ("exact word here", ["exact word ", "here"]),
    ("hello wide world", ["hello wide ", "world"]),
    ("one two     three", ["one two     ", "three"]),
    ("one two 9. Two", ["one two 9. ", "Two"]),
    ("trailing    ", ["trailing    "]),
    ("trailing  \r\nnext", ["trailing  ", "next"]),
    ("exactly 10  \r\nnext", ["exactly 10  ", "next"]),
    ("x" + " " * 30 + "y", ["x" + " " * 19, " " * 11, "y"]),
    ("a longwordthatdoesnotfit b", ["a ", "longwordth", "atdoesnotf", "it b"]),
    ("longwordthatdoesnotfit", ["longwordth", "atdoesnotf", "it"]),
    ("    indented", ["    indent", "ed"]),
    ("    ok indented", ["    ok ", "indented"]),
    ("one\ttwo", ["one     ", "two"]),
    ("exact word\ttwo", ["exact word      ", "two"]),
    ("nonbreaking a\u00a0b", ["nonbreakin", "g a\u00a0b"]),
    ("日本語中文字", ["日本語中文", "字"]),
    ("a日本語中文字", ["a日本語中", "文字"]),
    ("ab 日本語中文", ["ab 日本語", "中文"]),
    ("one 日本two", ["one 日本", "two"]),
    ("onetwo日本語", ["onetwo日本", "語"]),
    ("日本語中文。字", ["日本語中", "文。字"]),
    ("日本語中文」。", ["日本語中", "文」。"]),
    ("日本語中文\u3000字", ["日本語中", "文\u3000字"]),
    ("日本語中文 字", ["日本語中文 ", "字"]),
    ("one two 👩\u200d⚕\ufe0f👩\u200d⚕\ufe0f", ["one two 👩\u200d⚕\ufe0f", "👩\u200d⚕\ufe0f"]),
    ("one twoab❤\ufe0f", ["one ", "twoab❤\ufe0f"]),
    ("one cafés e\u0323\u0301tes", ["one cafés ", "\u1eb9\u0301tes"]),
    ("exact word \u0301x", ["exact ", "word \u0301x"]),
    ("exactwords \u0301x", ["exactwords", " \u0301x"]),
    ("\x1b[31mone \x1b[32mtwo thr\x1b[31mee", ["one two ", "three"]),
]


def rows_of(screen: Screen) -> list[str]:
    return [expanded(row.text.replace(WIDE_TAIL, ""), screen) for row in all_rows(screen)]


@pytest.mark.parametrize(("text", "rows"), BREAKS, ids=lambda value: repr(value)[:40])
@pytest.mark.parametrize("lines", [1, 5])
def test_text_is_broken_between_words(text: str, rows: list[str], lines: int) -> None:
    assert rows_of(flowing(10, lines, text)) == rows
    assert rows_of(flowing(10, lines, *text)) == rows


def test_a_word_moves_with_its_styles() -> None:
    screen = flowing(10, 3, "one two \x1b[31mth\x1b[32mree")
    red, green = screen.grid.style[1][0], screen.grid.style[1][2]
    assert screen.grid.style[1] == red * 2 + green * 3 and red != green
    assert screen.grid.style[0].strip("\0") == ""
    assert screen.grid.wrapped == bytearray([1, 0, 0])


def test_a_word_moves_when_it_overflows_and_not_before() -> None:
    screen = flowing(10, 3, "one two th")
    assert screen.display == ["one two th", "", ""]
    screen = flowing(10, 3, "one two th", "r")
    assert screen.display == ["one two", "thr", ""] and (screen.cursor.x, screen.cursor.y) == (3, 1)


def test_the_cursor_waits_at_the_margin_while_blanks_hang() -> None:
    screen = flowing(10, 3, "exact word", "   ")
    assert (screen.cursor.x, screen.cursor.y) == (10, 0) and not screen.grid.wrapped[0]


@given(OUTPUT, SIZES)
def test_feed_never_raises_and_only_blanks_hang(output: str, size: tuple[int, int]) -> None:
    columns, lines = size
    screen = flowing(columns, lines, output)
    assert len(screen.grid.text) == len(screen.grid.style) == len(screen.grid.wrapped) == lines
    for text, style in zip(*screen.grid.lines()[:2], strict=True):
        assert len(text) <= 2 * columns and not text[columns:].strip(" ")
        assert not style or len(style) == len(text)
    assert 0 <= screen.cursor.x <= columns and 0 <= screen.cursor.y < lines


@given(OUTPUT | PROSE, SIZES, st.data())
def test_chunking_never_matters(output: str, size: tuple[int, int], data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(output)), max_size=8)))
    chunks = [output[a:b] for a, b in itertools.pairwise([0, *cuts, len(output)])]
    assert state(flowing(*size, *chunks)) == state(flowing(*size, output))


@given(OUTPUT | PROSE, SIZES)
@example("word" + "❤", (4, 2))
@example("ab cde❤\ufe0f", (7, 1))
@example("a bc日\u0301。", (5, 1))
def test_one_character_at_a_time_is_the_same(output: str, size: tuple[int, int]) -> None:
    assert state(flowing(*size, *output)) == state(flowing(*size, output))


@given(PROSE, SIZES)
@example(" " * 100, (2, 1))
@example("exact word   \nnext", (10, 1))
def test_the_joined_rows_are_the_lines(prose: str, size: tuple[int, int]) -> None:
    text = TextFilter().feed(prose.replace("\t", " "))
    screen = flowing(*size, text, history_lines=100_000)
    assert all_lines(screen) == all_lines(fed(2000, 100, text))


WORDS = st.lists(st.text("ab", min_size=1, max_size=14), min_size=1).map(" ".join)


@given(WORDS, SIZES)
def test_no_word_that_fits_a_row_is_cut_and_no_row_could_hold_more(words: str, size: tuple[int, int]) -> None:
    columns = size[0]
    rows = rows_of(flowing(*size, words))
    for row, following in itertools.pairwise(rows):
        assert row.endswith(" ") or (len(row) == columns and " " not in row)
        assert not following.startswith(" ")
        assert not row.endswith(" ") or len(row + following.split(" ")[0]) > columns


def test_a_row_that_a_colored_word_left_is_as_plain_as_any() -> None:
    screen = fed(10, 3, "xxxxxxxxxx\x1b[1mbold", wrap_words=True)
    assert screen.grid.style[:2] == ["", screen.cell * 4]
    screen = fed(10, 3, "one two \x1b[1mthree", wrap_words=True)
    assert screen.grid.style[:2] == ["", screen.cell * 5]


def test_any_number_of_colors_in_a_row_leaves_words_whole() -> None:
    assert fed(12, 3, "one two " + "\x1b[1m" * 9 + "three", wrap_words=True).display[:2] == [
        "one two",
        "three",
    ]
