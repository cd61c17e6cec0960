"""The table of events: append-only, the one truth about each conversation.

Owns its SQL and the check of every row that is read: the database is untrusted, a malformed row is skipped
and logged. All functions run in the storage thread, inside a transaction.
"""

import json
import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from qmux import log
from qmux.model.event import Event, EventKind

if TYPE_CHECKING:
    from qmux.storage.database import Connection

_COLUMNS = "sequence, turn, kind, payload, time"
_INSERT = f"INSERT INTO events (conversation_id, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)"
_SELECT = f"SELECT {_COLUMNS} FROM events WHERE conversation_id = ? ORDER BY sequence"
_NEWEST = f"SELECT {_COLUMNS} FROM events WHERE conversation_id = ? ORDER BY sequence DESC"
_KINDS = {kind.value: kind for kind in EventKind}
_LATEST = 2**53  # seconds since 1970; a later time is no time


def append(connection: "Connection", events: Iterable[Event]) -> None:
    """Insert `events`; a sequence that the conversation already has is an error and nothing is inserted."""
    connection.executemany(_INSERT, map(_row, events))


def _row(event: Event) -> tuple[object, ...]:
    payload = _encode(event.payload)
    return (event.conversation_id, event.sequence, event.turn, event.kind.value, payload, event.time)


def _encode(payload: Mapping[str, object]) -> str:
    """Return `payload` as JSON, readable in the file; escaped only if it holds lone surrogates, as replies can."""
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(payload, separators=(",", ":"))
    return text


def load(connection: "Connection", conversation_id: str) -> list[Event]:
    """Return the events of a conversation in order."""
    rows = connection.execute(_SELECT, (conversation_id,)).fetchall()
    events = (_event(conversation_id, row) for row in rows)
    return [event for event in events if event is not None]


def newest(connection: "Connection", conversation_id: str, characters: int) -> tuple[list[Event], bool]:
    """Return the newest events in order, as many as have `characters` in all, and whether these are all."""
    rows = []
    for row in connection.execute(_NEWEST, (conversation_id,)):
        rows.append(row)
        characters -= len(str(row[3]))
        if characters <= 0:
            break
    events = (_event(conversation_id, row) for row in reversed(rows))
    return [event for event in events if event is not None], characters > 0


def _event(conversation_id: str, row: tuple[object, ...]) -> Event | None:
    sequence, turn, kind, payload, time = row
    try:
        return checked(conversation_id, sequence, turn, kind, _decode(payload), time)
    except (ValueError, RecursionError) as exc:
        log.warning(f"event {str(sequence)[:20]} of {conversation_id} is malformed and skipped: {exc}")
        return None


def checked(
    conversation_id: str, sequence: object, turn: object, kind: object, payload: object, time: object
) -> Event:
    """Return the event of these values, which a stranger may have written; raises ValueError."""
    if not isinstance(payload, dict):
        raise ValueError("its payload is no JSON object")
    return Event(conversation_id, _count(sequence), _count(turn), _kind(kind), payload, _seconds(time))


def copy(connection: "Connection", conversation_id: str, copy_id: str, without: Iterable[EventKind]) -> None:
    """Insert the events of a conversation, but for some kinds, as those of another that has none yet."""
    left_out = [kind.value for kind in without]
    connection.execute(
        f"INSERT INTO events (conversation_id, {_COLUMNS}) SELECT ?, {_COLUMNS} FROM events"
        f" WHERE conversation_id = ? AND kind NOT IN ({', '.join('?' * len(left_out))})",
        (copy_id, conversation_id, *left_out),
    )


def _count(value: object) -> int:
    if not isinstance(value, int) or value < 0:
        raise ValueError(f"{str(value)[:80]!r} is no count")
    return value


def _kind(value: object) -> EventKind:
    if not isinstance(value, str) or value not in _KINDS:
        raise ValueError(f"{str(value)[:80]!r} is no kind of event")
    return _KINDS[value]


def _decode(value: object) -> object:
    return json.loads(value) if isinstance(value, str) else None


def _seconds(value: object) -> float:
    if not isinstance(value, int | float) or not math.isfinite(value) or not 0 <= value <= _LATEST:
        raise ValueError(f"{str(value)[:80]!r} is no time")
    return float(value)
