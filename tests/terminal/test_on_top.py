"""Output that came before a pane's own, put above it later: the pane is the one that had it all from the start."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qmux.terminal.gate import Gate
from qmux.terminal.pane import Pane
from qmux.terminal.rows import Row, plain_text

PARTS = [
    "word ",
    "x" * 50,
    "漢字",
    "e\u0301\u0302",
    "\x1b[31mred\x1b[0m ",
    "\r\n",
    "\r\n\r\n",
    "👩‍👩‍👧 ",
    "  ",
]
OUTPUT = st.lists(st.sampled_from(PARTS), max_size=40).map("".join)


def pane(columns: int = 20, lines: int = 4, history_lines: int = 10_000) -> Pane:
    """Return an empty pane for prose."""
    return Pane(columns, lines, history_lines, Gate(), lambda: None, wrap_words=True)


def rows(shown: Pane) -> list[tuple[str, str]]:
    """Return text and style of all rows, the oldest first."""
    frame = shown.frame
    kept: list[Row] = [*shown.history_rows(0, frame.history), *frame.rows]
    return [(plain_text(row, frame.clusters), row.style.rstrip("\0")) for row in kept]


@given(OUTPUT, OUTPUT, OUTPUT, st.integers(3, 30))
@settings(max_examples=200, deadline=None)
def test_it_is_as_if_all_had_come_in_order(first: str, second: str, third: str, columns: int) -> None:
    third = "line\r\n" * 4 + third
    whole, made = pane(), pane()
    whole.feed(f"{first}\r\n{second}\r\n{third}")
    made.feed(third)
    numbers = made.frame.scrolled
    for output in (second, first):
        earlier = made.for_earlier()
        earlier.feed(f"{output}\r\n")
        assert made.put_on_top(earlier)
    assert made.frame.scrolled == numbers
    assert rows(made) == rows(whole)
    for shown in (whole, made):
        shown.resize(columns, 4)
    assert rows(made) == rows(whole)


def test_a_row_that_is_there_keeps_its_number() -> None:
    made = pane()
    made.feed("".join(f"row {number}\r\n" for number in range(10)))
    before = made.excerpt(0, 5).text
    earlier = made.for_earlier()
    earlier.feed("earlier\r\n" * 3000)
    made.put_on_top(earlier)
    assert made.excerpt(0, 5).text == before
    assert made.excerpt(-3000, 0).text == ["earlier"] * 3000
    assert (made.frame.history, made.frame.scrolled) == (3007, 7)


@pytest.mark.parametrize("limit", [0, 3, 300, 1500])
def test_no_more_than_the_scrollback_holds_is_taken(limit: int) -> None:
    made, whole = pane(history_lines=limit), pane(history_lines=limit)
    for output in ("old\r\n" * 1000, "older\r\n" * 700):
        whole.feed(output)
    made.feed("older\r\n" * 10)
    more = True
    for output in ("older\r\n" * 690, "old\r\n" * 1000):
        earlier = made.for_earlier()
        earlier.feed(output)
        more = made.put_on_top(earlier)
    assert not more
    assert rows(made) == rows(whole)
    for shown in (made, whole):
        shown.feed("new\r\n" * 5)
    assert rows(made) == rows(whole)


def test_what_was_made_for_another_width_is_wrapped_for_this_one() -> None:
    made, whole = pane(), pane(columns=12)
    earlier = made.for_earlier()
    earlier.feed("a few words that fill a row or two\r\n")
    made.feed("row\r\n" * 6)
    made.resize(12, 4)
    made.put_on_top(earlier)
    whole.feed("a few words that fill a row or two\r\n" + "row\r\n" * 6)
    assert rows(made) == rows(whole)
