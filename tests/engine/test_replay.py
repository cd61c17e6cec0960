"""A stored conversation comes back into a pane, the end first: in the end it is as if all had been shown in order."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qmux.engine import replay
from qmux.model.event import Event, EventKind
from tests.engine.stand_ins import event
from tests.engine.test_presenter import FINISHED, NOTICE, TABLE, USER, Stage, text

CLEARED = event(EventKind.CLEARED)
CALL = [
    event(EventKind.TOOL_CALL, id="1", name="grep"),
    event(EventKind.TOOL_START, id="1", tool="grep", line="grep x"),
    event(EventKind.TOOL_OUTPUT, id="1", text="printed\nhalf a line"),
    event(EventKind.TOOL_RESULT, id="1", text="", seconds=1.0),
]
ANSWERED = [text("a reply\n\n- item\n- item"), FINISHED]
TURNS = st.sampled_from(
    [
        [USER, *ANSWERED],
        [USER, text("look "), text("here"), *CALL, text("**found**\n" * 5), *CALL, *CALL, *ANSWERED],
        [USER, text(f"{TABLE}| third |"), FINISHED, NOTICE],
        [USER, text("```python\ndef f():\n" + "    pass\n" * 40), FINISHED],
        [USER, event(EventKind.ERROR, text="it failed")],
        [CLEARED],
    ]
)  # fmt: skip
CONVERSATIONS = st.lists(TURNS, max_size=8).map(lambda turns: [one for turn in turns for one in turn])


def numbered(events: Sequence[Event]) -> list[Event]:
    """Return events with the numbers that a transcript gives them."""
    return [one._replace(sequence=number) for number, one in enumerate(events, 1)]


@pytest.fixture(autouse=True, params=[1, 60])
def small_pieces(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Part short conversations too."""
    monkeypatch.setattr(replay, "PIECE_CHARACTERS", request.param)


@given(CONVERSATIONS, st.integers(20, 70), st.integers(20, 70))
@settings(max_examples=60, deadline=None)
def test_it_is_as_if_all_had_been_shown_in_order(events: list[Event], columns: int, other: int) -> None:
    lived = Stage(columns).show(*events)
    restored = Stage(columns).restore(lived.events)
    assert restored.rows == lived.rows
    assert restored.pane.frame.cursor == lived.pane.frame.cursor
    assert restored.resize(other).rows == lived.resize(other).rows
    after = [text(f"and {TABLE}"), USER]
    assert restored.show(*after).resize(columns).rows == lived.show(*after).resize(columns).rows


@given(CONVERSATIONS, st.integers(1, 50))
@settings(max_examples=60, deadline=None)
def test_the_end_needs_no_more_than_the_newest_events(events: list[Event], count: int) -> None:
    events = numbered([USER, *events])
    stage, whole = Stage(lines=4), Stage(lines=4).show(*events)
    while not stage.presenter.show_end(events[-count:], count >= len(events), 0):
        count += 5
    assert stage.pane.frame.rows == whole.pane.frame.rows
    assert stage.restore(events).rows == whole.rows


def test_rows_keep_their_numbers_while_the_rest_comes() -> None:
    events = numbered([USER, *ANSWERED] * 60)
    stage = Stage()
    stage.presenter.show_end(events, True, 0)
    stage.presenter.show_rest(events)
    before = stage.pane.frame
    numbers = before.scrolled - before.history, before.scrolled
    shown = stage.pane.excerpt(*numbers).text
    while stage.presenter.fill(0):
        assert stage.pane.excerpt(*numbers).text == shown
    assert stage.pane.frame.scrolled == before.scrolled
    assert stage.pane.frame.history > before.history


def test_what_happens_meanwhile_comes_below() -> None:
    events = numbered([USER, *ANSWERED] * 60)
    stage = Stage()
    stage.presenter.show_end(events, True, 0)
    stage.presenter.show_rest(events)
    more = numbered([*events, USER, *ANSWERED])[len(events) :]
    for one in more:
        stage.presenter.fill(0)
        stage.presenter.show(one)
    while stage.presenter.fill(0):
        pass
    assert stage.rows == Stage().show(*events, *more).rows


def test_a_clear_meanwhile_ends_it() -> None:
    events = numbered([USER, *ANSWERED] * 60)
    stage = Stage()
    stage.presenter.show_end(events, True, 0)
    stage.presenter.show_rest(events)
    stage.presenter.fill(0)
    stage.presenter.show(CLEARED)
    assert not stage.presenter.fill(0)
    assert stage.rows == []


def test_no_more_is_rendered_than_the_scrollback_holds() -> None:
    lines = Stage().pane.frame.lines
    events = numbered([USER, *ANSWERED] * 1000)
    stage, rendered = Stage(), 0
    stage.presenter.show_end(events, True, 0)
    stage.presenter.show_rest(events)
    while stage.presenter.fill(0):
        rendered += 1
    assert stage.pane.frame.history == 1000
    assert rendered < 600 and lines


PARAGRAPHS = "".join(f"Paragraph **{number}**.\n\n- an item\n\n" for number in range(200))
LINES_OF_CODE = "".join(f"line = {number}\n\n" for number in range(300))


@pytest.mark.parametrize("reply", [PARAGRAPHS, f"```python\n{LINES_OF_CODE}```\n"])
def test_the_end_of_a_long_reply_is_seen_before_all_of_it_is_read(reply: str) -> None:
    pieces = [text(reply[start : start + 50]) for start in range(0, len(reply), 50)]
    events = numbered([USER, *pieces, FINISHED])
    stage, whole = Stage(), Stage().show(*events)
    newest = events[-60:]
    assert not stage.presenter.show_end(newest, False, 0)
    stage.presenter.show_glimpse(newest)
    shown = [row.text for row in stage.pane.frame.rows]
    assert shown == [row.text for row in whole.pane.frame.rows]
    assert stage.restore(events).rows == whole.rows
