"""The database's schema: numbered migrations, each in one transaction with its record.

Owns their order, the version (PRAGMA user_version), the mark that a file is ours (PRAGMA application_id) and
the backup. Leaves the SQL to migrations/NNN_name.sql. Runs in the storage thread.
"""

import os
from collections.abc import Sequence
from typing import NamedTuple

from qmux import log
from qmux.errors import RetryableError
from qmux.storage.database import MEMORY, Connection, UnusableError, back_up, border, restore, statements

APPLICATION_ID = 0x716D7578  # "qmux", in the header of every database that we made
_DIRECTORY = os.path.join(os.path.dirname(__file__), "migrations")


class Migration(NamedTuple):
    """One step of the schema: it leads from version `number` - 1 to `number`."""

    number: int
    name: str
    script: str


def migrations() -> list[Migration]:
    """Return the migrations that this version of qmux knows, in order."""
    return [_read(name) for name in sorted(os.listdir(_DIRECTORY)) if name.endswith(".sql")]


def _read(name: str) -> Migration:
    with open(os.path.join(_DIRECTORY, name), encoding="utf-8") as file:
        return Migration(int(name[:3]), name[4:].removesuffix(".sql"), file.read())


def check(connection: Connection, path: str, newest: int) -> None:
    """Look whether the database at `path` is ours to use, changing nothing.

    Raises:
        UnusableError: it is no database, another program's, or its schema is newer than version `newest`.
        RetryableError: it is locked.
    """
    with border(path):
        connection.execute("BEGIN")  # one look: another qmux may be making the schema at this moment
        try:
            in_use = connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
            version = _version(connection)
            application = connection.execute("PRAGMA application_id").fetchone()[0]
        finally:
            connection.execute("ROLLBACK")
    if in_use and application != APPLICATION_ID:
        raise UnusableError(
            "database is another program's",
            f"{path} is another program's database. Move it away, or set XDG_DATA_HOME to another directory.",
        )
    if version > newest:
        raise UnusableError(
            "database is newer than this qmux",
            f"{path} was written by a newer qmux (its schema is {version}, this qmux knows up to {newest})."
            " Use that version, or move the file away.",
        )


def migrate(connection: Connection, path: str, steps: Sequence[Migration]) -> None:
    """Bring the database at `path` to the newest version of `steps`.

    A database that has a schema already is copied to PATH.backup-vN first; if a step fails, it is as it was
    before.

    Raises:
        UnusableError: a step failed.
        RetryableError: it is locked, or the disk is full.
    """
    with border(path):
        version = _version(connection)
        due = [step for step in steps if step.number > version]
        if not due:
            return
        backup = f"{path}.backup-v{version}" if version and path != MEMORY else ""
        if backup:
            back_up(connection, backup)
    for step in due:
        _apply_or_undo(connection, path, step, version, backup)


def _version(connection: Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _apply_or_undo(connection: Connection, path: str, step: Migration, first: int, backup: str) -> None:
    try:
        with border(path):
            _apply(connection, step)
    except RetryableError:  # the steps before it are whole, each with its record: go on from there next time
        raise
    except Exception as exc:
        with border(path):
            # The failed step has undone itself; only steps before it need the copy.
            if backup and _version(connection) != first:
                restore(connection, backup)
        problem = f"{path} could not be upgraded ({step.name}: {exc}). It is as it was before."
        raise UnusableError("database could not be upgraded", problem) from exc


def _apply(connection: Connection, step: Migration) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        if _version(connection) >= step.number:  # another qmux was faster
            return
        for statement in statements(step.script):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {step.number}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("COMMIT")
        log.info(f"database schema {step.number}: {step.name}")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
