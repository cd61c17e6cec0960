"""What keys do in the list of sessions, and in its preview of one of them."""

from qmux.commands.command import Argument, Command, Kind, Scope
from qmux.commands.handlers import chooser
from qmux.commands.tables.arguments import ANSWER, LINES
from qmux.view.chooser import FILTERS

ROWS: tuple[Command, ...] = (
    Command(
        "choose-session",
        Scope.KEY,
        "Choose from a list of all sessions, or answer one of them",
        chooser.choose,
        help="What is typed finds names, groups and types. Below the list is the newest of the selected session.",
    ),
    Command("chooser-leave", Scope.KEY, "Close the list; everything is as it was", chooser.leave),
    Command("chooser-show", Scope.KEY, "Show the selected session", chooser.show),
    Command(
        "chooser-select",
        Scope.KEY,
        "Select a session; once more shows it",
        chooser.select,
        (Argument("number", Kind.NUMBER, "the session's number"),),
        help="A click on a row of the list does this.",
    ),
    Command("chooser-up", Scope.KEY, "Select the session above", chooser.up, (LINES,)),
    Command("chooser-down", Scope.KEY, "Select the session below", chooser.down, (LINES,)),
    Command(
        "chooser-filter",
        Scope.KEY,
        "List all sessions, or those of one kind",
        chooser.show_only,
        (Argument("filter", Kind.CHOICE, "which sessions", choices=tuple(FILTERS)),),
    ),
    Command("chooser-close", Scope.KEY, "Close the selected session, after a question", chooser.close),
    Command("chooser-snooze", Scope.KEY, "Snooze the selected session, or end its snooze", chooser.snooze),
    Command(
        "chooser-peek",
        Scope.KEY,
        "Read the selected session, and answer it",
        chooser.peek,
        help="The session that you are in keeps its draft and its place.",
    ),
    Command("peek-next", Scope.KEY, "Read the next session that waits", chooser.peek_next),
    Command(
        "peek-answer",
        Scope.KEY,
        "Send the answer, or a message",
        chooser.answer,
        (ANSWER,),
        help="As in the session itself, what was typed before a question could be read decides nothing.",
    ),
    Command("peek-leave", Scope.KEY, "Go back to the list", chooser.stop_peeking),
    Command("peek-up", Scope.KEY, "Scroll back by a page, or by so many lines", chooser.scroll_up, (LINES,)),
    Command(
        "peek-down", Scope.KEY, "Scroll on by a page, or by so many lines", chooser.scroll_down, (LINES,)
    ),
)
