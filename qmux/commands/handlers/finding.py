"""Commands that find what was said: the search, the list of what it found, and going there.

Going to a place takes a while where its session has to be brought back or loaded first: arrive() is called after
everything that happens, and goes there once that can be. What is displayed by then has the last word.
"""

from typing import TYPE_CHECKING

from qmux.commands.bindings import FOUND
from qmux.commands.command import Arguments
from qmux.commands.context import Context
from qmux.commands.handlers import copy_mode
from qmux.errors import UserError
from qmux.model.session import SessionStatus
from qmux.view.copying import pane_text
from qmux.view.found_list import MOST_FOUND, FoundList, Jump

if TYPE_CHECKING:
    from qmux.engine.archive import Found
    from qmux.engine.session import ManagedSession
    from qmux.storage.record import ConversationRecord

_KEYS = {"found-show": "goes there", "found-down": "selects", "found-close": "leaves"}
_LONGEST = 1_000  # characters of what is searched for; a paste may have any number
_NOTHING = "Nothing was found. All of the words must stand in one message or reply."
_OUT_OF_REACH = "What was said there is not in the pane any more. /export has all of it."


def search(context: Context, arguments: Arguments) -> None:
    """List where words were said, in all conversations; without words, what was found last."""
    words = arguments.text("words").split()
    if len(arguments.text("words")) > _LONGEST:
        raise UserError(f"/search takes at most {_LONGEST:,} characters.")
    if not words:
        if context.view.found_before is None:
            raise UserError("/search: WORDS is missing. Usage: /search WORDS")
        context.view.found = context.view.found_before
        return

    def done(found: "list[Found]") -> None:
        if not found:
            raise UserError(_NOTHING)
        context.view.recall = context.view.menu = context.view.popup = context.view.chooser = None
        context.view.found = context.view.found_before = FoundList(
            words, found, context.bindings.hint(_KEYS, FOUND)
        )

    context.coordinator.library.search(words, MOST_FOUND, done)


def close(context: Context, arguments: Arguments) -> None:
    """Close the list."""
    context.view.found = None


def up(context: Context, arguments: Arguments) -> None:
    """Select a place further up."""
    _open(context).move(-arguments.number("lines"))


def down(context: Context, arguments: Arguments) -> None:
    """Select a place further down."""
    _open(context).move(arguments.number("lines"))


def show(context: Context, arguments: Arguments) -> None:
    """Go to a place, the selected one if none is named; a closed session is brought back after a question."""
    listed = _open(context)
    if arguments.given("number"):
        if arguments.number("number") > len(listed.found):
            raise UserError(f"There are {len(listed.found)} places.")
        listed.select(arguments.number("number") - 1)
    record, hit = listed.place
    jump = Jump(record.id, hit.sequence, listed.words)
    session = next((one for one in context.coordinator.sessions if one.id == record.id), None)
    if session is not None:
        _show(context, session, jump)
    elif record.session_status == SessionStatus.COMPLETED.value:
        _bring_back(context, record, jump)
    else:
        raise UserError(f"Session {record.session_name} is not open here. Another qmux has it.")


def arrive(context: Context) -> None:
    """Go to the place that was asked for, if its session is there by now."""
    jump, session = context.view.jump, context.coordinator.active
    if jump is None:
        return
    if session is None or session.id != jump.session_id:
        context.view.jump = None
    elif not session.loading:
        context.view.jump = None
        _go(context, session, jump)


def _bring_back(context: Context, record: "ConversationRecord", jump: Jump) -> None:
    def done(session: "ManagedSession | None") -> None:
        if session is None:
            raise UserError(f"Session {record.session_name} is gone. /sessions --all lists what there is.")
        _show(context, session, jump)

    context.ask(
        f"Session {record.session_name} is closed. Bring it back?",
        lambda: context.coordinator.closed.reopen(record.id, done),
        "Nothing was brought back.",
    )


def _show(context: Context, session: "ManagedSession", jump: Jump) -> None:
    context.view.found = None
    context.coordinator.switch(session)
    context.view.jump = jump


def _go(context: Context, session: "ManagedSession", jump: Jump) -> None:
    """Scroll to where the event of `jump` is shown, in copy mode, with its words marked."""
    if session.pane is None or session.transcript is None:
        return
    text = pane_text(session.pane, session.pane.frame, context.view.pane_lines())
    is_filling = session.transcript.is_filling  # asked first: what is there afterwards is all
    place = session.transcript.place(jump.sequence)
    row = None if place is None else text.line_above(place.begins)
    if row is None and is_filling:
        context.view.jump = jump
        return
    if place is None or row is None:
        raise UserError(_OUT_OF_REACH)
    below = None if place.ends is None else text.line_above(place.ends)
    last = text.extent.last if below is None else max(row, below - 1)
    copy_mode.begin_mode(context).go_to(text, row, last, jump.words)
    context.say(f"Session {session.name}. /search shows the list again.")


def _open(context: Context) -> FoundList:
    if context.view.found is None:
        raise UserError("No list of what was found is open. /search WORDS makes one.")
    return context.view.found
