"""Exchange: what a command's own threads tell the session's thread.

Owns the threads that read its pipes, one each, and the bounded hand-over of what they read. Leaves the process to
process.py. The session's thread takes; the readers put; whoever knows says that the command has exited or is to stop.
A reader ends with its pipe. When nobody listens any more it reads on and drops what it reads: a server that was left
in the background would otherwise die of its next line.
"""

import os
import threading
import time
from collections.abc import Callable, Sequence
from typing import IO, NamedTuple

from qmux import threads

_CHUNK = 65_536  # bytes, what a pipe holds
_BACKLOG = 4 * _CHUNK  # bytes that may wait to be taken; the command waits when there are more


class Chunk(NamedTuple):
    """Bytes of one of the pipes, by its number."""

    pipe: int
    content: bytes


class Exchange:
    """See the module's docstring; the pipes are closed at their end."""

    def __init__(self, pipes: Sequence[IO[bytes]]) -> None:
        self._condition = threading.Condition()
        self._pending: list[Chunk] = []
        self._size = 0  # of what is pending, in bytes
        self._closed = False
        self._open_pipes = len(pipes)
        self._exited = False
        self._stopping = False
        for number, pipe in enumerate(pipes):
            self._read_in_background(number, pipe)

    # What can be awaited; take() asks under the condition.

    def exited(self) -> bool:
        """Return whether the command has exited."""
        return self._exited

    def stopping(self) -> bool:
        """Return whether the command is to stop."""
        return self._stopping

    def over(self) -> bool:
        """Return whether the command has exited and all its output is here."""
        return self._exited and not self._open_pipes

    # Any thread.

    def tell_exited(self) -> bool:
        """Say that the command has exited; return whether somebody listens."""
        with self._condition:
            self._exited = True
            self._condition.notify_all()
            return not self._closed

    def tell_stopping(self) -> None:
        """Say that the command is to stop."""
        with self._condition:
            self._stopping = True
            self._condition.notify_all()

    # The session's thread.

    def take(self, done: Callable[[], bool], until: float) -> tuple[list[Chunk], bool]:
        """Block until there is output, `done`, or the monotonic time `until`; return the output, and `done`."""
        with self._condition:
            self._condition.wait_for(
                lambda: self._pending or done(), timeout=max(0.0, until - time.monotonic())
            )
            chunks, self._pending, self._size = self._pending, [], 0
            self._condition.notify_all()
            return chunks, done()

    def close(self, timeout: float) -> bool:
        """Stop listening; return whether the command has exited, waiting `timeout` seconds for that."""
        with self._condition:
            self._closed = True
            self._pending.clear()
            self._condition.notify_all()
            return self._condition.wait_for(self.exited, timeout)

    # The readers.

    def _read_in_background(self, number: int, pipe: IO[bytes]) -> None:
        def read() -> None:
            with pipe:
                while content := os.read(pipe.fileno(), _CHUNK):
                    self._put(Chunk(number, content))
            with self._condition:
                self._open_pipes -= 1
                self._condition.notify_all()

        threads.start("tool-output", read)

    def _put(self, chunk: Chunk) -> None:
        with self._condition:
            self._condition.wait_for(lambda: self._closed or self._size < _BACKLOG)
            if not self._closed:
                self._pending.append(chunk)
                self._size += len(chunk.content)
                self._condition.notify_all()
