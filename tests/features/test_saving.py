"""/save, /load and /fork: conversations that go elsewhere and come back."""

import json
from pathlib import Path

import pytest

from tests.fake_api import FakeApi, Gate, Hold, Reply
from tests.features.conftest import Start
from tests.features.harness.program import Program
from tests.features.steps import displayed, leave, prompt_of, sees, send


@pytest.fixture
def run() -> str:
    """One world is enough: what is seen here is drawn as everything else is."""
    return "fake"


def talked(start: Start, name: str = "talk", *messages: str) -> Program:
    """Start qmux with a session in which something was said."""
    program = start("--new", name, columns=400)
    displayed(program, name)
    for message in messages:
        send(program, message)
        sees(program, f"You said: {message}", "ACTIVE")
    return program


def told(api: FakeApi) -> list[dict[str, object]]:
    """Return the messages of the last request."""
    messages = api.requests[-1].body["messages"]
    assert isinstance(messages, list)
    return messages


def test_a_saved_conversation_is_loaded_in_another_program(
    start_with_api: Start, api: FakeApi, clean_environment: Path
) -> None:
    program = talked(start_with_api, "talk", "the secret is plum")
    send(program, "/save talk.json")
    sees(program, f"Saved the conversation to {clean_environment / 'talk.json'}")
    leave(program)
    (clean_environment / "other").mkdir()
    program = start_with_api("--new", "empty", columns=400)
    displayed(program, "empty")
    send(program, "/load talk")
    sees(program, "Loaded the conversation as session talk-2", "> the secret is plum", prompt_of("talk-2"))
    send(program, "/sessions")
    lines = sees(program, "* talk-2")
    assert not any("empty" in line for line in lines), "the empty session gave way"
    send(program, "go on")
    sees(program, "You said: go on")
    assert [message["role"] for message in told(api)] == ["user", "assistant", "user"]
    assert "plum" in str(told(api)[0])


def test_a_session_with_words_in_it_stays_beside_the_loaded_one(start_with_api: Start) -> None:
    program = talked(start_with_api, "talk", "one")
    send(program, "/save talk.json")
    sees(program, "Saved the conversation")
    send(program, "/load talk.json")
    sees(program, "Loaded the conversation as session talk-2")
    send(program, "/sessions")
    sees(program, "* talk-2", "  talk ")


def test_a_loaded_conversation_works_where_the_user_is(
    start_with_api: Start, clean_environment: Path
) -> None:
    program = talked(start_with_api, "talk", "one")
    send(program, "/save talk.json")
    sees(program, "Saved the conversation")
    path = clean_environment / "talk.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    document["conversation"]["working_directory"] = "/"
    path.write_text(json.dumps(document), encoding="utf-8")
    send(program, "/load talk.json")
    displayed(program, "talk-2")
    send(program, "/export --format txt")
    sees(program, f"Exported session talk-2 to {clean_environment / 'talk-2.txt'}")


def test_a_file_is_not_replaced_unasked(start_with_api: Start, clean_environment: Path) -> None:
    program = talked(start_with_api)
    path = clean_environment / "talk.json"
    path.write_text("precious", encoding="utf-8")
    send(program, "/save talk.json")
    sees(program, f"{path} exists. /save PATH -f replaces it.", "/save talk.json")
    assert path.read_text(encoding="utf-8") == "precious"
    program.type(" -f")
    program.press("Enter")
    sees(program, "Saved the conversation")
    assert json.loads(path.read_text(encoding="utf-8"))["format"] == "qmux conversation"


@pytest.mark.parametrize(
    ("content", "problem"),
    [(None, "does not exist"), ("{}", "holds no conversation")],
    ids=["none", "broken"],
)
def test_what_cannot_be_loaded_is_told(
    start_with_api: Start, clean_environment: Path, content: str | None, problem: str
) -> None:
    program = talked(start_with_api)
    if content is not None:
        (clean_environment / "x.json").write_text(content, encoding="utf-8")
    send(program, "/load x.json")
    sees(program, problem)
    displayed(program, "talk")


def test_a_fork_goes_on_apart(start_with_api: Start, api: FakeApi) -> None:
    program = talked(start_with_api, "talk", "the secret is plum")
    send(program, "/fork other")
    sees(program, "> the secret is plum", prompt_of("other"))
    send(program, "only here")
    sees(program, "You said: only here")
    assert "plum" in str(told(api))
    send(program, "/switch talk")
    displayed(program, "talk")
    send(program, "only there")
    sees(program, "You said: only there")
    assert "plum" in str(told(api)) and "only here" not in str(told(api))


def test_a_fork_in_mid_reply_has_what_was_said_until_then(start_with_api: Start, api: FakeApi) -> None:
    gate = Gate()
    api.when("long", Reply("The beginning", Hold(gate), " and the end."))
    program = talked(start_with_api)
    send(program, "a long one")
    program.wait_for("The beginning")
    send(program, "/fork")
    sees(program, prompt_of("talk-2"), "The beginning", "[interrupted:")
    send(program, "hi")
    sees(program, "You said: hi")
    gate.release()
    send(program, "/switch talk")
    sees(program, "The beginning and the end.")


def test_a_name_that_cannot_be_refuses_the_fork(start_with_api: Start) -> None:
    program = talked(start_with_api, "talk", "one")
    send(program, "/fork talk")
    sees(program, prompt_of("talk") + " /fork talk", 'Try "talk-2"')
