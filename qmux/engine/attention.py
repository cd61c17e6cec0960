"""Who waits for the user, why, and in which order they are named.

Owns the order. Leaves beginning and ending a reason to the coordinator and drawing to the view.
"""

from collections.abc import Iterable
from typing import NamedTuple

from qmux.engine.session import ManagedSession
from qmux.model.session import Reason

_URGENCY = {reason: place for place, reason in enumerate(Reason)}


class Waiting(NamedTuple):
    """A session that waits, with the reason and when it began (seconds since 1970)."""

    session: ManagedSession
    reason: Reason
    since: float


def waiting(sessions: Iterable[ManagedSession], displayed: ManagedSession | None) -> list[Waiting]:
    """Return the sessions that wait and are not displayed: the most urgent reason first, then the oldest."""
    rows = [
        Waiting(session, session.reason, session.since)
        for session in sessions
        if session.reason is not None and session is not displayed
    ]
    return sorted(rows, key=lambda row: (_URGENCY[row.reason], row.since, row.session.number))
