"""What the program says about itself."""

import pytest

from qmux.commands.bindings import BINDINGS
from qmux.commands.command import Scope
from qmux.commands.describe import shorten
from qmux.commands.table import COMMANDS
from qmux.errors import UserError
from tests.commands.conftest import Program


def test_help_lists_every_slash_command(three: Program) -> None:
    three.run("/help")
    [(command, text)] = three.printed
    assert command == "/help"
    for row in COMMANDS:
        assert (f"  /{row.name} " in text.replace(",", " ")) == (row.scope is Scope.SLASH)
        assert row.scope is not Scope.SLASH or row.summary in text
    assert all(len(line) <= 80 for line in text.splitlines())


@pytest.mark.parametrize("word", ["new", "/new"])
def test_help_of_one_command(three: Program, word: str) -> None:
    three.run(f"/help {word}")
    [(command, text)] = three.printed
    assert command == "/help new"
    for part in ("/new [TYPE] [NAME]", "--cwd DIR", "Keys: C-b c, C-n", "Example: /new review"):
        assert part in text


def test_help_by_alias(three: Program) -> None:
    three.run("/help q")
    assert three.printed[0][0] == "/help quit" and "Also: /exit, /q" in three.printed[0][1]


def test_help_of_a_key_command(three: Program) -> None:
    three.run("/help transpose")
    assert "Keys: C-t" in three.printed[0][1]


def test_help_of_nothing_known(three: Program) -> None:
    with pytest.raises(UserError, match=r"Did you mean /switch\?"):
        three.run("/help swich")


@pytest.mark.parametrize("columns", [80, 40])
def test_keys_shows_every_binding(three: Program, columns: int) -> None:
    three.run("/keys")
    assert three.view.popup is not None and not three.printed
    words = " ".join(row.text for row in three.view.popup.picture(columns, 1000)).split()
    by_number = {f"{stem}{n}" for stem in ("", "M-", "C-") for n in range(2, 9)}
    assert {row.key for row in BINDINGS} - by_number <= {*words, *(word.rstrip(",") for word in words)}


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        (["a"], ["a"]),
        (["M-1", "M-2"], ["M-1", "M-2"]),
        (["M-1", "M-2", "M-3", "C-1", "C-2", "C-3"], ["M-1 to M-3", "C-1 to C-3"]),
        (["Home", "C-a"], ["Home", "C-a"]),
    ],
)
def test_runs_of_digits_are_shortened(keys: list[str], shown: list[str]) -> None:
    assert shorten(keys) == shown
