"""What the tables say about themselves, as plain text: for /help, /keys, `qmux --help` and the documents."""

from collections.abc import Sequence
from itertools import groupby

from qmux.commands.bindings import CONTEXTS, EXTENDED, PREFIX, Bindings
from qmux.commands.command import Argument, Command, Scope, find, label, option_usage

_FIRST_COLUMN = 30  # cells; leaves 46 for the explanation at 80 columns


_BESIDES = (
    "!COMMAND runs a shell command, @PATH in a message attaches a file.\n"
    "/help COMMAND tells all about one, {/keys} lists the keys.\n"
)
_FIRST_KEYS = {PREFIX: "prefix", EXTENDED: "extend"}  # the command whose key comes before those of a context


def overview(commands: Sequence[Command], bindings: Bindings) -> str:
    """Return the list of slash commands, one line each."""
    rows = [(_titles(row), row.summary) for row in commands if row.scope is Scope.SLASH]
    return f"Commands:\n{table(rows)}\n{bindings.told(_BESIDES)}"


def describe(command: Command, bindings: Bindings) -> str:
    """Return all that the tables say about a command."""
    lines = [command.usage, f"  {command.summary}."]
    if command.help:
        lines += [f"  {bindings.told(command.help)}"]
    if command.arguments:
        lines += ["", table(argument_rows(command)).rstrip("\n")]
    facts = {
        "Also": ", ".join(f"/{alias}" for alias in command.aliases),
        "Keys": ", ".join(shorten(bindings.keys_of(command.name))),
        "Example": command.example,
    }
    shown = [f"  {title}: {fact}" for title, fact in facts.items() if fact]
    return "\n".join([*lines, *([""] if shown else []), *shown, ""])


def explanation(command: Command, bindings: Bindings) -> str:
    """Return what a command does, in whole sentences."""
    return f"{command.summary}. {bindings.told(command.help)}".strip()


def key_sections(
    commands: Sequence[Command], bindings: Bindings, first: str = PREFIX
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return a title and rows of keys and what they do for each context that has any, `first` before the others."""
    contexts = sorted(CONTEXTS, key=lambda context: context != first)
    sections = [(title(context, bindings), key_rows(commands, bindings, context)) for context in contexts]
    return [section for section in sections if section[1]]


def title(context: str, bindings: Bindings) -> str:
    """Return the heading of a context's keys; where another key comes before them, it names that."""
    first = next(iter(bindings.keys_of(_FIRST_KEYS[context])), "") if context in _FIRST_KEYS else ""
    return CONTEXTS[context] + (f", {first}" if first else "")


def key_rows(commands: Sequence[Command], bindings: Bindings, context: str) -> list[tuple[str, str]]:
    """Return a context's keys and what they do, keys that do the same in one row."""
    return [
        (
            ", ".join(shorten([row.key for row in group])),
            group[0].help or _summary(commands, group[0].command),
        )
        for group in bindings.grouped(context)
    ]


def shorten(keys: Sequence[str]) -> list[str]:
    """Write a run of keys that differ in their digit by its ends: M-1 ... M-9 becomes "M-1 to M-9"."""
    shown: list[str] = []
    for _, run in groupby(keys, lambda key: key[:-1] if key[-1] in "123456789" else key):
        members = list(run)
        shown += [f"{members[0]} to {members[-1]}"] if len(members) > 2 else members
    return shown


def argument_rows(command: Command) -> list[tuple[str, str]]:
    """Return a command's arguments as they are written, and what they mean."""
    return [(_written(argument), argument.help) for argument in command.arguments]


def table(rows: Sequence[tuple[str, str]]) -> str:
    """Lay rows of two cells out in columns, indented by two; a long first cell has a line to itself."""
    width = min(_FIRST_COLUMN, max(len(first) for first, _ in rows))
    lines = []
    for first, second in rows:
        gap = " " * (width - len(first) + 2) if len(first) <= width else "\n" + " " * (width + 4)
        lines.append(f"  {first}{gap}{second}\n")
    return "".join(lines)


def _titles(command: Command) -> str:
    return ", ".join([command.title, *(f"/{alias}" for alias in command.aliases)])


def _written(argument: Argument) -> str:
    if not argument.options:
        return label(argument)
    return ", ".join(option_usage(argument, spelling) for spelling in argument.options)


def _summary(commands: Sequence[Command], line: str) -> str:
    command = find(commands, line.partition(" ")[0], Scope.SLASH, Scope.KEY)
    return command.summary if command is not None else line
