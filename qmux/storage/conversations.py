"""The table of conversations: one row for each session that is or was.

Owns its SQL and the check of every row that is read: the database is untrusted, a malformed row is skipped
and logged. All functions run in the storage thread, inside a transaction.
"""

import json
import math
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from qmux import log
from qmux.model.rope import Rope
from qmux.model.session import Reason, SessionStatus, SessionType
from qmux.storage import drafts
from qmux.storage.record import ConversationRecord

if TYPE_CHECKING:
    from qmux.storage.database import Connection

_COLUMNS = ConversationRecord._fields
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM conversations"
_SAVE = (
    f"INSERT INTO conversations ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"
    f" ON CONFLICT (id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _COLUMNS[1:])}"
)
_COMPLETED = SessionStatus.COMPLETED.value
_MOST = 2**53  # the largest count that is kept; beyond it a float is not exact
_CHOICES = {
    "name_origin": {"fallback", "generated", "user"},
    "session_type": {kind.value for kind in SessionType},
    "session_status": {status.value for status in SessionStatus},
    "reason": {"", *(reason.value for reason in Reason)},
}


def save(connection: "Connection", record: ConversationRecord) -> None:
    """Insert the record, or replace the one with its id."""
    connection.execute(_SAVE, tuple(map(_storable, record)))
    drafts.save(connection, record.id, record.draft)


def _storable(value: object) -> object:
    """Return `value` as SQLite can keep it: a lone surrogate is no text in UTF-8."""
    if isinstance(value, tuple):
        return json.dumps(value)
    if isinstance(value, Rope):
        return value.chunks[0] if value else ""
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value


def load_all(connection: "Connection") -> list[ConversationRecord]:
    """Return all conversations, the most recently active first, with the beginnings of their drafts."""
    return list(_records(connection.execute(f"{_SELECT} ORDER BY last_active DESC, number")))


def claim(
    connection: "Connection", owner: str, limit: int, is_living: Callable[[str], bool]
) -> list[ConversationRecord]:
    """Make `owner` the owner of at most `limit` open conversations whose own owner is gone, and return them.

    The most recently active come first. The transaction keeps two that start at once from claiming the same.
    """
    query = f"{_SELECT} WHERE session_status <> ? ORDER BY last_active DESC, number"
    claimed: list[ConversationRecord] = []
    living: dict[str, bool] = {"": False, owner: True}
    for record in _records(connection.execute(query, (_COMPLETED,)).fetchall()):
        if len(claimed) >= limit:
            break
        if record.owner not in living:
            living[record.owner] = is_living(record.owner)
        if not living[record.owner]:
            claimed.append(_whole(connection, record)._replace(owner=owner))
    ids = [(owner, record.id) for record in claimed]
    connection.executemany("UPDATE conversations SET owner = ? WHERE id = ?", ids)
    return claimed


def closed(
    connection: "Connection", owner: str, limit: int | None, is_living: Callable[[str], bool]
) -> list[ConversationRecord]:
    """Return at most `limit` closed conversations, the last closed first, but those that another qmux has.

    Of their drafts they have the beginnings.
    """
    rows = connection.execute(f"{_SELECT} WHERE session_status = ? ORDER BY last_active DESC", (_COMPLETED,))
    free = (record for record in _records(rows) if record.owner in ("", owner) or not is_living(record.owner))
    return list(islice(free, limit))


def reopen(
    connection: "Connection",
    owner: str,
    choose: Callable[[list[ConversationRecord]], ConversationRecord | None],
    is_living: Callable[[str], bool],
) -> ConversationRecord | None:
    """Make `owner` the owner of the closed conversation that `choose` takes of all, open again, and return it.

    A failure that was closed is a failure again.
    """
    chosen = choose(closed(connection, owner, None, is_living))
    if chosen is None:
        return None
    status = SessionStatus.FAILED if chosen.last_error else SessionStatus.WAITING
    reason = Reason.FAILED.value if chosen.last_error else ""
    opened = _whole(connection, chosen)._replace(session_status=status.value, reason=reason, owner=owner)
    save(connection, opened)
    return opened


def delete(connection: "Connection", conversation_id: str) -> None:
    """Delete a conversation and its events."""
    connection.execute("DELETE FROM events WHERE conversation_id = ?", (conversation_id,))
    drafts.delete(connection, conversation_id)
    connection.execute("DELETE FROM conversations WHERE id = ?", (conversation_id,))


def delete_completed(connection: "Connection", before: float) -> list[str]:
    """Delete the completed conversations last active before a time (seconds since 1970); return their ids."""
    query = "SELECT id FROM conversations WHERE session_status = ? AND last_active < ?"
    found = [str(row[0]) for row in connection.execute(query, (_COMPLETED, before)).fetchall()]
    for conversation_id in found:
        delete(connection, conversation_id)
    return found


def _whole(connection: "Connection", record: ConversationRecord) -> ConversationRecord:
    """Return the record with all of its draft."""
    draft = record.draft + drafts.rest(connection, record.id)
    return record._replace(draft=draft, draft_cursor=min(record.draft_cursor, len(draft)))


def _records(rows: Iterable[tuple[object, ...]]) -> Iterator[ConversationRecord]:
    checked = (_record(dict(zip(_COLUMNS, row, strict=True))) for row in rows)
    return (record for record in checked if record is not None)


def _record(row: dict[str, object]) -> ConversationRecord | None:
    try:
        return ConversationRecord._make(_READERS.get(name, _text)(name, row[name]) for name in _COLUMNS)
    except (ValueError, RecursionError) as exc:
        log.warning(f"conversation {str(row['id'])[:80]} in the database is malformed and skipped: {exc}")
        return None


def _text(name: str, value: object) -> str:
    if not isinstance(value, str) or value not in _CHOICES.get(name, {value}):
        raise ValueError(f"{name} is {str(value)[:80]!r}")
    return value


def _count(name: str, value: object) -> int:
    if not isinstance(value, int) or not 0 <= value <= _MOST:
        raise ValueError(f"{name} is {str(value)[:80]!r}")
    return value


def _flag(name: str, value: object) -> bool:
    if value not in (0, 1):
        raise ValueError(f"{name} is {str(value)[:80]!r}")
    return bool(value)


def _seconds(name: str, value: object) -> float:
    if not isinstance(value, int | float) or not math.isfinite(value) or not 0 <= value <= _MOST:
        raise ValueError(f"{name} is {str(value)[:80]!r}")
    return float(value)


def _rope(name: str, value: object) -> Rope:
    return Rope(_text(name, value))


def _texts(name: str, value: object) -> tuple[str, ...]:
    texts = json.loads(_text(name, value))
    if not isinstance(texts, list):
        raise ValueError(f"{name} is no list")
    return tuple(_text(name, text) for text in texts)


# Each column's check, of those that hold no plain text: it returns the value or raises ValueError.
_READERS: dict[str, Callable[[str, object], object]] = {
    "number": _count,
    "waiting_since": _seconds,
    "draft": _rope,
    "draft_cursor": _count,
    "queued": _texts,
    "scroll": _count,
    "created": _seconds,
    "last_active": _seconds,
    "muted": _flag,
    "snoozed_until": _seconds,
}
