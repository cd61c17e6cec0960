"""The history of the prompt, and the messages in line."""

from pathlib import Path
from signal import Signals

import pytest

from tests.fake_api import FakeApi, Gate, Hold, Reply
from tests.features.conftest import Start
from tests.features.faults import saved
from tests.features.harness.program import Program
from tests.features.steps import displayed, leave, sees, send, status


def with_history(start_with_api: Start) -> Program:
    program = start_with_api("--new", "one")
    displayed(program, "one")
    for message in ("fix the login", "write tests", "fix the page"):
        send(program, message)
        sees(program, f"You said: {message}", "ACTIVE")
    return program


def test_ctrl_r_finds_what_was_sent_and_enter_takes_it(start_with_api: Start, api: FakeApi) -> None:
    program = with_history(start_with_api)
    program.type("a draft")
    program.press("C-r")
    program.type("fix")
    program.wait_for(lambda lines: lines[-2] == "(history: fix) fix the page")
    program.press("C-r")
    program.wait_for(lambda lines: lines[-2] == "(history: fix) fix the login")
    program.press("C-s")
    program.wait_for(lambda lines: lines[-2] == "(history: fix) fix the page")
    program.press("C-g")
    program.wait_for("[Current: one] q> a draft")
    program.press("C-r")
    program.type("log")
    program.press("Enter")
    program.wait_for("[Current: one] q> fix the login")
    assert len(api.requests) == 3


def test_an_editing_key_takes_what_was_found(start_with_api: Start) -> None:
    program = with_history(start_with_api)
    program.press("C-r")
    program.type("page")
    program.wait_for("(history: page) fix the page")
    program.press("C-e")
    program.type("!")
    program.wait_for("[Current: one] q> fix the page!")


def test_a_switch_leaves_the_search_and_keeps_the_draft(start_with_api: Start) -> None:
    program = with_history(start_with_api)
    program.type("a draft")
    program.press("C-r")
    program.type("page")
    program.wait_for("(history: page)")
    program.press("C-n")
    displayed(program, "dev-1")
    program.press("M-1")
    program.wait_for("[Current: one] q> a draft")


def test_up_takes_a_queued_message_back_and_drop_takes_it_out(start_with_api: Start, api: FakeApi) -> None:
    gate = Gate()
    api.enqueue(Reply("first ", Hold(gate), "reply"))
    program = start_with_api("--new", "busy")
    displayed(program, "busy")
    send(program, "one")
    program.wait_for("first")
    for message in ("two", "three", "four"):
        send(program, message)
    program.wait_for("queued (3): two")
    program.press("Up")
    program.wait_for("[Current: busy] q> four")
    program.wait_for("queued (2): two")
    program.type("teen")
    program.press("Enter")
    program.wait_for("queued (3): two")
    send(program, "/queue drop 2")
    program.wait_for("Not sent: three")
    gate.release()
    sees(program, "You said: two", "You said: fourteen")
    assert [request.text for request in api.requests] == ["one", "two", "fourteen"]


def test_what_was_sent_and_what_was_dropped_is_known_after_a_restart(start_with_api: Start) -> None:
    program = with_history(start_with_api)
    program.type("sent never")
    program.press("C-c")
    program.wait_gone("sent never")
    program.type("/rename x")  # a command, which may hold a key, is not kept
    program.press("C-c")
    program.wait_gone("/rename")
    leave(program)
    again = start_with_api()
    displayed(again, "one")
    again.wait_for(lambda lines: "context" in status(lines))  # which is known once the conversation is read
    again.press("Up")
    again.wait_for("[Current: one] q> sent never")
    again.press("Up")
    again.wait_for("[Current: one] q> fix the page")
    again.press("C-r")
    again.type("never")
    again.wait_for("(history: never) sent never")


@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_drafts_stay_with_their_sessions_over_a_crash(start: Start, clean_environment: Path) -> None:
    program = start("--new", "one")
    displayed(program, "one")
    program.type("half a thought")
    program.press("C-n")
    displayed(program, "dev-1")
    program.press("M-1")
    program.wait_for("[Current: one] q> half a thought")
    program.press("M-2")
    program.wait_for(lambda lines: lines[-2].rstrip() == "[Current: dev-1] q>")
    saved(program, clean_environment, "half a thought", "dev-1")
    program.kill(Signals.SIGKILL)
    program.wait_exit()
    again = start("--switch", "one")
    again.wait_for("[Current: one] q> half a thought")
    again.press("M-2")
    again.wait_for(lambda lines: lines[-2].rstrip() == "[Current: dev-1] q>")
