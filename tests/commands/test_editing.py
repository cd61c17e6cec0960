"""Keys at the prompt."""

from pathlib import Path

import pytest

from qmux.commands.table import COMMANDS
from qmux.engine.asking import PermissionRequest
from qmux.errors import BugError, UserError
from qmux.model.session import SessionStatus
from qmux.tools.base import Question
from tests.commands.conftest import Program


def typed(program: Program, text: str, cursor: int | None = None) -> Program:
    program.view.prompt.set(text, cursor)
    return program


@pytest.mark.parametrize(
    ("line", "before", "after"),
    [
        ("cursor-left", "ab|", "a|b"),
        ("cursor-right", "|ab", "a|b"),
        ("cursor-word-left", "ab cd|", "ab |cd"),
        ("cursor-word-right", "|ab cd", "ab| cd"),
        ("cursor-line-start", "a\nbc|", "a\n|bc"),
        ("cursor-line-end", "a\n|bc", "a\nbc|"),
        ("cursor-up", "ab\ncd|", "ab|\ncd"),
        ("cursor-down", "a|b\ncd", "ab\nc|d"),
        ("insert-newline", "a|b", "a\n|b"),
        ("delete-left", "ab|", "a|"),
        ("delete-right", "|ab", "|b"),
        ("delete-word-left", "ab cd|", "ab |"),
        ("delete-word-right", "|ab cd", "| cd"),
        ("kill-to-end", "a|b", "a|"),
        ("kill-to-start", "a|b", "|b"),
        ("transpose", "ab|", "ba|"),
        ("close-or-delete-word", "ab cd|", "ab |"),
        ("end-of-input", "|ab", "|b"),
    ],
)
def test_editing(three: Program, line: str, before: str, after: str) -> None:
    typed(three, before.replace("|", ""), before.index("|")).run(line)
    prompt = three.view.prompt
    assert prompt.text[: prompt.cursor] + "|" + prompt.text[prompt.cursor :] == after


def test_what_was_cut_comes_back(three: Program) -> None:
    typed(three, "ab cd").run("delete-word-left")
    three.run("kill-to-start")
    three.run("undo")
    three.run("yank")
    assert three.view.prompt.text.startswith("ab ")


def asked(program: Program) -> PermissionRequest:
    """Let the displayed session ask for permission, in a picture of the time 0."""
    request = PermissionRequest("shell", "I will run: ls", trustable=True)
    assert program.coordinator.active is not None
    program.coordinator.active.question = request
    program.view.guard.painted(request, 0.0)
    return request


def test_a_decision_is_sent_once_the_question_could_be_read(three: Program) -> None:
    asked(three)
    three.view.guard.key_comes(prompt_is_empty=True, now=1.0)
    typed(three, "y").run("submit")
    assert three.coordinator.calls == [("submit", "alpha", "y")]


@pytest.mark.parametrize("line", ["y", "n", "t", "some words"])
def test_what_was_typed_before_it_could_be_read_stays(three: Program, line: str) -> None:
    asked(three)
    three.view.guard.key_comes(prompt_is_empty=True, now=0.3)
    with pytest.raises(UserError, match="Typed before"):
        typed(three, line).run("submit")
    assert three.coordinator.calls == []
    assert three.view.prompt.text == line


def test_commands_work_while_a_question_is_new(three: Program) -> None:
    asked(three)
    typed(three, "/rename omega").run("submit")
    assert three.coordinator.calls == [("rename", "alpha", "omega")]


def test_enter_sends_the_message(three: Program) -> None:
    typed(three, "hello").run("submit")
    assert three.coordinator.calls == [("submit", "alpha", "hello")] and three.view.prompt.text == ""
    assert three.said == [""]  # the status line is free for what the session does with it


@pytest.mark.parametrize("line", ["!ls", "/compact"])
def test_what_was_said_of_the_line_before_goes(three: Program, line: str) -> None:
    typed(three, line).run("submit")
    assert three.said[0] == ""


@pytest.mark.parametrize("text", ["", "  ", "\n"])
def test_enter_on_nothing_does_nothing(three: Program, text: str) -> None:
    typed(three, text).run("submit")
    assert three.coordinator.calls == []


def test_a_blank_before_a_slash_makes_a_message(three: Program) -> None:
    typed(three, " /etc/hosts is broken").run("submit")
    assert three.coordinator.calls == [("submit", "alpha", " /etc/hosts is broken")]


def test_enter_runs_a_command(three: Program) -> None:
    typed(three, "/switch beta").run("submit")
    assert three.coordinator.calls == [("switch", "beta")] and three.view.prompt.text == ""


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("/swich beta", r"There is no command /swich\. Did you mean /switch\?"),
        ("/xyzzy", r"There is no command /xyzzy\. /help lists them all"),
        ("/", "There is no command /"),
        ("/cursor-left", "There is no command /cursor-left"),
        ("/qmux", "There is no command /qmux"),
        ("/switch", "NAME is missing"),
        ("/switch nobody", "nobody"),
    ],
)
def test_a_mistake_leaves_the_line_and_the_cursor(three: Program, line: str, error: str) -> None:
    typed(three, line, 1)
    with pytest.raises(UserError, match=error):
        three.run("submit")
    assert (str(three.view.prompt.text), three.view.prompt.cursor) == (line, 1)
    assert three.coordinator.calls == []


def test_a_command_over_several_lines_is_read_as_one(three: Program) -> None:
    typed(three, "/switch\n\tbeta").run("submit")
    assert three.coordinator.calls == [("switch", "beta")]


def test_a_binding_of_an_unknown_command_is_a_bug(three: Program) -> None:
    with pytest.raises(BugError):
        three.run("frobnicate")


def test_cancel_stops_the_turn_first(program: Program) -> None:
    program.open("alpha", SessionStatus.PROCESSING)
    typed(program, "draft").run("cancel")
    assert program.coordinator.calls == [("cancel", "alpha")] and program.view.prompt.text == "draft"


def test_cancel_refuses_the_question_next(three: Program) -> None:
    three.coordinator.find("alpha").question = Question("Which?", ())
    typed(three, "draft").run("cancel")
    assert three.coordinator.calls[-1] == ("refuse", "alpha") and three.view.prompt.text == "draft"


def test_cancel_clears_the_line_then_which_stays_in_the_history(three: Program) -> None:
    typed(three, "draft").run("cancel")
    assert three.view.prompt.text == "" and three.said == []
    three.run("history-previous")
    assert three.view.prompt.text == "draft"


def test_cancel_says_how_to_quit_at_last(three: Program) -> None:
    three.run("cancel")
    assert "/quit" in three.said[0]


@pytest.mark.parametrize("line", ["end-of-input", "close-or-delete-word"])
def test_an_empty_prompt_asks_to_close(three: Program, line: str) -> None:
    three.run(line)
    assert three.view.confirmation is not None and three.view.confirmation.text == "Close session alpha?"


@pytest.mark.parametrize(("line", "text"), [("command-prompt", "/"), ("command-prompt rename", "/rename ")])
def test_the_command_prompt_keeps_the_draft_in_the_history(three: Program, line: str, text: str) -> None:
    typed(three, "draft").run(line)
    assert three.view.prompt.text == text and three.view.prompt.cursor == len(text)
    three.view.prompt.clear()
    three.run("history-previous")
    three.run("history-previous")
    assert three.view.prompt.text == "draft"


def test_the_prefix_key(three: Program) -> None:
    three.run("prefix")
    assert three.view.prefix


def test_the_prefix_key_twice_does_what_it_does_without_a_prefix(three: Program) -> None:
    three.view.prompt.insert("word")
    three.run("send-prefix")
    assert three.view.prompt.cursor == 3
    three.give_pane("one\ntwo")
    mode = three.copy_mode()
    row = mode.cursor.row
    three.run("send-prefix")
    assert mode.cursor.row < row


@pytest.mark.parametrize("line", ["confirm-yes", "confirm-no"])
def test_an_answer_without_a_question_is_nothing(three: Program, line: str) -> None:
    three.run(line)
    assert three.coordinator.calls == []


@pytest.mark.parametrize("line", ["redraw", "suspend"])
def test_the_terminal_is_asked(three: Program, line: str) -> None:
    three.run(line)
    assert three.done == [line]


def test_scrolling_without_a_pane_stays_where_it_is(three: Program) -> None:
    for line in ("scroll-up", "scroll-up", "scroll-down", "scroll-top"):
        three.run(line)
    assert three.coordinator.sessions[0].scroll == 1
    three.run("scroll-bottom")
    assert three.coordinator.sessions[0].scroll == 0


@pytest.mark.parametrize(
    ("text", "after", "shown"),
    [
        ("/sw", "/switch ", ()),
        ("/ses", "/session", ("/session-name", "/sessions")),
        ("/session", "/session", ("/session-name", "/sessions")),
        ("/switch b", "/switch beta ", ()),
        ("/switch ", "/switch ", ("beta", "gamma")),
        ("/new --m", "/new --model ", ()),
    ],
)
def test_tab(three: Program, text: str, after: str, shown: tuple[str, ...]) -> None:
    typed(three, text).run("complete")
    assert three.view.prompt.text == after
    menu = three.view.menu
    assert (tuple(row.text for row in menu.rows) if menu is not None else ()) == shown


def test_tab_in_the_middle_keeps_the_rest(three: Program) -> None:
    typed(three, "/sw beta", 3).run("complete")
    assert three.view.prompt.text == "/switch  beta" and three.view.prompt.cursor == 8


@pytest.mark.parametrize("text", ["", "hello", "/nothing x", "/quit x", "/switch zzz"])
def test_tab_without_candidates_rings(three: Program, text: str) -> None:
    typed(three, text).run("complete")
    assert three.done == ["bell"] and three.view.prompt.text == text


def test_every_key_command_runs(three: Program, tmp_path: Path) -> None:
    three.view.copying.copied = "text"
    for command in COMMANDS:
        if command.scope.value == "key" and not command.name.startswith(("chooser-", "peek-", "found-")):
            three.view.show(three.context.displayed())
            three.give_pane("some text")
            three.copy_mode().pattern = "text"
            three.run("keys")
            three.run(command.name)
