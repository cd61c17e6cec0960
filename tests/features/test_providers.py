"""The same work over all four wire protocols: thinking, words, a tool, its result, and limits that sessions share."""

import re
from pathlib import Path

import pytest

from tests.fake_api import Failure, FakeApi, Reply, Thinking, Tool
from tests.features.conftest import Start
from tests.features.faults import HasStatus, Shown, ready
from tests.features.harness.program import Program
from tests.features.steps import asked, send, status, write_settings

MODEL = "claude-sonnet-5-5"  # a name that says that the model thinks
PROVIDERS = ("anthropic", "openai-compatible", "openai-responses", "ollama")
ASKING = (Thinking("Let me see."), "One moment.", Tool("ask_user", {"question": "Which town?"}))
# How each protocol's requests say what the model thought.
THOUGHT = {
    "anthropic": "{'type': 'thinking', 'thinking': 'Let me see.', 'signature': 'c2ln'}",
    "openai-compatible": "'reasoning_content': 'Let me see.'",
    "openai-responses": "'encrypted_content': 'c2ln'",
    "ollama": "'thinking': 'Let me see.'",
}


@pytest.fixture(params=PROVIDERS)
def provider(api: FakeApi, clean_environment: Path, request: pytest.FixtureRequest) -> str:
    """Return the name of a provider that the settings file leads to the scripted server."""
    name: str = request.param
    url = api.openai_url if name.startswith("openai") else api.url
    text = f'[api]\nprovider = "{name}"\nbase_url = "{url}"\nkey = "k"\nmodel = "{MODEL}"\n'
    write_settings(clean_environment, text).chmod(0o600)
    return name


def thinking_in(api: FakeApi, provider: str) -> list[bool]:
    """Return of each request whether it holds what the model thought."""
    return [THOUGHT[provider] in str(request.body) for request in api.requests]


@pytest.mark.parametrize("run", ["fake", "pty"], indirect=True)
def test_what_a_model_thought_goes_back_to_it_until_the_turn_is_over(
    start: Start, api: FakeApi, provider: str
) -> None:
    program = start()
    ready(program)
    api.enqueue(Reply(*ASKING), Reply("It is sunny."), Reply("You are welcome."))
    send(program, "the weather?")
    asked(program, "One moment.", "? Which town?")
    assert Shown("Let me see.")(program.screen()) == (provider in ("anthropic", "openai-responses"))
    send(program, "Bern")
    program.wait_for(Shown("It is sunny."))
    program.wait_for(HasStatus("ACTIVE"))
    send(program, "thank you")
    program.wait_for(Shown("You are welcome."))
    assert thinking_in(api, provider) == [False, True, False]


@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_it_goes_back_after_a_restart_too(start: Start, api: FakeApi, provider: str) -> None:
    program = start()
    ready(program)
    api.enqueue(Reply(*ASKING), Reply("It is sunny."))
    send(program, "the weather?")
    asked(program, "? Which town?")
    send(program, "/quit")
    program.wait_for("Quit? [y/N]")
    program.type("y")
    assert program.wait_exit() == 0
    program = start()
    asked(program, "? Which town?")
    send(program, "Bern")
    program.wait_for(Shown("It is sunny."))
    assert thinking_in(api, provider) == [False, True]


@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_a_limit_is_counted_down_in_all_sessions_of_the_key(
    start: Start, api: FakeApi, provider: str
) -> None:
    program = start()
    ready(program)
    api.when("first", Failure(429, "slow down", "rate_limit_error", headers={"retry-after": "50"}))
    send(program, "first")
    counts_down(program)
    program.press("C-n")
    program.wait_for(lambda lines: status(lines).startswith("2:"))
    send(program, "second")
    counts_down(program)
    assert [request.text for request in api.requests] == ["first"]
    program.press("C-c")
    program.wait_for("[interrupted:")


def counts_down(program: Program) -> None:
    """Wait until the status line has shown two times to wait for."""
    shown: set[str] = set()

    def counts(lines: list[str]) -> bool:
        shown.update(re.findall(r"rate limited, next try in (\w+)", status(lines)))
        return len(shown) > 1

    program.wait_for(counts)
