"""/model and /usage: which model answers, and how full its context is."""

from pathlib import Path

import pytest

from tests.fake_api import Failure, FakeApi, Reply
from tests.features.conftest import Start
from tests.features.harness.program import Program
from tests.features.steps import PROTOCOLS, displayed, leave, sees, send, status, write_settings


@pytest.fixture
def run() -> str:
    """One world is enough: what is seen here is drawn as everything else is."""
    return "fake"


def opened(start: Start, *argv: str) -> Program:
    """Start qmux with a session `talk`."""
    program = start(*(argv or ("--new", "talk")), columns=120)
    displayed(program, "talk")
    return program


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("typed", ["2", "scripted-small"])
def test_models_are_listed_and_chosen(start_with_api: Start, api: FakeApi, protocol: str, typed: str) -> None:
    program = opened(start_with_api)
    send(program, "/model")
    sees(program, "*  1. scripted-large", "   2. scripted-small", "ACTIVE")
    send(program, f"/model {typed}")
    sees(program, "The model is scripted-small from the next message on.")
    send(program, "hi")
    lines = sees(program, "You said: hi", "ACTIVE")
    assert "scripted-small" in status(lines)
    assert api.requests[-1].body["model"] == "scripted-small"


def test_the_choice_outlives_the_program(start_with_api: Start, api: FakeApi) -> None:
    program = opened(start_with_api)
    send(program, "/model 2")
    sees(program, "The model is scripted-small")
    leave(program)
    program = opened(start_with_api, "--switch", "talk")
    send(program, "hi")
    sees(program, "You said: hi")
    assert api.requests[-1].body["model"] == "scripted-small"


def test_a_model_that_is_not_listed_is_refused_and_the_old_one_kept(
    start_with_api: Start, api: FakeApi
) -> None:
    program = opened(start_with_api)
    send(program, "/model scripted-smal")
    sees(program, "The server lists no model “scripted-smal”. Did you mean scripted-small?")
    send(program, "hi")
    sees(program, "You said: hi")
    assert api.requests[-1].body["model"] == "scripted-large"


def test_a_hidden_name_can_be_forced(start_with_api: Start, api: FakeApi) -> None:
    program = opened(start_with_api)
    send(program, "/model secret-model -f")
    sees(program, "The model is secret-model")
    send(program, "hi")
    sees(program, "You said: hi")
    assert api.requests[-1].body["model"] == "secret-model"


def test_after_a_failure_another_model_may_answer(start_with_api: Start, api: FakeApi) -> None:
    api.enqueue(Failure(404, "no such model"), Reply("Here I am."))
    program = opened(start_with_api)
    send(program, "hi")
    sees(program, "FAILED")
    send(program, "/model 2")
    sees(program, "The model is scripted-small", "FAILED")
    send(program, "/retry")
    sees(program, "Here I am.", "ACTIVE")
    assert api.requests[-1].body["model"] == "scripted-small"


def test_tab_knows_the_models_after_the_first_reply(start_with_api: Start) -> None:
    program = opened(start_with_api)
    send(program, "/model")
    sees(program, "scripted-small")
    program.type("/model scripted-s")
    program.press("Tab")
    program.wait_for("q> /model scripted-small")


def test_usage_counts_what_was_sent(start_with_api: Start, clean_environment: Path) -> None:
    write_settings(clean_environment, "[api]\ncontext_window = 1000\ninput_price = 1000000\n")
    program = opened(start_with_api)
    send(program, "hi")
    sees(program, "You said: hi", "ACTIVE")
    send(program, "/usage")
    sees(program, "Context of 1,000 tokens:", "about, your messages", "tokens sent", "at your prices.")
