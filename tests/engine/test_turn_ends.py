"""Every way in which a turn ends before the model is done: failures, retries, rate limits, cancels."""

import time

import pytest

from qmux.cancel import CancelToken
from qmux.engine.reports import TurnEnd
from qmux.engine.requester import Connection
from qmux.errors import BugError, Cancelled, RetryableError, UserError
from qmux.model.event import EventKind
from qmux.model.message import Message, Text, TextDelta, ToolCall
from tests.engine.stand_ins import IDENTITY, Obstacle, ask, calls, says
from tests.engine.table import Seat, Table

# -- failures ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (UserError("The key is wrong."), "The key is wrong."),
        (RetryableError("Cut off.", retry_after=601.0), "Cut off. It asks for a pause of 11 minutes."),
    ],
    ids=["user", "no-retry"],
)
def test_an_error_fails_the_turn_with_its_sentence(seat: Seat, error: Exception, told: str) -> None:
    table = seat([error])
    table.start()
    assert table.end() == TurnEnd(1, "failed", told, 0)
    assert table.stored() == ["user_input", "error"]
    assert table.texts(EventKind.ERROR) == [told]


def test_a_reply_that_is_cut_off_keeps_its_words_and_fails(seat: Seat) -> None:
    table = seat([TextDelta("half a "), RetryableError("The connection was cut.")])
    table.start()
    assert table.end().outcome == "failed"
    assert table.texts(EventKind.TEXT) == ["half a "]
    assert len(table.provider.requests) == 1, "never again once something was shown"


def test_a_call_of_a_reply_that_is_cut_off_does_not_run(seat: Seat) -> None:
    table = seat([ToolCall("t", "echo", {}), RetryableError("The connection was cut.")])
    table.start()
    assert table.end().outcome == "failed"
    assert table.stored() == ["user_input", "error"]


def test_a_failure_that_passes_is_not_seen_but_for_a_notice(seat: Seat) -> None:
    table = seat([RetryableError("Overloaded.", retry_after=0.01)], says("words"))
    table.start()
    assert table.end().outcome == "finished"
    assert table.stored() == ["user_input", "notice", "text", "turn_finished"]
    assert "Overloaded." in table.texts(EventKind.NOTICE)[0]
    assert table.limiter.state()[0] == 1


def test_a_retry_sends_the_message_again_without_the_partial_reply(seat: Seat) -> None:
    table = seat([TextDelta("half"), RetryableError("cut")], says("whole"))
    table.start("hi")
    table.end()
    table.run(lambda: table.runner.retry(1, table.cancel))
    assert table.end().outcome == "finished"
    assert table.last_request == (Message("user", (Text("hi"),)),)
    assert [message.parts for message in table.transcript.conversation.messages()] == [
        (Text("hi"),),
        (Text("whole"),),
    ]


def test_a_retry_does_not_run_tools_again(seat: Seat) -> None:
    table = seat(calls(ToolCall("t", "echo", {})), [UserError("no credit")], says("whole"))
    table.start()
    assert table.end().outcome == "failed"
    table.run(lambda: table.runner.retry(1, table.cancel))
    assert table.end().outcome == "finished"
    assert table.stored().count("tool_result") == 1


def test_a_provider_that_cannot_be_found_fails_the_turn_and_is_looked_for_again(seat: Seat) -> None:
    table = seat(says("words"))
    problems: list[Exception] = [UserError("no server answers")]

    def connect(cancel: CancelToken) -> Connection:
        if problems:
            raise problems.pop()
        return Connection(table.provider, "model-1")

    table.connect = connect  # type: ignore[method-assign]
    table.runner = table.hire(0)
    table.start()
    assert table.end() == TurnEnd(1, "failed", "no server answers", 0)
    table.run(lambda: table.runner.retry(1, table.cancel))
    assert table.end().outcome == "finished"
    assert table.recorded.of("connected") == ["scripted"]


def test_a_bug_is_not_told_as_a_failure_of_the_turn(seat: Seat) -> None:
    table = seat([BugError("a broken invariant")])
    table.start()
    with pytest.raises(BugError):
        table.end()
    assert table.limiter.state()[0] == 1


def test_preparing_finds_the_provider_before_it_is_needed(seat: Seat) -> None:
    table = seat()
    table.runner.prepare(table.cancel)
    table.start()
    table.end()
    assert table.recorded.of("connected") == ["scripted"]


@pytest.mark.parametrize("error", [UserError("no key"), Cancelled("stop")])
def test_preparing_in_vain_disturbs_nobody(seat: Seat, error: Exception) -> None:
    table = seat()

    def connect(cancel: CancelToken) -> Connection:
        raise error

    table.connect = connect  # type: ignore[method-assign]
    table.hire(0).prepare(table.cancel)
    assert table.recorded.told == []
    assert table.stored() == []


# -- slots and rate limits ---------------------------------------------------------------------------------------


def test_who_waits_for_a_slot_says_so(seat: Seat) -> None:
    table = seat()
    slot = table.limiter.acquire("another", CancelToken(), lambda *place: None)
    table.start()
    table.recorded.wait_for("working")
    assert table.recorded.of("working") == ["queued (1)"]
    slot.release()
    assert table.end().outcome == "finished"
    assert table.recorded.of("working") == ["queued (1)", "thinking"]


def test_a_rate_limit_holds_the_account_back(seat: Seat) -> None:
    table = seat([RetryableError("429", retry_after=0.05, rate_limited=True)], says("words"))
    began = time.monotonic()
    table.start()
    assert table.end().outcome == "finished"
    assert len(table.provider.requests) == 2
    (told,) = table.recorded.of_all("waiting")
    assert told[0] == "rate limited, next try in"
    assert told[1] - began >= 0.05


def test_a_rate_limit_without_a_time_holds_the_account_back_for_as_long_as_its_first_session(
    seat: Seat,
) -> None:
    table = seat([RetryableError("429", rate_limited=True)])
    table.start()
    table.recorded.wait_for("waiting")
    assert 0 < table.limiter.state()[2][IDENTITY] <= 0.5
    stop(table)


def test_another_failure_that_passes_holds_nobody_back(seat: Seat) -> None:
    table = seat([RetryableError("529", retry_after=30.0)])
    table.start()
    table.recorded.wait_for("waiting")
    assert table.recorded.of_all("waiting")[0][0] == "trying again in"
    assert table.limiter.state() == (1, 0, {})
    stop(table)


def test_a_rate_limit_is_told_to_the_other_sessions_of_the_account(seat: Seat) -> None:
    table = seat([RetryableError("429", retry_after=9999.0, rate_limited=True)])
    table.start()
    assert table.end() == TurnEnd(1, "failed", "429 It asks for a pause of 167 minutes.", 0)
    assert IDENTITY in table.limiter.state()[2]
    other = CancelToken()
    told: list[tuple[int, float]] = []

    def moved(place: int, seconds: float) -> None:
        told.append((place, seconds))
        other.cancel()

    with pytest.raises(Cancelled):
        table.limiter.acquire(IDENTITY, other, moved)
    assert told[0][1] > 0


def test_a_retry_does_not_wait_for_the_end_of_a_rate_limit(seat: Seat) -> None:
    table = seat([RetryableError("429", retry_after=9999.0, rate_limited=True)], says("whole"))
    table.start()
    table.end()
    table.run(lambda: table.runner.retry(1, table.cancel))
    assert table.end().outcome == "finished"
    assert table.limiter.state() == (1, 0, {})


# -- cancel -----------------------------------------------------------------------------------------------------


def stop(table: Table) -> None:
    """Cancel the turn and check that it was interrupted, with its slot given back."""
    table.cancel.cancel()
    assert table.end() == TurnEnd(1, "interrupted", "stopped by the user", 0)
    assert table.stored()[-1] == "interrupted"
    assert table.limiter.state()[:2] == (1, 0)


def test_cancel_before_the_turn_begins_keeps_the_message(seat: Seat) -> None:
    table = seat()
    table.cancel.cancel()
    table.start("hi")
    stop(table)
    assert table.texts(EventKind.USER_INPUT) == ["hi"]
    assert table.provider.requests == []


def test_cancel_while_waiting_for_a_slot(seat: Seat) -> None:
    table = seat()
    slot = table.limiter.acquire("another", CancelToken(), lambda *place: None)
    table.start()
    table.recorded.wait_for("working")
    table.cancel.cancel()
    assert table.end().outcome == "interrupted"
    assert table.limiter.state()[:2] == (0, 0)
    slot.release()


def test_cancel_while_waiting_for_the_first_byte(seat: Seat) -> None:
    silent = Obstacle()
    table = seat([silent, *says("too late")])
    table.start()
    silent.await_reached()
    stop(table)
    assert table.stored() == ["user_input", "interrupted"]


def test_cancel_in_mid_reply_keeps_what_was_said(seat: Seat) -> None:
    pause = Obstacle()
    table = seat([TextDelta("half a "), pause, *says("reply")])
    table.start()
    pause.await_reached()
    stop(table)
    assert table.stored() == ["user_input", "text", "interrupted"]


def test_cancel_while_waiting_to_try_again(seat: Seat) -> None:
    table = seat([RetryableError("Overloaded.", retry_after=30.0)])
    table.start()
    table.recorded.wait_for("waiting")
    stop(table)


def test_cancel_in_a_question(seat: Seat) -> None:
    table = seat(calls(ask("t")), says("Never mind."))
    table.start()
    table.recorded.wait_for("asked")
    stop(table)
    assert not table.runner.answers.put("too late"), "nobody waits for an answer any more"


def test_a_question_that_was_interrupted_is_not_asked_again(seat: Seat) -> None:
    table = seat(calls(ask("t")), says("Fine."))
    table.start()
    table.recorded.wait_for("asked")
    stop(table)
    table.cancel = CancelToken()
    table.start("something else", 2)
    assert table.end().outcome == "finished"
    assert len(table.recorded.of("asked")) == 1
    assert len(table.provider.requests) == 2


def test_an_abandoned_runner_says_and_stores_nothing_more(seat: Seat) -> None:
    stuck = Obstacle(stubborn=True)
    table = seat([TextDelta("before"), stuck, *says("after")])
    table.start()
    stuck.await_reached()
    table.transcript.next_generation()
    table.cancel.cancel()
    table.runner.release()
    assert table.limiter.state()[0] == 1, "its slot is free although the thread is not"
    stuck.pass_by()
    with pytest.raises(Cancelled):
        table.end()
    assert table.stored() == ["user_input", "text"]
    assert table.recorded.of("ended") == []
    assert table.limiter.state()[0] == 1, "the slot is not released twice"


def test_closing_closes_the_connection(seat: Seat) -> None:
    table = seat()
    table.runner.close()
    assert not table.provider.closed.is_set()
    table.start()
    table.end()
    table.runner.close()
    assert table.provider.closed.is_set()
