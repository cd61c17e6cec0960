"""The storage thread: one FIFO of operations on one connection.

Owns the queue, the group commit, and retrying while the database is locked or the disk is full. Leaves SQL to
the operations, the file to database.py, and a file that goes away to whereabouts.py. submit() and close() may be
called from any thread; operations, callbacks of tickets, `state_changed` and `warned` run in the thread called
"storage". Times are in seconds.
"""

import os
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

from qmux import log, threads
from qmux.errors import BugError, QmuxError, RetryableError, UserError
from qmux.storage.database import MEMORY, Connection, Operation, Outcome, UnusableError, run_group
from qmux.storage.salvage import salvage
from qmux.storage.ticket import Ticket
from qmux.storage.whereabouts import Whereabouts, look, rescue

T = TypeVar("T")

QUEUE_LIMIT = 20_000  # operations; at 4 KB of text each this is about 100 MB of what cannot be saved
OPENING_PATIENCE = 2.0  # the first prompt holds Enter until the sessions are there
_FIRST_PAUSE = 0.05
_LONGEST_PAUSE = 1.0
_ENDING_SECONDS = 0.3  # of the time that close() has: for one last try, and to close the file


class _Request(NamedTuple):
    """An operation, who waits for it, and when (monotonic) it fails rather than being tried again."""

    operation: Operation
    ticket: Ticket[Any]
    deadline: float


class StorageThread:
    """Does what submit() is given, in order, until close()."""

    def __init__(
        self,
        path: str,
        owner: str,
        opening: Callable[[str], Connection],
        state_changed: Callable[[str], None],
        warned: Callable[[str], None],
    ) -> None:
        self.problem: UnusableError | None = None  # why it works in memory; for the storage thread
        self.path = path  # where the database is; for the storage thread
        self._owner = owner
        self._place: Whereabouts | None = None  # of the open file, once something was committed to it
        self._opening = opening
        self._state_changed = state_changed
        self._warned = warned
        self._has_salvaged = False
        self._state = ""
        self._lasting = ""  # a reason that does not pass as long as we run
        self._condition = threading.Condition()
        self._queue: list[_Request] = []
        self._current: list[_Request] = []
        self._closing_at: float | None = None  # monotonic: when close() stops waiting
        self._ended = threading.Event()
        self._ended.set()

    def start(self) -> None:
        """Start the thread, which opens the database; what was submitted before is done first."""
        self._ended.clear()
        threads.start("storage", self._run, self._crashed)

    def submit(self, operation: Callable[[Connection], T], patience: float = float("inf")) -> Ticket[T]:
        """Queue `operation`; it may be run more than once, until its transaction is committed.

        While the database is locked it is tried again for at most `patience` seconds. The ticket of what
        cannot be queued has failed already.
        """
        ticket: Ticket[T] = Ticket()
        with self._condition:
            refusal = self._refusal()
            if not refusal:
                self._queue.append(_Request(operation, ticket, time.monotonic() + patience))
                self._condition.notify_all()
        if refusal:
            ticket.fail(UserError(refusal))
        return ticket

    def close(self, timeout: float) -> bool:
        """Do what is queued and end the thread, within `timeout` seconds; return whether it ended.

        What could not be saved until then fails.
        """
        with self._condition:
            self._closing_at = time.monotonic() + max(0.0, timeout - _ENDING_SECONDS)
            self._condition.notify_all()
        return self._ended.wait(timeout)

    def _refusal(self) -> str:
        if self._closing_at is not None:
            return "Not saved: the database is closed."
        if len(self._current) + len(self._queue) >= QUEUE_LIMIT:
            return f"Not saved: {self._state or 'the disk is too slow'}, and too much is waiting for it."
        return ""

    def _run(self) -> None:
        try:
            self._work()
        finally:
            self._ended.set()

    def _work(self) -> None:
        connection = self._open()
        try:
            while self._take():
                connection = self._settle(connection)
        finally:
            connection.close()

    def _open(self) -> Connection:
        """Open the file, or else a database in memory: whatever happens to it, the sessions go on."""
        try:
            return self._open_patiently(time.monotonic() + OPENING_PATIENCE)
        except UnusableError as exc:
            log.warning(f"working in memory: {exc}")
            self.problem = exc
            self._lasting = exc.reason
            self._report("")
            return self._opening(MEMORY)

    def _open_patiently(self, deadline: float) -> Connection:
        pause = _FIRST_PAUSE
        while True:
            try:
                return self._opening(self.path)
            except RetryableError as exc:
                if self._is_over(deadline):
                    problem = f"{self.path} cannot be used: {exc}. {self._advice()}"
                    raise UnusableError(str(exc), problem) from exc
                self._report(str(exc))
                pause = self._pause(pause, deadline)

    def _advice(self) -> str:
        directory = os.path.dirname(os.path.abspath(self.path))
        here = "See what is there" if os.access(directory, os.W_OK) else f"Make {directory} writable"
        return f"{here}, or set XDG_DATA_HOME to another directory."

    def _take(self) -> bool:
        """Wait for requests, make all that came the current group; return False when closing and none is left."""
        with self._condition:
            self._condition.wait_for(lambda: self._queue or self._closing_at is not None)
            self._current, self._queue = self._queue, []
            return bool(self._current)

    def _take_more(self) -> None:
        """Add to the current group what has come since, so that nobody waits unseen behind a lock."""
        with self._condition:
            self._current, self._queue = self._current + self._queue, []

    def _settle(self, connection: Connection) -> Connection:
        """Commit the current group, trying again while the reason may pass; return the connection to go on with."""
        pause = _FIRST_PAUSE
        while self._current:
            try:
                connection = self._followed(connection)
                outcomes = run_group(connection, [request.operation for request in self._current], self.path)
            except RetryableError as exc:
                self._report(str(exc))
                self._take_more()
                self._fail_overdue(exc)
                pause = self._pause(pause, min((request.deadline for request in self._current), default=0.0))
            except UnusableError as exc:
                connection = self._salvaged(connection, exc)
            except QmuxError as exc:
                self._report(str(exc))
                self._fail_all(exc)
            else:
                if self._place is None and self.problem is None:
                    self._place = look(self.path)
                self._answer(outcomes)
        return connection

    def _followed(self, connection: Connection) -> Connection:
        """Return the connection, or one to where its file had to be rescued to."""
        if self._place is None or self._place.holds(look(self.path)):
            return connection
        before, self._place = self._place, None
        try:
            self.path, sentence = rescue(connection, self.path, before, self._owner, self._opening)
        except QmuxError:
            self._place = before  # the next group tries again
            raise
        self._warned(sentence)
        return self._open()

    def _salvaged(self, connection: Connection, damage: UnusableError) -> Connection:
        """Return a connection to what could be read of a damaged database; once, the second time nothing is done."""
        try:
            if self._has_salvaged:
                raise damage
            self._has_salvaged = True
            sentence = salvage(connection, self.path, self._owner, self._opening)
        except (QmuxError, OSError) as exc:
            log.warning(f"{damage} It could not be salvaged: {exc}")
            self._lasting = damage.reason
            self._report("")
            self._fail_all(damage)
            return connection
        self._place = None
        self._warned(sentence)
        return self._open()

    def _answer(self, outcomes: Sequence[Outcome]) -> None:
        group, self._current = self._current, []
        self._report("")
        for request, (value, problem) in zip(group, outcomes, strict=True):
            if problem is None:
                request.ticket.succeed(value)
            else:
                request.ticket.fail(problem)

    def _fail_overdue(self, exc: RetryableError) -> None:
        overdue = [request for request in self._current if self._is_over(request.deadline)]
        self._current = [request for request in self._current if not self._is_over(request.deadline)]
        for request in overdue:
            request.ticket.fail(UserError(f"Not done: {exc}."))

    def _fail_all(self, exc: BaseException) -> None:
        failed, self._current = self._current, []
        for request in failed:
            request.ticket.fail(exc)

    def _is_over(self, deadline: float) -> bool:
        closing = self._closing_at
        return time.monotonic() >= (deadline if closing is None else min(deadline, closing))

    def _pause(self, seconds: float, deadline: float) -> float:
        """Wait, at most until `deadline` and the time of close(); return how long to wait the next time."""
        with self._condition:
            before = self._closing_at
            left = min(deadline, float("inf") if before is None else before) - time.monotonic()
            self._condition.wait_for(lambda: self._closing_at != before, max(0.0, min(seconds, left)))
        return min(seconds * 2, _LONGEST_PAUSE)

    def _report(self, reason: str) -> None:
        """Tell what keeps work from being saved, if that is news."""
        reason = self._lasting or reason
        if reason == self._state:
            return
        self._state = reason
        log.info(f"database: {reason or 'all saved'}")
        self._state_changed(reason)

    def _crashed(self, exc: BaseException) -> None:
        """Let nobody wait for a thread that is gone."""
        with self._condition:
            self._closing_at = time.monotonic()
            self._current, self._queue = self._current + self._queue, []
        problem = BugError(f"the storage thread crashed: {exc}")
        self._fail_all(problem)
        self._state_changed("the storage thread crashed, see the log")
