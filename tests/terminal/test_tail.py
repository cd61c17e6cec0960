"""A tail: text below the output that leaves no trace once other text takes its place."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qmux.terminal.gate import Gate
from qmux.terminal.pane import Pane
from qmux.terminal.rows import PaneFrame, plain_text

TEXTS = st.text(st.sampled_from("ab 漢\n"), max_size=30).map(lambda text: text.replace("\n", "\r\n"))
STYLED = st.sampled_from(["", "\x1b[1m", "\x1b[0m"]).flatmap(
    lambda color: TEXTS.map(lambda text: color + text)
)
SIZES = st.tuples(st.integers(2, 12), st.integers(1, 6))


def pane(columns: int = 20, lines: int = 5, history_lines: int = 1000) -> Pane:
    """Return an empty pane that breaks lines between words."""
    return Pane(columns, lines, history_lines, Gate(), lambda: None, wrap_words=True)


def shown(of: Pane) -> list[str]:
    """Return the rows of the scrollback and of the screen, without the blank ones at the end."""
    rows = [*of.history_rows(0, of.frame.history), *of.frame.rows]
    texts = [plain_text(row, of.frame.clusters).rstrip() for row in rows]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def look(of: Pane) -> tuple[object, ...]:
    """Return all that a pane shows, styles and cursor too."""
    frame: PaneFrame = of.frame
    rows = [*of.history_rows(0, frame.history), *frame.rows]
    return [(row.text, row.style.strip("\0")) for row in rows], frame.cursor, frame.scrolled, frame.history


def test_output_takes_the_place_of_a_tail() -> None:
    tested = pane()
    tested.feed_above("one\r\n", "two thr")
    assert shown(tested) == ["one", "two thr"]
    tested.feed_above("", "2 3")
    assert shown(tested) == ["one", "2 3"]
    tested.feed("TWO\r\n")
    assert shown(tested) == ["one", "TWO"]


@given(SIZES, STYLED, st.lists(STYLED, max_size=4), STYLED)
@settings(max_examples=200, deadline=None)
def test_tails_leave_no_trace(size: tuple[int, int], before: str, tails: list[str], after: str) -> None:
    plain, tailed = pane(*size), pane(*size)
    tailed.feed(before)
    for tail in tails:
        tailed.feed_above("", tail)
    tailed.feed(after)
    plain.feed(before)
    plain.feed(after)
    assert look(tailed) == look(plain)


@given(SIZES, SIZES, STYLED, STYLED, STYLED)
@settings(max_examples=200, deadline=None)
def test_a_tail_survives_a_resize(
    size: tuple[int, int], other: tuple[int, int], before: str, tail: str, after: str
) -> None:
    plain, tailed = pane(*size), pane(*size)
    tailed.feed_above(before, tail)
    tailed.resize(*other)
    tailed.feed_above("", tail)
    tailed.feed(after)
    plain.feed(before)
    plain.resize(*other)
    plain.feed(after)
    assert look(tailed) == look(plain)


@pytest.mark.parametrize("history_lines", [0, 3, 5000])
def test_rows_that_a_long_tail_pushed_out_come_back(history_lines: int) -> None:
    plain, tailed = pane(history_lines=history_lines), pane(history_lines=history_lines)
    before = "".join(f"line {number}\r\n" for number in range(3000))
    for each in (plain, tailed):
        each.feed(before)
    tailed.feed_above("", "tail\r\n" * 2000)
    tailed.feed_above("end", "")
    plain.feed("end")
    assert tailed.frame.rows == plain.frame.rows
    assert tailed.frame.scrolled == plain.frame.scrolled
    kept = tailed.frame.history
    assert tailed.history_rows(0, kept) == plain.history_rows(plain.frame.history - kept, kept)


def test_no_frame_lacks_what_was_there_before() -> None:
    frames: list[PaneFrame] = []
    tested = Pane(80, 200, 0, Gate(), lambda: frames.append(tested.frame))
    long = "".join(f"{number} of a long text\r\n" for number in range(150))
    tested.feed_above("", long)
    frames.clear()
    tested.feed_above(long * 2, "tail")
    assert len(frames) == 1 and frames[0].rows[-1].text == "tail"


@given(SIZES, st.lists(TEXTS, max_size=8), TEXTS, SIZES, TEXTS)
@settings(max_examples=200, deadline=None)
def test_lines_can_be_written_anew(
    size: tuple[int, int], before: list[str], old: str, other: tuple[int, int], new: str
) -> None:
    plain, rewritten = pane(*size), pane(*size)
    beginning = "".join(f"{text}\r\n" for text in before)
    rewritten.feed(beginning + old)
    rewritten.resize(*other)
    rewritten.feed_anew(old.count("\n"), new, "")
    plain.feed(beginning)
    plain.resize(*other)
    plain.feed(new)
    assert shown(rewritten) == shown(plain)


def test_more_lines_than_there_are_can_be_written_anew() -> None:
    tested = pane(history_lines=10)
    tested.feed("".join(f"{number}\r\n" for number in range(50)))
    tested.feed_anew(50, "new", "tail")
    assert shown(tested) == ["newtail"]


def test_lines_in_compressed_scrollback_can_be_written_anew() -> None:
    tested = pane(history_lines=10_000)
    tested.feed("".join(f"{number}\r\n" for number in range(5000)))
    tested.feed_anew(4990, "new\r\n", "")
    assert shown(tested) == [*map(str, range(10)), "new"]
    tested.feed("\r\n".join(f"more {number}" for number in range(10)))
    assert len(shown(tested)) == 21 and tested.frame.history == 16
