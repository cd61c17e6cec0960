"""The prompt, and the help that is to be had there."""

import pytest

from tests.fake_api import FakeApi
from tests.features.conftest import Start
from tests.features.steps import displayed, sees, send, status


@pytest.mark.parametrize("key", ["M-Enter", "C-j"])
def test_a_message_may_have_several_lines(start_with_api: Start, api: FakeApi, key: str) -> None:
    program = start_with_api()
    displayed(program, "dev-1")
    program.type("first")
    program.press(key)
    program.type("second")
    indent = " " * len("[Current: dev-1] q> ")
    program.wait_for(lambda lines: lines[-3:-1] == ["[Current: dev-1] q> first", f"{indent}second"])
    program.press("Enter")
    assert api.wait_for_requests(1)[0].text == "first\nsecond"
    sees(program, "> first", "  second")


def test_a_paste_is_one_message_and_runs_nothing(start_with_api: Start, api: FakeApi) -> None:
    program = start_with_api()
    displayed(program, "dev-1")
    program.paste("one\n/quit\nthree\n")
    program.wait_for("three")
    program.press("Enter")
    assert api.wait_for_requests(1)[0].text.rstrip("\n") == "one\n/quit\nthree"


@pytest.mark.parametrize(
    ("columns", "lines", "place"),
    [(80, 24, "line {} of 501"), (40, 12, "line {} of 501"), (20, 5, "{}/501 q>")],
)
def test_a_long_paste_scrolls_with_the_cursor_and_says_where_it_is(
    start: Start, columns: int, lines: int, place: str
) -> None:
    program = start(columns=columns, lines=lines)
    program.wait_for("q>")
    program.paste("".join(f"n{number}\n" for number in range(1, 501)))
    program.wait_for(place.format(501))
    program.press("Up")
    sees(program, place.format(500), "n500")
    program.press("M-<")
    sees(program, place.format(1), "n1")
    program.press("Down", "Down", "Down", "Down", "Down", "Down", "Down", "Down", "Down", "Down")
    sees(program, place.format(11), "n11")
    assert (
        sum(line.strip() == "n12" for line in program.screen()) == 0
    )  # the cursor's line is the last one shown
    program.press("C-c")
    program.wait_gone("501")


def test_the_history_brings_back_what_was_sent_in_this_session(start_with_api: Start) -> None:
    program = start_with_api("--new", "one")
    displayed(program, "one")
    for message in ("first message", "second message"):
        send(program, message)
        sees(program, f"You said: {message}", "ACTIVE")
    program.type("a draft")
    program.press("Up")
    program.wait_for("q> second message")
    program.press("Up")
    program.wait_for("q> first message")
    program.press("Down", "Down")
    program.wait_for("q> a draft")
    program.press("C-c")
    program.wait_gone("a draft")
    program.press("Up")  # a line that was dropped is not lost
    program.wait_for("q> a draft")
    program.press("C-c")
    send(program, "/new two")
    displayed(program, "two")
    program.press("Up")
    program.type("nothing before")
    program.wait_for(lambda lines: lines[-2] == "[Current: two] q> nothing before")


def test_tab_completes_commands_and_names(start: Start) -> None:
    program = start("--new", "fix-login")
    displayed(program, "fix-login")
    send(program, "/new fix-logout")
    displayed(program, "fix-logout")
    send(program, "/new other")
    displayed(program, "other")
    program.type("/sw")
    program.press("Tab")
    program.wait_for(lambda lines: lines[-2] == "[Current: other] q> /switch")
    program.type("f")
    program.press("Tab")
    rows = [" fix-login   1  dev  waiting", " fix-logout  2  dev  waiting"]
    program.wait_for(lambda lines: lines[-4:-1] == [*rows, "[Current: other] q> /switch fix-log"])
    program.type("i")
    program.wait_gone("fix-logout")
    program.press("Tab")
    program.wait_for("q> /switch fix-login")
    program.press("Enter")
    displayed(program, "fix-login")


def test_the_menu_is_walked_narrowed_taken_and_left(start: Start) -> None:
    program = start("--new", "mine")
    displayed(program, "mine")
    program.type("/s")
    program.press("Tab")
    sees(program, " /switch ", "Show a session", " /search ")
    program.press("S-Tab")
    sees(program, ">/switch ", "[Current: mine] q> /switch")
    program.press("Escape")
    program.wait_for(lambda lines: lines[-2] == "[Current: mine] q> /s")
    program.wait_gone("Show a session")
    program.press("Tab")
    program.wait_for("Show a session")
    program.type("e")
    program.wait_gone("Show a session")
    program.press("Down")
    program.wait_for(lambda lines: lines[-2] == "[Current: mine] q> /search")
    program.press("Enter")
    program.wait_gone("Find words in all conversations")
    program.type("x")
    program.wait_for(lambda lines: lines[-2] == "[Current: mine] q> /search x")


@pytest.mark.parametrize(("columns", "lines"), [(20, 12), (20, 6), (8, 3), (1, 1)])
def test_the_menu_keeps_to_a_small_terminal(start: Start, columns: int, lines: int) -> None:
    program = start("--new", "mine")
    displayed(program, "mine")
    program.resize(columns, lines)
    program.type("/s")
    for _ in range(8):
        program.press("Tab")
    program.press("S-Tab", "C-g")
    program.resize(80, 24)
    program.wait_for("[Current: mine] q> /s")


def test_a_mistake_says_what_to_type_and_keeps_the_line(start: Start) -> None:
    program = start()
    displayed(program, "dev-1")
    send(program, "/swich other")
    program.wait_for(lambda lines: "/swich" in status(lines) and "/switch" in status(lines))
    program.wait_for("[Current: dev-1] q> /swich other")


def test_help_lists_the_commands_and_explains_one(start: Start) -> None:
    program = start(lines=50, columns=120)
    displayed(program, "dev-1")
    send(program, "/help")
    sees(program, "Commands:", "  /sessions ", "  /switch, /s ", "  /quit, /exit, /q ")
    send(program, "/help new")
    sees(program, "Make a session and show it.", "Example: /new review auth-check --cwd ~/src/api")
    send(program, "/help nonsense")
    program.wait_for(lambda lines: "nonsense" in status(lines))


def test_the_prefix_key_and_a_question_mark_list_the_keys(start: Start) -> None:
    program = start(lines=100, columns=120)
    displayed(program, "dev-1")
    program.press("C-b")
    program.wait_for(lambda lines: "prefix" in status(lines))
    program.press("?")
    sees(program, "After the prefix key, C-b", "Direct keys", "At the prompt", "M-1 to M-9")
    program.press("C-b", "x")
    program.wait_for(lambda lines: status(lines) == "C-b x is not bound. C-b ? lists the keys.")


def test_a_comma_and_a_colon_begin_a_command(start: Start) -> None:
    program = start()
    displayed(program, "dev-1")
    program.press("C-b", ",")
    program.wait_for("q> /rename")
    program.type("mine")
    program.press("Enter")
    displayed(program, "mine")
    program.press("C-b", ":")
    program.type("session-name")
    program.press("Enter")
    program.wait_for("Session 1 is named mine")


def test_ctrl_c_with_nothing_to_do_says_how_to_leave(start: Start) -> None:
    program = start()
    displayed(program, "dev-1")
    program.press("C-c")
    program.wait_for("There is nothing to cancel. /quit leaves qmux and keeps the sessions.")
