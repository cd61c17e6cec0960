"""From events to the pane: drawn as they come or all at once, for this width or the next, it is the same picture."""

from collections.abc import Sequence
from contextlib import nullcontext

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qmux.engine.composer import ANEW_CHARACTERS
from qmux.engine.markdown.reply import MarkdownReply
from qmux.engine.presenter import Presenter
from qmux.engine.render import Renderer
from qmux.model.event import Event, EventKind
from qmux.terminal.gate import Gate
from qmux.terminal.pane import Pane
from qmux.terminal.rows import plain_text
from tests.engine.stand_ins import event

TABLE = "| Name | Meaning |\n|---|---|\n| first | a rather long text in a cell |\n| second | short |\n"
WORDS = [
    "some **bold** text ",
    "\n",
    "\n\n",
    "- item\n",
    "- an item of so many words that it goes on in a second row and a third\n",
    "  - nested, with as many words as it takes to go on in the next row\n",
    "> a quote of a few words that have no room in one row of a narrow pane\n",
    "```python\n",
    "def f():\n",
    "```\n",
    TABLE,
    "| a |",
    "漢字 ",
]


class Stage:
    """A presenter with its pane and the events that it was shown; tails are drawn when draw() is called."""

    def __init__(self, columns: int = 60, lines: int = 12) -> None:
        self.pane = Pane(columns, lines, 1000, Gate(), lambda: None, wrap_words=True)
        self.asked = 0
        self.events: list[Event] = []
        self.presenter = Presenter(self.pane, self._renderer, self._ask)

    def _renderer(self) -> Renderer:
        return Renderer(MarkdownReply(lambda: self.pane.columns, nullcontext))

    def _ask(self) -> None:
        self.asked += 1

    def show(self, *happened: Event) -> "Stage":
        """Show events one by one, the tail drawn after each."""
        for one in happened:
            self.events.append(one._replace(sequence=len(self.events) + 1))
            self.presenter.show(self.events[-1])
            self.presenter.draw_tail()
        return self

    def restore(self, events: Sequence[Event]) -> "Stage":
        """Show a stored conversation, the end first."""
        self.events = list(events)
        assert self.presenter.show_end(events, True, 0)
        self.presenter.show_rest(events)
        while self.presenter.fill(0):
            pass
        return self

    def resize(self, columns: int) -> "Stage":
        """Change the width, and lay out anew."""
        self.pane.resize(columns, 12)
        self.presenter.lay_out_anew(self.since)
        return self

    def since(self, sequence: int) -> Sequence[Event]:
        """Return the events from number `sequence` on."""
        return self.events[sequence - 1 :]

    @property
    def rows(self) -> list[str]:
        """All rows, those of the scrollback too, without empty ones at the end."""
        frame = self.pane.frame
        rows = [*self.pane.history_rows(0, frame.history), *frame.rows]
        texts = [plain_text(row, frame.clusters).rstrip() for row in rows]
        while texts and not texts[-1]:
            texts.pop()
        return texts


def text(words: str) -> Event:
    """Return a piece of a reply."""
    return event(EventKind.TEXT, text=words)


FINISHED = event(EventKind.TURN_FINISHED, stop_reason="end_turn")
NOTICE = event(EventKind.NOTICE, text="a notice")
USER = event(EventKind.USER_INPUT, text="hello there")
EVENTS = st.lists(
    st.one_of(st.sampled_from(WORDS).map(text), st.sampled_from([FINISHED, NOTICE, USER])), max_size=10
)


def test_words_that_are_not_final_are_drawn_soon() -> None:
    stage = Stage()
    stage.presenter.show(text("half a line"))
    assert stage.asked == 1 and stage.rows == []
    stage.presenter.draw_tail()
    assert stage.rows == ["half a line"]


def test_what_is_final_comes_with_its_tail_at_once() -> None:
    stage = Stage()
    stage.presenter.show(text("a line\n\nhalf a line"))
    assert stage.asked == 0 and stage.rows == ["a line", "", "half a line"]


@given(EVENTS)
@settings(max_examples=120, deadline=None)
def test_a_conversation_read_back_looks_as_it_did_live(events: list[Event]) -> None:
    lived = Stage().show(*events)
    restored = Stage().restore(lived.events)
    assert restored.rows == lived.rows
    assert restored.pane.frame.cursor == lived.pane.frame.cursor


@given(EVENTS, EVENTS, st.integers(4, 70), st.integers(4, 70))
@settings(max_examples=120, deadline=None)
def test_after_a_resize_it_looks_as_if_it_had_always_been_so_wide(
    before: list[Event], after: list[Event], columns: int, other: int
) -> None:
    resized = Stage(columns).show(*before).resize(other).show(*after).resize(columns).resize(other)
    assert resized.rows == Stage(other).show(*before, *after).rows


def test_without_a_table_nothing_is_rendered_anew() -> None:
    stage = Stage().show(text("some **words**\n\nand more"), FINISHED)
    before = stage.pane.frame
    stage.presenter.lay_out_anew(lambda sequence: pytest.fail("nothing depends on the width"))
    assert stage.pane.frame is before


@pytest.mark.parametrize(("between", "first"), [("one", 2), ("word " * (ANEW_CHARACTERS // 5), 6)])
def test_only_what_came_since_the_first_recent_table_is_rendered_anew(between: str, first: int) -> None:
    stage = Stage().show(USER, text(TABLE), FINISHED, text(between), FINISHED, text(TABLE), FINISHED)
    asked: list[int] = []

    def since(sequence: int) -> Sequence[Event]:
        asked.append(sequence)
        return stage.since(sequence)

    stage.pane.resize(30, 12)
    stage.presenter.lay_out_anew(since)
    assert asked == [first]


def test_events_that_are_gone_are_left_on_the_screen() -> None:
    stage = Stage().show(text(TABLE), FINISHED)
    stage.pane.resize(30, 12)
    before = stage.rows
    stage.presenter.lay_out_anew(lambda sequence: ())
    assert stage.rows == before


def test_after_a_clear_nothing_comes_back() -> None:
    stage = Stage().show(text(TABLE), event(EventKind.CLEARED), text("new"))
    assert stage.resize(30).rows == ["new"]


@pytest.mark.parametrize("columns", [30, 80])
def test_an_open_reply_goes_on_after_a_resize(columns: int) -> None:
    stage = Stage().show(text(f"{TABLE}| third | mo")).resize(columns).show(text("re |\n\nend"), FINISHED)
    assert stage.rows == Stage(columns).show(text(f"{TABLE}| third | more |\n\nend"), FINISHED).rows


def test_a_table_in_a_reply_that_is_too_long_to_be_rendered_anew_stays_as_it_is() -> None:
    stage = Stage().show(
        text(TABLE), text("\n\nA line of text.\n" * (ANEW_CHARACTERS // 10)), text(f"\n{TABLE}"), FINISHED
    )
    before = stage.rows
    assert stage.resize(50).resize(60).rows == before
