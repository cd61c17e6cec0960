"""PtyProcess: a program in a pseudo terminal of its own, in a session of its own; Linux (pidfd).

Waiting is select() on what the program writes and on its death. One thread.
"""

import os
import select
import signal
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence

# As the leader of a session, the shell makes the terminal that it opens the controlling one; no code of
# ours has to run between fork and exec.
_IN_TERMINAL = 'exec "$@" <"$QMUX_TEST_TTY" >"$QMUX_TEST_TTY" 2>&1'
_CHUNK = 65_536
_KILL_SECONDS = 6.0  # qmux saves and ends within 5


class PtyProcess:
    """A running program and the master side of its terminal; `modes_before` are its modes before the program ran.

    Arguments:
        argv: the program and its arguments.
        environment: all of its environment.
        columns, lines: the terminal's size; 0 by 0 is one that does not tell.
        directory: where it runs.
    """

    def __init__(
        self, argv: Sequence[str], environment: Mapping[str, str], columns: int, lines: int, directory: str
    ) -> None:
        self._master, self._slave = os.openpty()
        self.resize(columns, lines)
        self.modes_before = self.modes()
        self._process = subprocess.Popen(
            ["sh", "-c", _IN_TERMINAL, "sh", *argv],
            env={**environment, "QMUX_TEST_TTY": os.ttyname(self._slave)},
            cwd=directory,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._death = os.pidfd_open(self._process.pid)
        os.set_blocking(self._master, False)

    @property
    def pid(self) -> int:
        """The program's process number."""
        return self._process.pid

    @property
    def exit_status(self) -> int | None:
        """What the program ended with, minus the signal that killed it, or None while it runs."""
        return self._process.poll()

    def read(self, timeout: float) -> bytes:
        """Return what the program wrote; b"" if it wrote nothing in `timeout` seconds or has ended."""
        select.select([self._master, self._death], [], [], timeout)
        try:
            return os.read(self._master, _CHUNK)
        except BlockingIOError:
            return b""

    def write(self, data: bytes | memoryview) -> int:
        """Type as much of `data` as the terminal takes now; return how many bytes that were."""
        try:
            return os.write(self._master, data)
        except BlockingIOError:
            return 0

    def wait_for_room(self, timeout: float) -> None:
        """Wait until the terminal takes more typing, or the program has written something or ended."""
        select.select([self._master, self._death], [self._master], [], timeout)

    def modes(self) -> list[object]:
        """Return the terminal's modes, as termios has them."""
        return termios.tcgetattr(self._slave)

    def resize(self, columns: int, lines: int) -> None:
        """Change the terminal's size; the program gets SIGWINCH."""
        termios.tcsetwinsize(self._slave, (lines, columns))

    def kill(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        self._process.send_signal(number)

    def hang_up(self) -> None:
        """Take the terminal away."""
        os.close(self._master)
        os.close(self._slave)
        self._master = self._slave = -1

    def wait(self, timeout: float) -> int:
        """Return the exit status.

        Raises:
            subprocess.TimeoutExpired: it did not end in `timeout` seconds.
        """
        return self._process.wait(timeout)

    def close(self) -> None:
        """End the program, by force if need be, and give back the terminal."""
        if self._process.poll() is None:
            self._end()
        for descriptor in {self._master, self._slave, self._death} - {-1}:
            os.close(descriptor)

    def _end(self) -> None:
        """Ask it to end, and read on meanwhile: it may have to write before it can."""
        self._process.terminate()
        deadline = time.monotonic() + _KILL_SECONDS
        while self._process.poll() is None and time.monotonic() < deadline:
            select.select([self._death], [], [], 0.05) if self._master < 0 else self.read(0.05)
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
