"""Commands of the chooser."""

import pytest

from qmux.engine.asking import PermissionRequest
from qmux.errors import UserError
from qmux.model.rope import Rope
from qmux.model.session import Reason
from tests.commands.conftest import NOW, Program


@pytest.fixture
def opened(three: Program) -> Program:
    """A program with alpha (displayed), beta, which asks whether it may run something, and gamma; in the chooser."""
    beta = three.coordinator.find("beta")
    beta.reason, beta.question, beta.draft = (
        Reason.PERMISSION,
        PermissionRequest("execute_bash", "I will", True),
        Rope("no"),
    )
    three.run("choose-session")
    return three


def selected(program: Program) -> str:
    assert program.view.chooser is not None
    session = program.view.chooser.selected(program.context.coordinator)
    return "" if session is None else session.name


def test_who_waits_is_selected_first_and_keys_go_up_and_down(opened: Program) -> None:
    seen = [selected(opened)]
    for line in ("chooser-down", "chooser-down 5", "chooser-up", "chooser-up 9"):
        opened.run(line)
        seen.append(selected(opened))
    assert seen == ["beta", "gamma", "gamma", "beta", "alpha"]


def test_the_filter_keys_are_shown_as_they_are_bound(opened: Program) -> None:
    assert opened.view.chooser is not None
    assert opened.view.chooser.keys["waiting"] == "M-w"
    assert opened.view.chooser.list_hint.startswith("Enter shows, Tab reads and answers")


def test_show_and_leave_close_the_list(opened: Program) -> None:
    opened.run("chooser-show")
    assert opened.view.chooser is None
    assert opened.said == ["Switched to session: beta"]
    opened.run("choose-session")
    opened.run("chooser-leave")
    assert opened.view.chooser is None


def test_only_one_kind_is_listed_and_nothing_may_be_selected(opened: Program) -> None:
    opened.run("chooser-filter waiting")
    assert selected(opened) == "beta"
    opened.run("chooser-filter failed")
    assert selected(opened) == ""
    for line in ("chooser-show", "chooser-peek", "chooser-close", "chooser-snooze"):
        with pytest.raises(UserError, match="No session fits"):
            opened.run(line)


def test_snooze_goes_there_and_back(opened: Program) -> None:
    beta = opened.coordinator.find("beta")
    opened.run("chooser-snooze")
    until = beta.snoozed_until
    opened.run("chooser-snooze")
    assert (until, beta.snoozed_until) == (NOW + 1800, 0)


def test_a_peek_brings_the_sessions_own_draft_and_guards_its_question(opened: Program) -> None:
    opened.run("chooser-peek")
    assert opened.view.editor.text == "no"
    question = opened.coordinator.find("beta").question
    assert opened.view.asked() is question
    with pytest.raises(UserError, match="Typed before the question"):
        opened.run("peek-answer")
    assert opened.view.editor.text == "no"
    opened.view.editor.set("")
    opened.run("peek-answer")
    assert ("submit", "beta", "") not in opened.coordinator.calls
    opened.view.guard.painted(opened.view.asked(), 1.0)
    opened.view.guard.key_comes(True, 1.5)
    opened.view.editor.insert("y")
    opened.run("peek-answer")
    assert ("submit", "beta", "y") in opened.coordinator.calls
    assert opened.view.editor.text == ""
    opened.run("peek-leave")
    assert opened.view.asked() is None


def test_commands_are_not_run_from_afar(opened: Program) -> None:
    opened.run("chooser-peek")
    opened.view.editor.set("/close")
    with pytest.raises(UserError, match="Commands are run in the session itself"):
        opened.run("peek-answer")
    assert opened.view.editor.text == "/close"


def test_the_next_that_waits_is_peeked_at(opened: Program) -> None:
    opened.run("chooser-peek")
    with pytest.raises(UserError, match="No other session waits"):
        opened.run("peek-next")
    opened.coordinator.find("gamma").reason = Reason.REPLY
    seen = []
    for _ in range(2):
        opened.run("peek-next")
        assert opened.view.chooser is not None and opened.view.chooser.peeked is not None
        seen.append(opened.view.chooser.peeked.name)
    assert seen == ["gamma", "beta"]


def test_the_displayed_session_is_shown_rather_than_peeked_at(opened: Program) -> None:
    opened.run("chooser-up")
    opened.run("chooser-peek")
    assert opened.view.chooser is None
    assert opened.said == ["Switched to session: alpha"]


@pytest.mark.parametrize(
    "line", ["chooser-show", "chooser-filter all", "peek-answer", "peek-up", "chooser-up"]
)
def test_without_the_list_its_keys_say_how_to_open_it(three: Program, line: str) -> None:
    with pytest.raises(UserError, match="The list of sessions is not open"):
        three.run(line)
