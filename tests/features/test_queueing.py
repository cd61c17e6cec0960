"""Waiting in line: messages behind a turn, turns behind the limit of API calls, all behind a 429."""

from pathlib import Path

import pytest

from tests.fake_api import Failure, FakeApi, Gate, Hold, Reply
from tests.features.conftest import Start
from tests.features.steps import PROTOCOLS, displayed, in_overlay, sees, send, status, write_settings

ONE_CALL = "[api]\nmax_concurrent_api_calls = 1\n"


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_message_typed_while_the_session_works_is_sent_afterwards(
    start_with_api: Start, api: FakeApi
) -> None:
    gate = Gate()
    api.enqueue(Reply("first ", Hold(gate), "reply"))
    program = start_with_api("--new", "busy")
    displayed(program, "busy")
    send(program, "one")
    program.wait_for("first")
    send(program, "two")
    program.wait_for("queued (1): two")
    send(program, "three")
    program.wait_for("queued (2): two")
    assert len(api.requests) == 1
    gate.release()
    sees(program, "first reply", "> two", "You said: two", "> three", "You said: three")
    program.wait_gone("queued")
    assert [request.text for request in api.requests] == ["one", "two", "three"]


def test_ctrl_c_stops_the_turn_and_the_queue_goes_on(start_with_api: Start, api: FakeApi) -> None:
    gate = Gate()
    api.enqueue(Reply("first ", Hold(gate), "reply"))
    program = start_with_api("--new", "busy")
    displayed(program, "busy")
    send(program, "one")
    program.wait_for("first")
    send(program, "two")
    program.wait_for("queued (1): two")
    program.press("C-c")
    sees(program, "[interrupted: stopped by the user]", "You said: two")


def test_sessions_wait_for_a_free_call_in_order(
    start_with_api: Start, api: FakeApi, clean_environment: Path
) -> None:
    write_settings(clean_environment, ONE_CALL)
    gates = [Gate(), Gate()]
    api.when("alpha", Reply("the first ", Hold(gates[0]), "reply"))
    api.when("beta", Reply("b ", Hold(gates[1]), "reply"))
    program = start_with_api("--new", "one")
    displayed(program, "one")
    send(program, "alpha")
    program.wait_for("the first")
    send(program, "/new two")
    displayed(program, "two")
    send(program, "beta")
    program.wait_for("> beta")
    send(program, "/new three")
    displayed(program, "three")
    send(program, "gamma")
    sees(program, "> gamma", "2 working")
    program.wait_for(lambda lines: "queued (2)" in status(lines))
    gates[0].release()
    program.wait_for(lambda lines: "queued (1)" in status(lines))
    program.wait_for(in_overlay("one", "⏎"))
    api.wait_for_requests(2)
    assert [request.text for request in api.requests] == ["alpha", "beta"]
    gates[1].release()
    program.wait_for("You said: gamma")
    assert [request.text for request in api.requests] == ["alpha", "beta", "gamma"]


def test_a_session_in_line_can_leave_it(start_with_api: Start, api: FakeApi, clean_environment: Path) -> None:
    write_settings(clean_environment, ONE_CALL)
    gate = Gate()
    api.when("alpha", Reply(Hold(gate), "done"))
    program = start_with_api("--new", "one")
    displayed(program, "one")
    send(program, "alpha")
    api.wait_for_requests(1)
    send(program, "/new two")
    displayed(program, "two")
    send(program, "beta")
    program.wait_for("> beta")
    program.press("C-c")
    program.wait_for("[interrupted: stopped by the user]")
    gate.release()
    program.wait_for(in_overlay("one", "⏎"))
    assert [request.text for request in api.requests] == ["alpha"]


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_429_holds_all_sessions_for_as_long_as_the_server_asks(start_with_api: Start, api: FakeApi) -> None:
    api.when("alpha", Failure(429, "slow down", "rate_limit_error", {"retry-after": "2"}), Reply("at last"))
    program = start_with_api("--new", "one")
    displayed(program, "one")
    send(program, "alpha")
    program.wait_for("Trying again in 2.0 s.")
    send(program, "/new two")
    displayed(program, "two")
    send(program, "beta")
    program.wait_for(lambda lines: "rate limited" in status(lines))
    assert [request.text for request in api.requests] == ["alpha"]
    program.wait_for("You said: beta")
    program.wait_for(in_overlay("one", "⏎"))
    assert sorted(request.text for request in api.requests) == ["alpha", "alpha", "beta"]
