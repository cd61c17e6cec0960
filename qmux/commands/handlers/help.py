"""Commands that explain the commands and the keys, out of the tables that the program itself reads."""

from qmux.commands.command import Arguments, Scope, find, unknown
from qmux.commands.context import Context
from qmux.commands.describe import describe, key_list, overview
from qmux.errors import UserError


def show_help(context: Context, arguments: Arguments) -> None:
    """Print all slash commands, or all about one command."""
    name = arguments.text("command").removeprefix("/")
    if not name:
        context.print("/help", overview(context.commands))
        return
    command = find(context.commands, name, Scope.SLASH, Scope.KEY)
    if command is None:
        raise UserError(unknown(context.commands, name))
    context.print(f"/help {command.name}", describe(command))


def show_keys(context: Context, arguments: Arguments) -> None:
    """Print the live table of key bindings."""
    context.print("C-b ?", key_list(context.commands))
