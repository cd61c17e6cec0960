"""Closing sessions, and making room for one more."""

from pathlib import Path

import pytest

from tests.fake_api import FakeApi, Gate, Hold, Reply, Silence
from tests.features.conftest import Start
from tests.features.steps import displayed, leave, pane, sees, send, status, write_settings


@pytest.mark.parametrize("answer", ["n", "Enter", "Escape", "C-c"])
def test_close_asks_and_the_default_is_no(start: Start, answer: str) -> None:
    program = start("--new", "precious")
    displayed(program, "precious")
    send(program, "/close")
    program.wait_for("Close session precious? [y/N]")
    program.type("x")  # no answer at all
    program.press(answer)
    displayed(program, "precious")
    program.wait_for(lambda lines: status(lines) == "Nothing was closed.")


@pytest.mark.parametrize("keys", [("C-d",), ("C-w",), ("C-b", "&")])
def test_keys_that_close_show_the_session_visited_last(start: Start, keys: tuple[str, ...]) -> None:
    program = start("--new", "one")
    displayed(program, "one")
    for name in ("two", "three"):
        send(program, f"/new {name}")
        displayed(program, name)
    program.press("M-1")
    displayed(program, "one")
    program.press(*keys)
    program.wait_for("Close session one? [y/N]")
    program.press("y")
    displayed(program, "three")
    program.wait_for(lambda lines: status(lines) == "Closed session: one. Now in: three")
    program.press("C-n")  # the lowest free number
    displayed(program, "dev-1")
    program.press("M-2", "M-1")
    displayed(program, "dev-1")


def test_on_a_line_with_text_these_keys_edit(start: Start) -> None:
    program = start()
    displayed(program, "dev-1")
    program.type("some words")
    program.press("C-w")
    program.wait_for(lambda lines: lines[-2] == "[Current: dev-1] q> some")
    program.press("Home", "C-d")
    program.wait_for(lambda lines: lines[-2] == "[Current: dev-1] q> ome")


def test_the_last_session_makes_way_for_a_fresh_one(start_with_api: Start) -> None:
    program = start_with_api("--new", "last")
    displayed(program, "last")
    send(program, "hello")
    sees(program, "You said: hello", "ACTIVE")
    send(program, "/close")
    program.wait_for("Close session last? [y/N]")
    program.press("y")
    displayed(program, "dev-1")
    program.wait_for(lambda lines: not any(pane(lines)))
    leave(program)
    program = start_with_api()
    displayed(program, "dev-1")


def test_the_question_names_what_would_be_lost_and_closing_ends_it(
    start_with_api: Start, api: FakeApi
) -> None:
    api.enqueue(Reply("so far", Silence()))
    program = start_with_api("--new", "busy", columns=120)
    displayed(program, "busy")
    send(program, "work")
    program.wait_for("so far")
    send(program, "and then this")
    send(program, "and that")
    program.wait_for("queued (2): and then this")
    send(program, "/close")
    program.wait_for("Close session busy? It is at work. 2 queued messages will not be sent. [y/N]")
    program.press("y")
    displayed(program, "dev-1")
    api.wait_for_departures(1)
    assert len(api.requests) == 1


def test_the_session_over_the_limit_offers_to_close_the_oldest_inactive_one(
    start_with_api: Start, api: FakeApi
) -> None:
    gate = Gate()
    api.when("work", Reply(Hold(gate)))
    program = start_with_api("--new", "s1")
    displayed(program, "s1")
    send(program, "work")
    api.wait_for_requests(1)
    for number in range(2, 11):
        send(program, f"/new s{number}")
        displayed(program, f"s{number}")
    send(program, "/new s11")
    program.wait_for("All 10 sessions are open. Close the oldest, s2? [y/N]")
    program.press("n")
    displayed(program, "s10")
    program.wait_for(lambda lines: status(lines) == "Nothing was closed.")
    program.press("C-n")
    program.wait_for("Close the oldest, s2? [y/N]")
    program.press("y")
    displayed(program, "dev-1")
    send(program, "/session-name")
    program.wait_for("Session 2 is named dev-1")  # the number that became free


def test_where_all_are_at_work_the_limit_is_an_error(
    start_with_api: Start, api: FakeApi, clean_environment: Path
) -> None:
    write_settings(clean_environment, "[sessions]\nmax_active_sessions = 2\n")
    gate = Gate()
    api.default = lambda request: Reply("so far", Hold(gate))
    program = start_with_api("--new", "one")
    displayed(program, "one")
    send(program, "work")
    program.wait_for("so far")
    send(program, "/new two")
    displayed(program, "two")
    send(program, "/new three")
    program.wait_for("All 2 sessions are at work (sessions.max_active_sessions).")
    program.wait_for("[Current: two] q> /new three")
