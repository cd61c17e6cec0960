"""From a line to a command that has run.

A line that begins with "/" was typed at the prompt and reaches the slash commands only; a line without it comes
from a binding and reaches the key commands as well. Nothing here changes the prompt: whoever took the line from it
puts it back when a UserError comes out.
"""

from qmux.commands.command import Scope, find, unknown
from qmux.commands.context import Context
from qmux.commands.parse import parse
from qmux.errors import BugError, UserError


def run_line(line: str, context: Context) -> None:
    """Run one command line; raise UserError where it cannot be run, with nothing changed."""
    name, rest = [*line.split(None, 1), "", ""][:2]
    typed = name.startswith("/")
    scopes = (Scope.SLASH,) if typed else (Scope.SLASH, Scope.KEY)
    command = find(context.commands, name.removeprefix("/"), *scopes)
    if command is None and typed:
        raise UserError(unknown(context.commands, name[1:]))
    if command is None or command.handler is None:
        raise BugError(f"a binding runs the unknown command {name!r}")
    command.handler(context, parse(command, rest))
