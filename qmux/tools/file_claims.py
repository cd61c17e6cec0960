"""Claims to paths: one holder each, the others in line, first come first served.

Owns the waiting: several paths are taken in sorted order, so that no two can wait for each other; each wait ends by
the claim, by a deadline, by a cancel, or because the claims of its holder were released. Leaves paths and words to
file_access.py. Any thread; the lock is held for microseconds, and never while anybody is told anything.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import NamedTuple

from qmux.cancel import CancelToken
from qmux.errors import Cancelled

CONTENTION_SECONDS = 0.1  # a longer wait is worth a line in the log


class ClaimTimeoutError(Exception):
    """A path was not free in time; `path` and the id of its `holder`, "" if it has just become free."""

    def __init__(self, path: str, holder: str) -> None:
        super().__init__(f"{path} is claimed by {holder}")
        self.path = path
        self.holder = holder


class Claimed(NamedTuple):
    """A path that is held: its holder's id, for how many seconds, and the ids of those who wait, in order."""

    path: str
    holder: str
    seconds: float
    waiting: tuple[str, ...]


class Wait(NamedTuple):
    """What a wait was like: for which path, for whom, how many seconds."""

    path: str
    holder: str
    seconds: float


class Claim:
    """Somebody's right to some paths; `paths` are those held, and `over` says that all were taken away."""

    def __init__(self, owner: str) -> None:
        self.owner = owner
        self.paths: list[str] = []
        self.over = False
        self._granted = threading.Event()

    def wait(self, timeout: float) -> None:
        """Block until woken, at most `timeout` seconds."""
        self._granted.wait(timeout)
        self._granted.clear()

    def wake(self) -> None:
        """End a wait."""
        self._granted.set()


class FileClaims:
    """The claims of all sessions; see the module's docstring. `clock` is in monotonic seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._lines: dict[str, deque[Claim]] = {}  # by path: its holder first, then those who wait
        self._since: dict[str, float] = {}  # when the holder got it

    def take(
        self,
        owner: str,
        paths: Sequence[str],
        seconds: float,
        cancel: CancelToken,
        blocked: Callable[[str, str], None],
    ) -> tuple[Claim, list[Wait]]:
        """Hold all `paths`, waiting `seconds` in all; return the claim and the waits that there were.

        `blocked` is told the path and its holder's id before each wait.

        Raises:
            ClaimTimeoutError: one was not free in time; none is held then.
            Cancelled: through `cancel`, or because the owner's claims were released.
        """
        claim = Claim(owner)
        deadline = self._clock() + seconds
        forget = cancel.on_cancel(claim.wake)
        try:
            waits = [self._take_one(claim, path, deadline, cancel, blocked) for path in sorted(set(paths))]
        except BaseException:
            self.give_back(claim)
            raise
        finally:
            forget()
        return claim, [wait for wait in waits if wait is not None]

    def give_back(self, claim: Claim) -> None:
        """Release what `claim` holds and waits for; doing it again changes nothing."""
        with self._lock:
            for path in claim.paths:
                self._leave(path, claim)
            claim.paths = []

    def release(self, owner: str) -> None:
        """Take everything from `owner`, who may be stuck: others go on, and its own waits end as cancelled."""
        with self._lock:
            claims = {claim for line in self._lines.values() for claim in line if claim.owner == owner}
            for claim in claims:
                claim.over = True
                for path in claim.paths:
                    self._leave(path, claim)
                claim.paths = []
                claim.wake()

    def snapshot(self) -> list[Claimed]:
        """Return who holds what and who waits, by path."""
        with self._lock:
            now = self._clock()
            return [
                Claimed(path, line[0].owner, now - self._since[path], tuple(each.owner for each in line)[1:])
                for path, line in sorted(self._lines.items())
            ]

    def _take_one(
        self,
        claim: Claim,
        path: str,
        deadline: float,
        cancel: CancelToken,
        blocked: Callable[[str, str], None],
    ) -> Wait | None:
        """Stand in line for a path until it is held; return the wait, None if it was free."""
        began = self._clock()
        holder = self._join(claim, path)
        if not holder:
            return None
        blocked(path, holder)
        while True:
            with self._lock:
                if cancel.cancelled or claim.over:
                    raise Cancelled("cancelled while waiting for a file")
                first = self._lines[path][0]
                now = self._clock()
            if first is claim:
                return Wait(path, holder, now - began)
            if now >= deadline:
                raise ClaimTimeoutError(path, first.owner)
            claim.wait(deadline - now)

    def _join(self, claim: Claim, path: str) -> str:
        """Stand in line; return the id of who holds the path, "" if `claim` does now."""
        with self._lock:
            if claim.over:
                raise Cancelled("the claims of this session were released")
            line = self._lines.setdefault(path, deque())
            line.append(claim)
            claim.paths.append(path)
            if line[0] is not claim:
                return line[0].owner
            self._since[path] = self._clock()
            return ""

    def _leave(self, path: str, claim: Claim) -> None:
        """Take `claim` out of a path's line and let the next one in; the lock is held."""
        line = self._lines[path]
        held = line[0] is claim
        line.remove(claim)
        if not line:
            del self._lines[path], self._since[path]
        elif held:
            self._since[path] = self._clock()
            line[0].wake()
