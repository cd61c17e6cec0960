"""Command: what one row of the table of commands says.

Owns the types of a row and how a usage line is written from it. Leaves the rows to tables/, reading words to
parse.py, candidates to complete.py and what a command does to handlers/.
"""

from collections.abc import Callable, Iterable
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from qmux.errors import BugError
from qmux.model.session import SessionType
from qmux.model.suggest import did_you_mean

if TYPE_CHECKING:
    from qmux.commands.context import Context


class Scope(Enum):
    """Where a command can be given."""

    SLASH = "slash"  # typed at the prompt after "/", or bound to a key
    KEY = "key"  # bound to a key only
    SHELL = "shell"  # on the shell's command line


class Kind(Enum):
    """What an argument is: parse.py has a reader for each, complete.py a source of candidates."""

    SESSION = "session"  # an existing session: its number, its name, or an unambiguous prefix of that
    CLOSED = "closed"  # a closed session, likewise
    NAME = "name"  # a new name for a session
    TYPE = "type"  # a session type, as the user types it
    PATH = "path"
    PATHS = "paths"  # paths and patterns, as many as there are; always a command's last place
    DIRECTORY = "directory"
    GROUP = "group"  # of sessions
    TEMPLATE = "template"  # of the settings
    MODEL = "model"
    CHOICE = "choice"  # one of Argument.choices
    COMMAND = "command"  # the name of a command
    NUMBER = "number"  # a whole number, 1 or more
    MINUTES = "minutes"  # how many, or off
    TEXT = "text"  # the rest of the line as it stands; always a command's last argument
    RULE = "rule"  # a permission rule or tools, likewise the rest of the line
    SERVER = "server"  # the name of an MCP server
    FLAG = "flag"  # an option without a value


class Argument(NamedTuple):
    """One argument of a command, given by its place or, where `options` spells any, as an option.

    Arguments:
        name: what the handler calls it; unique within the command.
        options: the spellings of an option, the one to document first ("--cwd").
        optional: it may be left out; options always may.
        value_optional: the option may stand without its value.
        choices: the words of a CHOICE.
        label: how usage lines write its value; the name in capitals unless given.
    """

    name: str
    kind: Kind
    help: str
    optional: bool = False
    options: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    value_optional: bool = False
    label: str = ""


Value = str | int | bool | SessionType | tuple[str, ...]
_ValueType = TypeVar("_ValueType", str, int, bool, SessionType, tuple[str, ...])


class Arguments:
    """What was given to a command, by the arguments' names."""

    def __init__(self, values: dict[str, Value]) -> None:
        self._values = values

    def given(self, name: str) -> bool:
        """Return whether the argument was given at all, be it without its optional value."""
        return name in self._values

    def text(self, name: str) -> str:
        """Return the argument's text, "" if it was left out."""
        return self._read(name, str) or ""

    def words(self, name: str) -> tuple[str, ...]:
        """Return the argument's words, none if it was left out."""
        return self._read(name, tuple) or ()

    def number(self, name: str) -> int:
        """Return the argument's number, 1 if it was left out."""
        return self._read(name, int) or 1

    def flag(self, name: str) -> bool:
        """Return whether the flag was given."""
        return bool(self._read(name, bool))

    def session_type(self, name: str) -> SessionType | None:
        """Return the session type, None if it was left out."""
        return self._read(name, SessionType)

    def _read(self, name: str, kind: type[_ValueType]) -> _ValueType | None:
        value = self._values.get(name)
        if value is not None and not isinstance(value, kind):
            raise BugError(f"the argument {name} is {value!r}, not of {kind.__name__}")
        return value

    def __repr__(self) -> str:
        return f"Arguments({self._values!r})"


Handler = Callable[["Context", Arguments], None]


class Command(NamedTuple):
    """One row of the table.

    Arguments:
        name: lower case, words joined by "-", without the slash.
        summary: one line without a full stop.
        handler: validates, refuses with a UserError, changes, says; None for a shell command, which cli.py runs.
        aliases: other names for it.
        help: what the summary leaves out, in whole sentences; may be empty.
        example: a whole line as the user gives it; may be empty.
    """

    name: str
    scope: Scope
    summary: str
    handler: Handler | None
    arguments: tuple[Argument, ...] = ()
    aliases: tuple[str, ...] = ()
    help: str = ""
    example: str = ""

    @property
    def title(self) -> str:
        """The command as it is written in text: with its slash if it is typed at the prompt."""
        return f"/{self.name}" if self.scope is Scope.SLASH else self.name

    @property
    def usage(self) -> str:
        """The command and its arguments: "/switch NAME", "/export [NAME] [--format md|json|txt] [PATH]"."""
        return " ".join([self.title, *map(argument_usage, self.arguments)])


def label(argument: Argument) -> str:
    """Return how the argument's value is written in text: NAME, md|json|txt; "" for a flag."""
    if argument.kind is Kind.FLAG:
        return ""
    return argument.label or "|".join(argument.choices) or argument.name.upper()


def argument_usage(argument: Argument) -> str:
    """Return how a usage line writes the argument: NAME, [NAME], [--cwd DIR], [--all], [--new [NAME]]."""
    if not argument.options:
        return f"[{label(argument)}]" if argument.optional else label(argument)
    return f"[{option_usage(argument, argument.options[0])}]"


def option_usage(argument: Argument, spelling: str) -> str:
    """Return one spelling of an option with its value: --cwd DIR, --all, --new [NAME]."""
    value = label(argument)
    if not value:
        return spelling
    return f"{spelling} [{value}]" if argument.value_optional else f"{spelling} {value}"


def names(commands: Iterable[Command], *scopes: Scope) -> list[str]:
    """Return the names and then the aliases of all commands of the given scopes."""
    rows = [command for command in commands if command.scope in scopes]
    return [row.name for row in rows] + [alias for row in rows for alias in row.aliases]


def find(commands: Iterable[Command], name: str, *scopes: Scope) -> Command | None:
    """Return the command of one of the scopes that has this name or alias."""
    matching = (row for row in commands if name == row.name or name in row.aliases)
    return next((row for row in matching if row.scope in scopes), None)


def unknown(commands: Iterable[Command], name: str) -> str:
    """Return the sentence for a slash command that does not exist."""
    hint = did_you_mean(name, names(commands, Scope.SLASH), "/") or " /help lists them all."
    return f"There is no command /{name[:40]}.{hint}"
