"""Commands on qmux itself: its help, its keys, its end."""

from qmux.commands.command import Argument, Command, Kind, Scope
from qmux.commands.handlers import conversation, help, inspecting

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
        "messages",
        Scope.SLASH,
        "Show what the status line said, the newest first",
        help.show_messages,
        help="All of each message, also where the line had no room for it.",
        example="/messages",
    ),
    Command(
        "debug",
        Scope.SLASH,
        "Show which files tools hold, and who waits for them",
        inspecting.debug,
        arguments=(Argument("what", Kind.CHOICE, "what to show", choices=tuple(inspecting.PARTS)),),
        help="A tool that writes a file holds it until it is done; another session's tool waits for it.",
        example="/debug locks",
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
