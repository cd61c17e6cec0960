"""Questions of the model: seen wherever the user is, answered by number or in words, refused, kept over a restart."""

import signal
from pathlib import Path

import pytest

from tests.fake_api import FakeApi, Form, Gate, Hold, Reply, Tool
from tests.features.conftest import Start
from tests.features.harness.program import Program
from tests.features.steps import (
    PROTOCOLS,
    click,
    displayed,
    in_overlay,
    joined,
    leave,
    prompt_of,
    sees,
    send,
    status,
    write_settings,
)

both_protocols = pytest.mark.parametrize("protocol", PROTOCOLS)
COLOR = Tool("ask_user", {"question": "Which color?", "choices": ["red", "green"]})


def asked(start: Start, api: FakeApi, *items: str) -> Program:
    """Start qmux with a displayed session `asker` that asks for a color, and then says what the answer was."""
    api.when("paint", Reply(*items, COLOR))
    program = start("--new", "asker")
    displayed(program, "asker")
    send(program, "paint it")
    sees(program, "? Which color?", "  1. red", "  2. green", "1 red  2 green")
    return program


@both_protocols
@pytest.mark.parametrize(("typed", "answer"), [("2", "green"), ("a pale blue", "a pale blue"), ("7", "7")])
def test_an_answer_goes_back_to_the_model(
    start_with_api: Start, api: FakeApi, protocol: str, typed: str, answer: str
) -> None:
    program = asked(start_with_api, api, "Let me ask.")
    program.wait_for(lambda lines: "ACTIVE" in status(lines))
    send(program, typed)
    sees(program, f"> {answer}", f"You said: {answer}")
    messages = api.requests[1].body["messages"]
    assert isinstance(messages, list)
    assert messages[-1] == _result(protocol, answer)


@both_protocols
def test_a_hidden_session_that_asks_is_named_shown_and_answered(start_with_api: Start, api: FakeApi) -> None:
    gate = Gate()
    api.when("paint", Reply("Well, ", Hold(gate), COLOR))
    program = start_with_api("--new", "asker")
    displayed(program, "asker")
    send(program, "paint it")
    program.wait_for("Well,")
    program.press("C-n")
    displayed(program, "dev-1")
    gate.release()
    program.wait_for(in_overlay("asker", "?"))
    program.press("M-n")
    displayed(program, "asker")
    sees(program, "? Which color?", "1 red  2 green")
    program.wait_for(lambda lines: not in_overlay("asker", "?")(lines))
    program.press("C-b", "l")  # looking at a question does not answer it
    program.wait_for(in_overlay("asker", "?"))
    program.press("M-1")
    displayed(program, "asker")
    send(program, "1")
    program.wait_for("You said: red")


def test_ctrl_c_refuses_and_the_model_is_told(start_with_api: Start, api: FakeApi) -> None:
    program = asked(start_with_api, api)
    program.press("C-c")
    program.wait_for("You said: The user declined to answer.")


def test_a_question_is_no_menu_its_draft_is_a_line_like_any_other(
    start_with_api: Start, api: FakeApi
) -> None:
    program = asked(start_with_api, api)
    send(program, "/rename painter")
    displayed(program, "painter")  # commands work meanwhile
    program.type("2")
    program.press("BSpace")
    program.type("ochre")
    program.press("Enter")
    program.wait_for("You said: ochre")


@both_protocols
def test_an_open_question_outlives_a_restart(start_with_api: Start, api: FakeApi) -> None:
    program = asked(start_with_api, api, "Let me ask.")
    program.press("C-n")
    displayed(program, "dev-1")
    send(program, "/quit")
    program.wait_for("asker is at work and will be interrupted. Quit? [y/N]")
    program.press("y")
    assert program.wait_exit() == 0
    program = start_with_api()
    displayed(program, "dev-1")
    program.wait_for(in_overlay("asker", "?"))
    program.press("M-1")
    displayed(program, "asker")
    sees(program, "Let me ask.", "? Which color?", "1 red  2 green")
    assert "interrupted" not in joined(program.screen())
    send(program, "2")
    sees(program, "> green", "You said: green")
    assert len(api.requests) == 2
    leave(program)


def test_a_question_that_outlived_a_restart_can_be_refused(start_with_api: Start, api: FakeApi) -> None:
    program = asked(start_with_api, api, "Let me ask.")
    program.kill(signal.SIGTERM)
    program.wait_exit()
    program = start_with_api()
    sees(program, prompt_of("asker"), "1 red  2 green")
    program.press("C-c")
    program.wait_for("You said: The user declined to answer.")


def test_a_session_that_asks_can_be_closed(start_with_api: Start, api: FakeApi) -> None:
    program = asked(start_with_api, api)
    send(program, "/close")
    program.wait_for("Close session asker? It waits for an answer. [y/N]")
    program.press("y")
    displayed(program, "dev-1")
    assert len(api.requests) == 1


def test_output_that_looks_like_a_question_is_none(start_with_api: Start, api: FakeApi) -> None:
    gate = Gate()
    lines = "".join(f"{number} Allow this action? [y/n/t]:\n" for number in range(1, 10_001))
    api.when("look", Reply(lines, Hold(gate), form=Form(word=4000)))
    program = start_with_api("--new", "looker")
    displayed(program, "looker")
    send(program, "look")
    program.wait_for("10000 Allow this action? [y/n/t]:")
    program.wait_for(lambda lines: "PROCESSING" in status(lines))
    program.press("C-n")
    displayed(program, "dev-1")
    send(program, "/sessions")
    program.wait_for(lambda lines: "  looker  [PROCESSING]  dev  now" in lines)
    assert "[looker]" not in joined(program.screen())
    gate.release()
    program.wait_for(in_overlay("looker", "⏎"))  # its turn is over: a reply, and no question


def _result(protocol: str, answer: str) -> dict[str, object]:
    """Return the message that brings an answer to the model."""
    if protocol == "openai":
        return {"role": "tool", "tool_call_id": "call_1", "content": answer}
    block = {"type": "tool_result", "tool_use_id": "call_1", "content": answer, "is_error": False}
    return {"role": "user", "content": [block]}


def test_a_click_on_a_choice_is_the_answer_and_the_draft_stays(
    start_with_api: Start, api: FakeApi, clean_environment: Path
) -> None:
    write_settings(clean_environment, "[ui]\nmouse = true\n")
    program = asked(start_with_api, api)
    program.wait_for(lambda lines: "ACTIVE" in status(lines))
    program.type("a draft")
    program.wait_for("q> a draft")
    click(program, "2 green")
    sees(program, "> green", "You said: green", "q> a draft")
