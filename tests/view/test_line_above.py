"""From an event to its row: whatever was said since, at whatever width, and beyond what the scrollback has kept."""

from contextlib import nullcontext

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qmux.engine.markdown.reply import MarkdownReply
from qmux.engine.presenter import Presenter
from qmux.engine.render import Renderer
from qmux.model.event import Event, EventKind
from qmux.terminal.gate import Gate
from qmux.terminal.pane import Pane
from qmux.view.copying import pane_text

TABLE = "| a | b |\n|---|---|\n| cell | 2 |\n"
PIECES = [
    "some **bold** text ",
    "\n\n",
    "- item\n",
    "```\ncode\n```\n",
    "| a | b |\n|---|---|\n| cell | 2 |\n",
    "long " * 30,
]
LINES = 12


class Stage:
    """A presenter and its pane; replies are drawn as they come."""

    def __init__(self, columns: int, history: int = 10_000) -> None:
        self.pane = Pane(columns, LINES, history, Gate(), lambda: None, wrap_words=True)
        self.presenter = Presenter(self.pane, self._renderer, lambda: None)
        self.events: list[Event] = []

    def _renderer(self) -> Renderer:
        return Renderer(MarkdownReply(lambda: self.pane.columns, nullcontext))

    def say(self, kind: EventKind, text: str) -> None:
        self.events.append(Event("c", len(self.events) + 1, 1, kind, {"text": text}, 1.0))
        self.presenter.show(self.events[-1])
        self.presenter.draw_tail()

    def turns(self, replies: list[list[str]]) -> list[int]:
        """Let turns happen; return the numbers of the user's messages."""
        for number, reply in enumerate(replies):
            self.say(EventKind.USER_INPUT, f"message {number}")
            for piece in reply:
                self.say(EventKind.TEXT, piece)
            self.say(EventKind.TURN_FINISHED, "")
        return [event.sequence for event in self.events if event.kind is EventKind.USER_INPUT]

    def row_of(self, sequence: int) -> str | None:
        """Return the text of the row where an event begins, None if it is gone."""
        text = pane_text(self.pane, self.pane.frame, LINES)
        place = self.presenter.place(sequence)
        row = None if place is None else text.line_above(place.begins)
        return None if row is None else text.row(row).rstrip()


@given(
    st.lists(st.lists(st.sampled_from(PIECES), max_size=6), min_size=1, max_size=6),
    st.lists(st.integers(20, 90), max_size=2),
    st.lists(st.sampled_from(PIECES), max_size=4),
)
@settings(max_examples=60, deadline=None)
def test_every_message_is_found_at_every_width(
    replies: list[list[str]], widths: list[int], under_way: list[str]
) -> None:
    stage = Stage(40)
    asked = stage.turns(replies)
    for piece in under_way:
        stage.say(EventKind.TEXT, piece)
    for columns in [40, *widths]:
        stage.pane.resize(columns, LINES)
        assert [stage.row_of(sequence) for sequence in asked] == [
            f"> message {number}" for number in range(len(asked))
        ]


def test_what_follows_begins_where_a_message_ends() -> None:
    stage = Stage(40)
    first, _ = stage.turns([["words"], ["more"]])
    place = stage.presenter.place(first)
    assert place is not None
    assert place.ends is not None
    text = pane_text(stage.pane, stage.pane.frame, LINES)
    row = text.line_above(place.ends)
    assert row is not None
    assert text.row(row).rstrip() == "words"
    stage.say(EventKind.USER_INPUT, "no answer yet")
    open_end = stage.presenter.place(stage.events[-1].sequence)
    assert open_end is not None
    assert open_end.ends is None


def test_what_the_scrollback_has_lost_is_nowhere() -> None:
    stage = Stage(40, history=30)
    asked = stage.turns([["- item\n"] * 10] * 12)
    found = [stage.row_of(sequence) for sequence in asked]
    kept = [row for row in found if row is not None]
    assert found[0] is None
    assert kept == [f"> message {number}" for number in range(len(asked) - len(kept), len(asked))]


@pytest.mark.parametrize("after", [[], ["one more"]])
def test_what_was_cleared_is_nowhere(after: list[str]) -> None:
    stage = Stage(40)
    (first,) = stage.turns([["words"]])
    stage.say(EventKind.CLEARED, "")
    for text in after:
        stage.say(EventKind.USER_INPUT, text)
    assert stage.row_of(first) is None
