"""/search: the list of places, and going to one, in this session, another, or a closed one."""

import pytest

from tests.fake_api import FakeApi, Reply
from tests.features.conftest import Start
from tests.features.harness.program import Program
from tests.features.steps import displayed, leave, pane, prompt_of, sees, send, status

LONG = "\n\n".join(f"Paragraph {number} of a long reply." for number in range(60))


@pytest.fixture
def program(start_with_api: Start, api: FakeApi) -> Program:
    """Return qmux with the session "talk", in which a plum was spoken of a long reply ago, and "other"."""
    api.when("long", Reply(LONG))
    program = start_with_api("--new", "talk")
    displayed(program, "talk")
    for message, last in (("the secret is plum", "You said: the secret"), ("a long one", "Paragraph 59")):
        send(program, message)
        sees(program, last, "ACTIVE")
    send(program, "/new other")
    displayed(program, "other")
    return program


def test_a_place_in_another_session_is_shown_with_its_words(program: Program) -> None:
    send(program, "/search SECRET plum")
    sees(
        program, "/search SECRET plum: 2 places", "> 1 talk", "turn 1", "model: You said: the secret is plum"
    )
    sees(program, "  2 talk", "you: the secret is plum", "Enter goes there")
    program.press("Down", "Enter")
    lines = sees(program, "> the secret is plum", "Space selects", "Session talk.")
    assert "Paragraph 59" not in "".join(lines)
    assert sum("the secret is plum" in line for line in pane(lines)) == 2
    program.press("q")
    sees(program, prompt_of("talk"), "Paragraph 59")


def test_a_number_goes_there_and_the_list_comes_again(program: Program) -> None:
    send(program, "/search paragraph 7")
    sees(program, "> 1 talk", "model:")
    program.press("1")
    lines = sees(program, "Paragraph 7 of a long reply", "Session talk.")
    assert "Paragraph 59" not in "".join(lines)
    program.press("n")
    program.press("q")
    sees(program, prompt_of("talk"))
    send(program, "/search")
    sees(program, "> 1 talk")
    program.press("Escape")
    sees(program, prompt_of("talk"))


def test_of_a_long_reply_the_line_with_all_words_is_shown(program: Program) -> None:
    send(program, "/search paragraph 27")
    sees(program, "> 1 talk", "Paragraph 27 of")
    program.press("Enter")
    lines = sees(program, "Paragraph 27 of a long reply", "Session talk.")
    assert "Paragraph 1 " not in "".join(lines)
    assert pane(lines)[program.cursor()[1]].startswith("Paragraph 27 ")


def test_the_prefix_key_works_in_the_list(program: Program) -> None:
    send(program, "/search paragraph 7")
    sees(program, "> 1 talk", "model:")
    program.press("C-b", "p")
    displayed(program, "talk")
    send(program, "/search")
    sees(program, "> 1 talk")
    program.press("C-b", "?")
    program.wait_for("After the prefix key, C-b")
    program.press("q")
    sees(program, prompt_of("talk"))


def test_a_closed_session_comes_back_after_a_question(program: Program) -> None:
    send(program, "/close talk")
    program.wait_for("[y/N]")
    program.press("y")
    sees(program, "Closed session: talk")
    send(program, "/search plum")
    sees(program, "> 1 talk (closed)")
    program.press("Enter")
    sees(program, "Session talk is closed. Bring it back? [y/N]")
    program.press("n")
    sees(program, "Nothing was brought back.", "> 1 talk (closed)")
    program.press("Enter")
    sees(program, "Bring it back? [y/N]")
    program.press("y")
    lines = sees(program, "You said: the secret is plum", "Space selects", "1:talk")
    assert "Paragraph 59" not in "".join(lines)


def test_a_restored_session_is_loaded_and_then_shown_at_the_place(
    program: Program, start_with_api: Start
) -> None:
    leave(program)
    program = start_with_api()
    displayed(program, "other")
    send(program, "/search the secret")
    sees(program, "> 1 talk")
    program.press("Enter")
    lines = sees(program, "You said: the secret is plum", "Space selects")
    assert "Paragraph 59" not in "".join(lines)


def test_what_was_cleared_is_found_but_not_gone_to(program: Program) -> None:
    send(program, "/switch talk")
    sees(program, prompt_of("talk"), "Paragraph 59")
    send(program, "/clear")
    program.wait_for("[y/N]")
    program.press("y")
    sees(program, "Cleared the conversation")
    send(program, "/search plum")
    sees(program, "> 1 talk")
    program.press("Enter")
    sees(program, prompt_of("talk"), "not in the pane any more")


def test_nothing_found_and_nothing_asked_are_told(program: Program) -> None:
    send(program, "/search")
    assert "WORDS is missing" in status(sees(program, "/search WORDS"))
    program.press("C-u")
    send(program, "/search nothing of it")
    sees(program, "Nothing was found.")


@pytest.mark.parametrize("run", ["fake"])
def test_the_list_on_a_small_terminal(program: Program) -> None:
    send(program, "/search plum")
    sees(program, "> 1 talk")
    for size in ((20, 5), (1, 1), (80, 24)):
        program.resize(*size)
    sees(program, "> 1 talk", "  2 talk")
