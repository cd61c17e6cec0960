"""Chores of a session's worker, and whole conversations, from the coordinator's side."""

import pytest

from qmux.cancel import CancelToken
from qmux.engine import crew as crew_module
from qmux.engine.recovery import INTERRUPTED
from qmux.engine.session import ManagedSession
from qmux.errors import RetryableError, UserError
from qmux.model.event import EventKind
from qmux.model.message import ToolCall, Usage
from qmux.model.session import Reason, SessionStatus
from qmux.providers.base import ModelInfo
from qmux.storage.record import ConversationRecord
from tests.engine.desk import Desk, asking, failed, screen
from tests.engine.stand_ins import calls, says

ACTIVE, FAILED, PAUSED = SessionStatus.ACTIVE, SessionStatus.FAILED, SessionStatus.PAUSED


def summarizing(desk: Desk, made: ManagedSession) -> None:
    """Let `made` begin a summary that takes for ever."""
    pause = desk.obstacle()
    desk.provider(made).replies.insert(0, [pause])
    desk.coordinator.conversations.compact(made, "")
    pause.await_reached()


# -- chores -----------------------------------------------------------------------------------------------------


def test_a_chore_is_work_and_not_a_turn(desk: Desk) -> None:
    made = desk.session(says("One."), shown=True)
    desk.say(made, "one")
    summarizing(desk, made)
    assert made.working and made.activity is not None and made.activity.label == "summarizing"
    assert desk.coordinator.turns.cancel(made)
    desk.at_rest(made)
    assert made.status is ACTIVE
    assert desk.texts(made, EventKind.INTERRUPTED) == []
    assert "Stopped." in screen(made)


def test_a_message_meanwhile_is_sent_after_it(desk: Desk) -> None:
    made = desk.session(says("One."), says("Short."), says("Two."), shown=True)
    desk.say(made, "one")
    desk.coordinator.conversations.compact(made, "")
    desk.say(made, "two")
    assert desk.texts(made, EventKind.COMPACTION) == ["Short."]
    assert "two" in desk.texts(made, EventKind.USER_INPUT)


def test_a_failure_is_still_one_after_a_chore(desk: Desk) -> None:
    made = failed(desk, says("Short."), says("Now."))
    error = made.last_error
    desk.coordinator.conversations.use_model(made, made.model)
    desk.until(lambda: not made.working)
    assert (made.status, made.reason, made.last_error) == (FAILED, Reason.FAILED, error)
    desk.coordinator.turns.retry(made)
    desk.at_rest(made)
    assert made.status is ACTIVE


def test_a_pause_in_a_chore_keeps_the_failure_for_later(desk: Desk) -> None:
    made = failed(desk)
    summarizing_of_failed(desk, made)
    desk.coordinator.turns.pause(made)
    desk.until(lambda: made.activity is None)
    assert (made.status, made.reason) == (PAUSED, Reason.FAILED)
    desk.coordinator.turns.resume(made)
    assert made.status is FAILED


def summarizing_of_failed(desk: Desk, made: ManagedSession) -> None:
    """Let a session whose first turn failed begin to list models, for ever."""
    pause = desk.obstacle()
    desk.provider(made).listing = pause
    desk.coordinator.conversations.list_models(made)
    pause.await_reached()


def test_a_stuck_chore_is_abandoned(desk: Desk) -> None:
    made = desk.session(says("One."), says("Two."), shown=True)
    desk.say(made, "one")
    pause = desk.obstacle(stubborn=True)
    desk.provider(made).listing = pause
    desk.coordinator.conversations.list_models(made)
    pause.await_reached()
    desk.coordinator.turns.cancel(made)
    desk.at_rest(made)
    desk.say(made, "two")
    assert "Two." in screen(made)


def test_who_asks_or_rests_does_no_chores(desk: Desk) -> None:
    made = asking(desk)
    with pytest.raises(UserError, match="waits for your answer"):
        desk.coordinator.conversations.compact(made, "")
    with pytest.raises(UserError, match="waits for your answer"):
        desk.coordinator.conversations.clear(made)
    resting = desk.session(name="resting")
    desk.coordinator.turns.pause(resting)
    with pytest.raises(UserError, match="/resume"):
        desk.coordinator.conversations.compact(resting, "")


def test_qmux_may_end_in_a_chore_and_there_is_nothing_to_retry(desk: Desk) -> None:
    made = desk.session(says("One."), shown=True)
    desk.say(made, "one")
    summarizing(desk, made)
    found = desk.record(made)
    assert found.session_status == SessionStatus.PROCESSING.value
    again = come_back(desk, made, found)
    assert (again.status, again.reason, again.last_error) == (ACTIVE, None, "")


def test_qmux_may_end_in_a_turn_and_that_is_retried(desk: Desk) -> None:
    pause = desk.obstacle()
    made = desk.session([pause], shown=True)
    desk.coordinator.turns.submit(made, "one")
    pause.await_reached()
    again = come_back(desk, made, desk.record(made))
    assert (again.status, again.last_error) == (FAILED, INTERRUPTED)


def come_back(desk: Desk, made: ManagedSession, found: ConversationRecord) -> ManagedSession:
    """Return the session as the next qmux has it after this one was killed."""
    desk.provider(made).replies.clear()
    events = [event._replace(conversation_id="copy") for event in desk.events(made)]
    desk.store.append(events)
    (again,) = desk.coordinator.restore([found._replace(id="copy")])
    desk.coordinator.switch(again)
    desk.until(lambda: again.loaded)
    return again


# -- models -----------------------------------------------------------------------------------------------------


def test_the_window_is_asked_for_after_the_first_reply(desk: Desk) -> None:
    made = desk.session([Usage(400, 100), *says("One.")], says("Two."), shown=True)
    desk.provider(made).listed = [ModelInfo(made.model, 1_000), ModelInfo("other", None)]
    desk.say(made, "one")
    desk.until(lambda: made.context_share == 0.5)
    assert made.models == (made.model, "other")
    desk.say(made, "two")
    assert desk.provider(made).asked_for_models == 1


def test_a_server_that_lists_nothing_is_asked_once(desk: Desk) -> None:
    def refuse(cancel: CancelToken) -> None:
        raise RetryableError("There is no such page.")

    made = desk.session([Usage(400, 100), *says("One.")], says("Two."), shown=True)
    desk.provider(made).listing = refuse
    desk.say(made, "one")
    desk.until(lambda: made.window > 0)
    desk.say(made, "two")
    assert made.window == 200_000 and desk.provider(made).asked_for_models == 1


def test_a_server_that_says_nothing_holds_nobody_up(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew_module, "LOOK_SECONDS", 0.01)
    made = desk.session(says("One."), says("Two."), shown=True)
    desk.provider(made).listing = desk.obstacle()
    desk.say(made, "one")
    desk.say(made, "two")
    assert "Two." in screen(made) and made.status is ACTIVE


# -- usage ------------------------------------------------------------------------------------------------------


def test_usage_tells_who_filled_the_context(desk: Desk) -> None:
    ask = ToolCall("t", "ask_user", {"question": "Which?" * 10, "choices": []})
    made = desk.session(calls(ask), [Usage(900, 100), *says("Fine." * 8)], shown=True)
    desk.coordinator.turns.submit(made, "w" * 400)
    desk.until(lambda: made.question is not None)
    desk.coordinator.turns.submit(made, "this one")
    desk.at_rest(made)
    usage = desk.coordinator.conversations.usage(made)
    assert (usage.used, usage.sent, usage.received) == (1_000, 900, 100)
    assert usage.shares["your messages"] == 100 and usage.shares["replies"] == 10
    assert usage.shares["tools"] > 10 and usage.shares["instructions"] > 50


def test_a_cleared_conversation_uses_nothing(desk: Desk) -> None:
    made = desk.session([Usage(900, 100), *says("One.")], shown=True)
    desk.say(made, "one")
    desk.coordinator.conversations.clear(made)
    assert made.context_share is None
    assert desk.coordinator.conversations.usage(made).used == 0
    assert screen(made) == ""
