"""Quitting and starting again: everything is where it was."""

import signal
from pathlib import Path

import pytest

from tests.fake_api import FakeApi, Gate, Hold, Reply
from tests.features.conftest import Start
from tests.features.harness.program import Program
from tests.features.steps import displayed, in_overlay, leave, locked, prompt_of, sees, send, status


def test_sessions_come_back_with_their_words_names_types_and_numbers(start_with_api: Start) -> None:
    program = start_with_api("--new", "one")
    displayed(program, "one")
    send(program, "hello one")
    sees(program, "You said: hello one", "ACTIVE")
    send(program, "/new review two")
    displayed(program, "two")
    send(program, "/new three")
    displayed(program, "three")
    send(program, "/close two")
    program.press("y")
    program.wait_for("Closed session: two")
    send(program, "hello three")
    sees(program, "You said: hello three", "ACTIVE")
    leave(program)
    program = start_with_api()
    sees(program, prompt_of("three"), "> hello three", "You said: hello three")
    program.wait_for(lambda lines: status(lines).startswith("3:three  dev  * ACTIVE"))
    program.press("M-1")
    sees(program, prompt_of("one"), "> hello one", "You said: hello one")
    program.press("C-n")  # two's number is free
    displayed(program, "dev-1")
    program.press("M-1", "M-2")
    displayed(program, "dev-1")


def test_a_restored_session_goes_on_where_it_was(start_with_api: Start, api: FakeApi) -> None:
    program = start_with_api()
    displayed(program, "dev-1")
    send(program, "the parser")
    sees(program, "You said: the parser", "ACTIVE")
    leave(program)
    program = start_with_api()
    displayed(program, "parser")
    send(program, "go on")
    sees(program, "You said: go on")
    assert "You said: the parser" in str(api.requests[1].body["messages"])


def test_drafts_and_history_come_back(start_with_api: Start) -> None:
    program = start_with_api("--new", "one")
    displayed(program, "one")
    send(program, "an old message")
    sees(program, "You said: an old message", "ACTIVE")
    program.type("half a thou")
    program.press("C-n")
    displayed(program, "dev-1")
    program.type("another")
    program.wait_for("q> another")
    program.kill(signal.SIGTERM)
    program.wait_exit()
    program = start_with_api()
    program.wait_for("[Current: dev-1] q> another")
    program.press("M-1")
    program.wait_for("[Current: one] q> half a thou")
    program.type("ght")
    program.wait_for("[Current: one] q> half a thought")
    program.wait_for("You said: an old message")
    program.press("C-c", "Up", "Up")
    program.wait_for("[Current: one] q> an old message")


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a read wait for a lock as long as the slowest machine takes to press the keys of a test."""
    monkeypatch.setattr("qmux.storage.store.READING_PATIENCE", 60.0)


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("run", ["fake"], indirect=True)
def test_the_history_of_a_session_that_is_still_being_loaded_loses_nothing(
    start_with_api: Start, clean_environment: Path
) -> None:
    program = with_an_old_message(start_with_api)
    with locked(clean_environment):
        program.press("M-1")
        displayed(program, "one")
        program.type("dropped")
        program.press("C-c")
        program.wait_for(lambda lines: lines[-2] == prompt_of("one"))
        program.press("Up")
        program.wait_for("q> dropped")
        program.press("Up")  # to what is not read yet: it waits, and so do the keys behind it
        program.type("!")
        program.wait_for("q> dropped")
    sees(program, "You said: an old message", "q> an old message!")


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("run", ["fake"], indirect=True)
def test_the_search_in_the_history_waits_until_that_is_read(
    start_with_api: Start, clean_environment: Path
) -> None:
    program = with_an_old_message(start_with_api)
    with locked(clean_environment):
        program.press("M-1")
        displayed(program, "one")
        program.press("C-r")
        program.type("old")
    program.wait_for("(history: old) an old message")


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("run", ["fake"], indirect=True)
def test_copy_mode_in_a_session_that_is_still_being_loaded_waits_for_it(
    start_with_api: Start, clean_environment: Path
) -> None:
    program = with_an_old_message(start_with_api)
    with locked(clean_environment):
        program.press("M-1")
        displayed(program, "one")
        program.press("C-b", "[")
        program.type("?old")
        program.press("Enter")
        program.wait_for(lambda lines: "prefix" in status(lines))
    program.wait_for("[copy]")


def with_an_old_message(start_with_api: Start) -> Program:
    """Start with `one`, in which something was said in an earlier run, and `dev-1`, which is displayed."""
    program = start_with_api("--new", "one")
    displayed(program, "one")
    send(program, "an old message")
    sees(program, "You said: an old message", "ACTIVE")
    program.press("C-n")
    displayed(program, "dev-1")
    leave(program)
    program = start_with_api()
    program.wait_for(lambda lines: status(lines).startswith("2:dev-1  dev  * ACTIVE  scripted-large"))
    return program


def test_a_session_works_where_it_was_made(start: Start, clean_environment: Path) -> None:
    (clean_environment / "work").mkdir()
    program = start("--new", "one", columns=400)
    displayed(program, "one")
    send(program, "/new two --cwd work")
    displayed(program, "two")
    leave(program)
    program = start(columns=400)
    displayed(program, "two")
    send(program, "/export")
    program.wait_for(f"Exported session two to {clean_environment}/work/two.md")


def test_what_waited_waits_again(start_with_api: Start, api: FakeApi) -> None:
    gate = Gate()
    api.when("work", Reply("so far ", Hold(gate), "and done"))
    program = start_with_api("--new", "one")
    displayed(program, "one")
    send(program, "work")
    program.wait_for("so far")
    send(program, "/new two")
    displayed(program, "two")
    gate.release()
    program.wait_for(in_overlay("one", "⏎"))
    leave(program)
    program = start_with_api()
    displayed(program, "two")
    program.wait_for(in_overlay("one", "⏎"))
    program.press("M-n")
    sees(program, prompt_of("one"), "so far and done")


def test_quitting_in_mid_reply_asks_and_marks_the_reply(start_with_api: Start, api: FakeApi) -> None:
    gate = Gate()
    api.enqueue(Reply("as far as this ", Hold(gate), "and no further"))
    program = start_with_api("--new", "busy")
    displayed(program, "busy")
    send(program, "work")
    program.wait_for("as far as this")
    send(program, "/quit")
    program.wait_for("busy is at work and will be interrupted. Quit? [y/N]")
    program.press("n")
    program.wait_for("Not quitting.")
    send(program, "/quit")
    program.wait_for("busy is at work and will be interrupted. Quit? [y/N]")
    program.press("y")
    assert program.wait_exit() == 0
    program = start_with_api()
    sees(program, prompt_of("busy"), "as far as this", "interrupted")
    program.wait_for(lambda lines: "FAILED" in status(lines))
    send(program, "/retry")
    program.wait_for("You said: work")


def test_queued_messages_are_held_until_the_user_sends_them(start_with_api: Start, api: FakeApi) -> None:
    gate = Gate()
    api.enqueue(Reply("so far ", Hold(gate)))
    program = start_with_api("--new", "busy")
    displayed(program, "busy")
    send(program, "work")
    program.wait_for("so far")
    send(program, "and then this")
    program.wait_for("queued (1): and then this")
    send(program, "then that")
    program.wait_for("queued (2)")
    send(program, "/quit")
    program.wait_for("Quit? [y/N]")
    program.press("y")
    assert program.wait_exit() == 0
    program = start_with_api()
    sees(program, "held (2), /queue send sends them: and then this", "so far", prompt_of("busy"))
    send(program, "something else")
    sees(program, "You said: something else", "held (2)", "ACTIVE")
    assert len(api.requests) == 2
    program.press("Up")
    sees(program, "q> then that", "held (1)")
    program.press("C-c")
    send(program, "/queue send")
    sees(program, "You said: and then this", "ACTIVE")
    program.wait_gone("held")
    assert [request.text for request in api.requests] == ["work", "something else", "and then this"]
