"""SQLite at its border: connecting, groups of operations in one transaction, and what its errors mean.

The home of sqlite3. Leaves the thread to worker.py, the schema to schema.py and the SQL of each table to its
module. Everything here runs in the one thread that made the connection, the storage thread.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple
from urllib.parse import quote

from qmux.errors import BugError, QmuxError, RetryableError, UserError

Connection = sqlite3.Connection
Operation = Callable[[Connection], object]

MEMORY = ":memory:"

# How long SQLite itself waits for another process's lock; the thread's own backoff, which can be woken, does
# the rest.
_BUSY_SECONDS = 0.1

# Primary result codes (https://sqlite.org/rescode.html) that may pass by themselves, and what the user is
# told.
_PASSING = {
    sqlite3.SQLITE_BUSY: "database is locked",
    sqlite3.SQLITE_LOCKED: "database is locked",
    sqlite3.SQLITE_PROTOCOL: "database is locked",
    sqlite3.SQLITE_FULL: "disk is full",
    sqlite3.SQLITE_IOERR: "disk cannot be written",
    sqlite3.SQLITE_READONLY: "database is read-only",
    sqlite3.SQLITE_CANTOPEN: "database cannot be opened",
    sqlite3.SQLITE_NOMEM: "out of memory",
}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


class UnusableError(UserError):
    """The database file cannot be used; `reason` says why in a few words, the message in sentences."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class Outcome(NamedTuple):
    """What became of one operation of a committed group: a value, or the exception that undid it alone."""

    value: object
    problem: Exception | None = None


@contextmanager
def border(path: str) -> Iterator[None]:
    """Turn what sqlite3 raises into RetryableError (may pass), UnusableError (the file) or BugError (us)."""
    try:
        yield
    except sqlite3.Error as exc:
        raise _meaning(exc, path) from exc


def _meaning(exc: sqlite3.Error, path: str) -> QmuxError:
    code = getattr(exc, "sqlite_errorcode", 0) & 0xFF  # the low byte is the primary code; misuse has none
    if code in _PASSING:
        return RetryableError(_PASSING[code])
    if code in _DAMAGED:
        return UnusableError(
            "database is damaged",
            f"{path} is damaged, or no database: {exc}. It is left as it is; move it away to begin anew.",
        )
    return BugError(f"the database refused a statement: {exc}")


def connect(path: str) -> Connection:
    """Open the database at `path`, or in memory for MEMORY, for transactions by hand.

    A new file gets mode 0600, which its log and index inherit; an older one is narrowed to it.

    Raises:
        UnusableError: the directory or the file cannot be made.
        RetryableError: the file cannot be opened.
    """
    try:
        if path != MEMORY:
            _make_private(path)
    except OSError as exc:
        problem = f"{path} cannot be opened: {exc.strerror}. Make its directory writable."
        raise UnusableError("database cannot be opened", problem) from exc
    with border(path):
        connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
    connection.text_factory = _text
    return connection


@contextmanager
def reading(path: str) -> Iterator[Connection]:
    """Open the database at `path` for a `with` block, to read only; raises as border() does."""
    with border(path):
        location = quote(os.path.abspath(path).replace(os.sep, "/").lstrip("/"))
        connection = sqlite3.connect(f"file:///{location}?mode=ro", uri=True, timeout=_BUSY_SECONDS)
        connection.text_factory = _text
        try:
            yield connection
        finally:
            connection.close()


def write_ahead(connection: Connection, path: str) -> None:
    """Have commits appended to a log: they wait for no reader, and survive kill -9.

    Not synchronizing each one costs the last of them in a power cut, but cannot damage the file
    (https://sqlite.org/pragma.html#pragma_synchronous).

    Raises:
        UnusableError: the file is no database.
        RetryableError: another process has it locked.
    """
    with border(path):
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")


def _make_private(path: str) -> None:
    """Make the file of mode 0600, or set the mode of one that is there.

    An existing file is never opened here: closing it would drop the POSIX locks that SQLite may hold on it in
    this process (https://sqlite.org/howtocorrupt.html, 2.2).
    """
    os.makedirs(os.path.dirname(os.path.abspath(path)), mode=0o700, exist_ok=True)
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        if os.stat(path).st_mode & 0o077:
            os.chmod(path, 0o600)


def _text(data: bytes) -> str:
    """Decode a text without raising: the database is untrusted."""
    return data.decode("utf-8", "replace")


def run_group(connection: Connection, operations: Sequence[Operation], path: str) -> list[Outcome]:
    """Run `operations` in order and commit them together; one that raises is undone alone.

    The transaction takes the write lock at its start: a group that began by reading could not take it later.

    Raises:
        RetryableError: nothing was committed; the same group may be run again.
        UnusableError: the file is damaged; nothing was committed.
    """
    with border(path):
        connection.execute("BEGIN IMMEDIATE")
        try:
            outcomes = [_run_one(connection, operation, path) for operation in operations]
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:  # SQLite undoes some failed transactions by itself
                connection.execute("ROLLBACK")
    return outcomes


def _run_one(connection: Connection, operation: Operation, path: str) -> Outcome:
    connection.execute("SAVEPOINT operation")
    try:
        with border(path):
            outcome = Outcome(operation(connection))
    except (RetryableError, UnusableError):
        raise
    except Exception as exc:  # noqa: BLE001 - it goes to the one who asked for the operation
        outcome = Outcome(None, exc)
        connection.execute("ROLLBACK TO operation")
    connection.execute("RELEASE operation")
    return outcome


def statements(script: str) -> Iterator[str]:
    """Yield the statements of an SQL script in which each ends at a line's end.

    sqlite3's own executescript() commits first, so it cannot be part of a transaction.
    """
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def is_understood(script: str) -> bool:
    """Return whether this SQLite, which may be built without this or that, can run `script` on an empty database."""
    connection = sqlite3.connect(MEMORY)
    try:
        connection.executescript(script)
    except sqlite3.Error:
        return False
    finally:
        connection.close()
    return True


def back_up(connection: Connection, path: str) -> None:
    """Write a copy of the database to a new file of mode 0600 at `path`, in place of an older one.

    Others may do the same at the same time: the copy is made beside it and takes its place when it is whole.
    """
    beside = f"{path}.{os.urandom(6).hex()}"
    os.close(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        connection.execute("VACUUM INTO ?", (beside,))
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise


def restore(connection: Connection, path: str) -> None:
    """Make the database what the copy at `path` is, through SQLite's locks, since others may have it open."""
    copy = sqlite3.connect(path)
    try:
        copy.backup(connection)
    finally:
        copy.close()
