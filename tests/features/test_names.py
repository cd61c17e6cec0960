"""Names and types: made from what the user says, or given by the user and then left alone."""

import pytest

from tests.features.conftest import Start
from tests.features.steps import displayed, prompt_of, sees, send, status


@pytest.mark.parametrize(
    ("message", "name", "type"),
    [
        ("Fix the login timeout in the auth service", "login-timeout-auth", "debug"),
        ("Please review my pull request about caching", "review-pull-request", "review"),
        ("Let us plan the database migration", "plan-database", "planning"),
        ("Write a parser for INI files", "write-parser-ini", "dev"),
        ("исправь ошибку входа", "исправь-ошибку-входа", "debug"),
    ],
)
def test_name_and_type_come_from_what_was_said(start: Start, message: str, name: str, type: str) -> None:
    program = start()
    displayed(program, "dev-1")
    send(program, message)
    displayed(program, name)
    program.wait_for(lambda lines: status(lines).split()[1] == type)


def test_a_name_improves_until_the_third_message(start_with_api: Start) -> None:
    program = start_with_api()
    displayed(program, "dev-1")
    send(program, "hello")
    sees(program, "You said: hello", prompt_of("dev-1"))
    send(program, "the parser drops comments")
    program.wait_for(lambda lines: "parser" in lines[-2] and "q>" in lines[-2])
    sees(program, "You said: the parser drops comments", "ACTIVE")
    send(program, "thanks")
    sees(program, "You said: thanks", "ACTIVE")
    name = program.line(-2)
    send(program, "now a limiter for webhooks")
    sees(program, "You said: now a limiter for webhooks", "ACTIVE")
    assert program.line(-2) == name


@pytest.mark.parametrize("command", ["/rename mine", "/session-name mine"])
def test_a_name_that_the_user_gave_stays(start: Start, command: str) -> None:
    program = start()
    displayed(program, "dev-1")
    send(program, command)
    sees(program, prompt_of("mine"), "Renamed session: dev-1 is now mine")
    send(program, "fix the login timeout")
    sees(program, "You said: fix the login timeout", "offline")
    displayed(program, "mine")


def test_a_name_given_with_new_stays_and_may_have_a_type_before_it(start: Start) -> None:
    program = start()
    displayed(program, "dev-1")
    send(program, "/new review mine")
    displayed(program, "mine")
    send(program, "plan a party")
    program.wait_for("You said: plan a party")
    displayed(program, "mine")
    program.wait_for(lambda lines: status(lines).startswith("2:mine  review"))


def test_session_name_alone_says_the_name(start: Start) -> None:
    program = start("--new", "mine")
    displayed(program, "mine")
    send(program, "/session-name")
    program.wait_for(lambda lines: status(lines) == "Session 1 is named mine")


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [
        ("two words", "Usage: /rename NEW"),
        ("no/slash", 'has "/" in it'),
        ("123", "is only digits"),
        ("TAKEN", "is taken"),
        ("x" * 21, "is 21 characters long"),
    ],
)
def test_a_bad_name_is_refused_with_the_rule_and_the_line_is_kept(
    start: Start, wanted: str, problem: str
) -> None:
    program = start("--new", "taken", columns=200)
    displayed(program, "taken")
    send(program, "/new mine")
    displayed(program, "mine")
    send(program, f"/rename {wanted}")
    program.wait_for(lambda lines: problem in status(lines))
    program.wait_for(f"[Current: mine] q> /rename {wanted}")


def test_two_sessions_about_the_same_have_different_names(start: Start) -> None:
    program = start()
    displayed(program, "dev-1")
    send(program, "the parser")
    displayed(program, "parser")
    program.press("C-n")
    displayed(program, "dev-1")
    send(program, "the parser")
    displayed(program, "parser-2")
