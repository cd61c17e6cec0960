"""The menu of a completion, by what its keys do."""

import pytest

from qmux.commands.handlers import completing
from tests.commands.conftest import Program


@pytest.fixture
def offered(three: Program) -> Program:
    """A program with a menu of beta and gamma behind "/switch "."""
    three.view.prompt.set("/switch ")
    three.run("complete")
    return three


def shown(program: Program) -> list[str]:
    completing.follow(program.context)
    return [] if program.view.menu is None else [row.text for row in program.view.menu.rows]


def test_the_rows_explain_themselves(offered: Program) -> None:
    assert offered.view.menu is not None
    assert [row.help for row in offered.view.menu.rows] == ["2  dev  waiting", "3  dev  waiting"]
    offered.view.prompt.set("/new --")
    offered.run("complete")
    assert "where it works" in [row.help for row in offered.view.menu.rows]
    offered.view.prompt.set("/")
    offered.run("complete")
    assert "Show a session" in [row.help for row in offered.view.menu.rows]


def test_moving_puts_candidates_into_the_prompt_and_leaving_takes_them_back(offered: Program) -> None:
    seen = []
    for line in ("menu-next", "menu-next", "menu-next", "menu-previous", "menu-close"):
        offered.run(line)
        completing.follow(offered.context)
        seen.append(offered.view.prompt.text)
    assert seen == ["/switch beta", "/switch gamma", "/switch beta", "/switch gamma", "/switch "]
    assert offered.view.menu is None


def test_taking_goes_on_behind_the_candidate_and_runs_nothing(offered: Program) -> None:
    offered.run("menu-next")
    offered.run("menu-take")
    assert offered.view.prompt.text == "/switch beta " and offered.coordinator.calls == []
    assert shown(offered) == []


def test_taking_without_a_selection_runs_the_line(offered: Program) -> None:
    offered.view.prompt.insert("beta")
    offered.run("menu-take")
    assert offered.coordinator.calls == [("switch", "beta")]


def test_typing_narrows_and_deleting_widens(three: Program) -> None:
    three.view.prompt.set("/session")
    three.run("complete")
    assert shown(three) == ["/session-name", "/sessions"]
    three.view.prompt.insert("-")
    assert shown(three) == []
    three.view.prompt.set("/n")
    three.run("complete")
    three.view.prompt.set("/ne")
    three.run("complete")
    assert shown(three) == ["/new", "/next"]
    three.view.prompt.backspace()
    assert "/new" in shown(three)
    three.view.prompt.backspace()
    assert "/close" in shown(three)
    three.view.prompt.backspace()
    assert shown(three) == []


def test_a_blank_or_another_place_closes_it(offered: Program) -> None:
    offered.run("menu-next")
    offered.view.prompt.insert(" ")
    assert shown(offered) == []


def test_undo_takes_a_candidate_back(offered: Program) -> None:
    offered.run("menu-next")
    offered.run("menu-next")
    offered.run("undo")
    assert offered.view.prompt.text == "/switch "


def test_another_session_has_no_menu(offered: Program) -> None:
    offered.view.show(offered.coordinator.sessions[1])
    assert offered.view.menu is None
