"""The pane as the view and the engine see it: frames, identity of rows, scrollback, mark, bytes, threads."""

from functools import partial

import pytest

from qmux import threads
from qmux.terminal.gate import Gate
from qmux.terminal.pane import BURST, Pane
from qmux.terminal.rows import plain_text


class Counter:
    """Counts how often a pane has published."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> None:
        self.count += 1


def new_pane(columns: int = 10, lines: int = 3, history_lines: int = 100) -> Pane:
    return Pane(columns, lines, history_lines, Gate(), lambda: None)


def texts(pane: Pane) -> list[str]:
    return [plain_text(row, pane.frame.clusters).rstrip() for row in pane.frame.rows]


def test_a_new_pane_shows_blank_rows() -> None:
    frame = new_pane().frame
    assert [row.text for row in frame.rows] == ["", "", ""]
    assert (frame.columns, frame.lines, frame.history, frame.scrolled, frame.mark) == (10, 3, 0, 0, None)


def test_a_frame_tells_all() -> None:
    pane = new_pane()
    pane.feed("1\r\n2\r\n3\r\ne\u0323\u0301\x1b]2;title\x07\x1b[?2004h\x1b[?25l\x1b[6 q")
    frame = pane.frame
    assert texts(pane) == ["2", "3", "\u1eb9\u0301"]
    assert (frame.history, frame.scrolled, frame.title) == (1, 1, "title")
    assert frame.modes.bracketed_paste and not frame.cursor.visible
    assert (frame.cursor.column, frame.cursor.line, frame.cursor.shape) == (1, 2, 6)


def test_rows_that_did_not_change_stay_the_same_objects() -> None:
    pane = new_pane()
    pane.feed("one\r\ntwo\r\n")
    before = pane.frame
    pane.feed("three")
    assert pane.frame is not before
    assert pane.frame.rows[0] is before.rows[0] and pane.frame.rows[1] is before.rows[1]
    assert pane.frame.rows[2] is not before.rows[2]
    assert before.rows[2].text == ""


def test_each_burst_publishes_a_frame() -> None:
    published = Counter()
    pane = Pane(10, 3, 100, Gate(), published)
    pane.feed("x" * (2 * BURST + 1))
    assert published.count == 3
    pane.feed("")
    assert published.count == 3
    pane.resize(20, 4)
    pane.set_mark()
    pane.clear_mark()
    assert published.count == 6


def test_a_frame_is_not_changed_afterwards() -> None:
    pane = new_pane()
    pane.feed("one")
    frame = pane.frame
    pane.feed("\r\x1b[Ktwo\r\n\n\n\n")
    assert frame.rows[0].text == "one" and frame.scrolled == 0


def test_the_cursor_is_on_the_screen_while_a_wrap_is_pending() -> None:
    pane = new_pane()
    pane.feed("x" * 10)
    assert pane.frame.cursor.column == 9


def test_bytes_may_be_cut_anywhere() -> None:
    data = "日本 é 👩‍⚕️".encode() + b"\xff."
    pane = new_pane(40)
    for at in range(len(data)):
        pane.feed_bytes(data[at : at + 1])
    assert texts(pane)[0] == "日本 é 👩‍⚕️\ufffd."


def test_prose_is_broken_between_words() -> None:
    pane = Pane(10, 3, 100, Gate(), lambda: None, wrap_words=True)
    for word in ("exact", " word", "  he", "re"):
        pane.feed(word)
    assert texts(pane) == ["exact word", "here", ""]
    pane.resize(9, 3)
    assert texts(pane) == ["exact", "word", "here"]


@pytest.mark.parametrize(("columns", "lines"), [(1, 1), (0, 0), (1, 50), (500, 1)])
def test_any_size(columns: int, lines: int) -> None:
    pane = new_pane()
    pane.feed("a日b\r\n" * 5)
    pane.resize(columns, lines)
    pane.feed("日本")
    assert len(pane.frame.rows) == pane.frame.lines == max(1, lines)
    assert pane.frame.columns == max(2, columns)
    pane.resize(10, 20)
    assert texts(pane)[:6] == ["a日b"] * 5 + ["日本"]


def test_history_rows() -> None:
    pane = new_pane(history_lines=5)
    pane.feed("".join(f"{n}\r\n" for n in range(20)))
    assert pane.frame.history == 5 and pane.frame.scrolled == 18
    assert [row.text for row in pane.history_rows(0, 3)] == ["13", "14", "15"]
    assert [row.text for row in pane.history_rows(3, 30)] == ["16", "17"]


def test_the_mark_moves_up_with_the_text() -> None:
    pane = new_pane()
    pane.feed("seen\r\n")
    pane.set_mark()
    assert pane.frame.mark == 1
    pane.feed("new\r\nnew\r\nnew\r\n")
    assert pane.frame.mark == -1
    pane.resize(2, 3)
    pane.resize(10, 3)
    assert pane.frame.mark == -1
    pane.clear_mark()
    assert pane.frame.mark is None


@pytest.mark.parametrize(
    ("new", "kept"), [("", False), ("open line", True), ("new\r\n", True), ("\x1b[1m", False)]
)
def test_a_mark_with_nothing_new_below_it_is_forgotten(new: str, kept: bool) -> None:
    pane = new_pane()
    pane.feed("seen\r\n")
    pane.set_mark()
    pane.feed(new)
    pane.settle_mark()
    assert pane.frame.mark == (1 if kept else None)


def test_the_alternate_screen_has_no_mark() -> None:
    pane = new_pane()
    pane.set_mark()
    pane.feed("\x1b[?1049h")
    assert pane.frame.mark is None and pane.frame.modes.alternate_screen
    pane.feed("\x1b[?1049l")
    assert pane.frame.mark == 0


def test_many_threads_feed_and_read_at_once() -> None:
    gate = Gate()
    panes = [Pane(40, 10, 1000, gate, lambda: None) for _ in range(5)]
    crashes: list[BaseException] = []
    chunk = "日本 text \x1b[31mred\x1b[m e\u0323\u0301\r\n" * 40

    def run(pane: Pane) -> None:
        for _ in range(20):
            pane.feed(chunk)

    workers = [threads.start("worker", partial(run, pane), crashes.append) for pane in panes]
    while any(worker.is_alive() for worker in workers):
        gate.key_pressed()
        for pane in panes:
            [plain_text(row, pane.frame.clusters) for row in pane.frame.rows]
            pane.history_rows(0, 10)
        panes[0].resize(30 + len(crashes), 10)
        workers[0].join(0.001)
    assert not crashes
    assert all(pane.frame.scrolled >= 20 * 40 - 10 for pane in panes[1:])


def test_an_excerpt_is_numbered_since_the_pane_began_and_goes_from_scrollback_to_screen() -> None:
    pane = new_pane(columns=4, lines=2, history_lines=3)
    pane.feed("0\r\n1\r\n2\r\n3\r\nlong line")
    excerpt = pane.excerpt(0, 99)
    assert (excerpt.first, excerpt.text) == (2, ["2", "3", "long", " lin", "e"])
    assert list(excerpt.goes_on) == [0, 0, 1, 1, 0]
    assert pane.excerpt(4, 6).text == ["long", " lin"]
    assert pane.frame.scrolled == 5
    assert pane.excerpt(7, 9).text == []


def test_the_alternate_screen_does_not_go_on_with_the_scrollback() -> None:
    pane = new_pane(columns=4, lines=2)
    pane.feed("long lines 1\x1b[?1049h\x1b[Halt")
    excerpt = pane.excerpt(0, 99)
    assert (list(excerpt.text), list(excerpt.goes_on)) == (["long", "alt", ""], [0, 0, 0])


def test_answers_go_to_the_program_in_the_pane() -> None:
    answers: list[str] = []
    pane = Pane(10, 3, 100, Gate(), lambda: None, reply=answers.append)
    pane.feed("text\x1b[5n\x1b[6")
    pane.feed("n")
    assert answers == ["\x1b[0n", "\x1b[1;5R"]


def test_an_answer_may_use_the_pane() -> None:
    """An answer is given outside the gate, after the frame: the program may write at once."""
    pane = Pane(10, 3, 100, Gate(), lambda: None, reply=lambda answer: pane.feed("x"))
    pane.feed("\x1b[5n")
    assert pane.frame.rows[0].text == "x"


def test_without_anyone_to_answer_questions_are_forgotten() -> None:
    pane = Pane(10, 3, 100, Gate(), lambda: None)
    pane.feed("\x1b[5n" * 1000)
    assert pane.frame.rows[0].text == ""
