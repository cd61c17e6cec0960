"""Words stay whole where text flows; what a control does to a row is as in any terminal."""

import pytest

from qmux.terminal.stream import Stream
from tests.terminal.test_word_wrap import flowing, rows_of


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("\x1b[1;1Hone two three", ["one two th", "ree"]),
        ("one two\x1b[Cthree", ["one two th", "ree"]),
        ("xxxxxxxxxx\rone two three", ["one two th", "ree"]),
        ("xx\b\bone two three", ["one two th", "ree"]),
        ("\x1b[4hone two three", ["one two th", "ree"]),
        ("\x1b[?7lone two three", ["one two te", ""]),
        ("\x1b[1;1Hone\r\none two three", ["one", "one two"]),
        ("\x1b[1;1Hone two threefour five", ["one two th", "reefour"]),
        ("exact word  \x1b[1;8H\x1b[Kx", ["exact wx", ""]),
        ("exact word  \x1b[1;8H\x1b[@", ["exact w or", ""]),
        ("exact word  \x1b[1;8H\x1b[2P", ["exact wd", ""]),
    ],
)
def test_a_row_that_is_edited_otherwise_is_plain(text: str, lines: list[str]) -> None:
    assert flowing(10, 4, text).display[:2] == lines
    assert flowing(10, 4, *text).display[:2] == lines


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("\a[one] (two) three four", ["[one] (two", ") three ", "four"]),
        ("\a日本語中文字 one three", ["日本語中文", "字 one ", "three"]),
        ("one\r\n\aexact wordx two three", ["one", "exact word", "x two ", "three"]),
    ],
)
@pytest.mark.parametrize("lines", [1, 2, 5])
def test_the_rows_after_one_that_was_edited_flow_again(text: str, rows: list[str], lines: int) -> None:
    assert rows_of(flowing(10, lines, text)) == rows
    assert rows_of(flowing(10, lines, *text)) == rows


@pytest.mark.parametrize("text", ["one two three four", "one two 日本語"])
def test_a_row_ends_with_its_word_whatever_was_there_before(text: str) -> None:
    before = "\x1b[2;1Hxxxxxxxxxx\x1b[H\r\n"
    rows = rows_of(flowing(10, 4, text))
    assert rows_of(flowing(10, 4, before, text))[1:] == rows
    assert rows_of(flowing(10, 4, before, *text))[1:] == rows


def test_a_word_that_is_carried_on_takes_half_a_wide_character_with_it() -> None:
    before, text = "\x1b[3;1H日本\x1b[H\r\n", "one twoo three"
    for chunks in ([text], text):
        assert flowing(10, 4, before, *chunks).display[1:3] == ["one twoo", "three"]
    for chunks in ([text[:11]], text[:11]):
        assert flowing(10, 4, before, *chunks).display[1:3] == ["one twoo", "th本"]


@pytest.mark.parametrize(("style", "row"), [("", "exact w"), ("\x1b[41m", "exact w   ")])
def test_an_erased_end_takes_the_blanks_that_hang_with_it(style: str, row: str) -> None:
    assert rows_of(flowing(10, 4, f"exact word  {style}\x1b[1;8H\x1b[K")) == [row]


def test_text_flows_again_after_a_resize() -> None:
    screen = flowing(10, 4, "\aone two")
    screen.resize(columns=9)
    Stream(screen).feed(" three")
    assert rows_of(screen) == ["one two ", "three"]
