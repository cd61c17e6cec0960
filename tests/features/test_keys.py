"""Keys that the user binds, the list of keys, and the mouse, in the real program."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from tests.features.conftest import Start
from tests.features.faults import Shown
from tests.features.steps import click, displayed, in_overlay, sees, send, status, write_settings

OWN = """
[keys]
prefix = "ctrl-a"
"ctrl-t" = "new review"
"ctrl-n" = ""
"prefix x" = "switch 1"
[keys.copy-mode]
"z" = "copy-leave"
"""


def test_keys_of_the_users_own(start: Start, clean_environment: Path) -> None:
    write_settings(clean_environment, OWN)
    program = start("--new", "one")
    displayed(program, "one")
    program.press("C-t")
    displayed(program, "review-1")
    program.press("C-n", "C-a", "x")
    displayed(program, "one")
    program.press("C-a", "[", "z")
    program.type("abc")
    program.press("C-b")
    program.type("-")
    program.wait_for("q> ab-c")
    program.press("C-a", "C-a")
    program.type(">")
    program.wait_for("q> >ab-c")
    program.press("C-a", "y")
    program.wait_for(lambda lines: status(lines) == "C-a y is not bound. C-a ? lists the keys.")
    program.press("C-a", "?")
    sees(program, "After the prefix key, C-a", "&")


@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_keys_that_cannot_be_are_refused_before_anything_happens(
    start: Start, clean_environment: Path
) -> None:
    path = write_settings(clean_environment, '[keys]\n"ctl-t" = "new"\n"ctrl-x" = "nwe"\n')
    program = start()
    assert program.wait_exit() == 2
    assert Shown(f'{path}: keys."ctl-t": "ctl-t" is no key.')(program.screen())
    assert Shown("there is no command nwe. Did you mean new?")(program.screen())


@pytest.mark.parametrize(("columns", "lines"), [(80, 24), (40, 12)])
def test_the_list_of_keys_is_read_and_closed_and_nothing_is_lost(
    start: Start, columns: int, lines: int
) -> None:
    program = start("--new", "one", columns=columns, lines=lines)
    displayed(program, "one")
    program.type("half a")
    before = program.wait_for("half a")
    program.press("C-b", "?")
    program.wait_for("After the prefix key, C-b")
    first = program.screen()[1]
    program.press("PageDown")
    program.wait_for(lambda shown: shown[1] != first)
    program.press("G")
    sees(program, "q, Escape")
    program.type("x")
    program.wait_for(lambda shown: status(shown).startswith("x does nothing here"))
    program.paste(" thought")
    program.press("q")
    program.wait_for(lambda shown: shown[:-2] == before[:-2])
    program.wait_for("half a thought")


@pytest.mark.parametrize("keys", [("Escape",), ("C-c",), ("C-g",)])
def test_the_list_of_keys_is_left_by_what_one_tries(start: Start, keys: tuple[str, ...]) -> None:
    program = start("--new", "one")
    displayed(program, "one")
    send(program, "/keys")
    program.wait_for("After the prefix key, C-b")
    program.press(*keys)
    program.wait_gone("After the prefix key, C-b")


def test_a_key_that_was_read_there_works_at_once(start: Start) -> None:
    program = start("--new", "one")
    displayed(program, "one")
    program.press("C-b", "?")
    program.wait_for("After the prefix key, C-b")
    program.press("C-b", "c")
    displayed(program, "dev-1")
    program.wait_gone("After the prefix key, C-b")


def test_a_click_on_a_name_shows_its_session(start: Start, clean_environment: Path) -> None:
    write_settings(clean_environment, "[ui]\nmouse = true\n")
    program = start("--new", "one")
    displayed(program, "one")
    send(program, "print 3")
    program.press("C-n")
    displayed(program, "dev-1")
    program.wait_for(in_overlay("one", "⏎"))
    program.type("draft")
    click(program, "[one]")
    displayed(program, "one")
    program.press("M-2")
    program.wait_for("q> draft")
    program.wait_for("2 sessions")  # once the message is gone that a session was switched to
    before = program.screen()[:-1]
    click(program, "2 sessions")
    program.wait_for(lambda lines: lines[:-1] != before)
    program.press("Escape")
    program.wait_for(lambda lines: lines[:-1] == before)


def test_the_wheel_scrolls_the_list_of_keys_and_a_click_there_is_nothing(
    start: Start, clean_environment: Path
) -> None:
    write_settings(clean_environment, "[ui]\nmouse = true\n")
    program = start("--new", "one")
    displayed(program, "one")
    program.press("C-b", "?")
    program.wait_for("1-21 of ")
    click(program, "After the prefix key")
    program.send(b"\x1b[<65;5;5M")
    program.wait_for("4-24 of ")
    program.send(b"\x1b[<64;5;5M")
    program.wait_for("1-21 of ")
    click(program, "[Current: one]")
    program.wait_gone("After the prefix key")
    program.press("C-b", "?")
    program.wait_for("1-21 of ")
    click(program, "q closes")
    program.wait_gone("After the prefix key")


BY_OTHER_KEYS = """
[keys]
prefix = "ctrl-a"
"ctrl-n" = ""
"ctrl-t" = "new"
[keys.prompt]
"ctrl-x" = ""
"alt-x" = "extend"
"ctrl-o" = "submit"
"enter" = "insert-newline"
[keys.popup]
"q" = ""
"escape" = ""
"x" = "popup-close"
[keys.confirm]
"y" = ""
"shift-y" = ""
"j" = "confirm-yes"
[keys.copy-mode]
"q" = ""
"escape" = ""
"x" = "copy-leave"
"""


def test_what_the_program_says_of_keys_is_as_they_are_bound(start: Start, clean_environment: Path) -> None:
    write_settings(clean_environment, BY_OTHER_KEYS)
    program = start()
    sees(program, "Type a message and press Ctrl-O. Ctrl-T makes another session", "Ctrl-A ? lists the keys")
    displayed(program, "dev-1")
    program.press("M-x", "z")
    program.wait_for(lambda lines: status(lines) == "M-x z is not bound. C-a ? lists the keys.")
    program.press("C-a", "?")
    program.wait_for(lambda lines: lines[0].endswith("C-c closes") or lines[0].endswith("x closes"))
    program.type("z")
    program.wait_for(lambda lines: status(lines).startswith("z does nothing here. "))
    program.press("x")
    program.wait_gone("After the prefix key")
    program.press("C-a", "[")
    program.wait_for("C-c leaves")
    program.press("x")
    program.wait_gone("[copy]")
    program.press("C-a", "&")
    program.wait_for("Close session dev-1? [j/N]")
    program.press("n")
    program.type("help")
    program.press("C-o")
    program.wait_for("> help")


def test_what_was_said_at_the_start_has_its_time(start: Start) -> None:
    began = datetime.now().astimezone().replace(microsecond=0)
    program = start("--switch", "nobody")
    program.wait_for("There is no session")
    program.press("C-b", "~")
    lines = sees(program, "The newest first", "There is no session")
    (row,) = [line for line in lines[:-2] if "There is no session" in line]
    said = datetime.combine(began, datetime.strptime(row.split()[0], "%H:%M:%S").time(), began.tzinfo)
    assert began <= said <= datetime.now().astimezone() or said.date() != datetime.now().date()


def test_what_the_status_line_said_can_be_read_again(start: Start) -> None:
    program = start("--new", "one", columns=60, lines=20)
    displayed(program, "one")
    send(program, "/snooze one 99999999")
    program.wait_for(lambda lines: status(lines).endswith("…  [C-b ~]"))
    program.press("C-u")
    send(program, "/nonsense")
    program.wait_for(lambda lines: status(lines).startswith("There is no command /nonsense."))
    program.press("C-u", "C-b", "~")
    told = r"The newest first .*There is no command /nonsense\. .*is no number of minutes .*nor off\. /snooze NAME 45"
    program.wait_for(lambda rows: re.search(told, " ".join(" ".join(rows[:-2]).split())) is not None)
    program.press("q")
    program.wait_gone("The newest first")
    send(program, "/messages")
    program.wait_for("The newest first")


def test_clicks_in_the_list_of_sessions(start: Start, clean_environment: Path) -> None:
    write_settings(clean_environment, "[ui]\nmouse = true\n")
    program = start("--new", "one")
    displayed(program, "one")
    for name in ("two", "three"):
        send(program, f"/new {name}")
        displayed(program, name)
    program.press("C-b", "w")
    program.wait_for(_selected("three"))
    program.send(b"\x1b[<64;5;5M")
    program.wait_for(_selected("two"))
    program.send(b"\x1b[<65;5;5M")
    program.wait_for(_selected("three"))
    click(program, " 1 one")
    program.wait_for(_selected("one"))
    click(program, "M-f failed")
    program.wait_for("0 of 3 sessions")
    click(program, "M-a all")
    program.wait_for("3 of 3 sessions")
    click(program, " 2 two")
    program.wait_for(_selected("two"))
    click(program, " 2 two")
    displayed(program, "two")


def test_the_prefix_key_works_in_the_list_of_sessions(start: Start) -> None:
    program = start("--new", "one")
    displayed(program, "one")
    send(program, "/new two")
    displayed(program, "two")
    program.press("C-b", "w")
    program.wait_for("2 of 2 sessions")
    program.press("C-b", "?")
    program.wait_for("After the prefix key, C-b")
    program.press("q")
    program.wait_gone("After the prefix key, C-b")
    program.press("C-b", "w")
    program.wait_for("2 of 2 sessions")
    program.press("C-b", "p")
    displayed(program, "one")
    program.press("C-b", "w")
    program.wait_for("2 of 2 sessions")
    program.press("C-b", "[")
    program.wait_for("[copy]")


def test_a_click_takes_a_candidate_of_the_menu(start: Start, clean_environment: Path) -> None:
    write_settings(clean_environment, "[ui]\nmouse = true\n")
    program = start("--new", "one")
    displayed(program, "one")
    program.type("/s")
    program.press("Tab")
    program.wait_for("/session-name")
    click(program, "/session-name", times=2)  # the second press finds no menu any more, and sends nothing
    program.wait_for("q> /session-name")
    program.wait_gone("/snooze")
    program.type("other")
    program.press("Enter")
    displayed(program, "other")


def test_a_click_answers_a_question_of_qmux(start: Start, clean_environment: Path) -> None:
    write_settings(clean_environment, "[ui]\nmouse = true\n")
    program = start("--new", "one")
    displayed(program, "one")
    send(program, "/new two")
    displayed(program, "two")
    program.press("C-b", "&")
    program.wait_for("Close session two? [y/N]")
    click(program, "/N")
    program.wait_for(lambda lines: status(lines) == "Nothing was closed.")
    program.press("C-b", "&")
    program.wait_for("Close session two? [y/N]")
    click(program, "[y")
    displayed(program, "one")


def _selected(name: str) -> Callable[[list[str]], bool]:
    return lambda lines: any(line.startswith(">") and f" {name} " in line for line in lines)
