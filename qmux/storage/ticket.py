"""Ticket: the answer to an operation that the storage thread has yet to do.

Owns waiting for it and hearing of it. Any thread may wait; only the storage thread, or the queue that refuses
an operation, settles it.
"""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from qmux import log
from qmux.errors import RetryableError

T = TypeVar("T")


class Ticket(Generic[T]):
    """One operation's result to come: a value once it is committed, or the exception that it raised."""

    def __init__(self) -> None:
        self._settled = threading.Event()
        self._lock = threading.Lock()
        self._callbacks: list[Callable[[Ticket[T]], None]] = []
        self._values: tuple[T, ...] = ()
        self._problem: BaseException | None = None

    @property
    def done(self) -> bool:
        """Whether the operation has succeeded or failed."""
        return self._settled.is_set()

    def wait(self, timeout: float | None) -> bool:
        """Block until it is done or `timeout` seconds have passed; return whether it is done."""
        return self._settled.wait(timeout)

    def result(self, timeout: float | None) -> T:
        """Wait as wait() does and return the operation's value.

        Raises:
            RetryableError: it was not done within `timeout` seconds.
            UserError, BugError: whatever the operation raised.
        """
        if not self.wait(timeout):
            raise RetryableError(f"The database has not answered for {timeout} s.")
        if self._problem is not None:
            raise self._problem
        return self._values[0]

    def on_done(self, callback: "Callable[[Ticket[T]], None]") -> None:
        """Call `callback` with this ticket in the storage thread, or at once here if it is done already."""
        with self._lock:
            if not self._settled.is_set():
                self._callbacks.append(callback)
                return
        callback(self)

    def succeed(self, value: T) -> None:
        """Give the operation's value to everyone who waits; for the storage thread."""
        self._values = (value,)
        self._settle()

    def fail(self, problem: BaseException) -> None:
        """Give the operation's exception to everyone who waits; for the storage thread."""
        self._problem = problem
        self._settle()

    def _settle(self) -> None:
        with self._lock:
            self._settled.set()
            callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            try:
                callback(self)
            except Exception as exc:  # noqa: BLE001 - one listener must not stop the thread that saves for all
                log.exception("a listener of the database failed", exc)
