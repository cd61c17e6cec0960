"""What keys do whatever is in the prompt: switch sessions, stop things, scroll the pane, draw anew."""

from qmux.commands.command import Argument, Command, Kind, Scope
from qmux.commands.handlers import editing, scrolling, sessions
from qmux.commands.tables.arguments import LINES

ROWS: tuple[Command, ...] = (
    Command("switch-next", Scope.KEY, "Show the session with the next number", sessions.switch_next),
    Command(
        "switch-previous", Scope.KEY, "Show the session with the previous number", sessions.switch_previous
    ),
    Command("switch-last", Scope.KEY, "Show the session displayed before this one", sessions.switch_last),
    Command("prefix", Scope.KEY, "Take the next key as a prefix key", editing.prefix),
    Command(
        "send-prefix", Scope.KEY, "Do what the prefix key does when it is no prefix", editing.send_prefix
    ),
    Command(
        "command-prompt",
        Scope.KEY,
        "Begin a command in the prompt",
        editing.command_prompt,
        arguments=(Argument("beginning", Kind.TEXT, "the command to begin with", optional=True),),
        help="What stood in the prompt is kept in its history.",
    ),
    Command(
        "cancel",
        Scope.KEY,
        "Stop the reply, else refuse the question, else drop the line",
        editing.cancel,
        help="What came of the reply is kept, and a dropped line is kept in the history.",
    ),
    Command(
        "close-or-delete-word",
        Scope.KEY,
        "Close on an empty prompt, else cut a word",
        editing.close_or_delete_word,
    ),
    Command("redraw", Scope.KEY, "Draw the whole screen anew", editing.redraw),
    Command("suspend", Scope.KEY, "Stop qmux until the shell's fg", editing.suspend),
    Command("scroll-page-up", Scope.KEY, "Scroll back by a page", scrolling.page_up),
    Command("scroll-page-down", Scope.KEY, "Scroll on by a page", scrolling.page_down),
    Command("scroll-up", Scope.KEY, "Scroll back by a line or more", scrolling.lines_up, (LINES,)),
    Command("scroll-down", Scope.KEY, "Scroll on by a line or more", scrolling.lines_down, (LINES,)),
    Command("scroll-top", Scope.KEY, "Scroll to the oldest line", scrolling.top),
    Command("scroll-bottom", Scope.KEY, "Scroll to the newest line", scrolling.bottom),
)
