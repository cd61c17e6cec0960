"""What a session becomes when a turn begins, ends, fails or asks, and who is saved because of it."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from qmux.engine.ledger import Ledger
from qmux.engine.session import Activity, ManagedSession
from qmux.errors import BugError
from qmux.model.session import TRANSITIONS, Reason, SessionStatus
from qmux.tools.base import Question
from tests.engine.stand_ins import session

ACTIVE, WAITING, PROCESSING = SessionStatus.ACTIVE, SessionStatus.WAITING, SessionStatus.PROCESSING
PAUSED, FAILED, COMPLETED = SessionStatus.PAUSED, SessionStatus.FAILED, SessionStatus.COMPLETED
QUESTION = Question("Which?", ())


class Desk:
    """A ledger, the session on the screen, and a clock that the test sets."""

    def __init__(self) -> None:
        self.displayed: ManagedSession | None = None
        self.now = 50.0
        self.began: list[ManagedSession] = []
        self.ledger = Ledger(
            lambda: self.displayed, self.began.append, lambda: self.now, lambda: self.now + 1e9
        )


Act = Callable[[Ledger, ManagedSession], None]
ACTS: dict[str, Act] = {
    "begin": lambda ledger, one: ledger.begin(one, "thinking"),
    "chore": lambda ledger, one: ledger.begin_chore(one, "shell"),
    "ask": lambda ledger, one: ledger.ask(one, QUESTION),
    "turn over": lambda ledger, one: ledger.turn_over(one),
    "fail": lambda ledger, one: ledger.fail(one, "no key"),
    "reply": lambda ledger, one: ledger.wait(one, Reason.REPLY),
    "pause": lambda ledger, one: ledger.set_status(one, PAUSED),
    "settle": lambda ledger, one: ledger.settle(one),
    "shown": lambda ledger, one: ledger.shown(one),
    "hidden": lambda ledger, one: ledger.hidden(one),
    "close": lambda ledger, one: ledger.close(one),
}


def acted(displayed: bool, *acts: str) -> ManagedSession:
    """Return a session after `acts`, on the screen or not."""
    desk = Desk()
    one = session()
    if displayed:
        desk.displayed = one
        desk.ledger.shown(one)
    for act in acts:
        ACTS[act](desk.ledger, one)
    return one


@pytest.mark.parametrize(
    ("displayed", "acts", "status", "reason"),
    [
        (False, (), WAITING, None),
        (True, (), ACTIVE, None),
        (True, ("hidden",), WAITING, None),
        (True, ("begin",), PROCESSING, None),
        (False, ("begin",), PROCESSING, None),
        (True, ("begin", "hidden"), PROCESSING, None),
        (False, ("begin", "shown"), PROCESSING, None),
        (True, ("begin", "turn over"), ACTIVE, None),
        (False, ("begin", "turn over"), WAITING, None),
        (False, ("begin", "turn over", "reply"), WAITING, Reason.REPLY),
        (False, ("begin", "turn over", "reply", "shown"), ACTIVE, None),
        (True, ("begin", "ask"), ACTIVE, Reason.QUESTION),
        (False, ("begin", "ask"), WAITING, Reason.QUESTION),
        (False, ("begin", "ask", "shown"), ACTIVE, Reason.QUESTION),
        (True, ("begin", "ask", "hidden"), WAITING, Reason.QUESTION),
        (False, ("begin", "ask", "begin"), PROCESSING, None),
        (True, ("begin", "fail"), FAILED, Reason.FAILED),
        (False, ("begin", "fail", "shown"), FAILED, Reason.FAILED),
        (True, ("begin", "fail", "hidden"), FAILED, Reason.FAILED),
        (True, ("begin", "fail", "begin"), PROCESSING, None),
        (True, ("pause",), PAUSED, None),
        (True, ("pause", "hidden", "shown"), PAUSED, None),
        (True, ("begin", "pause", "turn over"), PAUSED, None),
        (True, ("begin", "pause", "fail"), FAILED, Reason.FAILED),
        (True, ("begin", "ask", "pause"), PAUSED, Reason.QUESTION),
        (False, ("begin", "pause", "ask"), PAUSED, Reason.QUESTION),
        (False, ("pause", "settle"), WAITING, None),
        (True, ("pause", "settle"), ACTIVE, None),
        (True, ("begin", "close"), COMPLETED, None),
        (False, ("begin", "fail", "close"), COMPLETED, None),
        (False, ("begin", "ask", "close"), COMPLETED, None),
    ],
)
def test_status_and_reason(
    displayed: bool, acts: Sequence[str], status: SessionStatus, reason: Reason | None
) -> None:
    one = acted(displayed, *acts)
    assert (one.status, one.reason) == (status, reason)


@pytest.mark.parametrize("old", SessionStatus)
@pytest.mark.parametrize("new", SessionStatus)
def test_every_change_follows_the_table(old: SessionStatus, new: SessionStatus) -> None:
    desk, one = Desk(), session()
    one.status = old
    if new is old or new in TRANSITIONS[old]:
        desk.ledger.set_status(one, new)
        assert (one.status, desk.ledger.take_changed()) == (new, [one])
        return
    with pytest.raises(BugError, match=f"{old.value} to {new.value}"):
        desk.ledger.set_status(one, new)
    assert (one.status, desk.ledger.take_changed()) == (old, [])


@pytest.mark.parametrize("act", ["begin", "ask", "fail", "pause", "settle"])
def test_nothing_happens_in_a_closed_session(act: str) -> None:
    with pytest.raises(BugError, match="Completed"):
        acted(True, "close", act)


def test_a_question_is_kept_until_its_turn_goes_on() -> None:
    assert acted(True, "begin", "ask").question is QUESTION
    assert acted(True, "begin", "ask", "begin").question is None
    assert acted(True, "begin", "ask", "turn over").question is None


def test_a_failure_is_remembered_until_the_next_turn() -> None:
    assert acted(True, "begin", "fail").last_error == "no key"
    assert acted(True, "begin", "fail", "begin").last_error == ""


def activity(one: ManagedSession) -> Activity | None:
    """Return what a session does."""
    return one.activity


def test_times_are_noted() -> None:
    desk, one = Desk(), session()
    desk.ledger.begin(one, "thinking")
    assert (one.activity, one.last_active) == (Activity("thinking", 50.0), 50.0 + 1e9)
    desk.now = 60.0
    desk.ledger.working(one, "thinking")
    assert one.activity == Activity("thinking", 50.0), "the same activity goes on"
    desk.ledger.working(one, "queued (2)")
    assert one.activity == Activity("queued (2)", 60.0)
    desk.ledger.working(one, "queued (2)", 70.0)
    desk.ledger.working(one, "queued (2)", 80.0)
    assert one.activity == Activity("queued (2)", 60.0, until=80.0), "another end is news"
    desk.ledger.ask(one, QUESTION)
    assert (activity(one), one.since) == (None, 60.0 + 1e9)


def test_a_late_report_shows_no_activity() -> None:
    desk, one = Desk(), session()
    desk.ledger.working(one, "thinking")
    assert one.activity is None


@pytest.mark.parametrize("act", sorted(ACTS))
def test_whatever_changes_is_saved(act: str) -> None:
    desk, one = Desk(), session()
    desk.ledger.begin(one, "thinking")
    desk.ledger.take_changed()
    before = (one.status, one.reason, one.last_error, one.last_active)
    desk.now += 1
    ACTS[act](desk.ledger, one)
    if (one.status, one.reason, one.last_error, one.last_active) != before:
        assert desk.ledger.take_changed() == [one]


def test_each_changed_session_is_saved_once() -> None:
    desk, one, two = Desk(), session(1), session(2)
    for changed in (one, two, one):
        desk.ledger.changed(changed)
    assert desk.ledger.take_changed() == [one, two]
    assert desk.ledger.take_changed() == []


class SessionMachine(RuleBasedStateMachine):
    """Does anything to a session, in any order; every change that results must be a legal one."""

    @initialize(displayed=st.booleans())
    def begin(self, displayed: bool) -> None:
        """Make the session."""
        self.desk = Desk()
        self.one = session()
        self.before = self.one.status
        if displayed:
            self.show()

    @precondition(lambda self: self.one.status is not COMPLETED)
    @rule(act=st.sampled_from(sorted(set(ACTS) - {"shown", "hidden", "close", "reply"})))
    def act(self, act: str) -> None:
        """Let something happen to it."""
        self.before = self.one.status
        ACTS[act](self.desk.ledger, self.one)

    @precondition(lambda self: self.one.status is not COMPLETED)
    @rule()
    def show(self) -> None:
        """Switch to it."""
        self.before = self.one.status
        self.desk.displayed = self.one
        self.desk.ledger.shown(self.one)

    @precondition(lambda self: self.one.status is not COMPLETED)
    @rule()
    def hide(self) -> None:
        """Switch to another one."""
        self.before = self.one.status
        self.desk.displayed = None
        self.desk.ledger.hidden(self.one)

    @rule()
    def close(self) -> None:
        """End it."""
        self.before = self.one.status
        ACTS["close"](self.desk.ledger, self.one)

    @invariant()
    def the_change_is_legal(self) -> None:
        """Two legal steps may lie between: a failing turn is over first."""
        after = self.one.status
        assert after is self.before or after in TRANSITIONS[self.before]

    @invariant()
    def it_is_the_users_move_where_they_look(self) -> None:
        """Active is displayed, WaitingForInput is not."""
        displayed = self.desk.displayed is self.one
        assert displayed or self.one.status is not ACTIVE
        assert not displayed or self.one.status is not WAITING

    @invariant()
    def reason_and_status_agree(self) -> None:
        """What works or is closed waits for nobody, what failed says so."""
        if self.one.status in (PROCESSING, COMPLETED):
            assert self.one.reason is None
            assert self.one.question is None
        if self.one.status is FAILED:
            assert self.one.reason is Reason.FAILED
        if self.one.status is not PROCESSING:
            assert self.one.activity is None or self.one.status is PAUSED


TestSessionMachine = SessionMachine.TestCase
TestSessionMachine.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)


@pytest.mark.parametrize(
    ("acts", "times"),
    [
        (("begin", "ask"), 1),
        (("begin", "ask", "begin", "ask"), 2),
        (("begin", "fail"), 1),
        (("begin", "turn over", "reply"), 1),
        (("begin", "fail", "chore", "turn over"), 1),
        (("begin", "turn over", "shown", "hidden", "pause"), 0),
    ],
)
def test_who_begins_to_wait_is_told_once(acts: Sequence[str], times: int) -> None:
    desk, one = Desk(), session()
    for act in acts:
        ACTS[act](desk.ledger, one)
    assert desk.began == [one] * times
