"""Commands of the chooser: going through the list of sessions, and answering one without leaving another.

An answer given here counts as if it had been typed in the session itself: it goes the same way, and what was typed
before its question could be read decides nothing here either.
"""

from typing import TYPE_CHECKING

from qmux.commands.bindings import CHOOSER, PEEK
from qmux.commands.command import Arguments
from qmux.commands.context import Context
from qmux.commands.handlers import showing
from qmux.commands.handlers.attention import SNOOZE_MINUTES
from qmux.commands.handlers.editing import choose_answer, refuse_typed_ahead
from qmux.commands.handlers.sessions import ask_close
from qmux.errors import UserError
from qmux.view.chooser import FILTERS, Chooser

if TYPE_CHECKING:
    from qmux.engine.session import ManagedSession


_LIST_KEYS = {
    "chooser-show": "shows",
    "chooser-peek": "reads and answers",
    "chooser-close": "closes it",
    "chooser-leave": "leaves",
}
_PEEK_KEYS = {
    "peek-answer": "sends",
    "peek-up": "looks back",
    "peek-next": "goes to the next that waits",
    "peek-leave": "leaves",
}


def choose(context: Context, arguments: Arguments) -> None:
    """Open the list of sessions over the pane."""
    table = context.bindings
    keys = {name: table.keys_in(CHOOSER, f"chooser-filter {name}") for name in FILTERS}
    context.view.recall = context.view.menu = context.view.popup = None
    context.view.chooser = Chooser(
        context.coordinator,
        {name: found[0] for name, found in keys.items() if found},
        table.hint(_LIST_KEYS, CHOOSER),
        table.hint(_PEEK_KEYS, PEEK),
    )


def leave(context: Context, arguments: Arguments) -> None:
    """Close the list: everything is as it was."""
    context.view.chooser = None


def show(context: Context, arguments: Arguments) -> None:
    """Display the selected session."""
    session = _selected(context)
    context.view.chooser = None
    showing.show(context, session)


def select(context: Context, arguments: Arguments) -> None:
    """Select a session by its number; display it if that was said before."""
    session = context.coordinator.find(str(arguments.number("number")))
    if _open(context).point_at(session):
        show(context, arguments)


def down(context: Context, arguments: Arguments) -> None:
    """Select a session further down."""
    _open(context).move(context.coordinator, arguments.number("lines"))


def up(context: Context, arguments: Arguments) -> None:
    """Select a session further up."""
    _open(context).move(context.coordinator, -arguments.number("lines"))


def show_only(context: Context, arguments: Arguments) -> None:
    """List the sessions of one kind, or all."""
    _open(context).shown = arguments.text("filter")


def close(context: Context, arguments: Arguments) -> None:
    """Close the selected session, after a question."""
    ask_close(context, _selected(context))


def snooze(context: Context, arguments: Arguments) -> None:
    """Snooze the selected session, or end its snooze."""
    session = _selected(context)
    snoozed = session.snoozed_until > context.wall_clock()
    context.coordinator.snooze(session, 0 if snoozed else 60.0 * SNOOZE_MINUTES)
    state = "is not snoozed any more" if snoozed else f"is snoozed for {SNOOZE_MINUTES} minutes"
    context.say(f"Session {session.name} {state}.")


def peek(context: Context, arguments: Arguments) -> None:
    """Look into the selected session; the displayed one is shown instead, since one can write there."""
    session = _selected(context)
    if session is context.coordinator.active:
        show(context, arguments)
    else:
        _open(context).peek(session)


def peek_next(context: Context, arguments: Arguments) -> None:
    """Look into the next session that waits, in the overlay's order."""
    chooser = _open(context)
    waiting = [row.session for row in context.coordinator.awake()]
    after = waiting.index(chooser.peeked) + 1 if chooser.peeked in waiting else 0
    order = [session for session in waiting[after:] + waiting[:after] if session is not chooser.peeked]
    if not order:
        raise UserError("No other session waits for you.")
    chooser.peek(order[0])


def stop_peeking(context: Context, arguments: Arguments) -> None:
    """Go back to the list."""
    _open(context).stop_peeking()


def answer(context: Context, arguments: Arguments) -> None:
    """Send what was typed to the session that is peeked at; a line that is refused stays as it was."""
    chooser = _open(context)
    session, typed, cursor = chooser.peeked, chooser.answer.text, chooser.answer.cursor
    if session is not None and arguments.text("answer"):
        choose_answer(context, session, arguments.text("answer"))
        return
    if session is None or typed.blank:
        return
    if typed[:1] in ("/", "!"):
        raise UserError(
            "Commands are run in the session itself. "
            + context.bindings.told("{peek-leave} goes back to the list, {chooser-show} shows it.")
        )
    refuse_typed_ahead(context, session)
    line = chooser.answer.take()
    try:
        context.coordinator.turns.submit(session, line)
    except UserError:
        chooser.answer.set(typed, cursor)
        raise
    chooser.scroll = 0
    context.say(f"Sent to session: {session.name}")


def scroll_up(context: Context, arguments: Arguments) -> None:
    """Look further back in the pane that is peeked at."""
    _open(context).scroll += _rows(context, arguments)


def scroll_down(context: Context, arguments: Arguments) -> None:
    """Look further on in the pane that is peeked at."""
    chooser = _open(context)
    chooser.scroll = max(0, chooser.scroll - _rows(context, arguments))


def _rows(context: Context, arguments: Arguments) -> int:
    """Return the rows to scroll by: those given, else most of a page."""
    return arguments.number("lines") if arguments.given("lines") else max(1, context.view.pane_lines() - 3)


def _open(context: Context) -> Chooser:
    chooser = context.view.chooser
    if chooser is None:
        way = context.bindings.way_to("choose-session")
        raise UserError(f"The list of sessions is not open. {way} opens it.")
    return chooser


def _selected(context: Context) -> "ManagedSession":
    session = _open(context).selected(context.coordinator)
    if session is None:
        raise UserError("No session fits what was typed, or is of the kind that is listed.")
    return session
