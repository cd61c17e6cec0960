"""Timers: the one heap of deadlines that the loop sleeps by. Main thread only; times are monotonic seconds."""

import heapq
import itertools
from collections.abc import Callable


class Timers:
    """Calls to make later; each is made once."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self._heap: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()

    def call_in(self, seconds: float, callback: Callable[[], None]) -> None:
        """Call `callback` once `seconds` have passed."""
        heapq.heappush(self._heap, (self.clock() + seconds, next(self._order), callback))

    def next_deadline(self) -> float | None:
        """Return when the earliest timer is due, None without any."""
        return self._heap[0][0] if self._heap else None

    def run_due(self) -> bool:
        """Call all that is due by now; return whether there was any."""
        ran = False
        while self._heap and self._heap[0][0] <= self.clock():
            heapq.heappop(self._heap)[2]()
            ran = True
        return ran
