"""A program in a pty, timed from outside: bytes in, bytes out, and when.

Owns the pty and the clock. One thread; times are monotonic seconds, sizes columns x lines.
"""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

ESCAPES = re.compile(
    rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|[()][0-9A-Za-z]|[=>78cDEHM]|\][^\x07\x1b]*(?:\x07|\x1b\\))"
)

_POURED = 4096  # bytes that are typed at once: what a pty holds


class Program:
    """A child process whose terminal we are."""

    def __init__(self, argv: Sequence[str], env: Mapping[str, str], columns: int, lines: int) -> None:
        self.started = time.monotonic()
        self.pid, self.descriptor = pty.fork()
        if self.pid == 0:
            os.execvpe(argv[0], list(argv), dict(env))
        fcntl.ioctl(self.descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.received = 0
        self.last_byte = self.started

    def __enter__(self) -> "Program":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def send(self, data: bytes) -> float:
        """Type `data` and return when."""
        moment = time.monotonic()
        os.write(self.descriptor, data)
        return moment

    def pour(self, data: bytes, seen: Callable[[], None]) -> None:
        """Type `data` of any length, reading what comes meanwhile; `seen` is called each time that something did."""
        os.set_blocking(self.descriptor, False)
        typed = 0
        while typed < len(data):
            readable, writable, _ = select.select([self.descriptor], [self.descriptor], [])
            if readable and self.read(0):
                seen()
            if writable:
                typed += os.write(self.descriptor, data[typed : typed + _POURED])
        os.set_blocking(self.descriptor, True)

    def read(self, timeout: float) -> bytes:
        """Return what comes within `timeout` seconds, b"" if nothing does."""
        ready, _, _ = select.select([self.descriptor], [], [], timeout)
        if not ready:
            return b""
        try:
            data = os.read(self.descriptor, 65536)
        except OSError:  # the child is gone
            return b""
        self.last_byte = time.monotonic()
        self.received += len(data)
        return data

    def wait_for(self, marker: str, timeout: float = 30.0) -> float:
        """Read until `marker` stands in the output (escapes taken out) and return when that was."""
        seen = b""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            seen += self.read(deadline - time.monotonic())
            if marker.encode() in ESCAPES.sub(b"", seen):
                return self.last_byte
        raise TimeoutError(
            f"{marker!r} did not come within {timeout} s; the end of what came: {seen[-800:]!r}"
        )

    def settle(self, quiet: float = 0.05, timeout: float = 30.0) -> float:
        """Read until nothing comes for `quiet` seconds and return when the last byte came."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline and self.read(quiet):
            pass
        return self.last_byte

    def stop(self) -> None:
        """End the child."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.descriptor)


def usage(pid: int) -> tuple[int, int]:
    """Return (CPU ticks, voluntary switches) of a process, all its threads taken together (proc(5))."""
    ticks = switches = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        fields = (task / "stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
        status = (task / "status").read_text()
        switches += int(status.partition("voluntary_ctxt_switches:")[2].split()[0])
    return ticks, switches


def rss(pid: int) -> int:
    """Return the resident memory of a process in bytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024
