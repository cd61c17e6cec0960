"""Searching the history: what is found for what is typed."""

import pytest

from qmux.view.recall import Recall

LINES = ["fix the login", "Deploy to Berlin", "fix the LOGOUT page", "fix the login", "write tests"]


def typed(pattern: str, lines: list[str] | None = None) -> Recall:
    made = Recall(LINES if lines is None else lines)
    for character in pattern:
        made.insert(character)
    return made


def row(made: Recall, columns: int = 60) -> str:
    return made.picture(columns, 3).rows[0].text.rstrip()


@pytest.mark.parametrize(
    ("pattern", "match"),
    [
        ("fix", "fix the login"),
        ("log", "fix the login"),
        ("logo", "fix the LOGOUT page"),
        ("LOG", "fix the LOGOUT page"),
        ("berlin", "Deploy to Berlin"),
        ("", ""),
    ],
)
def test_the_newest_that_has_the_pattern(pattern: str, match: str) -> None:
    assert typed(pattern).match == match


def test_older_and_newer_walk_and_stop_at_the_ends() -> None:
    made = typed("fix")
    made.older()
    assert made.match == "fix the LOGOUT page"
    made.older()
    assert made.match == "fix the LOGOUT page"  # the other "fix the login" was offered already
    assert row(made) == "(no history: fix) fix the LOGOUT page"
    made.newer()
    assert made.match == "fix the login"
    assert row(made) == "(history: fix) fix the login"
    made.newer()
    assert made.match == "fix the login" and "no history" in row(made)


def test_a_character_taken_off_widens_the_search_again() -> None:
    made = typed("logo")
    made.delete()
    assert made.pattern == "log" and made.match == "fix the login"
    made.clear()
    assert made.match == "" and row(made) == "(history: )"
    made.delete()
    assert made.pattern == ""


def test_the_cursor_stands_at_the_match() -> None:
    made = typed("the")
    picture = made.picture(60, 3)
    assert picture.column == len("(history: the) fix ")


def test_controls_in_the_pattern_are_dropped_and_a_narrow_terminal_shows_the_match_alone() -> None:
    made = Recall(["fix\nall"])
    made.insert("f\x1b[3\ni")
    assert "\x1b" not in made.pattern and "\n" not in made.pattern
    assert typed("fix").picture(12, 1).rows[0].text.rstrip() == "fix the logi"


def test_nothing_to_search() -> None:
    made = typed("x", [])
    made.older()
    made.newer()
    assert made.match == "" and row(made) == "(no history: x)"
