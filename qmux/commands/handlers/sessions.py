"""Commands that make, show, name and close sessions.

Each handler validates, refuses, changes, says: in this order, so that a refused command has changed nothing.
"""

from typing import TYPE_CHECKING

from qmux.commands.command import Arguments
from qmux.commands.context import Context
from qmux.commands.handlers.making import fulfil, wish
from qmux.commands.handlers.showing import say_switched, show
from qmux.commands.listing import active_list, history_list
from qmux.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable

    from qmux.engine.session import ManagedSession
    from qmux.storage.record import ConversationRecord

NO_GROUP = "-"  # what takes a session out of its group
_NOT_CLOSED = "Nothing was closed."


def sessions(context: Context, arguments: Arguments) -> None:
    """Print the sessions, those that wait, or all that ever were."""
    now = context.wall_clock()
    shown = context.coordinator.sessions
    group = arguments.text("group")
    line = "/sessions"
    if arguments.flag("waiting"):
        shown = [session for session in shown if session.reason is not None]
        line += " --waiting"
    if group:
        shown = [session for session in shown if session.group.casefold() == group.casefold()]
        line += f" --group {group}"
    active = active_list(shown, context.coordinator.active, now)
    if not arguments.flag("all"):
        context.print(line, active)
        return

    def done(records: "list[ConversationRecord]") -> None:
        open_now = {session.id for session in context.coordinator.sessions}
        others = [
            record
            for record in records
            if record.id not in open_now and (not group or record.group_name.casefold() == group.casefold())
        ]
        context.print(f"{line} --all", active + history_list(others, now))

    context.coordinator.history(done)


def switch(context: Context, arguments: Arguments) -> None:
    """Show a session."""
    show(context, context.named(arguments))


def switch_next(context: Context, arguments: Arguments) -> None:
    """Show the session with the next number."""
    _refuse_if_alone(context)
    context.coordinator.switch_next()
    say_switched(context)


def switch_previous(context: Context, arguments: Arguments) -> None:
    """Show the session with the previous number."""
    _refuse_if_alone(context)
    context.coordinator.switch_previous()
    say_switched(context)


def switch_last(context: Context, arguments: Arguments) -> None:
    """Show the session that was displayed before this one."""
    _refuse_if_alone(context)
    context.coordinator.switch_last()
    say_switched(context)


def next_waiting(context: Context, arguments: Arguments) -> None:
    """Show the next session that waits, in the order of the overlay."""
    if context.coordinator.next_waiting() is None:
        raise UserError(_nobody(context))
    say_switched(context)


def new(context: Context, arguments: Arguments) -> None:
    """Make a session and show it; at the limit, offer to close one first."""
    wanted = wish(context, arguments)
    if context.coordinator.at_limit:
        _make_room(context, lambda: fulfil(context, wanted))
    else:
        fulfil(context, wanted)


def close(context: Context, arguments: Arguments) -> None:
    """Close a session, after a question."""
    ask_close(context, context.named(arguments))


def ask_close(context: Context, session: "ManagedSession") -> None:
    """Ask whether to close `session`, saying what would be cut off."""

    def yes() -> None:
        context.coordinator.close(session)
        context.say(f"Closed session: {session.name}. Now in: {context.displayed().name}")

    context.ask(f"Close session {session.name}?{_loses(session)}", yes, _NOT_CLOSED)


def undo_close(context: Context, arguments: Arguments) -> None:
    """Make a session again of a closed conversation, and show it."""

    def done(session: "ManagedSession | None") -> None:
        if session is None:
            raise UserError("No closed session is there to bring back. /sessions --all lists what there is.")
        context.coordinator.switch(session)
        context.say(f"Brought back session: {session.name}")

    context.coordinator.closed.undo(arguments.text("closed"), done)


def kill(context: Context, arguments: Arguments) -> None:
    """End what a session does, whatever that is and however stuck it is."""
    session = context.named(arguments)
    context.coordinator.turns.kill(session)
    context.say(f"Killed what was running in session: {session.name}")


def rename(context: Context, arguments: Arguments) -> None:
    """Give the displayed session another name."""
    session, old, wanted = context.displayed(), context.displayed().name, arguments.text("name")
    context.coordinator.names.rename(session, wanted)
    context.say(f"Renamed session: {old} is now {session.name}")


def group(context: Context, arguments: Arguments) -> None:
    """Say the displayed session's group, put it into one, or take it out."""
    session, wanted = context.displayed(), arguments.text("group")
    if not wanted:
        context.say(
            f"Session {session.name} is in {f'group {session.group}' if session.group else 'no group'}."
        )
        return
    context.coordinator.names.set_group(session, "" if wanted == NO_GROUP else wanted)
    context.say(
        f"Session {session.name} is in {f'group {session.group}' if session.group else 'no group'} now."
    )


def session_name(context: Context, arguments: Arguments) -> None:
    """Say the displayed session's name, or set it."""
    if arguments.given("name"):
        rename(context, arguments)
        return
    session = context.displayed()
    context.say(f"Session {session.number} is named {session.name}")


def _nobody(context: Context) -> str:
    """Return the sentence for a walk that finds nobody, or nobody new."""
    waiting, awake = len(context.coordinator.waiting()), len(context.coordinator.awake())
    if awake:
        return f"No sessions waiting that you have not just seen; again goes through the {awake} once more."
    return f"No sessions waiting, but for {waiting} snoozed." if waiting else "No sessions waiting."


def _refuse_if_alone(context: Context) -> None:
    if len(context.coordinator.sessions) < 2:
        raise UserError("There is no other session. /new makes one.")


def _make_room(context: Context, make: "Callable[[], None]") -> None:
    """Offer to close the session that has been left alone longest, and then `make`."""
    limit = context.settings.integer("sessions.max_active_sessions")
    oldest = context.coordinator.oldest_inactive()
    if oldest is None:
        raise UserError(
            f"All {limit} sessions are at work (sessions.max_active_sessions). /close NAME makes room."
        )

    def yes() -> None:
        context.coordinator.close(oldest)
        make()

    question = f"All {limit} sessions are open. Close the oldest, {oldest.name}?{_loses(oldest)}"
    context.ask(question, yes, _NOT_CLOSED)


def _loses(session: "ManagedSession") -> str:
    """Return the sentences that name what closing would cut off."""
    parts = []
    if session.working:
        parts.append(" It is at work.")
    if session.question is not None:
        parts.append(" It waits for an answer.")
    if session.unsent:
        count = len(session.unsent)
        parts.append(f" {count} queued message{'s' if count > 1 else ''} will not be sent.")
    return "".join(parts)
