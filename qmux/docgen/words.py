"""What rows of the tables are called in the documents, be they Markdown or roff."""

from qmux.commands.command import Command, Scope
from qmux.commands.table import COMMANDS


def commands_of(scope: Scope) -> list[Command]:
    """Return the commands of one scope, in the order of the table."""
    return [command for command in COMMANDS if command.scope is scope]


def sentence(text: str) -> str:
    """Return the text with its full stop."""
    return text if text.endswith(".") else f"{text}."


def capital(text: str) -> str:
    """Return the text as a whole sentence."""
    return sentence(text[:1].upper() + text[1:])
