"""Keys that the user binds, the list of keys, and the mouse, in the real program."""

from pathlib import Path

import pytest

from tests.features.conftest import Start
from tests.features.faults import Shown
from tests.features.harness.program import Program
from tests.features.steps import displayed, in_overlay, sees, send, status, write_settings

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
    program.wait_for(lambda shown: status(shown).startswith("x does nothing in the list"))
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


def click(program: Program, text: str) -> None:
    """Press and release the first button in the midst of `text` on the screen."""
    line, row = next((number, row) for number, row in enumerate(program.screen()) if text in row)
    column = row.index(text) + len(text) // 2
    program.send(f"\x1b[<0;{column + 1};{line + 1}M\x1b[<0;{column + 1};{line + 1}m".encode())


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
