"""Commands about the displayed conversation, and leaving."""

from pathlib import Path

import pytest

from qmux.errors import UserError
from qmux.model.session import SessionStatus
from qmux.tools.base import Question
from tests.commands.conftest import Program


def test_retry_of_what_did_not_fail_is_refused(three: Program) -> None:
    with pytest.raises(UserError):
        three.run("/retry")
    assert three.said == []


def test_retry(program: Program) -> None:
    program.open("alpha", SessionStatus.FAILED)
    program.run("/retry")
    assert program.coordinator.calls == [("retry", "alpha")]
    assert program.said == [], "the status line shows the work, which a message would hide"


def test_pause_and_resume(three: Program) -> None:
    three.run("/pause")
    three.run("/resume")
    assert three.coordinator.calls == [("pause", "alpha"), ("resume", "alpha")]


def test_a_paused_session_is_not_paused_again(program: Program) -> None:
    program.open("alpha", SessionStatus.PAUSED)
    with pytest.raises(UserError, match="/resume"):
        program.run("/pause")


def test_quit_is_immediate_when_nobody_works(three: Program) -> None:
    three.run("/quit")
    assert three.done == ["quit"] and three.view.confirmation is None


@pytest.mark.parametrize("line", ["/quit", "/exit", "/q"])
def test_quit_asks_once_when_sessions_work(three: Program, line: str) -> None:
    three.coordinator.find("beta").status = SessionStatus.PROCESSING
    three.run(line)
    assert three.done == []
    assert three.view.confirmation is not None
    assert three.view.confirmation.text == "beta is at work and will be interrupted. Quit?"
    three.run("confirm-yes")
    assert three.done == ["quit"]


def test_quit_counts_open_questions_too(three: Program) -> None:
    three.coordinator.find("beta").status = SessionStatus.PROCESSING
    three.coordinator.find("gamma").question = Question("Which?", ("a", "b"))
    three.run("/quit")
    assert three.view.confirmation is not None and three.view.confirmation.text.startswith(
        "2 sessions are at work"
    )
    three.run("confirm-no")
    assert three.done == [] and three.said == ["Not quitting."]


@pytest.fixture
def exporter(program: Program, tmp_path: Path) -> Program:
    program.open("alpha", directory=str(tmp_path))
    program.open("beta", directory=str(tmp_path / "b"))
    (tmp_path / "sub").mkdir()
    return program


@pytest.mark.parametrize(
    ("line", "file", "text"),
    [
        ("/export", "alpha.md", "md of alpha"),
        ("/export beta", "b/beta.md", "md of beta"),
        ("/export --format json", "alpha.json", "json of alpha"),
        ("/export talk.txt", "talk.txt", "txt of alpha"),
        ("/export sub/", "sub/alpha.md", "md of alpha"),
        ("/export beta --format txt sub", "sub/beta.txt", "txt of beta"),
        ("/export ./plain", "plain", "md of alpha"),
        ("/export 2 ../x.json --format md", "../x.json", "md of beta"),
    ],
)
def test_export(exporter: Program, tmp_path: Path, line: str, file: str, text: str) -> None:
    (tmp_path / "b").mkdir()
    exporter.run(line)
    assert exporter.coordinator.library.written == {}
    exporter.post()
    path = str((tmp_path / file).resolve())
    assert exporter.coordinator.library.written == {path: text}
    assert exporter.said[-1].endswith(path)


def test_a_file_of_that_name_is_kept_where_qmux_chose_the_name(exporter: Program, tmp_path: Path) -> None:
    (tmp_path / "alpha.md").write_text("old")
    (tmp_path / "alpha-2.md").write_text("older")
    exporter.run("/export")
    exporter.post()
    assert list(exporter.coordinator.library.written) == [str(tmp_path / "alpha-3.md")]


def test_a_named_file_is_replaced_after_a_question_only(exporter: Program, tmp_path: Path) -> None:
    (tmp_path / "x.md").write_text("old")
    exporter.run("/export x.md")
    exporter.post()
    assert exporter.coordinator.library.written == {} and exporter.view.confirmation is not None
    exporter.run("confirm-no")
    assert exporter.said == ["Nothing was exported."]
    exporter.run("/export x.md")
    exporter.run("confirm-yes")
    exporter.post()
    assert list(exporter.coordinator.library.written) == [str(tmp_path / "x.md")]


def test_a_hostile_name_stays_in_its_directory(exporter: Program, tmp_path: Path) -> None:
    exporter.coordinator.sessions[0].name = "../../etc/x\n"
    exporter.run("/export 1")
    exporter.post()
    assert [Path(path).parent for path in exporter.coordinator.library.written] == [tmp_path]


def test_an_unknown_session_is_not_taken_for_a_file(exporter: Program) -> None:
    with pytest.raises(UserError):
        exporter.run("/export gamma")
