"""ApiRateLimiter: how many requests all sessions together may have under way, first come first served.

Owns the slots, the queue and the cool-down of each account. Leaves the request to its holder. Any thread may call
any method; acquire() blocks its caller alone. Times are monotonic seconds.
"""

import random
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import NamedTuple

from qmux.cancel import CancelToken

LONGEST_HOLD = 3600.0  # seconds; a server that names a later time is asked again after this one
LONGEST_SPREAD = 2.0  # seconds over which those who waited for the end of a cool-down begin

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


class _Hold(NamedTuple):
    """A cool-down: nobody begins before `until`, and then not all at once but over `spread` seconds."""

    until: float
    spread: float


_NO_HOLD = _Hold(0.0, 0.0)


class _Waiter:
    """One thread in the queue; `wake` is released whenever it should look where it stands now.

    `share` says where in the spread after a cool-down it may begin, from 0 to 1.
    """

    def __init__(self, identity: str, share: float) -> None:
        self.identity = identity
        self.share = share
        self.wake = threading.Semaphore(0)
        self.granted = False


class ApiRateLimiter:
    """A fair, cancellable semaphore of `slots` permits with a cool-down for each account.

    A waiter whose account cools down does not hold up waiters of other accounts behind it, but those of its own,
    so that each account's order holds.

    Arguments:
        jitter: returns numbers in [0, 1); they keep the sessions of an account, and those of other programs, from
            beginning all at once when a cool-down ends.
    """

    def __init__(
        self,
        slots: int,
        clock: Callable[[], float] = time.monotonic,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._lock = threading.Lock()
        self._free = slots
        self._waiters: list[_Waiter] = []
        self._holds: dict[str, _Hold] = {}
        self._clock = clock
        self._jitter = jitter

    def acquire(self, identity: str, cancel: CancelToken, moved: Moved) -> Slot:
        """Block until a slot is free for the account `identity`.

        Arguments:
            moved: told `(place, seconds)`, in this thread, whenever its place in the queue changes: 1 is next, 0
                means that the slot is ours; seconds is how long the account still cools down.

        Raises:
            Cancelled: through `cancel`; the place in the queue is given up.
        """
        waiter = _Waiter(identity, self._jitter())
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
            hold = _Hold(self._clock() + min(seconds, LONGEST_HOLD), min(seconds / 4, LONGEST_SPREAD))
            self._holds[identity] = max(hold, self._holds.get(identity, _NO_HOLD))
            self._wake()  # who waits for a slot alone has to learn that there is an end to wait for now

    def let_go(self, identity: str) -> None:
        """Hold the account `identity` back no longer: the user wants it tried, whatever its server has said."""
        with self._lock:
            self._holds.pop(identity, None)
            self._wake()

    def state(self) -> tuple[int, int, dict[str, float]]:
        """Return free slots, waiters, and the seconds that each cooling account still has."""
        with self._lock:
            now = self._clock()
            holds = {name: hold.until - now for name, hold in self._holds.items() if hold.until > now}
            return self._free, len(self._waiters), holds

    def _wait(self, waiter: _Waiter, cancel: CancelToken, moved: Moved) -> None:
        told: tuple[int, float] | None = None
        while True:
            cancel.check()
            place, begin = self._look(waiter)
            seconds = max(0.0, begin - self._clock())
            if (place, begin if seconds else 0.0) != told:
                told = place, begin if seconds else 0.0
                moved(place, seconds)
            if place == 0:
                return
            waiter.wake.acquire(timeout=seconds or None)

    def _look(self, waiter: _Waiter) -> tuple[int, float]:
        """Return the place of `waiter`, 0 once it has a slot, and the time before which it cannot begin."""
        with self._lock:
            self._grant()  # a cool-down may have ended
            if waiter.granted:
                return 0, 0.0
            place = self._waiters.index(waiter) + 1
            return place, self._begins(waiter.identity, self._waiters[:place])

    def _begins(self, identity: str, waiters: "list[_Waiter]") -> float:
        """Return when the last of `waiters` that is of the account `identity` may begin, at the earliest."""
        hold = self._holds.get(identity, _NO_HOLD)
        shares = (waiter.share for waiter in waiters if waiter.identity == identity)
        return hold.until + hold.spread * max(shares)

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
        ready = [
            waiter
            for place, waiter in enumerate(self._waiters, 1)
            if self._begins(waiter.identity, self._waiters[:place]) <= now
        ]
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
