"""What a tool prints: all of a little, the beginning and the end of much, few events of either."""

import threading

import pytest

from qmux import threads
from qmux.engine.live_output import FIRST_CHARACTERS, LAST_LINES, LiveOutput
from qmux.errors import Cancelled
from tests.engine.stand_ins import SECONDS


class Recorder:
    """Keeps the pieces that are recorded; `arrived` counts them."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.arrived = threading.Semaphore(0)

    def __call__(self, text: str) -> None:
        """Take a piece."""
        self.pieces.append(text)
        self.arrived.release()


def printed(*texts: str) -> str:
    """Return what is recorded of `texts`."""
    recorder = Recorder()
    output = LiveOutput("tool", recorder)
    for text in texts:
        output.show(text)
    output.close()
    return "".join(recorder.pieces)


@pytest.mark.parametrize("texts", [(), ("",), ("a",), ("a", "b\n", "", "c"), ("x" * FIRST_CHARACTERS,)])
def test_a_little_is_shown_whole(texts: tuple[str, ...]) -> None:
    assert printed(*texts) == "".join(texts)


def test_the_first_piece_does_not_wait_for_the_end() -> None:
    recorder = Recorder()
    output = LiveOutput("tool", recorder)
    output.show("at once")
    assert recorder.arrived.acquire(timeout=SECONDS)
    assert recorder.pieces == ["at once"]
    output.show(" and later")
    assert recorder.arrived.acquire(timeout=SECONDS)
    output.close()
    assert recorder.pieces == ["at once", " and later"]


def test_much_at_once_is_few_events() -> None:
    recorder = Recorder()
    output = LiveOutput("tool", recorder)
    for number in range(10_000):
        output.show(f"{number}\n")
    output.close()
    assert "".join(recorder.pieces).startswith("0\n1\n2\n")
    assert len(recorder.pieces) < 200


def test_of_too_much_the_last_lines_are_shown_and_the_rest_is_counted() -> None:
    lines = [f"line {number}\n" for number in range(20_000)]
    shown = printed(*lines)
    beginning, _, end = shown.partition("\n... ")
    assert beginning == "".join(lines)[:FIRST_CHARACTERS]
    count, _, last = end.partition(" characters of output are not shown ...\n")
    assert last == "".join(lines[-LAST_LINES:])
    assert len(beginning) + int(count.replace(",", "")) + len(last) == len("".join(lines))


def test_a_line_without_an_end_is_bounded_too() -> None:
    assert len(printed("x" * 10_000_000)) < FIRST_CHARACTERS + 5000


def test_after_the_end_nothing_is_taken() -> None:
    recorder = Recorder()
    output = LiveOutput("tool", recorder)
    output.close()
    output.show("too late")
    output.close()
    assert recorder.pieces == []


def test_when_nobody_wants_it_any_more_the_tool_is_not_disturbed() -> None:
    def refuse(text: str) -> None:
        raise Cancelled("abandoned")

    output = LiveOutput("tool", refuse)
    output.show("one")
    output.show("two")
    output.close()


def test_any_thread_may_print() -> None:  # the readers of a process's two streams do
    recorder = Recorder()
    output = LiveOutput("tool", recorder)
    printers = [
        threads.start("printer", lambda word=word: output.show(word * 100))  # type: ignore[misc]
        for word in "abcdef"
    ]
    for printer in printers:
        printer.join(SECONDS)
    output.close()
    assert sorted("".join(recorder.pieces)) == sorted("abcdef" * 100)
