"""Messages that wait to be sent, and the search in the history."""

import pytest

from tests.commands.conftest import Program


@pytest.fixture
def queued(three: Program) -> Program:
    """A program whose displayed session has two messages in line."""
    three.context.displayed().queued = ["first", "second\nline"]
    return three


def test_up_on_an_empty_prompt_takes_the_last_one_back(queued: Program) -> None:
    queued.run("cursor-up")
    assert queued.view.prompt.text == "second\nline"
    assert queued.context.displayed().queued == ["first"]


def test_up_in_a_text_leaves_the_queue_alone(queued: Program) -> None:
    queued.view.prompt.set("draft")
    queued.run("cursor-up")
    assert queued.context.displayed().queued == ["first", "second\nline"]


def test_the_list(queued: Program) -> None:
    queued.run("/queue")
    queued.context.displayed().queued.clear()
    queued.run("/queue list")
    assert queued.printed == [
        ("/queue", "Waiting to be sent:\n1. first\n2. second line"),
        ("/queue", "No message waits to be sent."),
    ]


def test_one_is_dropped_or_edited(queued: Program) -> None:
    queued.run("/queue drop 1")
    assert queued.said == ["Not sent: first"]
    queued.run("/queue edit")
    assert queued.view.prompt.text == "second\nline" and not queued.context.displayed().queued


def test_what_is_held_stands_before_what_is_queued(queued: Program) -> None:
    session = queued.context.displayed()
    session.held = ["held"]
    queued.run("/queue")
    assert queued.printed[0][1] == (
        "Held since qmux was started again, until /queue send:\n1. held\n"
        "Waiting to be sent:\n2. first\n3. second line"
    )
    queued.run("/queue send")
    assert queued.coordinator.calls[-1] == ("send held", session.name)


def test_the_history_of_this_session_is_searched_before_the_others(three: Program) -> None:
    here, beta, _ = three.coordinator.sessions
    here.history[:] = ["fix alpha"]
    beta.history[:] = ["fix beta", "only beta"]
    three.run("recall-older")
    three.view.insert("fix")
    assert three.view.recall is not None and three.view.recall.match == "fix alpha"
    three.run("recall-older")
    three.run("recall-take")
    assert three.view.prompt.text == "fix beta" and three.view.recall is None


def test_leaving_the_search_leaves_the_prompt(three: Program) -> None:
    three.context.displayed().history[:] = ["one"]
    three.view.prompt.set("draft", 2)
    three.run("recall-newer")
    three.view.insert("o")
    three.run("recall-delete")
    three.run("recall-clear")
    three.run("recall-leave")
    assert (str(three.view.prompt.text), three.view.prompt.cursor) == ("draft", 2)
