"""The tables of commands and bindings, tested as data."""

import inspect
from collections import Counter

import pytest

from qmux.commands.bindings import BINDINGS, CONTEXTS, DEFAULTS, GLOBAL, PROMPT, WITH_PREFIX, Binding
from qmux.commands.command import Command, Kind, Scope, find, names
from qmux.commands.parse import parse
from qmux.commands.table import COMMANDS
from qmux.model.key_names import key_name

SLASH = [command for command in COMMANDS if command.scope is Scope.SLASH]


def _name(command: Command) -> str:
    return f"{command.scope.value} {command.name}"


@pytest.mark.parametrize("scopes", [(Scope.SLASH, Scope.KEY), (Scope.SHELL,)], ids=["inside", "shell"])
def test_names_and_aliases_are_unique(scopes: tuple[Scope, ...]) -> None:
    twice = [name for name, count in Counter(names(COMMANDS, *scopes)).items() if count > 1]
    assert not twice


@pytest.mark.parametrize("command", COMMANDS, ids=_name)
def test_texts_have_their_form(command: Command) -> None:
    assert command.name == command.name.lower() and " " not in command.name and "/" not in command.name
    summaries = [command.summary, *(argument.help for argument in command.arguments)]
    for text in summaries:
        assert text and "\n" not in text and not text.endswith("."), text
    assert command.summary[0].isupper()
    assert not command.help or command.help.endswith(".")
    assert "  " not in command.help


@pytest.mark.parametrize("command", SLASH, ids=_name)
def test_each_slash_command_has_an_example_that_parses(command: Command) -> None:
    name, _, rest = command.example.removeprefix("/").partition(" ")
    assert find(COMMANDS, name, Scope.SLASH) is command
    parse(command, rest)


@pytest.mark.parametrize("command", COMMANDS, ids=_name)
def test_arguments_can_be_told_apart(command: Command) -> None:
    arguments = command.arguments
    assert len({argument.name for argument in arguments}) == len(arguments)
    spellings = [spelling for argument in arguments for spelling in argument.options]
    assert len(set(spellings)) == len(spellings) and all(word.startswith("-") for word in spellings)
    for argument in arguments:
        assert bool(argument.choices) == (argument.kind is Kind.CHOICE)
        assert argument.kind is not Kind.TEXT or arguments == (argument,)
        assert argument.kind is not Kind.FLAG or argument.options
    optional = [argument.optional for argument in arguments if not argument.options]
    assert optional == sorted(optional), "a required place behind an optional one"


@pytest.mark.parametrize("command", COMMANDS, ids=_name)
def test_each_command_has_a_handler_but_the_shells(command: Command) -> None:
    if command.scope is Scope.SHELL:
        assert command.handler is None
        return
    assert command.handler is not None
    assert list(inspect.signature(command.handler).parameters) == ["context", "arguments"]


@pytest.mark.parametrize("context", CONTEXTS)
def test_no_key_means_two_things_in_a_context(context: str) -> None:
    contexts = {GLOBAL, PROMPT} if context in (GLOBAL, PROMPT) else {context}
    rows = [row for row in BINDINGS if row.context in contexts and row.command != "prefix"]
    keys = Counter(row.key for row in rows)
    assert not [key for key, count in keys.items() if count > 1]


@pytest.mark.parametrize("row", BINDINGS, ids=lambda row: f"{row.context} {row.key}")
def test_each_binding_names_a_real_command_and_parses(row: Binding) -> None:
    name, _, rest = row.command.partition(" ")
    command = find(COMMANDS, name, Scope.SLASH, Scope.KEY)
    assert command is not None
    parse(command, rest)
    assert row.context in CONTEXTS
    assert "\n" not in row.help and not row.help.endswith(".")
    assert key_name(row.key) == row.key
    shadowed = row.key == DEFAULTS.prefix and row.context in WITH_PREFIX  # what send-prefix does
    assert (DEFAULTS.behind_prefix(row.context) if shadowed else DEFAULTS.lookup(row.context, row.key)) == row


@pytest.mark.parametrize(
    ("context", "key", "command"),
    [
        ("prefix", "c", "new"),
        ("prefix", "n", "switch-next"),
        ("prefix", "p", "switch-previous"),
        ("prefix", "l", "switch-last"),
        ("prefix", "1", "switch 1"),
        ("prefix", "0", "switch 10"),
        ("prefix", "&", "close"),
        ("prefix", ",", "command-prompt rename"),
        ("prefix", ":", "command-prompt"),
        ("prefix", "?", "keys"),
        ("prompt", "C-n", "new"),
        ("prompt", "C-w", "close-or-delete-word"),
        ("prompt", "M-7", "switch 7"),
        ("prompt", "C-7", "switch 7"),
        ("prompt", "C-Tab", "switch-next"),
        ("prompt", "C-S-Tab", "switch-previous"),
        ("prompt", "M-n", "next"),
        ("prompt", "C-c", "cancel"),
        ("prompt", "C-p", "history-previous"),
        ("prompt", "Up", "cursor-up"),
        ("prompt", "Enter", "submit"),
        ("confirm", "y", "confirm-yes"),
        ("confirm", "Enter", "confirm-no"),
    ],
)
def test_the_promised_keys_are_bound(context: str, key: str, command: str) -> None:
    binding = DEFAULTS.lookup(context, key)
    assert binding is not None and binding.command == command


@pytest.mark.parametrize(
    ("context", "key"), [("prompt", "x"), ("prefix", "C-n"), ("confirm", "C-n"), ("prefix", "d")]
)
def test_other_keys_are_not_bound(context: str, key: str) -> None:
    assert DEFAULTS.lookup(context, key) is None


def test_a_command_that_only_keys_run_has_a_key() -> None:
    bound = {row.command.partition(" ")[0] for row in BINDINGS}
    unbound = [row.name for row in COMMANDS if row.scope is Scope.KEY and row.name not in bound]
    assert not unbound
