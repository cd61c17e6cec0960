"""ApiRateLimiter: how many requests all sessions together may have under way, first come first served.

Owns the slots, the queue and the cool-down of each account. Leaves the request to its holder. Any thread may call
any method; acquire() blocks its caller alone. Times are monotonic seconds.
"""

import threading
import time
from collections.abc import Callable
from types import TracebackType

from qmux.cancel import CancelToken

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
    """One thread in the queue; its semaphore is released when it is its turn, or to make it look again."""

    def __init__(self, identity: str, moved: Moved) -> None:
        self.identity = identity
        self.moved = moved
        self.semaphore = threading.Semaphore(0)
        self.granted = False
        self.told: tuple[int, float] = (0, 0.0)


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
            moved: told `(place, seconds)` whenever this waiter's place in the queue changes: 1 is next, 0 means
                that the slot is ours; seconds is how long the account still cools down.

        Raises:
            Cancelled: through `cancel`; the place in the queue is given up.
        """
        waiter = _Waiter(identity, moved)
        with self._lock:
            self._waiters.append(waiter)
        forget = cancel.on_cancel(waiter.semaphore.release)
        try:
            self._wait(waiter, cancel)
        finally:
            forget()
        moved(0, 0.0)
        return Slot(self._put_back)

    def hold(self, identity: str, seconds: float) -> None:
        """Start nothing for the account `identity` before `seconds` have passed; a later end wins."""
        with self._lock:
            until = self._clock() + seconds
            self._held_until[identity] = max(until, self._held_until.get(identity, 0.0))
            # Who waits for a slot without a timeout has to learn that there is an end to wait for now.
            for waiter in self._waiters:
                if waiter.identity == identity:
                    waiter.semaphore.release()

    def state(self) -> tuple[int, int, dict[str, float]]:
        """Return free slots, waiters, and the seconds that each cooling account still has."""
        with self._lock:
            now = self._clock()
            holds = {name: until - now for name, until in self._held_until.items() if until > now}
            return self._free, len(self._waiters), holds

    def _wait(self, waiter: _Waiter, cancel: CancelToken) -> None:
        self._serve()
        while not waiter.granted:
            waiter.semaphore.acquire(timeout=self._cooldown(waiter.identity))
            if cancel.cancelled:
                self._leave(waiter)
                cancel.check()
            self._serve()

    def _leave(self, waiter: _Waiter) -> None:
        with self._lock:
            if waiter.granted:
                self._free += 1
            else:
                self._waiters.remove(waiter)
        self._serve()

    def _put_back(self) -> None:
        with self._lock:
            self._free += 1
        self._serve()

    def _serve(self) -> None:
        """Grant what can be granted, then tell the others where they stand; nobody is told under the lock."""
        with self._lock:
            self._grant()
            news = self._places()
        for waiter, place in news:
            waiter.moved(*place)

    def _grant(self) -> None:
        now = self._clock()
        for waiter in self._waiters[:]:
            if self._free == 0:
                return
            if self._held_until.get(waiter.identity, 0.0) <= now:
                self._free -= 1
                self._waiters.remove(waiter)
                waiter.granted = True
                waiter.semaphore.release()

    def _places(self) -> list[tuple[_Waiter, tuple[int, float]]]:
        now = self._clock()
        news = []
        for index, waiter in enumerate(self._waiters, 1):
            place = (index, max(0.0, self._held_until.get(waiter.identity, 0.0) - now))
            if place[0] != waiter.told[0] or (place[1] > 0) != (waiter.told[1] > 0):
                waiter.told = place
                news.append((waiter, place))
        return news

    def _cooldown(self, identity: str) -> float | None:
        """Return the seconds until the account may go on, None if only a free slot is missing."""
        with self._lock:
            left = self._held_until.get(identity, 0.0) - self._clock()
        return left if left > 0 else None
