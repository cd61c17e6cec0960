"""Who waits: named in the corner in order, visited by one key, heard by who is not looking; snoozed and muted."""

import re
from pathlib import Path

import pytest

from tests.fake_api import FakeApi, Gate, Hold, Reply, Tool
from tests.features.conftest import Start
from tests.features.harness.fake_program import FakeProgram
from tests.features.harness.program import Program
from tests.features.harness.pty_program import PtyProgram
from tests.features.steps import (
    asked,
    displayed,
    in_overlay,
    joined,
    pane,
    sees,
    send,
    status,
    write_settings,
)

ASK = Tool("ask_user", {"question": "Which color?"})


def background(program: Program, gate: Gate, *names: str) -> None:
    """Make sessions that wait at `gate` for their reply to "go"; the last one made displays nothing of its own."""
    for name in names:
        send(program, f"/new {name}")
        displayed(program, name)
        send(program, "go")
        program.wait_for(lambda lines: "PROCESSING" in status(lines))
        assert gate.reached.wait(5)


def bells(program: Program) -> int:
    """Return how often the terminal's bell has rung."""
    if isinstance(program, FakeProgram):
        return program.terminal.bells
    assert isinstance(program, PtyProgram)
    return program.terminal.sent["BEL"]


def test_seven_wait_five_are_named_and_what_lies_under_them_comes_back(
    start_with_api: Start, api: FakeApi
) -> None:
    gate = Gate()
    api.when("go", Reply(Hold(gate), "done"))
    api.when("wide", Reply("x" * 300))
    program = start_with_api("--new", "here")
    displayed(program, "here")
    send(program, "wide")
    program.wait_for("x" * 60)
    program.wait_for(lambda lines: "ACTIVE" in status(lines))
    before = pane(program.screen())
    names = [f"s{number}" for number in range(1, 8)]
    background(program, gate, *names)
    send(program, "/switch here")
    displayed(program, "here")
    gate.release()
    lines = program.wait_for("+2 more")
    program.wait_for(lambda lines: "7 waiting" in status(lines))
    assert sum("⏎" in line for line in pane(lines)) == 5
    assert "[here]" not in joined(pane(lines))
    for _ in names:
        program.press("M-n")
        program.wait_for(lambda lines: "Switched to session: s" in status(lines))
    send(program, "/switch here")
    displayed(program, "here")
    program.wait_for(lambda lines: pane(lines) == before)


def test_one_key_shows_a_then_b_then_nobody(start_with_api: Start, api: FakeApi) -> None:
    api.when("first", Reply(ASK))
    api.when("second", Reply(ASK))
    program = start_with_api("--new", "a")
    displayed(program, "a")
    send(program, "first")
    asked(program, "Which color?")
    send(program, "/new b")
    displayed(program, "b")
    send(program, "second")
    asked(program, "Which color?")
    send(program, "/new c")
    displayed(program, "c")
    program.wait_for(in_overlay("b", "?"))
    program.press("M-n")
    displayed(program, "a")
    program.press("M-n")
    displayed(program, "b")
    program.press("M-n")
    program.wait_for(lambda lines: status(lines).startswith("No sessions waiting"))
    displayed(program, "b")


@pytest.mark.parametrize("run", ["fake", "pty"], indirect=True)
@pytest.mark.parametrize(("focused", "expected"), [(True, 0), (False, 3)])
def test_three_prompts_ring_three_times_where_nobody_looks_and_never_where_somebody_does(
    start_with_api: Start, api: FakeApi, focused: bool, expected: int
) -> None:
    gate = Gate()
    api.when("go", Reply(Hold(gate), Tool("execute_bash", {"command": "make", "summary": "Build"})))
    program = start_with_api("--new", "here")
    displayed(program, "here")
    background(program, gate, "a", "b", "c")
    program.press("M-1")
    displayed(program, "here")
    program.focus(gained=focused)
    gate.release()
    for name in "abc":
        program.wait_for(in_overlay(name, "#"))
    program.type("later")
    program.wait_for("q> later")
    assert bells(program) == expected


@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_a_notification_names_who_waits_and_why(
    start_with_api: Start, api: FakeApi, clean_environment: Path
) -> None:
    write_settings(clean_environment, '[ui]\nattention = "osc"\n')
    gate = Gate()
    api.when("go", Reply(Hold(gate), ASK))
    program = start_with_api("--new", "here")
    assert isinstance(program, PtyProgram)
    displayed(program, "here")
    background(program, gate, "a", "b")
    send(program, "/mute a")
    program.wait_for("Session a is muted")
    program.press("M-1")
    displayed(program, "here")
    program.focus(gained=False)
    gate.release()
    sees(program, "[a]", "[b]")
    program.wait_for(in_overlay("a", "?"))
    sent = program.terminal.raw
    assert b"\x1b]9;qmux: b waits: question\x1b\\" in sent
    assert b"\x1b]777;notify;qmux;qmux: b waits: question\x1b\\" in sent
    assert (sent.count(b"qmux: a waits"), bells(program)) == (0, 0)


def test_a_snoozed_session_is_counted_and_listed_but_not_named(start_with_api: Start, api: FakeApi) -> None:
    api.when("go", Reply(ASK))
    program = start_with_api("--new", "asks")
    displayed(program, "asks")
    send(program, "go")
    asked(program, "Which color?")
    send(program, "/snooze 10")
    program.wait_for("Session asks is snoozed for 10 minutes")
    send(program, "/new other")
    displayed(program, "other")
    lines = program.wait_for(lambda lines: "1 waiting" in status(lines))
    assert "[asks]" not in joined(pane(lines))
    send(program, "/sessions --waiting")
    program.wait_for(lambda lines: any("asks  [WAITING]" in line and "question" in line for line in lines))
    program.press("M-n")
    program.wait_for("No sessions waiting, but for 1 snoozed.")
    send(program, "/switch asks")
    displayed(program, "asks")
    send(program, "/switch other")  # seeing it alone changes nothing
    lines = displayed(program, "other")
    assert "[asks]" not in joined(pane(lines))
    send(program, "/switch asks")
    displayed(program, "asks")
    program.type("red, no")
    program.wait_for("q> red, no")
    program.press("M-2")
    displayed(program, "other")
    program.wait_for(in_overlay("asks", "?"))


@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_nine_that_stream_in_the_background_send_next_to_nothing(start_with_api: Start, api: FakeApi) -> None:
    gate = Gate()
    api.when("go", Reply(Hold(gate), *["words that nobody sees now\n" * 400] * 10))
    program = start_with_api("--new", "here")
    assert isinstance(program, PtyProgram)
    displayed(program, "here")
    background(program, gate, *(f"s{number}" for number in range(1, 10)))
    program.press("M-1")
    displayed(program, "here")
    cleared, before = program.terminal.sent["ED"], len(program.terminal.raw)
    gate.release()
    program.wait_for(lambda lines: "9 waiting" in status(lines), 60)
    assert (
        len(program.terminal.raw) - before < 9 * 600
    )  # of a megabyte: the overlay's and the status line's changes
    assert program.terminal.sent["ED"] == cleared
    program.press("M-n")
    program.wait_for("words that nobody sees now")


@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_without_color_the_overlay_and_the_list_say_the_same(start_with_api: Start, api: FakeApi) -> None:
    api.when("go", Reply(ASK))
    program = start_with_api("--new", "asks", env={"NO_COLOR": "1"})
    assert isinstance(program, PtyProgram)
    displayed(program, "asks")
    send(program, "go")
    asked(program, "Which color?")
    send(program, "/new other")
    displayed(program, "other")
    program.wait_for(in_overlay("asks", "?"))
    program.press("C-b", "w")
    sees(program, ">  1 asks", "? question", " * 2 other")
    assert not re.search(rb"\x1b\[[0-9;]*(3|4|9|10)[0-7](;[0-9;]*)?m", program.terminal.raw)


@pytest.mark.parametrize("run", ["fake"], indirect=True)
def test_who_begins_to_wait_is_not_put_off_to_the_next_frame(start_with_api: Start, api: FakeApi) -> None:
    gate = Gate()
    api.when("go", Reply(Hold(gate), ASK))
    program = start_with_api("--new", "here")
    assert isinstance(program, FakeProgram)
    displayed(program, "here")
    background(program, gate, "asks")
    program.press("M-1")
    displayed(program, "here")
    now = program.app.coordinator.timers.clock()
    program.app.coordinator.timers.clock = lambda: now  # time stands still: no frame is due any more
    gate.release()
    program.wait_for(in_overlay("asks", "?"))
