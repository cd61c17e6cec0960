"""Whereabouts: whether the database's file is still the one that was opened, and what is done where it is not.

A file that is deleted or moved stays open: SQLite goes on writing to it, all is well to look at, and gone once it is
closed. So each group looks before it is written (two stat() calls, a few microseconds), and what the open file has is
put back where it was, or, if another file stands there by now, beside it. The log is looked at too: whoever closes
the last connection to a deleted database deletes the log by its name, also when a new database has it by then
(https://sqlite.org/howtocorrupt.html, 4.2 "Unlinking or renaming a database file while in use"). Runs in the storage
thread.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

from qmux.errors import RetryableError
from qmux.storage.database import Connection, UnusableError, back_up, border
from qmux.storage.salvage import copy_readable

_File = tuple[int, int]  # its device and its number there


class Whereabouts(NamedTuple):
    """Which files stand where the database and its log are looked for; None where there is none."""

    main: _File | None
    log: _File | None

    def holds(self, now: "Whereabouts") -> bool:
        """Return whether `now` are still the same files; a log that there was not yet may have come."""
        return now.main == self.main and (self.log is None or now.log == self.log)


def look(path: str) -> Whereabouts:
    """Return what stands at `path` now."""
    return Whereabouts(_file(path), _file(f"{path}-wal"))


def _file(path: str) -> _File | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


class Rescued(NamedTuple):
    """Where the database is now, and what the user is to be told of it."""

    path: str
    sentence: str


def rescue(
    connection: Connection, path: str, before: Whereabouts, owner: str, opening: Callable[[str], Connection]
) -> Rescued:
    """Close `connection`, whose file is not at `path` any more as it was `before`, and have all of it in a file.

    Raises:
        RetryableError, UnusableError: it could not be copied; the connection is still open.
    """
    now = look(path)
    if now.main == before.main:
        # Its log alone was deleted: closing puts all that is in there into the database.
        connection.close()
        return Rescued(path, f"The database's log was deleted; nothing of it is lost: {path}.")
    copy = f"{path}.rescued-{owner}"
    _copy(connection, copy, path, opening)
    connection.close()
    if now.main is not None:
        return Rescued(
            copy, f"Another file took the database's place; all goes on in {copy}. The other is {path}."
        )
    for ending in ("-wal", "-shm"):  # of the old file: the new one must not be read with them
        with suppress(OSError):
            os.unlink(path + ending)
    os.rename(copy, path)
    return Rescued(path, f"The database was deleted or moved away; all that it had is back in {path}.")


def _copy(connection: Connection, copy: str, path: str, opening: Callable[[str], Connection]) -> None:
    try:
        os.makedirs(os.path.dirname(copy), mode=0o700, exist_ok=True)
        with border(path):
            back_up(connection, copy)
    except UnusableError:
        copy_readable(connection, copy, opening)
    except OSError as exc:
        raise RetryableError("database was deleted and cannot be put back") from exc
