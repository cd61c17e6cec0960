"""Synchronized output (2026): what is shown while a program holds the screen, and for how long it can."""

import pytest

from qmux.terminal import pane as pane_module
from qmux.terminal.gate import Gate
from qmux.terminal.pane import BURST, HOLD_CHARACTERS, HOLD_SECONDS, Pane

HOLD, SHOW = "\x1b[?2026h", "\x1b[?2026l"


class Clock:
    """A clock that stands still until it is moved on."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(pane_module, "time", clock)
    return clock


def make_pane() -> Pane:
    return Pane(20, 3, 100, Gate(), lambda: None)


def shown(pane: Pane) -> str:
    return pane.frame.rows[0].text


def test_a_frame_is_shown_when_it_is_whole(clock: Clock) -> None:
    pane = make_pane()
    pane.feed("old" + HOLD)
    pane.feed("\rnew")
    assert shown(pane) == "old" and pane.held_until == clock.now + HOLD_SECONDS
    pane.feed(SHOW)
    assert shown(pane) == "new" and pane.held_until is None


def test_a_whole_frame_is_shown_though_the_next_has_begun(clock: Clock) -> None:
    pane = make_pane()
    pane.feed(f"{HOLD}one{SHOW}{HOLD}\rtwo")
    assert shown(pane) == "one"
    clock.now += 0.1
    pane.feed(f"{SHOW}{HOLD}\rthree")
    assert shown(pane) == "two" and pane.held_until == clock.now + HOLD_SECONDS


@pytest.mark.parametrize("output", ["\x1bc", "\x1b[!p"])
def test_a_reset_ends_it(output: str) -> None:
    pane = make_pane()
    pane.feed(HOLD)
    pane.feed(f"{output}\rnew")
    assert shown(pane) == "new" and pane.held_until is None


def test_a_program_that_writes_on_is_shown_in_time(clock: Clock) -> None:
    pane = make_pane()
    pane.feed(HOLD + "a")
    clock.now += HOLD_SECONDS + 0.01
    pane.feed("b")
    assert shown(pane) == "ab" and pane.held_until is None
    pane.feed("c")
    assert shown(pane) == "abc"


def test_a_program_that_writes_much_is_shown(clock: Clock) -> None:
    pane = make_pane()
    pane.feed(HOLD)
    pane.feed("x\r" * (HOLD_CHARACTERS // 2 + BURST))
    assert shown(pane) == "x"


def test_what_a_silent_program_holds_can_be_shown() -> None:
    published: list[bool] = []
    pane = Pane(20, 3, 100, Gate(), lambda: published.append(True))
    pane.feed(HOLD + "held")
    assert shown(pane) == ""
    published.clear()
    pane.publish_held()
    assert shown(pane) == "held" and pane.held_until is None and published


def test_a_new_size_shows_what_is_held() -> None:
    pane = make_pane()
    pane.feed(HOLD + "held")
    pane.resize(10, 2)
    assert shown(pane) == "held" and pane.frame.columns == 10


def test_answers_come_though_the_screen_is_held() -> None:
    answers: list[str] = []
    pane = Pane(20, 3, 100, Gate(), lambda: None, reply=answers.append)
    pane.feed(HOLD + "\x1b[5n\x1b[6n")
    assert answers == ["\x1b[0n\x1b[1;1R"]
