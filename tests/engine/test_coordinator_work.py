"""Sessions at work: messages, queues, questions, failures, and every way to stop one without disturbing another."""

import threading

import pytest

from qmux.cancel import CancelToken
from qmux.engine.session import ManagedSession
from qmux.errors import UserError
from qmux.model.event import EventKind
from qmux.model.message import TextDelta, ToolResult, Usage
from qmux.model.session import Reason, SessionStatus
from qmux.storage.store import Store
from tests.engine.desk import Desk, asking, failed, screen
from tests.engine.stand_ins import SECONDS, ask, calls, says

ACTIVE, WAITING, PROCESSING = SessionStatus.ACTIVE, SessionStatus.WAITING, SessionStatus.PROCESSING
PAUSED, FAILED = SessionStatus.PAUSED, SessionStatus.FAILED
SLOTS = 5  # the default of api.max_concurrent_api_calls


def label(made: ManagedSession) -> str:
    """Return what a session is shown to do."""
    return made.activity.label if made.activity else ""


# -- messages and the queue --------------------------------------------------------------------------------------


def test_a_message_is_answered_on_the_screen(desk: Desk) -> None:
    made = desk.session(says("Hello, ", "world"), shown=True)
    desk.coordinator.turns.submit(made, "hi")
    assert made.status is PROCESSING
    assert label(made) == "thinking"
    desk.at_rest(made)
    assert label(made) == ""
    assert screen(made).splitlines() == ["> hi", "", "Hello, world"]


def test_messages_typed_meanwhile_are_sent_one_after_the_other(desk: Desk) -> None:
    pause = desk.obstacle()
    made = desk.session([pause, *says("one")], says("two"), says("three"), shown=True)
    for text in ("a", "b", "c"):
        desk.coordinator.turns.submit(made, text)
    assert made.queued == ["b", "c"]
    desk.until(lambda: desk.record(made).queued == ("b", "c"))
    pause.pass_by()
    desk.at_rest(made)
    assert desk.texts(made, EventKind.USER_INPUT) == ["a", "b", "c"]
    assert [len(request.messages) for request in desk.provider(made).requests] == [1, 3, 5]


def test_what_is_held_is_sent_at_the_users_word_before_what_was_queued_since(desk: Desk) -> None:
    pause = desk.obstacle()
    made = desk.session([pause, *says("one")], says("two"), says("three"), says("four"), shown=True)
    turns = desk.coordinator.turns
    made.held = ["b", "c"]
    turns.submit(made, "a")
    turns.submit(made, "d")
    assert (made.held, made.queued) == (["b", "c"], ["d"])
    desk.until(lambda: desk.record(made).queued == ("b", "c", "d"))
    turns.send_held(made)
    assert (made.held, made.queued) == ([], ["b", "c", "d"])
    pause.pass_by()
    desk.at_rest(made)
    assert desk.texts(made, EventKind.USER_INPUT) == ["a", "b", "c", "d"]
    with pytest.raises(UserError, match="holds no message back"):
        turns.send_held(made)


def test_what_is_held_goes_at_once_where_the_session_is_free(desk: Desk) -> None:
    made = desk.session(says("one"), says("two"), shown=True)
    made.held = ["a", "b"]
    desk.coordinator.turns.send_held(made)
    desk.at_rest(made)
    assert desk.texts(made, EventKind.USER_INPUT) == ["a", "b"]


def test_held_and_queued_messages_are_taken_back_by_their_numbers(desk: Desk) -> None:
    made, turns = desk.session(), desk.coordinator.turns
    made.held, made.queued = ["a", "b"], ["c", "d"]
    assert [turns.take_back(made, 1), turns.take_back(made, 2), turns.take_back(made)] == ["a", "c", "d"]
    assert (made.held, made.queued) == (["b"], [])
    with pytest.raises(UserError, match="1 wait"):
        turns.take_back(made, 2)
    assert turns.take_back(made) == "b"
    with pytest.raises(UserError, match="none waits"):
        turns.take_back(made)


def busy_worker(made: ManagedSession) -> threading.Event:
    """Have the thread of a session do something else until the event that this returns."""
    over = threading.Event()

    def job(cancel: CancelToken) -> None:
        over.wait(SECONDS)

    assert made.worker is not None
    made.worker.do(job)
    return over


def test_a_message_is_saved_as_queued_until_the_conversation_has_it(desk: Desk) -> None:
    made = desk.session(says("one"), shown=True)
    over = busy_worker(made)
    desk.coordinator.turns.submit(made, "a")
    desk.coordinator.turns.submit(made, "b")
    assert (desk.record(made).queued, made.unsent) == (("a", "b"), ["b"])
    desk.coordinator.turns.take_back(made)
    over.set()
    desk.at_rest(made)
    assert desk.record(made).queued == ()
    assert desk.texts(made, EventKind.USER_INPUT) == ["a"]


def test_a_message_that_was_stopped_before_the_conversation_had_it_is_held(desk: Desk) -> None:
    made = desk.session(says("one"), shown=True)
    over = busy_worker(made)
    desk.coordinator.turns.submit(made, "a")
    desk.coordinator.turns.cancel(made)
    desk.until(lambda: made.held == ["a"])
    over.set()
    assert (made.status, desk.record(made).queued) == (ACTIVE, ("a",))
    desk.coordinator.turns.send_held(made)
    desk.at_rest(made)
    assert desk.texts(made, EventKind.USER_INPUT) == ["a"]


def test_a_message_that_is_more_than_the_model_reads_is_refused_at_once(desk: Desk) -> None:
    made = desk.session(says("one"), shown=True)
    made.window = 1_000
    with pytest.raises(UserError, match="about 1,000 tokens, and the model reads 1,000"):
        desk.coordinator.turns.submit(made, "x" * 4_000)
    assert not made.unsent and not made.turn
    desk.coordinator.turns.submit(made, "x" * 3_996)
    desk.at_rest(made)
    assert desk.provider(made).requests[-1].messages


def test_a_background_session_waits_only_when_its_queue_is_empty(desk: Desk) -> None:
    pause = desk.obstacle()
    desk.session(shown=True)
    hidden = desk.session(says("one"), [pause, *says("two")])
    desk.coordinator.turns.submit(hidden, "a")
    desk.coordinator.turns.submit(hidden, "b")
    desk.until(pause.reached.is_set)
    assert hidden.reason is None
    pause.pass_by()
    desk.at_rest(hidden)
    assert hidden.reason is Reason.REPLY


def test_a_failed_turn_keeps_the_queue(desk: Desk) -> None:
    pause = desk.obstacle()
    made = desk.session([pause, UserError("no key")], shown=True)
    desk.coordinator.turns.submit(made, "a")
    desk.coordinator.turns.submit(made, "b")
    pause.pass_by()
    desk.until(lambda: made.status is FAILED)
    assert made.queued == ["b"]


def test_sessions_work_side_by_side(desk: Desk) -> None:
    pauses = [desk.obstacle() for _ in range(3)]
    sessions = [desk.session([pause, *says("done")]) for pause in pauses]
    for made in sessions:
        desk.coordinator.turns.submit(made, "go")
    for pause in pauses:
        desk.until(pause.reached.is_set)
    assert desk.workshop.limiter.state()[0] == SLOTS - 3
    for pause in pauses:
        pause.pass_by()
    for made in sessions:
        desk.at_rest(made)


def test_who_waits_for_a_slot_shows_its_place(store: Store) -> None:
    desk = Desk(store, api__max_concurrent_api_calls=1)
    pause = desk.obstacle()
    first, second, third = desk.session([pause, *says("done")]), desk.session(), desk.session()
    desk.coordinator.turns.submit(first, "go")
    desk.until(pause.reached.is_set)
    desk.coordinator.turns.submit(second, "go")
    desk.until(lambda: label(second) == "queued (1)")
    desk.coordinator.turns.submit(third, "go")
    desk.until(lambda: label(third) == "queued (2)")
    pause.pass_by()
    for made in (first, second, third):
        desk.at_rest(made)
    desk.close()


def test_the_share_of_the_context_is_shown(store: Store) -> None:
    desk = Desk(store, api__context_window=1000)
    made = desk.session([Usage(200, 50), *says("ok")])
    desk.say(made)
    assert made.context_share == 0.25
    desk.close()


# -- questions --------------------------------------------------------------------------------------------------


def answered(desk: Desk, made: ManagedSession) -> tuple[str, bool]:
    """Wait for the end of the turn; return what the model was told."""
    desk.at_rest(made)
    (part,) = desk.provider(made).requests[-1].messages[-1].parts
    assert isinstance(part, ToolResult)
    return part.text, part.is_error


def test_a_question_is_the_users_move(desk: Desk) -> None:
    made = asking(desk)
    assert (made.status, made.reason, made.activity) == (ACTIVE, Reason.QUESTION, None)
    assert "? Which?" in screen(made)


def test_a_question_in_the_background_is_in_the_overlay(desk: Desk) -> None:
    desk.session(shown=True)
    hidden = asking(desk, shown=False)
    assert hidden.status is WAITING
    assert [(row.session, row.reason) for row in desk.coordinator.waiting()] == [(hidden, Reason.QUESTION)]
    desk.coordinator.switch(hidden)
    assert hidden.reason is Reason.QUESTION, "being seen is not being answered"


@pytest.mark.parametrize(
    ("choices", "typed", "told"),
    [
        ((), "blue", "blue"),
        ((), "2", "2"),
        (("red", "blue"), "2", "blue"),
        (("red", "blue"), " 1 ", "red"),
        (("red", "blue"), "3", "3"),
        (("red", "blue"), "0", "0"),
        (("red", "blue"), "something else", "something else"),
        (("3", "1", "2"), "1", "1"),
    ],
)
def test_an_answer_goes_to_the_model(desk: Desk, choices: tuple[str, ...], typed: str, told: str) -> None:
    made = asking(desk, *choices)
    desk.coordinator.turns.submit(made, typed)
    assert (made.status, made.question) == (PROCESSING, None)
    assert answered(desk, made) == (told, False)
    assert (made.status, made.reason) == (ACTIVE, None)


def test_a_refused_question_is_told_to_the_model(desk: Desk) -> None:
    made = asking(desk)
    assert desk.coordinator.turns.refuse(made)
    assert answered(desk, made) == ("The user declined to answer.", True)
    assert not desk.coordinator.turns.refuse(made)


def test_an_open_question_does_not_stop_the_others(desk: Desk) -> None:
    asking(desk, shown=False)
    other = desk.session(says("done"))
    desk.say(other)
    assert desk.texts(other, EventKind.TEXT) == ["done"]


def test_a_queued_message_waits_for_the_answer(desk: Desk) -> None:
    pause = desk.obstacle()
    made = desk.session([pause, *calls(ask("t"))], says("Thanks."), says("Next."), shown=True)
    desk.coordinator.turns.submit(made, "a")
    desk.coordinator.turns.submit(made, "b")
    pause.pass_by()
    desk.until(lambda: made.question is not None)
    desk.coordinator.turns.pause(made)
    desk.coordinator.turns.resume(made)
    assert made.question is not None
    assert made.queued == ["b"]
    desk.coordinator.turns.submit(made, "yes")
    desk.at_rest(made)
    assert desk.texts(made, EventKind.ANSWER) == ["yes"]
    assert desk.texts(made, EventKind.USER_INPUT) == ["a", "b"]


# -- failures and crashes ----------------------------------------------------------------------------------------


def test_an_error_leaves_the_session_failed_with_its_words(desk: Desk) -> None:
    made = failed(desk)
    assert (made.reason, made.last_error) == (Reason.FAILED, "The connection was cut.")
    assert "half" in screen(made)
    assert "Session failed: The connection was cut. Use /retry to continue." in screen(made)


def test_a_failure_touches_no_other_session(desk: Desk) -> None:
    pause = desk.obstacle()
    other = desk.session([pause, *says("done")])
    desk.coordinator.turns.submit(other, "go")
    desk.until(pause.reached.is_set)
    failed(desk)
    assert other.status is PROCESSING
    pause.pass_by()
    desk.at_rest(other)
    assert desk.texts(other, EventKind.TEXT) == ["done"]


def test_a_failed_turn_is_tried_again(desk: Desk) -> None:
    made = failed(desk, says("whole"))
    desk.coordinator.turns.retry(made)
    assert (made.status, made.reason, made.last_error) == (PROCESSING, None, "")
    desk.at_rest(made)
    assert made.status is ACTIVE
    assert [message.role for message in desk.provider(made).requests[-1].messages] == ["user"]


def test_a_new_message_ends_the_failure(desk: Desk) -> None:
    made = failed(desk, says("fine"))
    desk.say(made, "never mind")
    assert (made.status, made.reason) == (ACTIVE, None)


def test_there_is_nothing_to_retry_where_nothing_failed(desk: Desk) -> None:
    made = desk.session(says("fine"), shown=True)
    desk.say(made)
    with pytest.raises(UserError, match="nothing to retry"):
        desk.coordinator.turns.retry(made)


def test_a_crash_is_contained(desk: Desk) -> None:
    other = desk.session(says("done"))
    made = desk.session([TextDelta("half"), ZeroDivisionError("a bug")], says("whole"), shown=True)
    desk.coordinator.turns.submit(made, "hi")
    desk.until(lambda: made.status is FAILED)
    assert "ZeroDivisionError: a bug" in made.last_error
    assert "half" in screen(made)
    assert "qmux made a mistake" in screen(made)
    desk.say(other)
    assert desk.texts(other, EventKind.TEXT) == ["done"]
    desk.coordinator.turns.retry(made)
    desk.at_rest(made)
    assert desk.texts(made, EventKind.TEXT)[-1] == "whole"
    assert desk.workshop.limiter.state()[0] == SLOTS
