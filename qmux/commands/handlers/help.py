"""Commands that explain the commands and the keys, out of the tables that the program itself reads.

And the one that shows again what the status line said.
"""

import time
from collections.abc import Sequence

from qmux.commands.bindings import COPY, PREFIX
from qmux.commands.command import Arguments, Scope, find, unknown
from qmux.commands.context import Context
from qmux.commands.describe import describe, key_sections, overview
from qmux.errors import UserError
from qmux.view.popup import Popup, Section

_NOTE = ("C- is Ctrl, M- is Alt, S- is Shift", ())


def show_help(context: Context, arguments: Arguments) -> None:
    """Print all slash commands, or all about one command."""
    name = arguments.text("command").removeprefix("/")
    if not name:
        context.print("/help", overview(context.commands, context.bindings))
        return
    command = find(context.commands, name, Scope.SLASH, Scope.KEY)
    if command is None:
        raise UserError(unknown(context.commands, name))
    context.print(f"/help {command.name}", describe(command, context.bindings))


def show_keys(context: Context, arguments: Arguments) -> None:
    """Show the live table of key bindings over the pane, what works where the user is before the rest."""
    copying = context.view.copying.mode(context.view.session) is not None
    sections = key_sections(context.commands, context.bindings, COPY if copying else PREFIX)
    _show(context, "Keys", [_NOTE, *sections])


def show_messages(context: Context, arguments: Arguments) -> None:
    """Show the messages of the status line over the pane, whole, each with its time."""
    rows = [(time.strftime("%H:%M:%S", time.localtime(at)), text) for at, text in context.view.messages]
    _show(context, "Messages", [("The newest first" if rows else "None yet", rows)])


def _show(context: Context, title: str, sections: Sequence[Section]) -> None:
    context.view.popup = Popup(title, context.bindings.told("{popup-close} closes"), sections)
