"""Commands that say which session may call the user, and when."""

from typing import TYPE_CHECKING

from qmux.commands.command import Arguments
from qmux.commands.context import Context
from qmux.errors import UserError

if TYPE_CHECKING:
    from qmux.engine.session import ManagedSession

SNOOZE_MINUTES = 30  # what a snooze lasts that names no time
_LONGEST = 60 * 24 * 30
_OFF = "off"


def snooze(context: Context, arguments: Arguments) -> None:
    """Leave a session out of the overlay, and silent, for a while; it goes on waiting."""
    name, time = arguments.text("session"), arguments.text("time")
    if name and not time and _is_time(name):
        name, time = "", name
    session = context.coordinator.find(name) if name else context.displayed()
    minutes = _minutes(time) if time else SNOOZE_MINUTES
    context.coordinator.snooze(session, 60.0 * minutes)
    context.say(_snoozed(session, minutes))


def mute(context: Context, arguments: Arguments) -> None:
    """Have a session alert no more, or again."""
    session = context.named(arguments)
    context.coordinator.mute(session, not session.muted)
    said = "is muted: it stays in the overlay, and is silent" if session.muted else "is not muted any more"
    context.say(f"Session {session.name} {said}.")


def _snoozed(session: "ManagedSession", minutes: int) -> str:
    if not minutes:
        return f"Session {session.name} is not snoozed."
    return (
        f"Session {session.name} is snoozed for {minutes} minutes, or until you type in it; it still waits."
    )


def _is_time(word: str) -> bool:
    """Return whether the only word is a time: a number of minutes, not a session's name."""
    return word.isdecimal() or word.casefold() == _OFF


def _minutes(word: str) -> int:
    if word.casefold() == _OFF:
        return 0
    if not (word.isascii() and word.isdecimal() and 0 < int(word[:9]) <= _LONGEST):
        raise UserError(
            f'"{word[:40]}" is no number of minutes from 1 to {_LONGEST}, nor off. /snooze NAME 45'
        )
    return int(word)
