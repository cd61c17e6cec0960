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
        assert (f"  /{row.name}" in text) == (row.scope is Scope.SLASH)
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


def test_show_keys_prints_every_binding(three: Program) -> None:
    three.run("show-keys")
    text = three.printed[0][1]
    for key in {row.key for row in BINDINGS} - {
        f"{stem}{n}" for stem in ("", "M-", "C-") for n in range(2, 9)
    }:
        assert key in text
    assert "1 to 9" in text and "M-1 to M-9" in text and "C-1 to C-9" in text


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
