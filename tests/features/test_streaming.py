"""A message and its reply: shown as it comes, stopped at once, tried again after a failure."""

import pytest

from tests.fake_api import Cut, FakeApi, Gate, Hold, Reply, Silence
from tests.features.conftest import Start
from tests.features.steps import PROTOCOLS, displayed, joined, sees, send, status

both_protocols = pytest.mark.parametrize("protocol", PROTOCOLS)


@both_protocols
def test_a_reply_is_on_the_screen_as_it_comes(start_with_api: Start, api: FakeApi) -> None:
    gate = Gate()
    api.enqueue(Reply("The first half, ", Hold(gate), "the second half."))
    program = start_with_api()
    displayed(program, "dev-1")
    send(program, "tell me")
    program.wait_for("The first half,")
    assert not gate.released.is_set()
    program.wait_for(lambda lines: "PROCESSING" in status(lines) and "thinking" in status(lines))
    gate.release()
    program.wait_for("The first half, the second half.")
    program.wait_for(lambda lines: "ACTIVE" in status(lines) and "context 0%" in status(lines))


@both_protocols
def test_the_whole_conversation_goes_with_each_message(start_with_api: Start, api: FakeApi) -> None:
    program = start_with_api()
    displayed(program, "dev-1")
    send(program, "I like turtles")
    sees(program, "You said: I like turtles", "ACTIVE")
    send(program, "what do I like?")
    sees(program, "You said: what do I like?")
    spoken = str(api.requests[1].body["messages"])
    assert "I like turtles" in spoken and "You said: I like turtles" in spoken
    assert api.requests[1].body["model"] == "scripted-large"


@both_protocols
def test_ctrl_c_stops_a_reply_at_once_and_keeps_what_came(start_with_api: Start, api: FakeApi) -> None:
    api.enqueue(Reply("As far as this", Silence()))
    program = start_with_api()
    displayed(program, "dev-1")
    send(program, "a long story")
    program.wait_for("As far as this")
    program.press("C-c")
    sees(program, "As far as this", "[interrupted: stopped by the user]", "ACTIVE")
    api.wait_for_departures(1)
    send(program, "go on")
    program.wait_for("You said: go on")
    assert "As far as this" in str(api.requests[1].body["messages"])


def test_ctrl_c_stops_a_server_that_says_nothing(start_with_api: Start, api: FakeApi) -> None:
    api.enqueue(Reply(Silence()))
    program = start_with_api()
    displayed(program, "dev-1")
    send(program, "anybody there?")
    api.wait_for_requests(1)
    program.press("C-c")
    sees(program, "[interrupted: stopped by the user]", "ACTIVE")
    api.wait_for_departures(1)


@both_protocols
def test_retry_discards_the_partial_reply(start_with_api: Start, api: FakeApi) -> None:
    api.enqueue(Reply("a broken beginni", Cut()), Reply("a whole reply"))
    program = start_with_api()
    displayed(program, "dev-1")
    send(program, "tell me")
    sees(program, "a broken beginni", "Session failed:", "FAILED")
    send(program, "/retry")
    sees(program, "a whole reply", "Trying again")
    assert "beginni" not in str(api.requests[1].body["messages"])
    send(program, "and then?")
    program.wait_for("You said: and then?")
    spoken = str(api.requests[2].body["messages"])
    assert "a whole reply" in spoken and "beginni" not in spoken


def test_a_message_of_many_lines_and_scripts_arrives_as_it_was_typed(
    start_with_api: Start, api: FakeApi
) -> None:
    program = start_with_api()
    displayed(program, "dev-1")
    program.paste('naïve "quotes" \\ 漢字\n\tإلى 🦊')
    program.press("Enter")
    request = api.wait_for_requests(1)[0]
    assert request.text == 'naïve "quotes" \\ 漢字\n\tإلى 🦊'
    program.wait_for(lambda lines: '> naïve "quotes" \\ 漢字' in joined(lines))
