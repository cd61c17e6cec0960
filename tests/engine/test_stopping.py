"""Stopping a session that works, by cancel, kill or pause, without losing a word or disturbing another."""

import pytest

from qmux.engine.crew import ABANDON_SECONDS
from qmux.errors import UserError
from qmux.model.event import EventKind
from qmux.model.message import TextDelta
from qmux.model.session import Reason, SessionStatus
from tests.engine.desk import Desk, asking, failed, screen
from tests.engine.stand_ins import says

ACTIVE, WAITING, PROCESSING = SessionStatus.ACTIVE, SessionStatus.WAITING, SessionStatus.PROCESSING
PAUSED, FAILED = SessionStatus.PAUSED, SessionStatus.FAILED
SLOTS = 5  # the default of api.max_concurrent_api_calls


# -- cancel -----------------------------------------------------------------------------------------------------


def test_cancel_keeps_what_was_said(desk: Desk) -> None:
    pause = desk.obstacle()
    made = desk.session([TextDelta("half a "), pause, *says("reply")], says("next"), shown=True)
    desk.coordinator.turns.submit(made, "hi")
    desk.until(pause.reached.is_set)
    worker = made.worker
    assert desk.coordinator.turns.cancel(made)
    desk.at_rest(made)
    assert (made.status, made.reason) == (ACTIVE, None)
    assert screen(made).splitlines()[2:] == ["half a", "[interrupted: stopped by the user]"]
    desk.say(made, "go on")
    assert made.worker is worker, "a worker that stops in time is kept"


def test_there_is_nothing_to_cancel_in_an_idle_session(desk: Desk) -> None:
    made = desk.session(shown=True)
    desk.until(lambda: made.worker is not None and made.worker.idle)
    assert not desk.coordinator.turns.cancel(made)
    desk.say(made)
    assert not desk.coordinator.turns.cancel(made)


def test_cancel_is_no_refusal(desk: Desk) -> None:
    assert not desk.coordinator.turns.cancel(asking(desk))


def test_a_cancelled_turn_is_followed_by_the_queue(desk: Desk) -> None:
    pause = desk.obstacle()
    made = desk.session([pause], says("two"), shown=True)
    desk.coordinator.turns.submit(made, "a")
    desk.coordinator.turns.submit(made, "b")
    desk.until(pause.reached.is_set)
    desk.coordinator.turns.cancel(made)
    desk.at_rest(made)
    assert desk.texts(made, EventKind.TEXT) == ["two"]


def test_a_thread_that_does_not_stop_is_abandoned(desk: Desk) -> None:
    stuck = desk.obstacle(stubborn=True)
    made = desk.session([TextDelta("half"), stuck, *says(" too late")], says("again"), shown=True)
    desk.coordinator.turns.submit(made, "hi")
    desk.until(stuck.reached.is_set)
    old = made.worker
    began = desk.coordinator.timers.clock()
    desk.coordinator.turns.cancel(made)
    desk.at_rest(made)
    assert desk.coordinator.timers.clock() - began >= ABANDON_SECONDS
    assert made.worker is not old
    assert desk.workshop.limiter.state()[0] == SLOTS
    desk.say(made, "once more")
    stuck.pass_by()
    assert old is not None
    desk.until(lambda: old.join(0.01))
    assert desk.texts(made, EventKind.TEXT) == ["half", "again"], "what it still said was dropped"
    assert made.status is ACTIVE


# -- kill -------------------------------------------------------------------------------------------------------


def test_kill_does_not_wait_for_the_thread(desk: Desk) -> None:
    pause, stuck = desk.obstacle(), desk.obstacle(stubborn=True)
    other = desk.session([TextDelta("I go "), pause, *says("on")])
    made = desk.session([stuck, *says("too late")], says("alive"), shown=True)
    for one in (other, made):
        desk.coordinator.turns.submit(one, "go")
    desk.until(pause.reached.is_set)
    desk.until(stuck.reached.is_set)
    desk.coordinator.turns.kill(made)
    assert made.status is ACTIVE
    assert "[interrupted: killed by the user]" in screen(made)
    assert desk.workshop.limiter.state()[0] == SLOTS - 1, "its slot is free, the other's is not"
    assert other.status is PROCESSING
    desk.say(made, "still there?")
    pause.pass_by()
    desk.at_rest(other)
    assert desk.texts(made, EventKind.TEXT) == ["alive"]
    assert desk.texts(other, EventKind.TEXT) == ["I go ", "on"]


def test_kill_ends_a_question(desk: Desk) -> None:
    made = asking(desk)
    desk.coordinator.turns.kill(made)
    assert (made.status, made.reason, made.question) == (ACTIVE, None, None)
    desk.say(made, "something else")
    assert desk.texts(made, EventKind.ANSWER) == []


def test_kill_gives_back_what_was_not_sent(desk: Desk) -> None:
    stuck = desk.obstacle(stubborn=True)
    made = desk.session([stuck], shown=True)
    for text in ("a", "precious words"):
        desk.coordinator.turns.submit(made, text)
    desk.until(stuck.reached.is_set)
    desk.coordinator.turns.kill(made)
    assert made.queued == []
    assert "Not sent:\nprecious words" in screen(made)
    assert not made.working


def test_killing_an_idle_session_does_nothing(desk: Desk) -> None:
    made = desk.session(says("words"), shown=True)
    desk.say(made)
    worker, before = made.worker, screen(made)
    desk.coordinator.turns.kill(made)
    assert (made.worker, screen(made), made.status) == (worker, before, ACTIVE)


# -- pause ------------------------------------------------------------------------------------------------------


def test_a_paused_session_collects_messages_until_it_goes_on(desk: Desk) -> None:
    made = desk.session(shown=True)
    desk.coordinator.turns.pause(made)
    desk.coordinator.turns.submit(made, "a")
    desk.coordinator.turns.submit(made, "b")
    assert (made.status, made.queued) == (PAUSED, ["a", "b"])
    desk.coordinator.turns.resume(made)
    desk.at_rest(made)
    assert desk.texts(made, EventKind.USER_INPUT) == ["a", "b"]


def test_pausing_stops_the_turn(desk: Desk) -> None:
    pause = desk.obstacle()
    made = desk.session([TextDelta("half"), pause, *says("too late")], shown=True)
    desk.coordinator.turns.submit(made, "a")
    desk.coordinator.turns.submit(made, "b")
    desk.until(pause.reached.is_set)
    desk.coordinator.turns.pause(made)
    desk.until(lambda: made.activity is None)
    assert (made.status, made.queued) == (PAUSED, ["b"])
    assert desk.texts(made, EventKind.INTERRUPTED) == ["stopped by the user"]


def test_pausing_a_stuck_turn_stays_a_pause(desk: Desk) -> None:
    stuck = desk.obstacle(stubborn=True)
    made = desk.session([stuck], shown=True)
    desk.coordinator.turns.submit(made, "a")
    desk.until(stuck.reached.is_set)
    old = made.worker
    desk.coordinator.turns.pause(made)
    desk.until(lambda: made.worker is not old)
    assert made.status is PAUSED


def test_a_pause_that_ends_at_once_leaves_the_next_turn_at_work(desk: Desk) -> None:
    """The end of the turn that was stopped arrives when the next one has begun."""
    first, second = desk.obstacle(), desk.obstacle()
    made = desk.session([first], [second, *says("two")], shown=True)
    desk.coordinator.turns.submit(made, "a")
    desk.coordinator.turns.submit(made, "b")
    desk.until(first.reached.is_set)
    desk.coordinator.turns.pause(made)
    desk.coordinator.turns.resume(made)
    desk.until(second.reached.is_set)
    desk.turn()
    assert made.status is PROCESSING
    second.pass_by()
    desk.at_rest(made)
    assert desk.texts(made, EventKind.TEXT) == ["two"]


def test_a_failure_outlives_a_pause(desk: Desk) -> None:
    made = failed(desk, says("whole"))
    desk.coordinator.turns.pause(made)
    desk.coordinator.turns.resume(made)
    assert (made.status, made.reason, made.last_error) == (FAILED, Reason.FAILED, "The connection was cut.")
    desk.coordinator.turns.retry(made)
    desk.at_rest(made)
    assert made.status is ACTIVE


def test_only_a_paused_session_goes_on(desk: Desk) -> None:
    with pytest.raises(UserError, match="not paused"):
        desk.coordinator.turns.resume(desk.session(shown=True))


def test_a_session_cannot_go_on_without_its_provider(desk: Desk) -> None:
    made = desk.session(shown=True)
    desk.until(lambda: made.provider == "scripted")
    desk.coordinator.turns.pause(made)
    desk.problems["scripted"] = "ANTHROPIC_API_KEY is not set."
    with pytest.raises(UserError, match="ANTHROPIC_API_KEY"):
        desk.coordinator.turns.resume(made)
    desk.problems.clear()
    desk.coordinator.turns.resume(made)
    assert made.status is ACTIVE
