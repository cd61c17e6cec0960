"""Salvage: what can still be read of a damaged database, in a new one.

Owns what is tried, and the names of the files. A damaged page is met in the middle of a conversation: what stands
before it and behind it is copied, so a conversation may have a gap, and nothing that can be read is left out. The
damaged file stays, beside the new one, for whoever knows more. Runs in the storage thread.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress

from qmux.errors import QmuxError
from qmux.storage.database import Connection, border

_BOTH_WAYS = ("ASC", "DESC")


def salvage(damaged: Connection, path: str, owner: str, opening: Callable[[str], Connection]) -> str:
    """Put a new database at `path` that has what can be read of `damaged`, and close that; return what to tell of it.

    Raises:
        RetryableError, UnusableError, OSError: the new one could not be written; nothing was changed.
    """
    copy = f"{path}.rescued-{owner}"
    copy_readable(damaged, copy, opening)
    with suppress(QmuxError), border(path):
        damaged.close()
    kept = f"{path}.damaged-{owner}"
    for ending in ("-wal", "-shm", ""):
        with suppress(FileNotFoundError):
            os.rename(path + ending, kept + ending)
    os.rename(copy, path)
    return f"The database was damaged; what could be read is in its place. The damaged file is {kept}."


def copy_readable(damaged: Connection, copy: str, opening: Callable[[str], Connection]) -> None:
    """Make a database at `copy` of what can be read of `damaged`; raises as salvage()."""
    new = opening(copy)
    try:
        with border(copy):
            _copy_tables(damaged, new)
    finally:
        new.close()


def _copy_tables(damaged: Connection, new: Connection) -> None:
    new.execute("BEGIN IMMEDIATE")
    tables = new.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'events'")
    for (table,) in tables.fetchall():
        for row in _all_of(damaged, f"SELECT * FROM {table} {{}}", "rowid"):
            _put(new, table, row)
    for conversation in _conversations(damaged):
        query = "SELECT * FROM events WHERE conversation_id = ? {}"
        for row in _all_of(damaged, query, "sequence", conversation):
            _put(new, "events", row)
    new.execute("COMMIT")


def _conversations(damaged: Connection) -> list[object]:
    """Return the ids that are known of either table."""
    found = [*_all_of(damaged, "SELECT id FROM conversations {}", "id")]
    found += _all_of(damaged, "SELECT DISTINCT conversation_id FROM events {}", "conversation_id")
    return list(dict.fromkeys(id for (id,) in found))


def _all_of(damaged: Connection, query: str, key: str, *values: object) -> Iterator[tuple[object, ...]]:
    """Yield what a query gives from its beginning up to the first damage, and from its end down to the last."""
    for direction in _BOTH_WAYS:
        try:
            with border(key):
                yield from damaged.execute(query.format(f"ORDER BY {key} {direction}"), values)
        except QmuxError:
            continue
        return


def _put(new: Connection, table: str, row: tuple[object, ...]) -> None:
    new.execute(f"INSERT OR IGNORE INTO {table} VALUES ({', '.join('?' * len(row))})", row)
