"""Commands that make, show, name and close sessions."""

from pathlib import Path

import pytest

from qmux.errors import UserError
from qmux.model.session import Reason, SessionStatus, SessionType
from qmux.tools.base import Question
from tests.commands.conftest import Program


def test_sessions_prints_the_list(program: Program) -> None:
    program.open("api-refactor", SessionStatus.ACTIVE, minutes=0)
    program.open("s3-debug", SessionStatus.WAITING, Reason.QUESTION, minutes=12, type=SessionType.DEBUG)
    program.open("lambda-deploy", SessionStatus.PROCESSING, minutes=61)
    program.open("p", SessionStatus.PAUSED, minutes=60 * 24 * 3, type=SessionType.PLANNING)
    program.open("f", SessionStatus.FAILED, Reason.FAILED, minutes=5, type=SessionType.CODE_REVIEW)
    program.run("/sessions")
    assert program.printed == [
        (
            "/sessions",
            "Active Sessions:\n"
            "* api-refactor   [ACTIVE]      dev       now\n"
            "  s3-debug       [WAITING]     debug     12m  question\n"
            "  lambda-deploy  [PROCESSING]  dev       1h\n"
            "  p              [PAUSED]      planning  3d\n"
            "  f              [FAILED]      review    5m   failed\n",
        )
    ]


def test_sessions_waiting_leaves_out_the_idle_ones(three: Program) -> None:
    three.coordinator.find("gamma").reason = Reason.REPLY
    three.run("/sessions --waiting")
    expected = "Active Sessions:\n  gamma  [WAITING]  dev  now  reply\n"
    assert three.printed == [("/sessions --waiting", expected)]


def test_sessions_waiting_may_be_empty(three: Program) -> None:
    three.run("/sessions --waiting")
    assert three.printed[0][1] == "Active Sessions:\n  (none)\n"


def test_wide_and_hostile_names_do_not_break_the_columns(program: Program) -> None:
    program.open("設計", SessionStatus.ACTIVE)
    program.open("a\x1b[2Jb\nc")
    program.run("/sessions")
    lines = program.printed[0][1].splitlines()
    assert lines[1:] == ["* 設計  [ACTIVE]   dev  now", "  ab c  [WAITING]  dev  now"]


def test_switch_takes_number_name_and_beginning(three: Program) -> None:
    for line, name in [("/switch 2", "beta"), ("/s GAMMA", "gamma"), ("/switch al", "alpha")]:
        three.run(line)
        assert three.coordinator.active is three.coordinator.find(name)
        assert three.said[-1] == f"Switched to session: {name}"


def test_switch_to_nothing_changes_nothing(three: Program) -> None:
    with pytest.raises(UserError):
        three.run("/switch delta")
    assert three.coordinator.calls == [] and three.said == []


@pytest.mark.parametrize(("line", "name"), [("switch-next", "beta"), ("switch-previous", "gamma")])
def test_next_and_previous(three: Program, line: str, name: str) -> None:
    three.run(line)
    assert three.said == [f"Switched to session: {name}"]


def test_last_goes_back_and_forth(three: Program) -> None:
    three.run("switch 3")
    three.run("switch-last")
    three.run("switch-last")
    assert three.said[1:] == ["Switched to session: alpha", "Switched to session: gamma"]


@pytest.mark.parametrize("line", ["switch-next", "switch-previous", "switch-last"])
def test_alone_there_is_nowhere_to_go(program: Program, line: str) -> None:
    program.open("alpha")
    with pytest.raises(UserError, match="no other session"):
        program.run(line)


def test_next_shows_who_waits(three: Program) -> None:
    three.coordinator.find("gamma").reason = Reason.FAILED
    three.run("/next")
    assert three.said == ["Switched to session: gamma"]
    with pytest.raises(UserError, match="No sessions waiting"):
        three.run("/next")


def test_new_makes_and_shows(three: Program, tmp_path: Path) -> None:
    three.run(f"/new review auth-check --cwd {tmp_path} --model m1")
    assert three.coordinator.calls == [
        ("create", SessionType.CODE_REVIEW, "auth-check", str(tmp_path), "m1"),
        ("switch", "auth-check"),
    ]
    assert three.said == ["Switched to session: auth-check"]


def test_new_without_words_leaves_the_choice_to_the_coordinator(three: Program) -> None:
    three.run("new")
    assert three.coordinator.calls[0] == ("create", None, "", "", "")


def test_cwd_is_relative_to_the_displayed_session(program: Program, tmp_path: Path) -> None:
    (tmp_path / "api").mkdir()
    program.open("alpha", directory=str(tmp_path))
    program.run("/new --cwd api")
    assert program.coordinator.calls[0] == ("create", None, "", str(tmp_path / "api"), "")


def test_cwd_at_home(program: Program, clean_environment: Path) -> None:
    program.open("alpha")
    program.run("/new --cwd ~")
    assert program.coordinator.calls[0][3] == str(clean_environment)


@pytest.mark.parametrize("line", ["/new --cwd /nowhere", "/new 123", "/new alpha", "/new " + "x" * 21])
def test_what_cannot_be_made_is_refused(three: Program, line: str) -> None:
    with pytest.raises(UserError):
        three.run(line)
    assert three.coordinator.calls == []


def test_at_the_limit_new_offers_to_close_the_oldest(three: Program) -> None:
    three.coordinator.limit = 3
    three.coordinator.find("beta").last_active -= 1000
    three.run("/new debug fresh")
    assert three.coordinator.calls == []
    question = three.view.confirmation
    assert question is not None
    assert question.text == "All 10 sessions are open. Close the oldest, beta?"
    three.run("confirm-yes")
    assert [call[:3] for call in three.coordinator.calls] == [
        ("close", "beta"),
        ("create", SessionType.DEBUG, "fresh"),
        ("switch", "fresh"),
    ]
    assert three.view.confirmation is None


def test_at_the_limit_no_leaves_everything(three: Program) -> None:
    three.coordinator.limit = 3
    three.run("/new")
    three.run("confirm-no")
    assert three.coordinator.calls == [] and three.said == ["Nothing was closed."]


def test_at_the_limit_a_bad_name_is_refused_before_the_question(three: Program) -> None:
    three.coordinator.limit = 3
    with pytest.raises(UserError):
        three.run("/new 99")
    assert three.view.confirmation is None


def test_at_the_limit_with_everyone_at_work_is_an_error(program: Program) -> None:
    program.open("alpha", SessionStatus.ACTIVE)
    program.open("beta", SessionStatus.PROCESSING)
    program.coordinator.limit = 2
    with pytest.raises(UserError, match="at work"):
        program.run("/new")


@pytest.mark.parametrize(
    ("status", "question", "queued", "text"),
    [
        (SessionStatus.WAITING, None, [], "Close session beta?"),
        (SessionStatus.PROCESSING, None, [], "Close session beta? It is at work."),
        (SessionStatus.WAITING, Question("Sure?", ()), [], "Close session beta? It waits for an answer."),
        (
            SessionStatus.PROCESSING,
            None,
            ["x"],
            "Close session beta? It is at work. 1 queued message will not be sent.",
        ),
        (SessionStatus.PAUSED, None, ["x", "y"], "Close session beta? 2 queued messages will not be sent."),
    ],
)
def test_close_asks_and_names_what_is_lost(
    three: Program, status: SessionStatus, question: Question | None, queued: list[str], text: str
) -> None:
    beta = three.coordinator.find("beta")
    beta.status, beta.question, beta.queued = status, question, queued
    three.run("/close beta")
    assert three.view.confirmation is not None and three.view.confirmation.text == text
    assert three.coordinator.calls == []
    three.run("confirm-yes")
    assert three.coordinator.calls == [("close", "beta")]
    assert three.said == ["Closed session: beta. Now in: alpha"]


def test_close_means_the_displayed_session_and_no_is_no(three: Program) -> None:
    three.run("/close")
    assert three.view.confirmation is not None and "alpha" in three.view.confirmation.text
    three.run("confirm-no")
    assert three.coordinator.calls == [] and len(three.coordinator.sessions) == 3


def test_kill_asks_nothing(three: Program) -> None:
    three.run("/kill gamma")
    assert three.coordinator.calls == [("kill", "gamma")] and three.view.confirmation is None


def test_rename(three: Program) -> None:
    three.run("/rename login-bug")
    assert three.coordinator.calls == [("rename", "alpha", "login-bug")]
    assert three.said == ["Renamed session: alpha is now login-bug"]


def test_session_name_says_or_sets(three: Program) -> None:
    three.run("/session-name")
    three.run("/session-name login-bug")
    assert three.said == ["Session 1 is named alpha", "Renamed session: alpha is now login-bug"]


@pytest.mark.parametrize("line", ["/close", "/rename x", "/session-name", "/retry", "/pause", "/export"])
def test_before_there_is_a_session_commands_say_so(program: Program, line: str) -> None:
    with pytest.raises(UserError, match="No session is open yet"):
        program.run(line)
