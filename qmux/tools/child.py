"""A child process of a tool and its group: started, awaited, signaled, reaped. The home of subprocess.

Owns the process and its pipes. Leaves when it is to end, and what it says, to process.py for commands and to mcp/ for
servers, and its end after a kill -9 of qmux to guard.py. A child has a session and a process group of its own and no
terminal. Any thread may call any method; only wait() blocks. The leader stays unreaped until reap(), so that its
number cannot have become another group's.
"""

import subprocess
import threading
from collections.abc import Mapping, Sequence
from typing import IO, NamedTuple

from qmux import posix
from qmux.tools.base import ToolMistakeError
from qmux.tools.guard import GUARD


class Command(NamedTuple):
    """What is run, and where; a `directory` that is gone is an error."""

    arguments: Sequence[str]
    directory: str
    environment: Mapping[str, str]


class Child:
    """One process and its group, until it is reaped; there is nothing on its standard input.

    Raises:
        ToolMistakeError: it cannot be started.
    """

    _stdin = subprocess.DEVNULL

    def __init__(self, command: Command) -> None:
        self._lock = threading.Lock()
        self._terminated = False
        self._reaped = False
        try:
            self._process = subprocess.Popen(
                command.arguments,
                cwd=command.directory,
                env=command.environment,
                stdin=self._stdin,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                start_new_session=True,
            )
        except (OSError, ValueError) as exc:
            raise ToolMistakeError(f"The command cannot be started: {exc}.") from exc
        GUARD.watch(self._process.pid)

    @property
    def pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        """What it writes to its standard output and standard error."""
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        return self._process.stdout, self._process.stderr

    def wait(self) -> None:
        """Block until it is over. It is not reaped yet, so that its number still means its group."""
        posix.wait_unreaped(self._process.pid)

    def terminate(self) -> None:
        """Ask the whole group to end, once."""
        with self._lock:
            if not self._reaped and not self._terminated:
                posix.terminate_group(self._process.pid)
            self._terminated = True

    def kill(self) -> None:
        """End the whole group."""
        with self._lock:
            if not self._reaped:
                posix.kill_group(self._process.pid)

    def reap(self) -> int:
        """Return the status of a child that is over, and give its number back to the system.

        A status below 0 is the number of a signal, as in subprocess.
        """
        with self._lock:
            self._reaped = True
            GUARD.forget(self._process.pid)
            return self._process.wait()


class ConversingChild(Child):
    """A child that is written to; it sees the end of its input when this process ends, however that happens."""

    _stdin = subprocess.PIPE

    @property
    def stdin(self) -> IO[bytes]:
        """Where its standard input is written, without a buffer."""
        assert self._process.stdin is not None
        return self._process.stdin
