"""Mailbox: the only way from any thread to the main thread.

Owns the queue. Leaves waking the main thread to the terminal's wake() and reading to the loop.
"""

from collections import deque
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from qmux.storage.ticket import Ticket

_T = TypeVar("_T")


class Mailbox:
    """A queue of calls for the main thread; `wake` interrupts its wait."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self.wake = wake
        self._calls: deque[Callable[[], None]] = deque()

    def post(self, call: Callable[[], None]) -> None:
        """Have the main thread make `call` in its next turn. Any thread."""
        self._calls.append(call)
        self.wake()

    def deliver(self, ticket: "Ticket[_T]", done: Callable[[_T], None]) -> None:
        """Have the main thread call `done` with what the database answers; what it failed with is raised there."""
        ticket.on_done(lambda ready: self.post(lambda: done(ready.result(0))))

    def drain(self) -> Iterator[Callable[[], None]]:
        """Yield what was posted until now. Main thread; a deque's ends are safe against posting threads."""
        for _ in range(len(self._calls)):
            yield self._calls.popleft()
