"""Store: the database as the engine sees it. Every call returns at once; its Ticket tells what became of it.

Owns opening the file, and this process's claim on sessions. Leaves the queue to worker.py and each table's
SQL to its module. Any thread may call any method.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from qmux import log
from qmux.errors import QmuxError, UserError
from qmux.model.event import Event, EventKind
from qmux.storage import conversations, events, schema, search
from qmux.storage.database import MEMORY, Connection, UnusableError, connect, write_ahead
from qmux.storage.indexer import Indexer
from qmux.storage.ownership import Ownership
from qmux.storage.record import ConversationRecord
from qmux.storage.sayings import TURN_ENDS
from qmux.storage.search import Hit
from qmux.storage.ticket import Ticket
from qmux.storage.worker import StorageThread

__all__ = ["ConversationRecord", "Store", "Ticket"]

# For a transaction of the index; what it does not finish is undone, and done the next time.
_INDEX_SECONDS = 0.5
READING_PATIENCE = 2.0  # seconds that a reader waits for another process's lock before it is told


class Store:
    """The conversations in one database file; see the module's docstring.

    A file that cannot be used is left alone and the store works in memory: state_changed() is told, and
    restore() fails with the sentence for the user.

    Arguments:
        path: the database file, or MEMORY. owner: this process among all that share the file: letters, digits
        and hyphens, never used before. state_changed: called in the storage thread with why work is not being
        saved, "" when all is saved again. warned: likewise, with a sentence about the file for the user.
    """

    def __init__(
        self,
        path: str,
        owner: str,
        state_changed: Callable[[str], None],
        warned: Callable[[str], None] = log.warning,
    ) -> None:
        self._path = path
        self._owner = owner
        self._ownership = Ownership(path, owner)
        self._indexer = Indexer(path)
        self._thread = StorageThread(path, owner, self._open, state_changed, warned)

    def start(self) -> None:
        """Start the thread, which opens or makes the file, upgrades it and takes this process's lock."""
        self._thread.start()

    def append(self, happened: Sequence[Event]) -> Ticket[None]:
        """Keep events, all or none; tried again as long as the database is locked or the disk is full."""
        kept = self._thread.submit(lambda connection: events.append(connection, happened))
        if any(event.kind in TURN_ENDS for event in happened):
            kept.on_done(self._changed)
        return kept

    def events(self, conversation_id: str) -> Ticket[list[Event]]:
        """Return a conversation's events in order."""
        return self._thread.submit(
            lambda connection: events.load(connection, conversation_id), READING_PATIENCE
        )

    def newest_events(self, conversation_id: str, characters: int) -> Ticket[tuple[list[Event], bool]]:
        """Return a conversation's newest events, as many as have `characters` in all, and whether these are all."""
        return self._thread.submit(
            lambda connection: events.newest(connection, conversation_id, characters), READING_PATIENCE
        )

    def save(self, record: ConversationRecord) -> Ticket[None]:
        """Insert or replace a conversation's record; it becomes this process's, whatever its `owner` says."""
        owned = record._replace(owner=self._owner)
        return self._thread.submit(lambda connection: conversations.save(connection, owned))

    def restore(self, limit: int) -> Ticket[list[ConversationRecord]]:
        """Claim at most `limit` open conversations that no running qmux has, latest first, and return them.

        The ticket fails with UserError where the file could not be used: the message says why.
        """
        return self._thread.submit(lambda connection: self._restore(connection, limit), READING_PATIENCE)

    def closed(self, limit: int) -> Ticket[list[ConversationRecord]]:
        """Return at most `limit` closed conversations, the last closed first, none of another running qmux."""
        return self._thread.submit(
            lambda connection: conversations.closed(
                connection, self._owner, limit, self._ownership.is_living
            ),
            READING_PATIENCE,
        )

    def reopen(
        self, choose: Callable[[list[ConversationRecord]], ConversationRecord | None]
    ) -> Ticket[ConversationRecord | None]:
        """Claim the closed conversation that `choose` takes, and return it, open; None where it takes none.

        `choose` is given those of closed(), all of them, in the storage thread; what it raises fails the ticket.
        """
        return self._thread.submit(
            lambda connection: conversations.reopen(
                connection, self._owner, choose, self._ownership.is_living
            ),
            READING_PATIENCE,
        )

    def conversations(self) -> Ticket[list[ConversationRecord]]:
        """Return all conversations, latest first, those of other running qmux too."""
        return self._thread.submit(conversations.load_all, READING_PATIENCE)

    def copy(self, conversation_id: str, copy_id: str, without: Iterable[EventKind] = ()) -> Ticket[None]:
        """Keep what has happened in a conversation, but for some kinds of events, under a second, new id as well."""
        kinds = tuple(without)
        return self._thread.submit(
            lambda connection: events.copy(connection, conversation_id, copy_id, kinds)
        )

    def search(self, words: Sequence[str], limit: int) -> list[Hit]:
        """Return where all of `words` were said, the newest first; blocks, but not the storage thread.

        Raises:
            UserError, RetryableError: the database cannot be read now.
        """
        if self._elsewhere:
            found = self._thread.submit(
                lambda connection: search.search(connection, words, limit), READING_PATIENCE
            )
            return found.result(None)
        found_now = self._indexer.search(words, limit)
        self._indexer.wake()
        return found_now

    def delete(self, conversation_id: str) -> Ticket[None]:
        """Delete a conversation and its events."""
        done = self._thread.submit(lambda connection: conversations.delete(connection, conversation_id))
        done.on_done(self._changed)
        return done

    def cleanup(self, older_than_unix: float) -> Ticket[list[str]]:
        """Delete completed conversations last active before a time (seconds since 1970); return their ids."""
        done = self._thread.submit(
            lambda connection: conversations.delete_completed(connection, older_than_unix), READING_PATIENCE
        )
        done.on_done(self._cleaned)
        return done

    def close(self, timeout: float) -> bool:
        """Save what is queued and end the thread, within `timeout` seconds; return whether it ended."""
        deadline = time.monotonic() + timeout
        self._indexer.close(min(timeout, _INDEX_SECONDS))  # first: whoever closes the file last tidies it up
        ended = self._thread.close(deadline - time.monotonic())
        if ended:
            self._ownership.release()
        return ended

    @property
    def _elsewhere(self) -> bool:
        return self._path == MEMORY or self._thread.problem is not None or self._thread.path != self._path

    def _changed(self, ticket: Ticket[Any]) -> None:
        """Have the index follow what has changed in the database."""
        if not self._elsewhere:
            self._indexer.wake()

    def _cleaned(self, ticket: Ticket[list[str]]) -> None:
        try:
            deleted = ticket.result(0)
        except QmuxError:  # whoever waits for it is told
            return
        if deleted:
            self._changed(ticket)

    def _open(self, path: str) -> Connection:
        connection = connect(path)
        try:
            self._prepare(connection, path)
            if path != MEMORY:
                self._ownership.hold()
        except OSError as exc:
            connection.close()
            problem = f"{path} cannot be used: {exc}. Make its directory writable."
            raise UnusableError("database cannot be locked", problem) from exc
        except BaseException:
            connection.close()
            raise
        return connection

    @staticmethod
    def _prepare(connection: Connection, path: str) -> None:
        steps = schema.migrations()
        schema.check(connection, path, steps[-1].number)
        write_ahead(connection, path)
        schema.migrate(connection, path, steps)

    def _restore(self, connection: Connection, limit: int) -> list[ConversationRecord]:
        if self._thread.problem is not None:
            raise UserError(str(self._thread.problem))
        if self._path != MEMORY:
            self._ownership.sweep()
        return conversations.claim(connection, self._owner, limit, self._ownership.is_living)
