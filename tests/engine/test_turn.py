"""One turn: request, streamed reply, tool calls, results, questions, until the model is done."""

from collections.abc import Mapping
from typing import Any

import pytest

from qmux.engine.reports import TurnEnd
from qmux.engine.turn import MAX_ROUNDS
from qmux.errors import RetryableError
from qmux.model.event import Event, EventKind
from qmux.model.message import Message, Reasoning, StreamEnd, Text, TextDelta, ToolCall, ToolResult, Usage
from qmux.tools.base import ToolContext, ToolOutcome
from tests.engine.stand_ins import Obstacle, ask, calls, says
from tests.engine.table import ECHO, Seat

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


def test_an_empty_reply_is_told_and_ends_the_turn(seat: Seat) -> None:
    table = seat(says())
    table.start()
    assert table.end().outcome == "finished"
    assert table.stored() == ["user_input", "notice", "turn_finished"]


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


# -- reasoning --------------------------------------------------------------------------------------------------


def thought(number: int, summary: str = "") -> Reasoning:
    """Return what the scripted model thought."""
    return Reasoning("scripted", "model-1", {"n": number}, summary)


def test_reasoning_goes_back_with_the_call_that_it_led_to(seat: Seat) -> None:
    call = ToolCall("c1", "echo", {"word": "hi"})
    table = seat([thought(1, "Hm."), TextDelta("So:"), thought(2), call, StreamEnd("tool_use")], says("done"))
    table.start()
    assert table.end().outcome == "finished"
    assert table.stored()[:5] == ["user_input", "reasoning", "text", "reasoning", "tool_call"]
    assert table.last_request[1].parts == (thought(1), Text("So:"), thought(2), call)


def test_reasoning_of_a_reply_that_failed_before_its_first_word_leaves_no_trace(seat: Seat) -> None:
    table = seat([thought(1), RetryableError("cut", 0.0)], says("ok"))
    table.start()
    assert table.end().outcome == "finished"
    assert "reasoning" not in table.stored()


def test_a_provider_that_pauses_gets_its_own_words_back(seat: Seat) -> None:
    table = seat(says("one,", stop="pause_turn"), says(" two"))
    table.start("count")
    assert table.end().outcome == "finished"
    assert table.last_request == (Message("user", (Text("count"),)), Message("assistant", (Text("one,"),)))


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
