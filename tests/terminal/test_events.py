"""What a pane hands up: bells, clipboards, directories, marks, notifications; and within which bounds."""

import base64

import pytest

from qmux.terminal.events import EVENTS_LIMIT, PaneEvent
from qmux.terminal.gate import Gate
from qmux.terminal.pane import Pane


def make_pane() -> Pane:
    return Pane(20, 3, 100, Gate(), lambda: None)


def events_of(output: str) -> list[PaneEvent]:
    pane = make_pane()
    pane.feed(output)
    return pane.take_events()


def copied(text: str) -> str:
    return f"\x1b]52;c;{base64.b64encode(text.encode()).decode()}\x07"


@pytest.mark.parametrize(
    ("output", "events"),
    [
        ("text\r\n", []),
        ("\a", [PaneEvent("bell")]),
        ("\a\a\a", [PaneEvent("bell")]),
        ("\x1b]7;file://host/tmp/a%20b\x1b\\", [PaneEvent("directory", "file://host/tmp/a%20b")]),
        ("\x1b]7;http://host/\x07", []),
        (copied("two\nlines, ä"), [PaneEvent("clipboard", "two\nlines, ä")]),
        (copied("x" * 60_000), [PaneEvent("clipboard", "x" * 60_000)]),
        (copied("x" * 200_000), []),
        (copied("first") + "\a" + copied("last"), [PaneEvent("bell"), PaneEvent("clipboard", "last")]),
        ("\x1b]52;c;?\x07", []),
        ("\x1b]52;c;no base64!\x07", []),
        ("\x1b]52;c;/w==\x07", []),
        ("\x1b]52\x07", []),
        ("\x1b]133;A\x07\x1b]133;D;1\x07", [PaneEvent("mark", "A", 0), PaneEvent("mark", "D;1", 0)]),
        ("\x1b]133;P;k=i\x07\x1b]133\x07", []),
        ("\x1b]9;done\x07", [PaneEvent("notification", "done")]),
        ("\x1b]9;a\x08b\nc\x07", [PaneEvent("notification", "ab c")]),
        ("\x1b]9;4;1;50\x07", [PaneEvent("progress", "1;50")]),
        ("\x1b]9;\x07", []),
        ("\x1b]777;notify;title;body; more\x07", [PaneEvent("notification", "title: body; more")]),
        ("\x1b]777;preexec\x07", []),
        ("\x1b]9;cancelled\x18", []),
        ("\x1b]1337;File=:AAAA\x07\x1b]1;icon\x07", []),
        ("\x1b]2;not the bell\x07", []),
    ],
)
def test_output_makes_events(output: str, events: list[PaneEvent]) -> None:
    assert events_of(output) == events


def test_a_mark_tells_its_row_since_the_pane_began() -> None:
    pane = make_pane()
    pane.feed("output\r\n" * 150 + "\x1b]133;A\x07$ ls\r\n\x1b]133;C\x07a b\r\n")
    pane.feed("more\r\n" * 10)
    prompt, output = (event.row for event in pane.take_events())
    assert prompt == 150 and output == 151
    assert pane.excerpt(prompt, prompt + 2).text == ["$ ls", "a b"]


def test_a_mark_on_the_alternate_screen_has_no_row() -> None:
    assert events_of("\x1b[?1049h\x1b]133;A\x07") == [PaneEvent("mark", "A")]


def test_events_are_taken_once_and_in_order() -> None:
    pane = make_pane()
    pane.feed("\a\x1b]9;one\x07\x1b]9;two\x07")
    assert [event.text for event in pane.take_events()] == ["", "one", "two"]
    assert pane.take_events() == []


def test_of_too_many_the_oldest_are_forgotten() -> None:
    events = events_of("".join(f"\x1b]9;{number}\x07" for number in range(1000)))
    assert [event.text for event in events] == [str(n) for n in range(1000 - EVENTS_LIMIT, 1000)]


def test_a_text_without_end_is_cut() -> None:
    assert len(events_of(f"\x1b]9;{'y' * 50_000}\x07")[0].text) == 2048


def test_the_clipboard_is_never_answered() -> None:
    answers: list[str] = []
    pane = Pane(20, 3, 100, Gate(), lambda: None, reply=answers.append)
    pane.feed(copied("secret") + "\x1b]52;c;?\x07\x1b]2;title\x07\x1b[21t\x1b[20t")
    assert answers == []
