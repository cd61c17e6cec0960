"""Between sessions and their rows in the database: saving one, and bringing it back after a restart or a crash.

Owns the mapping and what a status becomes on the way back. Leaves SQL to storage/ and the registry to the
coordinator. Pure functions, but for the look whether a session's directory is still there.
"""

import os
from collections.abc import Callable

from qmux.engine.session import ManagedSession
from qmux.model.session import Reason, SessionStatus, SessionType
from qmux.storage.record import ConversationRecord

INTERRUPTED = "qmux stopped while this was under way"

_STATUSES = {status.value: status for status in SessionStatus}
_TYPES = {type.value: type for type in SessionType}
_REASONS = {reason.value: reason for reason in Reason}


def to_record(session: ManagedSession, owner: str) -> ConversationRecord:
    """Return the row that keeps `session`; a closed one has no owner."""
    return ConversationRecord(
        id=session.id,
        number=session.number,
        session_name=session.name,
        name_origin=session.name_origin,
        session_type=session.type.value,
        session_status=session.status.value,
        reason=session.reason.value if session.reason else "",
        waiting_since=session.since,
        working_directory=session.working_directory,
        provider=session.provider,
        model=session.model,
        last_error=session.last_error,
        draft=session.draft,
        draft_cursor=session.draft_cursor,
        queued=(*session.held, *session.starting.values(), *session.queued),
        scroll=session.scroll,
        created=session.created,
        last_active=session.last_active,
        group_name=session.group,
        muted=session.muted,
        snoozed_until=session.snoozed_until,
        instructions=session.instructions,
        owner="" if session.status is SessionStatus.COMPLETED else owner,
    )


def from_record(
    record: ConversationRecord, number: int, name: str, provider_problem: Callable[[str], str], now: float
) -> ManagedSession:
    """Return the session of `record`, not loaded yet.

    Active becomes WaitingForInput; Processing and an open permission become Failed, "interrupted"; what cannot run
    (its directory or its provider is missing) becomes Paused. Queued messages are held: the turn that they were
    queued behind has not ended as whoever wrote them thought, and nobody may be there to see what they do.
    """
    session = ManagedSession(
        record.id,
        number,
        name,
        _TYPES.get(record.session_type, SessionType.DEVELOPMENT),
        record.working_directory,
    )
    session.name_origin = record.name_origin
    # Any other than the default was chosen by the user, or a message has spoken of it: later ones do not change it.
    session.type_chosen = session.type is not SessionType.DEVELOPMENT
    session.provider, session.model = record.provider, record.model
    session.draft, session.draft_cursor = record.draft, record.draft_cursor
    session.held = list(record.queued)
    session.scroll = record.scroll
    session.group, session.instructions = record.group_name, record.instructions
    session.muted, session.snoozed_until = record.muted, record.snoozed_until
    session.created, session.last_active = record.created, record.last_active
    session.status = _STATUSES.get(record.session_status, SessionStatus.WAITING)
    session.reason = _REASONS.get(record.reason)
    session.since = record.waiting_since
    session.last_error = record.last_error
    _come_back(session, provider_problem, now)
    return session


def problem(session: ManagedSession, provider_problem: Callable[[str], str]) -> str:
    """Return why `session` cannot run, as a sentence; "" if it can."""
    if not os.path.isdir(session.working_directory):
        return f"The directory {session.working_directory} is gone. Make it again, then /resume."
    return provider_problem(session.provider)


def _come_back(session: ManagedSession, provider_problem: Callable[[str], str], now: float) -> None:
    if session.status is SessionStatus.PROCESSING or session.reason is Reason.PERMISSION:
        session.status, session.reason, session.since = SessionStatus.FAILED, Reason.FAILED, now
        session.last_error = INTERRUPTED
    elif session.status is SessionStatus.ACTIVE:
        session.status = SessionStatus.WAITING
    missing = problem(session, provider_problem)
    if missing:
        session.status, session.last_error = SessionStatus.PAUSED, missing
