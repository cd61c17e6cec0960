"""/compact and /clear: a summary in the place of a conversation, and a conversation begun anew."""

import pytest

from tests.fake_api import Failure, FakeApi, Gate, Hold, Reply
from tests.features.conftest import Start
from tests.features.harness.program import Program
from tests.features.steps import displayed, leave, pane, sees, send, status, write_settings

SUMMARIZED = "The conversation was summarized."
ANSWERED = "You said: [The conversation until now, summarized:]"  # the summary stands before the message
TOO_LONG = Failure(400, "prompt is too long: 210000 tokens > 200000 maximum", "invalid_request_error")


@pytest.fixture
def run() -> str:
    """One world is enough: what is seen here is drawn as everything else is."""
    return "fake"


def talked(start: Start, *messages: str) -> Program:
    """Start qmux with a session `talk` in which something was said."""
    program = start("--new", "talk")
    displayed(program, "talk")
    for message in messages:
        send(program, message)
        sees(program, f"You said: {message}", "ACTIVE")
    return program


def told(api: FakeApi) -> str:
    """Return all that the last request tells the model."""
    return str(api.requests[-1].body["messages"])


def test_a_summary_takes_the_place_of_what_was_said(start_with_api: Start, api: FakeApi) -> None:
    program = talked(start_with_api, "the secret is plum")
    api.when("Attend above all to this: fruit", Reply("They spoke of a plum."))
    send(program, "/compact fruit")
    sees(program, SUMMARIZED, "ACTIVE")
    assert "tools" not in api.requests[-1].body
    send(program, "and now?")
    sees(program, ANSWERED, "ACTIVE")
    assert "They spoke of a plum." in told(api) and "the secret is plum" not in told(api)


def test_the_summary_holds_after_a_restart_and_the_words_are_kept(
    start_with_api: Start, api: FakeApi
) -> None:
    program = talked(start_with_api, "the secret is plum")
    api.enqueue(Reply("A fruit."))
    send(program, "/compact")
    sees(program, SUMMARIZED)
    leave(program)
    program = start_with_api()
    sees(program, "the secret is plum", SUMMARIZED)
    send(program, "go on")
    sees(program, ANSWERED, "ACTIVE")
    assert "A fruit." in told(api) and "plum" not in told(api)


def test_it_happens_by_itself_when_the_model_refuses_the_conversation(
    start_with_api: Start, api: FakeApi
) -> None:
    program = talked(start_with_api, "one")
    api.enqueue(TOO_LONG, Reply("They said one."))
    send(program, "two")
    sees(program, SUMMARIZED, "ACTIVE")
    assert "They said one." in told(api) and "two" in told(api)


def test_it_does_not_when_that_is_switched_off(
    start_with_api: Start, api: FakeApi, clean_environment: object
) -> None:
    write_settings(clean_environment, "[api]\ncompact_at = 0\n")  # type: ignore[arg-type]
    program = talked(start_with_api, "one")
    api.enqueue(TOO_LONG)
    send(program, "two")
    sees(program, "Session failed:", "FAILED")


def test_a_failed_message_is_answered_after_a_compaction(start_with_api: Start, api: FakeApi) -> None:
    program = talked(start_with_api, "one")
    api.enqueue(Failure(400, "no"))
    send(program, "two")
    sees(program, "FAILED")
    api.enqueue(Reply("They said one."))
    send(program, "/compact")
    sees(program, SUMMARIZED, "FAILED")
    send(program, "/retry")
    sees(program, ANSWERED, "ACTIVE")
    assert "two" in told(api)
    assert "They said one." in told(api)


def test_a_summary_can_be_stopped(start_with_api: Start, api: FakeApi) -> None:
    program = talked(start_with_api, "one")
    gate = Gate()
    api.enqueue(Reply("They", Hold(gate), " said."))
    send(program, "/compact")
    assert gate.reached.wait(10)
    sees(program, "summarizing", "PROCESSING")
    program.press("C-c")
    sees(program, "ACTIVE")
    send(program, "two")
    sees(program, "You said: two")
    assert "one" in told(api)


def test_a_busy_session_refuses_both(start_with_api: Start, api: FakeApi) -> None:
    program = talked(start_with_api)
    gate = Gate()
    api.enqueue(Reply("Well", Hold(gate), "."))
    send(program, "one")
    sees(program, "Well")
    for line in ("/compact", "/clear"):
        send(program, line)
        sees(program, "is at work", line)
        program.press("C-u")
    gate.release()


def test_there_is_nothing_to_summarize_at_first(start_with_api: Start) -> None:
    program = talked(start_with_api)
    send(program, "/compact")
    sees(program, "There is nothing to summarize yet.", "ACTIVE")


def test_clear_asks_and_begins_anew(start_with_api: Start, api: FakeApi) -> None:
    program = talked(start_with_api, "the secret is plum")
    send(program, "/clear")
    program.wait_for("Clear the conversation of talk? The model will forget it. [y/N]")
    program.press("Enter")
    sees(program, "Nothing was cleared.", "the secret is plum")
    send(program, "/clear")
    program.wait_for("[y/N]")
    program.press("y")
    program.wait_for(lambda lines: not any(pane(lines)))
    sees(program, "Cleared the conversation of session talk.")
    send(program, "what was it?")
    sees(program, "You said: what was it?")
    assert "plum" not in told(api)
    program.press("PageUp")
    sees(program, "> what was it?")
    leave(program)
    program = start_with_api()
    lines = sees(program, "You said: what was it?")
    assert not any("plum" in line for line in lines)
    assert "talk" in status(lines)
