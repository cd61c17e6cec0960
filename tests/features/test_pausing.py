"""Sessions that are to rest, and sessions that have to be stopped whatever they do."""

import time

import pytest

from tests.fake_api import FakeApi, Reply, Silence
from tests.features.conftest import Start
from tests.features.steps import PROTOCOLS, displayed, leave, prompt_of, sees, send, status


def test_a_paused_session_sends_nothing_until_it_is_resumed(start_with_api: Start, api: FakeApi) -> None:
    program = start_with_api("--new", "resting")
    displayed(program, "resting")
    send(program, "/pause")
    program.wait_for("Paused session: resting. /resume lets it go on.")
    send(program, "hello")
    sees(program, "queued (1): hello", "PAUSED")
    send(program, "/pause")
    program.wait_for("Session resting is paused already.")
    program.press("C-c")  # the refused line
    assert not api.requests
    send(program, "/resume")
    sees(program, "You said: hello", "Resumed session: resting")
    send(program, "/resume")
    program.wait_for("Session resting is not paused.")


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_pause_stops_the_reply_and_keeps_what_came(start_with_api: Start, api: FakeApi) -> None:
    api.enqueue(Reply("so far", Silence()))
    program = start_with_api("--new", "resting")
    displayed(program, "resting")
    send(program, "work")
    program.wait_for("so far")
    send(program, "/pause")
    sees(program, "so far", "[interrupted: stopped by the user]", "Paused session: resting")
    api.wait_for_departures(1)
    send(program, "/sessions")
    program.wait_for("* resting  [PAUSED]  dev  now")


def test_a_paused_session_is_paused_after_a_restart(start: Start) -> None:
    program = start("--new", "resting")
    displayed(program, "resting")
    send(program, "/pause")
    program.wait_for("Paused session: resting")
    leave(program)
    program = start()
    displayed(program, "resting")
    program.wait_for(lambda lines: "PAUSED" in status(lines))
    send(program, "/resume")
    program.wait_for("Resumed session: resting")


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_kill_ends_a_session_whose_server_never_answers(start_with_api: Start, api: FakeApi) -> None:
    api.enqueue(Reply(Silence()))
    program = start_with_api("--new", "stuck")
    displayed(program, "stuck")
    send(program, "anybody there?")
    api.wait_for_requests(1)
    send(program, "/new other")
    displayed(program, "other")
    began = time.monotonic()
    send(program, "/kill stuck")
    program.wait_for("Killed what was running in session: stuck")
    assert time.monotonic() - began < 1
    api.wait_for_departures(1)
    send(program, "hello")
    program.wait_for("You said: hello")
    program.press("M-1")
    sees(program, prompt_of("stuck"), "[interrupted: killed by the user]")
    api.enqueue(Reply("Here I am."))
    send(program, "again")  # the session itself lives on
    program.wait_for("Here I am.")


def test_killing_returns_what_was_queued(start_with_api: Start, api: FakeApi) -> None:
    api.enqueue(Reply("so far", Silence()))
    program = start_with_api("--new", "stuck")
    displayed(program, "stuck")
    send(program, "work")
    program.wait_for("so far")
    send(program, "and then this")
    program.wait_for("queued (1): and then this")
    send(program, "/kill stuck")
    sees(program, "[interrupted: killed by the user]", "Not sent:", "and then this")
    program.wait_gone("queued")
    assert len(api.requests) == 1
