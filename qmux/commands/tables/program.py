"""Commands on qmux itself: its help, its keys, its end."""

from qmux.commands.command import Argument, Command, Kind, Scope
from qmux.commands.handlers import conversation, help

ROWS: tuple[Command, ...] = (
    Command(
        "help",
        Scope.SLASH,
        "List the commands, or explain one",
        help.show_help,
        arguments=(Argument("command", Kind.COMMAND, "a command, with or without its slash", optional=True),),
        example="/help new",
    ),
    Command(
        "keys",
        Scope.SLASH,
        "Show what the keys do, as they are bound now",
        help.show_keys,
        help="Keys are changed in the table [keys] of the settings file.",
        example="/keys",
    ),
    Command(
        "quit",
        Scope.SLASH,
        "Leave qmux; the sessions come back at the next start",
        conversation.quit_program,
        aliases=("exit", "q"),
        help="Asks once while sessions are at work.",
        example="/quit",
    ),
)
