"""What a session can be: its status, why it waits, its type, and which changes of status are legal.

Owns the tables. Leaves changing a status to engine/ledger.py, the only caller of `transition`.
"""

from enum import Enum
from typing import NamedTuple

from qmux.errors import BugError


class SessionStatus(Enum):
    """Where a session stands; the value is what the database keeps."""

    ACTIVE = "Active"
    WAITING = "WaitingForInput"
    PROCESSING = "Processing"
    PAUSED = "Paused"
    FAILED = "Failed"
    COMPLETED = "Completed"


class Reason(Enum):
    """Why a session waits for its user, in the order of the overlay: the most urgent first."""

    FAILED = "failed"
    PERMISSION = "permission"
    QUESTION = "question"
    REPLY = "reply"


class StatusLook(NamedTuple):
    """How a status is written: the word of /sessions, a symbol, and its ASCII stand-in."""

    word: str
    symbol: str
    ascii: str


STATUS_LOOKS: dict[SessionStatus, StatusLook] = {
    SessionStatus.ACTIVE: StatusLook("ACTIVE", "*", "*"),
    SessionStatus.WAITING: StatusLook("WAITING", "⏎", "<"),
    SessionStatus.PROCESSING: StatusLook("PROCESSING", "⏳", "~"),
    SessionStatus.PAUSED: StatusLook("PAUSED", "⏸", "="),
    SessionStatus.FAILED: StatusLook("FAILED", "!", "!"),
    SessionStatus.COMPLETED: StatusLook("COMPLETED", "✓", "+"),
}

_ACTIVE, _WAITING, _PROCESSING = SessionStatus.ACTIVE, SessionStatus.WAITING, SessionStatus.PROCESSING
_PAUSED, _FAILED, _COMPLETED = SessionStatus.PAUSED, SessionStatus.FAILED, SessionStatus.COMPLETED

TRANSITIONS: dict[SessionStatus, frozenset[SessionStatus]] = {
    _ACTIVE: frozenset({_WAITING, _PROCESSING, _PAUSED, _FAILED, _COMPLETED}),
    _WAITING: frozenset({_ACTIVE, _PROCESSING, _PAUSED, _FAILED, _COMPLETED}),
    _PROCESSING: frozenset({_ACTIVE, _WAITING, _FAILED, _PAUSED, _COMPLETED}),
    _PAUSED: frozenset({_ACTIVE, _WAITING, _PROCESSING, _FAILED, _COMPLETED}),
    _FAILED: frozenset({_PROCESSING, _ACTIVE, _WAITING, _PAUSED, _COMPLETED}),
    _COMPLETED: frozenset(),
}


def transition(old: SessionStatus, new: SessionStatus) -> SessionStatus:
    """Return `new`; raise BugError if a session may not go from `old` to `new`. The same status is no change."""
    if new is old or new in TRANSITIONS[old]:
        return new
    raise BugError(f"a session cannot go from {old.value} to {new.value}")


class SessionType(Enum):
    """What kind of work a session does; the value is what the database keeps."""

    DEBUG = "Debug"
    PLANNING = "Planning"
    DEVELOPMENT = "Development"
    CODE_REVIEW = "CodeReview"


class TypeLook(NamedTuple):
    """How a type is typed by the user, the prefix of its fallback name, and the theme's colour for it."""

    word: str
    prefix: str
    color: str


TYPE_LOOKS: dict[SessionType, TypeLook] = {
    SessionType.DEBUG: TypeLook("debug", "debug", "red"),
    SessionType.PLANNING: TypeLook("planning", "plan", "blue"),
    SessionType.DEVELOPMENT: TypeLook("dev", "dev", "green"),
    SessionType.CODE_REVIEW: TypeLook("review", "review", "magenta"),
}


def type_from_word(word: str) -> SessionType | None:
    """Return the session type that the user types as `word`, or None."""
    return next((kind for kind, look in TYPE_LOOKS.items() if look.word == word.casefold()), None)
