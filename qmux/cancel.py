"""CancelToken: how one thread asks another to stop what it is doing, at once.

Owns the flag, the condition that sleepers wait on, and the callbacks that wake whoever is blocked elsewhere
(a socket read, a child process). Leaves to the callbacks' owners how that is done. Any thread may call any method.
"""

import threading
from collections.abc import Callable

from qmux.errors import Cancelled


class CancelToken:
    """A one-way flag: once cancelled it stays cancelled."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._lock = threading.Lock()
        self._callbacks: list[Callable[[], None]] = []

    @property
    def cancelled(self) -> bool:
        """Whether cancel() was called."""
        return self._event.is_set()

    def cancel(self) -> None:
        """Set the flag, wake every wait(), and run the callbacks once, in this thread."""
        with self._lock:
            self._event.set()
            callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback()

    def wait(self, timeout: float | None) -> bool:
        """Block until cancelled or until `timeout` seconds have passed; return whether it was cancelled."""
        return self._event.wait(timeout)

    def check(self) -> None:
        """Raise Cancelled if cancel() was called."""
        if self.cancelled:
            raise Cancelled("cancelled")

    def on_cancel(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` on cancel(), at once if that has already happened; return a function that forgets it."""
        with self._lock:
            if not self._event.is_set():
                self._callbacks.append(callback)
                return lambda: self._forget(callback)
        callback()
        return lambda: None

    def _forget(self, callback: Callable[[], None]) -> None:
        with self._lock:
            if callback in self._callbacks:
                self._callbacks.remove(callback)
