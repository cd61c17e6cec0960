"""How events look in a pane: lines of their own in their style, and no escape of a stranger."""

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qmux.engine.render import Renderer
from qmux.model.event import Event, EventKind
from qmux.terminal.gate import Gate
from qmux.terminal.pane import Pane
from qmux.terminal.rows import plain_text
from tests.engine.stand_ins import event

COLUMNS, LINES = 60, 24
HOSTILE = "\x1b[2J\x1b[H\x1b]0;title\x07\x1b[?1049h\x9b5n\x00\x07\rX"


def text(words: str) -> Event:
    """Return a piece of a reply."""
    return event(EventKind.TEXT, text=words)


def pane_of(*events: Event) -> Pane:
    """Return a pane that shows `events`."""
    renderer = Renderer()
    pane = Pane(COLUMNS, LINES, 100, Gate(), lambda: None)
    for one in events:
        pane.feed(renderer.render(one))
    return pane


def lines(*events: Event) -> list[str]:
    """Return the lines that a pane shows of `events`, without the empty ones at its end."""
    frame = pane_of(*events).frame
    rows = [plain_text(row, frame.clusters).rstrip() for row in frame.rows]
    while rows and not rows[-1]:
        rows.pop()
    return rows


FINISHED = event(EventKind.TURN_FINISHED, stop_reason="end_turn")


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((event(EventKind.USER_INPUT, text="fix it"),), ["> fix it"]),
        ((event(EventKind.USER_INPUT, text="fix\nit\n"),), ["> fix", "  it"]),
        ((text("Hel"), text("lo\nworld")), ["Hello", "world"]),
        ((text("Hello"), FINISHED, text("again")), ["Hello", "", "again"]),
        ((text("Hello\n"), FINISHED, text("again")), ["Hello", "", "again"]),
        ((event(EventKind.TOOL_CALL, name="ask_user"),), []),
        ((event(EventKind.TOOL_RESULT, text="blue", is_error=False),), []),
        (
            (event(EventKind.TOOL_RESULT, text="no such file", is_error=True),),
            ["🛠️  Using tool:", " ● no such file"],
        ),
        (
            (event(EventKind.QUESTION, question="Which?", choices=["red", "blue"]),),
            ["? Which?", "  1. red", "  2. blue"],
        ),
        ((event(EventKind.QUESTION, question="Why?", choices=[]),), ["? Why?"]),
        ((event(EventKind.ANSWER, text="blue"),), ["> blue"]),
        ((event(EventKind.NOTICE, text="one\ntwo"),), ["one", "two"]),
        ((event(EventKind.COMMAND_OUTPUT, command="/help", text="a\nb"),), ["/help", "a", "b"]),
        (
            (event(EventKind.COMPACTION, text="short"),),
            ["The conversation was summarized. /export has all of it."],
        ),
        ((text("above\n"), event(EventKind.NOTICE, text="x"), event(EventKind.CLEARED), text("b")), ["b"]),
        (
            (event(EventKind.ERROR, text="no key"),),
            ["Session failed: no key. Use /retry to continue."],
        ),
        ((event(EventKind.INTERRUPTED, text="stopped"),), ["[interrupted: stopped]"]),
        ((text("half"), event(EventKind.INTERRUPTED, text="stopped")), ["half", "[interrupted: stopped]"]),
        ((text("half"), event(EventKind.NOTICE, text="note"), text("more")), ["half", "note", "more"]),
    ],
)
def test_how_events_look(events: Iterable[Event], expected: list[str]) -> None:
    assert lines(*events) == expected


def test_a_retry_says_what_becomes_of_the_first_attempt() -> None:
    (line, *_) = lines(text("half"), event(EventKind.RETRY))[1:]
    assert line.startswith("Trying again")


def test_questions_of_a_foreign_database_are_shown_as_far_as_they_go() -> None:
    assert lines(event(EventKind.QUESTION, question=None, choices="ab")) == ["?"]


@pytest.mark.parametrize(
    "kind", [kind for kind in EventKind if kind is not EventKind.CLEARED], ids=lambda kind: kind.value
)
def test_no_escape_of_a_stranger_reaches_the_pane(kind: EventKind) -> None:
    hostile = dict.fromkeys(("text", "question", "name", "command", "stop_reason"), HOSTILE)
    one = Event("c1", 1, 1, kind, {**hostile, "choices": [HOSTILE], "is_error": True}, 0.0)
    rendered = Renderer().render(one)
    for escape in ("\x1b[2J", "\x1b[H", "\x1b]", "\x1b[?", "\x9b", "\x00", "\x07"):
        assert escape not in rendered
    pane = pane_of(text("above\n"), one)
    assert pane.frame.rows[0].text.rstrip() == "above"
    assert pane.frame.title == ""
    assert not pane.frame.modes.alternate_screen


def test_an_escape_in_two_pieces_is_no_less_filtered() -> None:
    assert lines(text("above\n"), text("a\x1b"), text("[2"), text("Jb")) == ["above", "ab"]


def test_colors_of_a_reply_end_with_it() -> None:
    frame = pane_of(text("\x1b[31mred"), FINISHED, event(EventKind.NOTICE, text=""), text("plain")).frame
    plain = next(row for row in frame.rows if "plain" in row.text)
    assert len(set(plain.style)) <= 1
    assert plain.style[:1] not in set(frame.rows[0].style)


def test_a_color_in_a_message_ends_with_its_line() -> None:
    frame = pane_of(event(EventKind.NOTICE, text="a\x1b[31mb\nc")).frame
    second = frame.rows[1].style
    assert second[:1] == frame.rows[0].style[:1]


@pytest.mark.parametrize(
    "after",
    [FINISHED, event(EventKind.NOTICE, text="note"), event(EventKind.INTERRUPTED, text="stopped")],
    ids=["finished", "notice", "interrupted"],
)
def test_words_held_back_as_an_endless_escape_are_not_lost(after: Event) -> None:
    assert lines(text("see \x1b]never ended"), after)[0] == "see never ended"


@given(st.lists(st.text(st.characters(codec=None)), max_size=6), st.sampled_from(EventKind))
@settings(max_examples=50, deadline=None)
def test_anything_can_be_rendered(words: list[str], kind: EventKind) -> None:
    renderer = Renderer()
    pane = Pane(7, 3, 10, Gate(), lambda: None)
    for word in words:
        pane.feed(renderer.render(text(word)))
        pane.feed(renderer.render(event(kind, text=word, question=word, name=word, choices=words)))
    assert len(pane.frame.rows) == 3
