"""The command line of the shell."""

import pytest

from qmux.commands.shell import parse_shell, shell_help
from qmux.errors import UserError


def test_without_words_nothing_is_given() -> None:
    arguments = parse_shell([])
    assert not any(arguments.given(name) for name in ("switch", "new", "config", "version", "help"))


def test_words_with_blanks_stay_whole() -> None:
    assert parse_shell(["--config", "/a b/c.toml", "--new"]).text("config") == "/a b/c.toml"


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["--swich", "x"], "there is no option --swich. Did you mean --switch?"),
        (["--switch"], "NAME is missing after --switch"),
        (["chat"], '"chat" is one word too many'),
        (["--new", "--switch", "x"], "--switch and --new cannot go together"),
    ],
)
def test_mistakes(words: list[str], error: str) -> None:
    with pytest.raises(UserError) as caught:
        parse_shell(words)
    assert str(caught.value).startswith(error)
    assert "Usage: qmux [--switch NAME] [--new [NAME]] [--config FILE] [--version] [--help]" in str(
        caught.value
    )


def test_help_names_every_option() -> None:
    text = shell_help()
    for option in ("--switch NAME", "--new [NAME]", "--config FILE", "--version, -V", "--help, -h"):
        assert option in text
    assert all(len(line) <= 80 for line in text.splitlines())
