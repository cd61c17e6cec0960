"""Indexer: when the index of what was said is brought up to date: whenever a turn has ended or something was deleted.

Owns the thread for it, which ends when nothing is left, and what becomes of an index that cannot be used. Leaves the
index itself to search_index.py. Nobody waits for it, and its transactions are in another file than the database's.
wake(), search() and close() may be called from any thread.
"""

import threading
from collections.abc import Sequence

from qmux import log, threads
from qmux.errors import QmuxError
from qmux.storage.database import reading
from qmux.storage.search import Hit, search, search_indexed
from qmux.storage.search_index import IndexProblemError, catch_up, opened, supported, throw_away


class Indexer:
    """Keeps the index of the database at `path`."""

    def __init__(self, path: str) -> None:
        self._database = path
        self._path = f"{path}.search"
        self._supported: bool | None = None  # None until somebody has looked
        self._failed = False  # an index that cannot be used was thrown away once
        self._condition = threading.Condition()
        self._wanted = self._running = self._closed = False

    def wake(self) -> None:
        """Have the index brought up to date; returns at once."""
        with self._condition:
            self._wanted = True
            if self._running or self._closed:
                return
            self._running = True
        threads.start("index", self._run, self._crashed)

    def search(self, words: Sequence[str], limit: int) -> list[Hit]:
        """Return where all of `words` were said, the newest first; blocks.

        Raises:
            UserError, RetryableError: the database cannot be read now.
        """
        with reading(self._database) as events:
            if self._usable():
                try:
                    with opened(self._path) as index:
                        return search_indexed(events, index, words, limit)
                except IndexProblemError as problem:
                    self._note(problem)
            return search(events, words, limit)

    def close(self, timeout: float) -> None:
        """Bring nothing up to date any more; wait at most `timeout` seconds for what is under way."""
        with self._condition:
            self._closed = True
            self._condition.wait_for(lambda: not self._running, timeout)

    def catch_up(self) -> None:
        """Bring the index up to date now, in this thread."""
        if not self._usable():
            return
        try:
            with reading(self._database) as events, opened(self._path) as index:
                catch_up(index, events, lambda: self._closed)
        except IndexProblemError as problem:
            self._note(problem)

    def _run(self) -> None:
        while self._go_on():
            try:
                self.catch_up()
            except QmuxError as problem:
                log.info(f"the index was not brought up to date: {problem}")

    def _go_on(self) -> bool:
        """Return whether there is something to do; if not, the thread is over."""
        with self._condition:
            self._running = self._wanted and not self._closed
            self._wanted = False
            if not self._running:
                self._condition.notify_all()
            return self._running

    def _crashed(self, problem: BaseException) -> None:
        with self._condition:
            self._running = False
            self._condition.notify_all()

    def _usable(self) -> bool:
        if self._supported is None:
            self._supported = supported()
        return self._supported

    def _note(self, problem: IndexProblemError) -> None:
        """Throw an index away that cannot be used, and do without one where a second one cannot be either."""
        log.info(f"the index {self._path} cannot be used: {problem}")
        if problem.passes:
            return
        self._supported = not self._failed
        self._failed = True
        throw_away(self._path)
