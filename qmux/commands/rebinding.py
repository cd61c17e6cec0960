"""The table [keys] of the settings: what the user binds otherwise than BINDINGS has it.

    [keys]
    prefix = "ctrl-a"         the prefix key
    "ctrl-t" = "new"          a direct key runs a command line, as it is typed but for the slash
    "prefix x" = "close"      a key after the prefix key
    "ctrl-n" = ""             a key does nothing, or what is typed
    [keys.copy-mode]          the keys of one context of the table
    "ctrl-g" = "copy-leave"

Owns reading and checking that table. Leaves the file to settings/, spellings to model/key_names.py and command lines
to parse.py. Pure; every problem is told at once.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from qmux.commands.bindings import (
    BINDINGS,
    CONTEXTS,
    GLOBAL,
    PREFIX,
    TYPING,
    Binding,
    Bindings,
)
from qmux.commands.command import Command, Scope, find, names
from qmux.commands.parse import parse
from qmux.errors import SettingsError, UserError
from qmux.model.key_names import key_name
from qmux.model.suggest import did_you_mean

_AFTER_PREFIX = "prefix "  # what the name of a key after the prefix key begins with
_TABLES = tuple(context for context in CONTEXTS if context != PREFIX)
_TYPED_INTO = (GLOBAL, *TYPING)  # a character bound there could not be typed any more


class _Wish(NamedTuple):
    """One row of the file: `name` is how it is written there, for messages."""

    name: str
    context: str
    key: str
    command: str


def rebound(keys: Mapping[str, object], commands: Sequence[Command], path: str) -> Bindings:
    """Return BINDINGS with what `keys`, the table of the settings file at `path`, changes.

    Raises:
        SettingsError: a line for each row that names no key or no command, or a key twice.
    """
    problems: list[str] = []
    prefix = _prefix(keys, problems)
    wishes = [wish for row in _rows(keys, problems) if (wish := _wish(*row, commands, problems))]
    problems += _conflicts(
        [*wishes, *([] if not prefix else [_Wish("keys.prefix", GLOBAL, prefix, "prefix")])]
    )
    if problems:
        raise SettingsError("\n".join(f"{path}: {problem}" for problem in problems))
    return Bindings(_changed(_with_prefix(BINDINGS, prefix), wishes))


def _prefix(keys: Mapping[str, object], problems: list[str]) -> str | None:
    """Return the name of the new prefix key, "" for none, None where the file does not say."""
    value = keys.get("prefix")
    if value is None or value == "":
        return None if value is None else ""
    if not isinstance(value, str):
        problems.append('keys.prefix is no text; it must be a key, like "ctrl-a", or "" for none.')
        return None
    name = _key("keys.prefix", GLOBAL, value, problems)
    return name or None


def _rows(keys: Mapping[str, object], problems: list[str]) -> Iterable[tuple[str, str, str, object]]:
    """Yield (name in the file, context, spelling, value) of each row."""
    for spelling, value in keys.items():
        if spelling == "prefix":
            continue
        if not isinstance(value, Mapping):
            after = spelling.lower().startswith(_AFTER_PREFIX)
            context, key = (PREFIX, spelling[len(_AFTER_PREFIX) :].strip()) if after else (GLOBAL, spelling)
            yield f'keys."{spelling}"', context, key, value
        elif spelling in _TABLES:
            for key, line in value.items():
                yield f'keys.{spelling}."{key}"', spelling, key, line
        else:
            hint = did_you_mean(spelling, _TABLES) or f" There are {', '.join(_TABLES)}."
            problems.append(f"[keys.{spelling}] is no table of keys.{hint}")


def _wish(
    name: str, context: str, spelling: str, value: object, commands: Sequence[Command], problems: list[str]
) -> _Wish | None:
    key = _key(name, context, spelling, problems)
    line = _command_line(name, value, commands, problems)
    return None if key is None or line is None else _Wish(name, context, key, line)


def _key(name: str, context: str, spelling: str, problems: list[str]) -> str | None:
    try:
        key = key_name(spelling)
    except ValueError as exc:
        problems.append(f"{name}: {exc}")
        return None
    if context in _TYPED_INTO and (len(key) == 1 or key == "Space"):
        problems.append(
            f'{name}: {key} could not be typed any more. Take it with ctrl- or alt-, or "prefix {key}".'
        )
        return None
    return key


def _command_line(name: str, value: object, commands: Sequence[Command], problems: list[str]) -> str | None:
    """Return the command line, "" for none; None if it is no command line."""
    if not isinstance(value, str):
        problems.append(f'{name} is no text; it must be a command line, like "switch 2", or "" for none.')
        return None
    line = value.strip().removeprefix("/")
    word, _, rest = line.partition(" ")
    command = find(commands, word, Scope.SLASH, Scope.KEY)
    if not line:
        return ""
    if command is None:
        hint = did_you_mean(word, names(commands, Scope.SLASH, Scope.KEY)) or " docs/commands.md lists them."
        problems.append(f'{name} is "{value}", but there is no command {word}.{hint}')
        return None
    try:
        parse(command, rest)
    except UserError as exc:
        problems.append(f'{name} is "{value}": {exc}')
        return None
    return line


def _conflicts(wishes: Iterable[_Wish]) -> list[str]:
    """Return a sentence for each key that the file binds twice."""
    seen: dict[tuple[str, str], str] = {}
    problems = []
    for wish in wishes:
        other = seen.setdefault((wish.context, wish.key), wish.name)
        if other != wish.name:
            problems.append(f"{other} and {wish.name} are about the same key, {wish.key}: keep one of them.")
    return problems


def _with_prefix(rows: Iterable[Binding], prefix: str | None) -> list[Binding]:
    """Return the rows with another prefix key, pressed twice as the old one was; it loses what it did before."""
    if prefix is None:
        return list(rows)
    others = [row for row in rows if row.command not in ("prefix", "send-prefix")]
    others = [row for row in others if row.context not in (GLOBAL, PREFIX) or row.key != prefix]
    if not prefix:
        return others
    return [*others, Binding(GLOBAL, prefix, "prefix"), Binding(PREFIX, prefix, "send-prefix")]


def _changed(rows: Sequence[Binding], wishes: Sequence[_Wish]) -> list[Binding]:
    """Return the rows with those of the user in place of theirs, next to the rows that do the same."""
    taken = {(wish.context, wish.key) for wish in wishes}
    kept = [row for row in rows if (row.context, row.key) not in taken]
    helps = {(row.context in (GLOBAL, PREFIX), row.command): row.help for row in reversed(BINDINGS)}
    own = [
        Binding(
            wish.context,
            wish.key,
            wish.command,
            helps.get((wish.context in (GLOBAL, PREFIX), wish.command), ""),
        )
        for wish in wishes
        if wish.command
    ]
    return [*kept, *own]
