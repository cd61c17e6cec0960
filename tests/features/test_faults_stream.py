"""A reply that breaks off, cannot be read, has another shape or never comes: what came is kept, and it is said."""

import pytest

from tests.fake_api import (
    Cut,
    End,
    Failure,
    FakeApi,
    Form,
    Gate,
    Hold,
    Raw,
    Reply,
    Silence,
    StreamError,
    Tool,
)
from tests.features.conftest import Start
from tests.features.faults import HasStatus, Shown, fails, ready, works
from tests.features.steps import PROTOCOLS, send

BROKEN = Raw(b"data: {broken\n\n")
NOT_UTF8 = Raw(b"data: \xff\xfe\n\n")
NO_OBJECT = Raw(b"data: 42\n\n")


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_stream_cut_in_mid_word_keeps_what_came(start: Start, api: FakeApi, protocol: str) -> None:
    program = start(env=api.environment(protocol))
    api.enqueue(Reply("It was a dark and stor", Cut()), Reply("It was a dark and stormy night."))
    ready(program)
    send(program, "tell me")
    fails(program, "It was a dark and stor", "broke")
    send(program, "/retry")
    program.wait_for("It was a dark and stormy night.")
    assert len(api.requests) == 2, "what was shown is not asked for again by itself"


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("run", ["fake", "pty"], indirect=True)
@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply("the first half", End()), "cut the reply short"),
        (Reply("the first half", BROKEN), "sent something that cannot be read"),
        (Reply("the first half", NOT_UTF8), "sent something that cannot be read"),
        (Reply("the first half", NO_OBJECT), "sent something that cannot be read"),
        (Reply("the first half", StreamError("overloaded_error", "Overloaded")), "is overloaded"),
        (Reply("the first half", StreamError("invalid_request_error", "no way")), "no way"),
    ],
    ids=["ended early", "broken JSON", "no UTF-8", "no object", "overloaded", "refused"],
)
def test_a_reply_that_breaks_off_keeps_what_came(
    start: Start, api: FakeApi, protocol: str, reply: Reply, words: str
) -> None:
    program = start(env=api.environment(protocol))
    api.enqueue(reply)
    ready(program)
    send(program, "hello")
    fails(program, "the first half", words)
    works(program, api)


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("run", ["fake", "pty"], indirect=True)
def test_a_stream_that_is_broken_before_its_first_word_is_asked_for_again(
    start: Start, api: FakeApi, protocol: str
) -> None:
    program = start(env=api.environment(protocol))
    api.enqueue(Reply(BROKEN), Reply(StreamError("overloaded_error", "Overloaded")), Reply(Cut()))
    ready(program)
    send(program, "hello")
    program.wait_for(Shown("cannot be read", "is overloaded", "broke", "You said: hello"))
    assert len(api.requests) == 4


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("run", ["fake", "pty"], indirect=True)
def test_json_instead_of_a_stream_is_understood(start: Start, api: FakeApi, protocol: str) -> None:
    program = start(env=api.environment(protocol))
    api.enqueue(Reply("all in one piece", form=Form(as_json=True)))
    ready(program)
    send(program, "hello")
    program.wait_for("all in one piece")
    program.wait_for(HasStatus("ACTIVE"))


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("run", ["fake", "pty"], indirect=True)
def test_an_error_with_status_200_is_an_error(start: Start, api: FakeApi, protocol: str) -> None:
    program = start(env=api.environment(protocol))
    api.enqueue(Failure(200, "no such model", "invalid_request_error"))
    ready(program)
    send(program, "hello")
    fails(program, "no such model")


@pytest.mark.parametrize("run", ["fake", "pty"], indirect=True)
def test_a_web_page_instead_of_a_reply_points_at_the_address(start: Start, api: FakeApi) -> None:
    program = start(env=api.environment("openai"))
    api.enqueue(Failure(200, body=b"<html>Sign in to the guest network</html>"))
    ready(program)
    send(program, "hello")
    fails(program, "answered with a web page", "Check the base URL", api.openai_url)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_silent_server_is_left_by_ctrl_c(start: Start, api: FakeApi, protocol: str) -> None:
    program = start(env=api.environment(protocol))
    api.enqueue(Reply(Silence()))
    ready(program)
    send(program, "hello")
    api.wait_for_requests(1)
    program.wait_for(HasStatus("PROCESSING"))
    program.press("C-c")
    program.wait_for("[interrupted:")
    api.wait_for_departures(1)
    works(program, api)


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("run", ["fake", "pty"], indirect=True)
def test_a_model_that_says_nothing_is_reported(start: Start, api: FakeApi, protocol: str) -> None:
    program = start(env=api.environment(protocol))
    api.enqueue(Reply())
    ready(program)
    send(program, "hello")
    program.wait_for(Shown("The model answered with nothing."))
    program.wait_for(HasStatus("ACTIVE"))
    works(program, api)


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("run", ["fake", "pty"], indirect=True)
@pytest.mark.parametrize(
    ("call", "words"),
    [
        (Tool("no_such_tool", {}), "There is no tool no_such_tool."),
        (Tool("ask_user", {}, raw='{"question": "Wh'), "The arguments could not be read"),
        (Tool("ask_user", {}, raw="[]"), "The arguments could not be read"),
        (Tool("ask_user", {"question": 5}), "question"),
        (Tool("\x1b]0;owned\x07", {}), "There is no tool"),
    ],
    ids=["unknown", "half JSON", "no object", "wrong type", "escape"],
)
def test_a_broken_tool_call_is_shown_and_told_to_the_model(
    start: Start, api: FakeApi, protocol: str, call: Tool, words: str
) -> None:
    program = start(env=api.environment(protocol))
    api.enqueue(Reply("Let me see.", call), Reply("I see, sorry."))
    ready(program)
    send(program, "hello")
    program.wait_for(Shown("Let me see.", words, "I see, sorry."))
    program.wait_for(HasStatus("ACTIVE"))
    assert words in api.requests[-1].text


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_the_others_go_on_when_one_session_fails(start: Start, api: FakeApi, protocol: str) -> None:
    program = start(env=api.environment(protocol))
    gate = Gate()
    api.when("stream", Reply("from the start", Hold(gate), " to the very end"))
    api.when("break", Reply("half a wo", Cut()))
    ready(program)
    send(program, "/rename streams")
    send(program, "please stream")
    program.wait_for("from the start")
    send(program, "/new fails")
    program.wait_for("[Current: fails]")
    send(program, "please break")
    fails(program, "half a wo")
    gate.release()
    program.wait_for(lambda lines: any("[streams]" in line for line in lines[:-2]))
    send(program, "/switch streams")
    program.wait_for("from the start to the very end")
    program.wait_for(lambda lines: any("[fails]" in line for line in lines[:-2]))
