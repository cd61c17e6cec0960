"""The tables in roff, for the man macros: what fills the template of man/qmux.1."""

from collections.abc import Iterable

from qmux.commands.bindings import CONTEXTS, DEFAULTS
from qmux.commands.command import Command, Scope
from qmux.commands.describe import argument_rows, explanation, key_rows
from qmux.commands.table import COMMANDS
from qmux.docgen.words import capital, commands_of, sentence
from qmux.model.session import STATUS_LOOKS, TYPE_LOOKS
from qmux.providers.table import PROVIDERS
from qmux.settings.edit import literal
from qmux.settings.table import SETTINGS

# What roff would take for itself, or print as something that cannot be copied back.
_ESCAPES = {"\\": "\\e", "-": "\\-", "^": "\\(ha", "~": "\\(ti", '"': "\\(dq"}


def roff(text: str) -> str:
    """Return plain text so that man shows it as it is: backslashes, hyphens, carets and leading dots escaped."""
    escaped = "".join(_ESCAPES.get(character, character) for character in text)
    return "\\&" + escaped if escaped.startswith((".", "'")) else escaped


def roff_list(rows: Iterable[tuple[str, str]]) -> str:
    """Return a list of tagged paragraphs: what is explained in bold, the explanation below it."""
    return "".join(f".TP\n.B {roff(first)}\n{_roff_lines(second)}" for first, second in rows)


def _roff_lines(text: str) -> str:
    """Return sentences as lines of their own, as roff wants them."""
    return "".join(f"{roff(line)}\n" for line in text.replace(". ", ".\n").splitlines())


def synopsis() -> str:
    """Return the lines of SYNOPSIS."""
    return "".join(
        f".B {roff(row.name)}\n{_roff_lines(row.usage.partition(' ')[2])}" for row in commands_of(Scope.SHELL)
    )


def options() -> str:
    """Return the list of the shell command's options."""
    rows = [row for command in commands_of(Scope.SHELL) for row in argument_rows(command)]
    return roff_list((written, capital(text)) for written, text in rows)


def types() -> str:
    """Return the words for the session types."""
    return roff(", ".join(look.word for look in TYPE_LOOKS.values())) + ".\n"


def states() -> str:
    """Return the words for a session's states."""
    return roff(", ".join(look.word for look in STATUS_LOOKS.values())) + ".\n"


def commands() -> str:
    """Return the list of slash commands."""
    return "".join(_command(command) for command in commands_of(Scope.SLASH))


def _command(command: Command) -> str:
    also = f" Also {', '.join(f'/{alias}' for alias in command.aliases)}." if command.aliases else ""
    text = explanation(command, DEFAULTS) + also
    arguments = "".join(f".br\n{roff(f'{written}: {text}.')}\n" for written, text in argument_rows(command))
    return roff_list([(command.usage, text)]) + arguments


def keys() -> str:
    """Return a subsection with the bindings of each context."""
    parts = (f".SS {roff(title)}\n{roff_list(_capitals(context))}" for context, title in CONTEXTS.items())
    return "".join(parts)


def _capitals(context: str) -> list[tuple[str, str]]:
    return [(keys, f"{what}.") for keys, what in key_rows(COMMANDS, DEFAULTS, context)]


def settings() -> str:
    """Return the list of settings with their defaults."""
    rows = ((f"{row.name} = {literal(row.default)}", sentence(row.help)) for row in SETTINGS)
    return roff_list(rows)


def environment() -> str:
    """Return the variables that name a key or a server."""
    keys = {row.key_variable: f"The key for {row.label}." for row in reversed(PROVIDERS) if row.key_variable}
    urls = {
        row.url_variable: f"Where {row.label} is, if not at {row.base_url}."
        for row in PROVIDERS
        if row.url_variable
    }
    return roff_list([*reversed(keys.items()), *urls.items()])
