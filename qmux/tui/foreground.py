"""A program that has the terminal for a while, such as the user's editor, and qmux waiting for it.

Owns the signals meanwhile. Leaves giving the terminal up and taking it back to full_screen.py. Main thread only; it
blocks, and all other threads go on. POSIX only.

A Python-level handler runs between two bytecodes, so one for a signal that comes just before waitpid() blocks would
run when the program has ended: a TERM would wait for the user. The number that Python writes to a pipe at once
(signal.set_wakeup_fd) does end the wait, which is therefore for that pipe, with SIGCHLD among its signals.
"""

import os
import select
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType

from qmux.errors import UserError

_Handler = Callable[[int, FrameType | None], None] | signal.Handlers

_READ_BYTES = 4096


def run_in_foreground(argv: list[str]) -> int:
    """Run `argv` until it ends, and return its exit status, 128 + N if signal N ended it.

    The signals of the terminal's keys are the program's alone meanwhile, as in system(3); TERM and HUP reach it too,
    so that it ends before qmux does. If it stops itself (Ctrl-Z), it is made to go on: the sessions are not to stop.

    Raises:
        UserError: it cannot be started.
    """
    if sys.platform == "win32":
        raise UserError("Windows has no terminal that qmux could lend to another program.")
    keys = (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP)
    heard = (signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD)
    with (
        _Signals() as signals,
        _handled(dict.fromkeys(keys, signal.SIG_IGN)),  # a handler of ours would tell the loop of them
        _handled(dict.fromkeys(heard, _noted)),
    ):
        try:
            child = os.posix_spawnp(argv[0], argv, os.environ, setsigdef=keys)
        except OSError as exc:
            raise UserError(f"{argv[0]} could not be started: {exc.strerror}.") from exc
        return _wait_for(child, signals)


def _wait_for(child: int, signals: "_Signals") -> int:
    while True:
        changed, status = os.waitpid(child, os.WUNTRACED | os.WNOHANG)
        if not changed:
            _pass_on(signals.wait(), child)
        elif os.WIFSTOPPED(status):
            os.kill(child, signal.SIGCONT)
        else:
            code = os.waitstatus_to_exitcode(status)
            return code if code >= 0 else 128 - code


def _pass_on(numbers: bytes, child: int) -> None:
    for number in numbers:
        if number in (signal.SIGTERM, signal.SIGHUP):
            os.kill(child, number)


class _Signals:
    """The numbers of the signals that come within a `with`; who was told of signals before is told of them too."""

    def __enter__(self) -> "_Signals":
        self._reader, self._writer = os.pipe()
        os.set_blocking(self._reader, False)
        os.set_blocking(self._writer, False)
        self._before = signal.set_wakeup_fd(self._writer, warn_on_full_buffer=False)
        return self

    def __exit__(self, *exception: object) -> None:
        signal.set_wakeup_fd(self._before, warn_on_full_buffer=False)
        self._take()
        os.close(self._reader)
        os.close(self._writer)

    def wait(self) -> bytes:
        """Wait until signals have come; return their numbers."""
        select.select([self._reader], [], [])
        return self._take()

    def _take(self) -> bytes:
        try:
            numbers = os.read(self._reader, _READ_BYTES)
        except BlockingIOError:
            return b""
        self._tell(bytes(number for number in numbers if number != signal.SIGCHLD))
        return numbers

    def _tell(self, numbers: bytes) -> None:
        if self._before < 0:
            return
        try:
            os.write(self._before, numbers)
        except BlockingIOError:
            return  # the pipe is full of signals: the loop's next wait ends anyway


def _noted(number: int, frame: FrameType | None) -> None:
    """Do nothing: the number is in the pipe."""


@contextmanager
def _handled(handlers: Mapping[signal.Signals, _Handler]) -> Iterator[None]:
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
