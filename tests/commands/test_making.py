"""/new with groups and templates, /group, /undo-close."""

from pathlib import Path

import pytest

from qmux.commands.complete import complete
from qmux.errors import UserError
from qmux.model.session import SessionStatus, SessionType
from qmux.settings.config import Settings
from qmux.settings.templates import Template
from qmux.storage.record import ConversationRecord
from tests.commands.conftest import NOW, Program

REVIEW = Template("review", "pr", "big", "Look for bugs.", (), "", "Begin.")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with templates."""
    templates = {
        "review": REVIEW,
        "there": Template(directory=str(tmp_path)),
        "nowhere": Template(directory="/nonexistent"),
        "top": Template(command="htop"),
        "broken": Template(tools=("*",)),
    }
    return Settings("", {}, templates=templates)


def test_a_template_says_what_the_command_does_not(three: Program) -> None:
    three.run("/new --template review")
    made = three.context.displayed()
    assert (made.name, made.type, made.model, made.instructions) == (
        "pr",
        SessionType.CODE_REVIEW,
        "big",
        "Look for bugs.",
    )
    assert three.coordinator.calls[-1] == ("submit", "pr", "Begin.")
    three.run("/new --template review")
    assert three.context.displayed().name == "pr-2"


def test_the_command_counts_more(three: Program) -> None:
    three.run("/new debug mine --model small --group release --template review")
    made = three.context.displayed()
    assert (made.name, made.type, made.model, made.group) == ("mine", SessionType.DEBUG, "small", "release")


def test_a_template_may_name_a_directory(three: Program, tmp_path: Path) -> None:
    three.run("/new --template there")
    assert three.context.displayed().working_directory == str(tmp_path)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/new --template revew", "There is no template “revew”. Did you mean review?"),
        ("/new --template top", "The template top runs a command, which sessions cannot do yet"),
        (
            "/new --template nowhere",
            r"/nonexistent is not a directory. templates.nowhere.directory takes one",
        ),
        ("/new --template broken", "would allow every tool"),
        ("/new --group a/b", "A group has a name of 1 to 20 letters"),
    ],
)
def test_what_cannot_be_made_is_refused_before_anything_is_made(three: Program, line: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        three.run(line)
    assert len(three.coordinator.sessions) == 3


def test_groups_are_set_said_listed_and_left(three: Program) -> None:
    three.run("/group")
    three.run("/group release")
    three.run("/group")
    three.run("/sessions --group RELEASE")
    three.run("/group -")
    assert three.said == [
        "Session alpha is in no group.",
        "Session alpha is in group release now.",
        "Session alpha is in group release.",
        "Session alpha is in no group now.",
    ]
    [(line, text)] = three.printed
    assert line == "/sessions --group RELEASE"
    assert "alpha" in text
    assert "beta" not in text


def test_undo_close_takes_a_name_which_tab_completes(three: Program) -> None:
    closed = [("fix-login", "Debug", 5), ("release", "Planning", 90)]
    three.coordinator.closed.newest = tuple(
        ConversationRecord(
            id=name,
            number=1,
            session_name=name,
            name_origin="user",
            session_type=kind,
            session_status="Completed",
            last_active=NOW - minutes * 60,
        )
        for name, kind, minutes in closed
    )
    line = "/undo-close "
    rows = complete(line, len(line), three.context).candidates
    assert [(row.text, row.help) for row in rows] == [("fix-login", "debug  5m"), ("release", "planning  1h")]
    three.run("/undo-close fix-login")
    assert three.coordinator.calls[-1] == ("undo close", "fix-login")


def test_undo_close_shows_what_comes_back(three: Program) -> None:
    beta = three.coordinator.find("beta")
    three.coordinator.close(beta)
    three.coordinator.registry.add(beta)
    beta.status = SessionStatus.WAITING
    three.run("/undo-close")
    three.post()
    assert three.coordinator.active is beta
    assert three.said == ["Brought back session: beta"]
    three.run("/undo-close")
    with pytest.raises(UserError, match="No closed session is there to bring back"):
        three.post()
