"""LiveOutput: what a tool prints while it runs, on its way to the pane.

Owns how much of it is shown and how often: at most EVENTS_PER_SECOND events, FIRST_CHARACTERS of the beginning, and
of more only the last LAST_LINES lines, once the tool has ended. Leaves storing and looks to the transcript. show()
may be called from any thread and never waits for the pane; a thread of its own, started by the first output, records.
"""

import threading
from collections.abc import Callable

from qmux import log, threads
from qmux.errors import Cancelled

EVENTS_PER_SECOND = 20
FIRST_CHARACTERS = 64 * 1024
LAST_LINES = 10
_LAST_CHARACTERS = 4096  # of those lines


class LiveOutput:
    """The output of one call; `record` stores and shows a piece of it, and raises Cancelled once nobody wants it."""

    def __init__(self, name: str, record: Callable[[str], None]) -> None:
        self._name = name
        self._record = record
        self._condition = threading.Condition()
        self._pending = ""
        self._room = FIRST_CHARACTERS
        self._tail = ""
        self._hidden = 0
        self._closed = False
        self._recording = False

    def show(self, text: str) -> None:
        """Take output, in pieces of any size."""
        if not text:
            return
        with self._condition:
            if self._closed:
                return
            self._take(text)
            if not self._recording:
                self._recording = True
                threads.start(f"{self._name}-output", self._work)
            self._condition.notify_all()

    def close(self) -> None:
        """Record what is left, with the last lines of what was too much; nothing is taken after that."""
        with self._condition:
            self._closed = True
            self._pending += self._end()
            self._condition.notify_all()
            self._condition.wait_for(lambda: not self._recording)

    def _take(self, text: str) -> None:
        shown, rest = text[: self._room], text[self._room :]
        self._room -= len(shown)
        self._pending += shown
        self._hidden += len(rest)
        self._tail = (self._tail + rest)[-_LAST_CHARACTERS:]

    def _end(self) -> str:
        """Return the line that says what is not shown, and the last lines."""
        last = "".join(self._tail.splitlines(keepends=True)[-LAST_LINES:])
        left_out = self._hidden - len(last)
        if left_out <= 0:
            return last
        return f"\n... {left_out:,} characters of output are not shown ...\n{last}"

    def _work(self) -> None:
        try:
            while (text := self._next()) is not None:
                self._record(text)
                with self._condition:  # a pause between two events, which the end cuts short
                    self._condition.wait_for(lambda: self._closed, 1 / EVENTS_PER_SECOND)
        except Cancelled:
            log.debug("output of an abandoned call was dropped", self._name)
        finally:
            with self._condition:
                self._closed, self._recording = True, False
                self._condition.notify_all()

    def _next(self) -> str | None:
        """Wait for output and take it; None after the end."""
        with self._condition:
            self._condition.wait_for(lambda: self._pending or self._closed)
            text, self._pending = self._pending, ""
            return text or None
