"""ApiRateLimiter: how many requests all sessions together may have under way, first come first served.

Owns the slots, the queue and the cool-down of each account. Leaves the request to its holder. Any thread may call
any method; acquire() blocks its caller alone. Times are monotonic seconds.
"""

import threading
import time
from collections.abc import Callable
from types import TracebackType

from qmux.cancel import CancelToken

LONGEST_HOLD = 3600.0  # seconds; a server that names a later time is asked again after this one

Moved = Callable[[int, float], None]


class Slot:
    """The right to have one request under way; released once, by whoever comes first."""

    def __init__(self, release: Callable[[], None]) -> None:
        self._release = release
        self._lock = threading.Lock()
        self._held = True

    def release(self) -> None:
        """Give the slot back; a second call does nothing."""
        with self._lock:
            held, self._held = self._held, False
        if held:
            self._release()

    def __enter__(self) -> "Slot":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


class _Waiter:
    """One thread in the queue; `wake` is released whenever it should look where it stands now."""

    def __init__(self, identity: str) -> None:
        self.identity = identity
        self.wake = threading.Semaphore(0)
        self.granted = False


class ApiRateLimiter:
    """A fair, cancellable semaphore of `slots` permits with a cool-down for each account.

    A waiter whose account cools down does not hold up waiters of other accounts behind it.
    """

    def __init__(self, slots: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._lock = threading.Lock()
        self._free = slots
        self._waiters: list[_Waiter] = []
        self._held_until: dict[str, float] = {}
        self._clock = clock

    def acquire(self, identity: str, cancel: CancelToken, moved: Moved) -> Slot:
        """Block until a slot is free for the account `identity`.

        Arguments:
            moved: told `(place, seconds)`, in this thread, whenever its place in the queue changes: 1 is next, 0
                means that the slot is ours; seconds is how long the account still cools down.

        Raises:
            Cancelled: through `cancel`; the place in the queue is given up.
        """
        waiter = _Waiter(identity)
        with self._lock:
            self._waiters.append(waiter)
        forget = cancel.on_cancel(waiter.wake.release)
        try:
            self._wait(waiter, cancel, moved)
        except BaseException:
            self._leave(waiter)
            raise
        finally:
            forget()
        return Slot(self._put_back)

    def hold(self, identity: str, seconds: float) -> None:
        """Start nothing for the account `identity` before `seconds` have passed; a later end wins."""
        with self._lock:
            until = self._clock() + min(seconds, LONGEST_HOLD)
            self._held_until[identity] = max(until, self._held_until.get(identity, 0.0))
            self._wake()  # who waits for a slot alone has to learn that there is an end to wait for now

    def state(self) -> tuple[int, int, dict[str, float]]:
        """Return free slots, waiters, and the seconds that each cooling account still has."""
        with self._lock:
            now = self._clock()
            holds = {name: until - now for name, until in self._held_until.items() if until > now}
            return self._free, len(self._waiters), holds

    def _wait(self, waiter: _Waiter, cancel: CancelToken, moved: Moved) -> None:
        told: tuple[int, bool] | None = None
        while True:
            cancel.check()
            place, seconds = self._look(waiter)
            if (place, seconds > 0) != told:
                told = place, seconds > 0
                moved(place, seconds)
            if place == 0:
                return
            waiter.wake.acquire(timeout=seconds or None)

    def _look(self, waiter: _Waiter) -> tuple[int, float]:
        """Return the place of `waiter` and the seconds that its account cools down; 0 once it has a slot."""
        with self._lock:
            self._grant()  # a cool-down may have ended
            if waiter.granted:
                return 0, 0.0
            left = self._held_until.get(waiter.identity, 0.0) - self._clock()
            return self._waiters.index(waiter) + 1, max(0.0, left)

    def _leave(self, waiter: _Waiter) -> None:
        with self._lock:
            if waiter.granted:
                self._free += 1
            else:
                self._waiters.remove(waiter)
            self._grant()
            self._wake()

    def _put_back(self) -> None:
        with self._lock:
            self._free += 1
            self._grant()

    def _grant(self) -> None:
        """Give the free slots to the first whose accounts do not cool down; the lock is held."""
        now = self._clock()
        ready = [waiter for waiter in self._waiters if self._held_until.get(waiter.identity, 0.0) <= now]
        granted = ready[: self._free]
        if not granted:
            return
        self._free -= len(granted)
        for waiter in granted:
            waiter.granted = True
        self._wake()
        self._waiters = [waiter for waiter in self._waiters if not waiter.granted]

    def _wake(self) -> None:
        """Let everybody look where they stand; the lock is held."""
        for waiter in self._waiters:
            waiter.wake.release()
