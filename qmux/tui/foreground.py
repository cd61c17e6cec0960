"""A program that has the terminal for a while, such as the user's editor, and qmux waiting for it.

Owns the signals meanwhile. Leaves giving the terminal up and taking it back to full_screen.py. Main thread only; it
blocks, and all other threads go on. POSIX only.
"""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from qmux.errors import UserError

_Handler = Callable[[int, FrameType | None], None] | signal.Handlers


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
    with _handled(dict.fromkeys(keys, signal.SIG_IGN)):  # a handler of ours would tell the loop of them
        passed_on = _PassedOn()
        with _handled(dict.fromkeys((signal.SIGTERM, signal.SIGHUP), passed_on)):
            try:
                child = os.posix_spawnp(argv[0], argv, os.environ, setsigdef=keys)
            except OSError as exc:
                raise UserError(f"{argv[0]} could not be started: {exc.strerror}.") from exc
            passed_on.to(child)
            return _wait_for(child)


def _wait_for(child: int) -> int:
    while True:
        _, status = os.waitpid(child, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            code = os.waitstatus_to_exitcode(status)
            return code if code >= 0 else 128 - code
        os.kill(child, signal.SIGCONT)


class _PassedOn:
    """A handler that sends its signals to a child, also those that came before the child was known."""

    def __init__(self) -> None:
        self._child: int | None = None
        self._early: list[int] = []

    def __call__(self, number: int, frame: FrameType | None) -> None:
        if self._child is None:
            self._early.append(number)
        else:
            os.kill(self._child, number)

    def to(self, child: int) -> None:
        """Send to `child` from now on."""
        self._child = child
        for number in self._early:
            os.kill(child, number)


@contextmanager
def _handled(handlers: dict[signal.Signals, _Handler]) -> Iterator[None]:
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
