"""The search in all conversations, and what keys do in the list of what it found."""

from qmux.commands.command import Argument, Command, Kind, Scope
from qmux.commands.handlers import finding
from qmux.commands.tables.arguments import LINES

SLASH: tuple[Command, ...] = (
    Command(
        "search",
        Scope.SLASH,
        "Find words in all conversations, closed ones too",
        finding.search,
        arguments=(
            Argument(
                "words",
                Kind.TEXT,
                "words, or parts of words, that stand in one message or reply, in any order",
                optional=True,
            ),
        ),
        help="Capitals do not matter. The newest places come first, each with its session, date and turn."
        " {found-show}, a number or a click goes there: the session is shown in copy mode with the words marked, a"
        " closed one after a question. Without WORDS the list of the last search is shown again.",
        example="/search retry limit",
    ),
)

KEYS: tuple[Command, ...] = (
    Command(
        "found-show",
        Scope.KEY,
        "Go to a place that was found",
        finding.show,
        (Argument("number", Kind.NUMBER, "which place; the selected one if left out", optional=True),),
    ),
    Command("found-up", Scope.KEY, "Select the place above", finding.up, (LINES,)),
    Command("found-down", Scope.KEY, "Select the place below", finding.down, (LINES,)),
    Command("found-close", Scope.KEY, "Close the list", finding.close),
)
