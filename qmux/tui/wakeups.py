"""Wakeups: the pipe by which signals and other threads end the main thread's wait.

Owns the pipe and the Python-level handlers. Leaves what a signal means to whoever reads it. wake() may be
called by any thread; all else by the main thread.

Python writes a signal's number into the descriptor of signal.set_wakeup_fd() for signals that have a
Python-level handler, and only for those; so the handlers have nothing to do. They must be there before
curses starts, which otherwise takes SIGTERM, SIGINT and SIGTSTP for itself.
"""

import os
import signal

_WAKE = 0  # no signal has this number
_NAMES = ("WINCH", "TERM", "HUP", "INT", "TSTP", "CONT")  # Windows has some of them
_SIGNALS = {getattr(signal, "SIG" + name): name for name in _NAMES if hasattr(signal, "SIG" + name)}


class Wakeups:
    """A pipe that is readable when somebody called wake() or a signal came."""

    def __init__(self) -> None:
        self.descriptor, self._sender = os.pipe()
        os.set_blocking(self.descriptor, False)
        os.set_blocking(self._sender, False)
        self._sent = False

    def catch_signals(self) -> None:
        """Turn the signals into wakeups, for good: one that comes while qmux saves must not cut that short."""
        signal.set_wakeup_fd(self._sender, warn_on_full_buffer=False)
        for number in _SIGNALS:
            signal.signal(number, _noted)

    def wake(self) -> None:
        """Make the descriptor readable; many calls between two reads are as one."""
        if not self._sent:
            self._sent = True
            self._send(_WAKE)

    def drain(self) -> tuple[bool, tuple[str, ...]]:
        """Empty the pipe; return whether somebody called wake(), and the names of the signals in order."""
        try:
            numbers = os.read(self.descriptor, 65536)
        except BlockingIOError:
            numbers = b""
        woken = _WAKE in numbers
        # After the read: a wake() in between writes nothing, and is answered by what its caller finds done.
        self._sent = False
        return woken, tuple(_SIGNALS[number] for number in numbers if number in _SIGNALS)

    def stop_process(self) -> None:
        """Stop this process as the terminal's suspend key would; return when it goes on."""
        signal.signal(signal.SIGCONT, signal.SIG_DFL)
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        signal.raise_signal(signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, _noted)
        signal.signal(signal.SIGCONT, _noted)
        signal.raise_signal(signal.SIGWINCH)  # a process in the background is not told of a new size

    def _send(self, number: int) -> None:
        try:
            os.write(self._sender, bytes((number,)))
        except BlockingIOError:
            return  # the pipe is full of signals: the wait ends anyway


def _noted(number: int, frame: object) -> None:
    """Do nothing: the number is in the pipe."""
