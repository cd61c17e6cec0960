"""One turn: request, streamed reply, tool calls, results, until the model is done, and every way in which it ends."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest

from qmux import threads
from qmux.cancel import CancelToken
from qmux.engine.limiter import ApiRateLimiter
from qmux.engine.reports import TurnEnd
from qmux.engine.transcript import Transcript
from qmux.engine.turn import MAX_ROUNDS, Connection, TurnRunner, TurnSettings
from qmux.errors import BugError, Cancelled, RetryableError, UserError
from qmux.model.event import Event, EventKind
from qmux.model.message import Message, Text, TextDelta, ToolCall, ToolResult, ToolSpec, Usage
from qmux.storage.store import Store
from qmux.tools.ask_user import ASK_USER
from qmux.tools.base import Tool, ToolContext, ToolOutcome
from tests.engine.stand_ins import (
    IDENTITY,
    SECONDS,
    Obstacle,
    RecordedReports,
    ScriptedProvider,
    Step,
    ask,
    calls,
    says,
)


def echo(arguments: Mapping[str, object], context: ToolContext) -> ToolOutcome:
    """Answer with the arguments and the session's directory."""
    return ToolOutcome(f"{arguments.get('word')} in {context.working_directory}")


ECHO = Tool(ToolSpec("echo", "Say it again.", {"type": "object"}), "allow", lambda arguments: "echo", echo)
TOOLS = {"ask_user": ASK_USER, "echo": ECHO}


class Table:
    """A runner at work for one session, with all that it needs around it."""

    def __init__(self, store: Store, recorded: RecordedReports, *replies: Sequence[Step]) -> None:
        self.provider = ScriptedProvider(*replies)
        self.recorded = recorded
        self.limiter = ApiRateLimiter(1)
        self.transcript = Transcript("c1", store, 1_000_000)
        self.cancel = CancelToken()
        self.tools = dict(TOOLS)
        self.runner = self.hire(0)
        self._store = store
        self._crash: BaseException | None = None
        self._thread = threads.start("session", lambda: None)

    def hire(self, generation: int) -> TurnRunner:
        """Return a runner of a generation."""
        settings = TurnSettings("/work", 4096, self.tools)
        return TurnRunner(
            self.transcript, generation, self.connect, self.limiter, settings, self.recorded.reports
        )

    def connect(self, cancel: CancelToken) -> Connection:
        """Return the scripted provider."""
        return Connection(self.provider, "model-1")

    def start(self, text: str = "hi", turn: int = 1) -> None:
        """Begin a turn in a thread of its own."""
        self.run(lambda: self.runner.start(turn, text, self.cancel))

    def run(self, job: Callable[[], None]) -> None:
        """Run a job in a thread of its own."""
        self._crash = None
        self._thread = threads.start("session", job, self._crashed)

    def _crashed(self, error: BaseException) -> None:
        self._crash = error

    def end(self) -> TurnEnd:
        """Wait until the job is over; return how the turn ended, and raise what the job raised."""
        self._thread.join(SECONDS)
        assert not self._thread.is_alive()
        if self._crash is not None:
            raise self._crash
        last = self.recorded.of("ended")[-1]
        assert isinstance(last, TurnEnd)
        return last

    def answer(self, text: str, count: int = 1) -> None:
        """Wait for the question and answer it."""
        self.recorded.wait_for("asked", count)
        assert self.runner.answers.put(text)

    def events(self) -> list[Event]:
        """Return what was stored."""
        return self._store.events("c1").result(SECONDS)

    def stored(self) -> list[str]:
        """Return the kinds of what was stored."""
        return [event.kind.value for event in self.events()]

    def texts(self, kind: EventKind) -> list[str]:
        """Return the texts of the stored events of a kind."""
        return [event.text() for event in self.events() if event.kind is kind]

    @property
    def last_request(self) -> tuple[Message, ...]:
        """The messages of the last request."""
        return self.provider.requests[-1].messages


Seat = Callable[..., Table]


@pytest.fixture
def seat(store: Store, recorded: RecordedReports) -> Iterator[Seat]:
    """Return a function that seats a runner at a table with a script."""
    yield lambda *replies: Table(store, recorded, *replies)


# -- replies ----------------------------------------------------------------------------------------------------


def test_a_message_is_answered(seat: Seat) -> None:
    table = seat([TextDelta("Hel"), TextDelta("lo"), Usage(7, 5), *says()])
    table.start("hi")
    assert table.end() == TurnEnd(1, "finished", "", 12)
    assert table.stored() == ["user_input", "text", "text", "turn_finished"]
    assert table.last_request == (Message("user", (Text("hi"),)),)


def test_the_request_names_model_limits_and_tools(seat: Seat) -> None:
    table = seat()
    table.start()
    table.end()
    request = table.provider.requests[0]
    assert (request.model, request.max_tokens) == ("model-1", 4096)
    assert [spec.name for spec in request.tools] == ["ask_user", "echo"]


def test_words_are_stored_as_they_arrive(seat: Seat) -> None:
    pause = Obstacle()
    table = seat([TextDelta("first"), pause, *says(" second")])
    table.start()
    pause.await_reached()
    assert table.texts(EventKind.TEXT) == ["first"]
    pause.pass_by()
    assert table.end().outcome == "finished"
    assert table.texts(EventKind.TEXT) == ["first", " second"]


def test_the_next_turn_tells_the_conversation_so_far(seat: Seat) -> None:
    table = seat(says("one"), says("two"))
    for turn, text in ((1, "a"), (2, "b")):
        table.start(text, turn)
        table.end()
    assert [message.role for message in table.last_request] == ["user", "assistant", "user"]
    assert [event.turn for event in table.events()] == [1, 1, 1, 2, 2, 2]


def test_an_empty_reply_ends_the_turn(seat: Seat) -> None:
    table = seat(says())
    table.start()
    assert table.end().outcome == "finished"
    assert table.stored() == ["user_input", "turn_finished"]


@pytest.mark.parametrize(
    ("stop", "notices"), [("max_tokens", 1), ("refusal", 1), ("end_turn", 0), ("odd", 0)]
)
def test_a_reply_that_was_cut_short_says_so(seat: Seat, stop: str, notices: int) -> None:
    table = seat(says("words", stop=stop))
    table.start()
    assert table.end().outcome == "finished"
    assert len(table.texts(EventKind.NOTICE)) == notices
    assert table.events()[-1].payload["stop_reason"] == stop


def test_tokens_of_an_earlier_turn_are_not_told_again(seat: Seat) -> None:
    table = seat([Usage(7, 5), *says("one")], says("two"))
    table.start("a", 1)
    assert table.end().tokens == 12
    table.start("b", 2)
    assert table.end().tokens == 0


# -- tools ------------------------------------------------------------------------------------------------------


def test_a_tool_runs_and_its_result_goes_back(seat: Seat) -> None:
    table = seat(calls(ToolCall("t", "echo", {"word": "yes"}), text="Let me see."), says("Done."))
    table.start()
    assert table.end().outcome == "finished"
    assert table.stored() == [
        "user_input",
        "text",
        "tool_call",
        "tool_result",
        "text",
        "turn_finished",
    ]
    assert table.last_request[1:] == (
        Message("assistant", (Text("Let me see."), ToolCall("t", "echo", {"word": "yes"}))),
        Message("user", (ToolResult("t", "yes in /work"),)),
    )


def test_several_calls_of_one_reply_run_in_order(seat: Seat) -> None:
    table = seat(calls(*(ToolCall(f"t{n}", "echo", {"word": n}) for n in range(4))))
    table.start()
    table.end()
    results = table.last_request[-1].parts
    assert results == tuple(ToolResult(f"t{n}", f"{n} in /work") for n in range(4))
    assert len(table.provider.requests) == 2


def test_all_calls_are_stored_before_the_first_one_runs(seat: Seat) -> None:
    stored: list[list[str]] = []
    table = seat(calls(ToolCall("a", "look", {}), ToolCall("b", "look", {})))

    def look(arguments: Mapping[str, object], context: ToolContext) -> ToolOutcome:
        stored.append(table.stored())
        return ToolOutcome("seen")

    table.tools["look"] = ECHO._replace(run=look)
    table.start()
    table.end()
    assert stored[0] == ["user_input", "tool_call", "tool_call"]


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (ToolCall("t", "ask_usr", {}), "There is no tool ask_usr. The tools are: ask_user, echo."),
        (ToolCall("t", "echo", {}, "no JSON"), "The arguments could not be read: no JSON"),
        (ToolCall("t", "ask_user", {"question": 7}), 'ask_user: "question" must be a text'),
    ],
    ids=["unknown-tool", "arguments-that-are-no-JSON", "arguments-of-a-wrong-kind"],
)
def test_the_models_mistake_goes_back_to_the_model(seat: Seat, call: ToolCall, told: str) -> None:
    table = seat(calls(call), says("Sorry."))
    table.start()
    assert table.end().outcome == "finished"
    (result,) = table.last_request[-1].parts
    assert isinstance(result, ToolResult)
    assert (result.call_id, result.is_error) == ("t", True)
    assert told in result.text


def test_a_tool_works_in_its_sessions_directory(seat: Seat) -> None:
    table = seat(calls(ToolCall("t", "echo", {"word": "pwd"})))
    table.start()
    table.end()
    assert table.texts(EventKind.TOOL_RESULT) == ["pwd in /work"]


def test_a_model_that_goes_in_circles_is_stopped(seat: Seat) -> None:
    table = seat(*[calls(ToolCall(f"t{n}", "echo", {})) for n in range(MAX_ROUNDS + 5)])
    table.start()
    end = table.end()
    assert end.outcome == "failed"
    assert f"{MAX_ROUNDS} requests" in end.error
    assert len(table.provider.requests) == MAX_ROUNDS


def test_a_tool_that_raises_is_a_crash(seat: Seat) -> None:
    def broken(arguments: Mapping[str, object], context: ToolContext) -> ToolOutcome:
        raise ValueError("bug")

    table = seat(calls(ToolCall("t", "broken", {})))
    table.tools["broken"] = ECHO._replace(run=broken)
    table.start()
    with pytest.raises(ValueError, match="bug"):
        table.end()
    assert table.recorded.of("ended") == []


# -- questions --------------------------------------------------------------------------------------------------


def test_a_question_is_asked_and_answered(seat: Seat) -> None:
    table = seat(calls(ask("t", "Which color?", ["red", "blue"])), says("Blue it is."))
    table.start()
    question = table.recorded.wait_for("asked")
    assert question == ("Which color?", ("red", "blue"))
    assert table.stored()[-1] == "question"
    table.answer("blue")
    assert table.end().outcome == "finished"
    assert table.stored()[2:5] == ["question", "answer", "tool_result"]
    assert table.last_request[-1].parts == (ToolResult("t", "blue"),)


def test_a_refused_question_is_told_to_the_model(seat: Seat) -> None:
    table = seat(calls(ask("t")), says("As you like."))
    table.start()
    table.answer("")
    assert table.end().outcome == "finished"
    (result,) = table.last_request[-1].parts
    assert isinstance(result, ToolResult)
    assert result.is_error


def test_no_slot_is_held_while_a_person_is_waited_for(seat: Seat) -> None:
    table = seat(calls(ask("t")))
    table.start()
    table.recorded.wait_for("asked")
    assert table.limiter.state()[0] == 1
    table.answer("yes")
    table.end()


def test_two_questions_of_one_reply_are_asked_one_after_the_other(seat: Seat) -> None:
    table = seat(calls(ask("a", "First?"), ask("b", "Second?")))
    table.start()
    table.answer("1", count=1)
    table.answer("2", count=2)
    table.end()
    assert table.last_request[-1].parts == (ToolResult("a", "1"), ToolResult("b", "2"))


def test_a_question_from_before_a_restart_is_answered(seat: Seat) -> None:
    table = seat(says("Blue it is."))
    table.transcript.load(_asked_before())
    table.run(lambda: table.runner.resume(1, "blue", table.cancel))
    assert table.end().outcome == "finished"
    assert table.last_request[-1].parts == (ToolResult("t", "blue"),)


def test_calls_after_the_question_from_before_a_restart_run_too(seat: Seat) -> None:
    table = seat(says("Both done."))
    table.transcript.load(_asked_before(ToolCall("u", "echo", {"word": "second"})))
    table.run(lambda: table.runner.resume(1, "blue", table.cancel))
    table.end()
    assert table.last_request[-1].parts == (ToolResult("t", "blue"), ToolResult("u", "second in /work"))


def test_a_question_that_is_no_longer_open_cannot_be_answered(seat: Seat) -> None:
    table = seat()
    table.run(lambda: table.runner.resume(1, "blue", table.cancel))
    assert table.end().outcome == "failed"
    assert table.provider.requests == []


def _asked_before(*further: ToolCall) -> list[Event]:
    """Return a conversation in which a question was open when qmux ended."""
    steps: list[tuple[EventKind, dict[str, Any]]] = [
        (EventKind.USER_INPUT, {"text": "hi"}),
        (EventKind.TOOL_CALL, ask("t")._asdict()),
        *((EventKind.TOOL_CALL, call._asdict()) for call in further),
        (EventKind.QUESTION, {"id": "t", "question": "Which?", "choices": []}),
    ]
    return [Event("c1", number, 1, kind, payload, 1.0) for number, (kind, payload) in enumerate(steps, 1)]


# -- failures ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "error",
    [UserError("The key is wrong."), RetryableError("Cut off.", retry_after=9999.0)],
    ids=["user", "no-retry"],
)
def test_an_error_fails_the_turn_with_its_sentence(seat: Seat, error: Exception) -> None:
    table = seat([error])
    table.start()
    assert table.end() == TurnEnd(1, "failed", str(error), 0)
    assert table.stored() == ["user_input", "error"]
    assert table.texts(EventKind.ERROR) == [str(error)]


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
    table = seat([RetryableError("Overloaded.", retry_after=0.0)], says("words"))
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
    table.start()
    assert table.end().outcome == "finished"
    assert len(table.provider.requests) == 2


def test_a_rate_limit_is_told_to_the_other_sessions_of_the_account(seat: Seat) -> None:
    table = seat([RetryableError("429", retry_after=9999.0, rate_limited=True)])
    table.start()
    assert table.end().outcome == "failed"
    assert IDENTITY in table.limiter.state()[2]
    other = CancelToken()
    told: list[tuple[int, float]] = []

    def moved(place: int, seconds: float) -> None:
        told.append((place, seconds))
        other.cancel()

    with pytest.raises(Cancelled):
        table.limiter.acquire(IDENTITY, other, moved)
    assert told[0][1] > 0


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
    table.recorded.wait_for("working", 2)
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
