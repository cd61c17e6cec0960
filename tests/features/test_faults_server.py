"""A model server that refuses, is not there, or has too much to do: a sentence, a second try, and nothing lost."""

import socket

import pytest

from tests.fake_api import Failure, FakeApi
from tests.features.conftest import Start
from tests.features.faults import Shown, fails, ready, works
from tests.features.steps import PROTOCOLS, send

NOW = {"retry-after": "0.01"}
LATER = {"retry-after": "1"}


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_wrong_key_names_the_variable_and_works_once_it_is_right(
    start: Start, api: FakeApi, protocol: str
) -> None:
    program = start(env=api.environment(protocol))
    api.enqueue(Failure(401, "invalid x-api-key", "authentication_error"))
    ready(program)
    send(program, "hello")
    fails(program, "refused the key", "HTTP 401", "invalid x-api-key", f"Check {protocol.upper()}_API_KEY.")
    send(program, "/retry")
    program.wait_for(Shown("You said: hello"))
    assert len(api.requests) == 2, "a refused key is not tried again by itself"


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_an_unreachable_server_is_named(start: Start, api: FakeApi, protocol: str) -> None:
    with socket.socket() as silent:  # the port is taken, so that nobody else listens there meanwhile
        silent.bind(("127.0.0.1", 0))
        port = silent.getsockname()[1]
        variables = {
            f"{protocol.upper()}_BASE_URL": f"http://127.0.0.1:{port}",
            f"{protocol.upper()}_API_KEY": "key",
        }
        program = start(env=variables)
        ready(program)
        send(program, "hello")
        program.wait_for(Shown("Trying again in"))
        fails(program, f"127.0.0.1:{port}", "Connection refused")
        program.type("it takes keys")
        program.wait_for("it takes keys")


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("run", ["fake", "pty"], indirect=True)
@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (Failure(429, "slow down", "rate_limit_error"), "more requests from this key than it allows"),
        (Failure(500, "oops", "api_error"), "failed (HTTP 500"),
        (Failure(503, body=b"<html>busy</html>"), "is not available (HTTP 503"),
        (Failure(529, "Overloaded", "overloaded_error"), "is overloaded (HTTP 529"),
    ],
    ids=lambda value: str(value.status) if isinstance(value, Failure) else "",
)
def test_what_may_pass_is_tried_again_and_says_so(
    start: Start, api: FakeApi, protocol: str, failure: Failure, words: str
) -> None:
    program = start(env=api.environment(protocol))
    api.enqueue(failure)
    ready(program)
    send(program, "hello")
    program.wait_for(Shown(words, "Trying again in", "You said: hello"))
    assert [request.text for request in api.requests] == ["hello", "hello"]


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("run", ["fake", "pty"], indirect=True)
def test_a_named_wait_is_shown_and_kept(start: Start, api: FakeApi, protocol: str) -> None:
    program = start(env=api.environment(protocol))
    api.enqueue(Failure(429, "slow down", "rate_limit_error", headers=LATER))
    ready(program)
    send(program, "hello")
    program.wait_for(lambda lines: "retrying in 1 s" in lines[-1] or "rate limited" in lines[-1])
    assert len(api.requests) == 1
    program.wait_for(Shown("Trying again in 1.0 s.", "You said: hello"))


@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_a_wait_can_be_broken_off(start: Start, api: FakeApi) -> None:
    program = start(env=api.environment("anthropic"))
    api.enqueue(Failure(429, "slow down", "rate_limit_error", headers={"retry-after": "50"}))
    ready(program)
    send(program, "hello")
    program.wait_for(Shown("Trying again in 50.0 s."))
    program.press("C-c")
    program.wait_for("[interrupted:")


@pytest.mark.parametrize("run", ["fake"], indirect=True)
def test_a_wait_that_is_too_long_is_left_to_the_user(start: Start, api: FakeApi) -> None:
    program = start(env=api.environment("anthropic"))
    api.enqueue(Failure(429, "come back tomorrow", "rate_limit_error", headers={"retry-after": "86400"}))
    ready(program)
    send(program, "hello")
    fails(program, "come back tomorrow")
    assert len(api.requests) == 1


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("run", ["fake", "pty"], indirect=True)
def test_a_server_that_stays_overloaded_fails_the_session_not_the_program(
    start: Start, api: FakeApi, protocol: str
) -> None:
    program = start(env=api.environment(protocol))
    api.enqueue(*[Failure(529, "Overloaded", "overloaded_error", headers=NOW)] * 5)
    ready(program)
    send(program, "hello")
    fails(program, "is overloaded")
    assert len(api.requests) == 5
    works(program, api)
