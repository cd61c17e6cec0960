"""Commands of tools: started, followed to their end, ended.

Owns the order of ending: TERM to the group, KILL two seconds later. Leaves the process itself to child.py, and what
is run and what of its output counts to the tools.

Threads: `run` is called in a session's thread, which it blocks; one thread waits for the exit, others read the pipes
(exchange.py). A cancel and `kill_all` may come from any thread and do not block.
"""

import codecs
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple

from qmux import log, threads
from qmux.cancel import CancelToken
from qmux.tools.base import ToolMistakeError
from qmux.tools.child import Child, Command
from qmux.tools.exchange import Chunk, Exchange
from qmux.tools.tail import Tail

KILL_AFTER = 2.0  # seconds from TERM to KILL
_REST = 0.2  # seconds without output after the exit: whatever still holds the pipes was left behind
_LONGEST_REST = 2.0  # seconds after the exit in which such a process is read at most

# Nobody sits at this terminal: no pager waits for a key, no editor for a file, git for no password.
_QUIET = {
    "TERM": "dumb",
    "PAGER": "cat",
    "GIT_PAGER": "cat",
    "MANPAGER": "cat",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_EDITOR": "true",
}


class Finished(NamedTuple):
    """How a command ended; a `status` below 0 is the number of a signal, as in subprocess.

    `timed_out` is the seconds after which it was ended, or None. `left_open` says that a process which the command
    started still holds its output.
    """

    status: int
    stdout: Tail
    stderr: Tail
    timed_out: float | None
    left_open: bool


def run(
    command: Command, timeout: Callable[[], float], cancel: CancelToken, show: Callable[[str], None]
) -> Finished:
    """Run `command` to its end and return how that was.

    Arguments:
        timeout: in seconds from the start; asked anew when it seems to be over.
        show: called in this thread with each piece of output, of both streams, as it comes.

    Raises:
        Cancelled: through `cancel`, when the process group has ended.
        ToolMistakeError: it cannot be started.
    """
    cancel.check()
    child = _RunningChild(command)
    try:
        following = _Following(child, show)
    except RuntimeError as exc:
        child.kill()
        child.reap()
        raise ToolMistakeError("The command cannot be followed: the system has no thread left.") from exc
    forget = cancel.on_cancel(following.stop)
    try:
        timed_out = following.to_the_end(timeout)
    finally:
        forget()
        following.finish()
    cancel.check()
    return following.finished(timed_out)


def environment(variables: Mapping[str, str], secret: frozenset[str]) -> dict[str, str]:
    """Return what a model's command gets of `variables`: no keys of ours, and nothing that waits for people."""
    return {**{name: value for name, value in variables.items() if name not in secret}, **_QUIET}


def kill_all() -> None:
    """Kill every process group that still runs: the program ends."""
    for child in tuple(_RunningChild.running):
        child.kill()


class _RunningChild(Child):
    """A command's process, known to kill_all() until it is reaped."""

    running: "set[_RunningChild]" = set()  # noqa: RUF012 - of the whole program

    def __init__(self, command: Command) -> None:
        super().__init__(command)
        _RunningChild.running.add(self)

    def reap(self) -> int:
        """See Child."""
        _RunningChild.running.discard(self)
        return super().reap()


class _Following:
    """A child followed to its end in the session's thread; only stop() may come from another."""

    def __init__(self, child: Child, show: Callable[[str], None]) -> None:
        self._child = child
        self._show = show
        self._started = time.monotonic()
        self._tails = (Tail(), Tail())
        self._decoders = tuple(codecs.getincrementaldecoder("utf-8")("replace") for _ in self._tails)
        self._status = 0
        self._exchange = Exchange(child.pipes)
        threads.start("tool-exit", self._watch)

    def stop(self) -> None:
        """Ask the child to end, and let the session's thread see to it; does not block."""
        self._child.terminate()
        self._exchange.tell_stopping()

    def to_the_end(self, timeout: Callable[[], float]) -> float | None:
        """Follow the child until it is over; return the seconds after which it was stopped, None if it was not."""
        exchange, timed_out = self._exchange, None
        while not self._take_until(
            lambda: exchange.exited() or exchange.stopping(), self._started + timeout()
        ):
            if time.monotonic() - self._started >= timeout():  # asked anew: the session may be hidden by now
                timed_out = timeout()
                self.stop()
        if exchange.stopping():
            self._take_until(exchange.over, time.monotonic() + KILL_AFTER)
        else:
            self._take_the_rest()
        return timed_out

    def finish(self) -> None:
        """End what a stopped child left of its group, whatever happened, and stop listening."""
        if self._exchange.stopping() or not self._exchange.exited():
            self._child.kill()
        if self._exchange.close(KILL_AFTER):
            self._status = self._child.reap()
        else:
            log.warning("a killed command does not end yet: the system holds it")

    def finished(self, timed_out: float | None) -> Finished:
        """Return how it ended; after finish()."""
        return Finished(self._status, *self._tails, timed_out, left_open=not self._exchange.over())

    def _take_until(self, done: Callable[[], bool], until: float) -> bool:
        """Take output until `done` or the time `until`; return whether it is done."""
        while True:
            chunks, ended = self._exchange.take(done, until)
            for chunk in chunks:
                self._take(chunk)
            if not chunks and (ended or time.monotonic() >= until):
                return ended
            if time.monotonic() >= until:
                return False

    def _take_the_rest(self) -> None:
        """Take what the pipes still hold after the exit; a process that was left behind may never close them."""
        latest = time.monotonic() + _LONGEST_REST
        while time.monotonic() < latest:
            before = self._taken()
            over = self._take_until(self._exchange.over, min(latest, time.monotonic() + _REST))
            if over or self._taken() == before:
                return

    def _taken(self) -> int:
        return sum(tail.size for tail in self._tails)

    def _take(self, chunk: Chunk) -> None:
        self._tails[chunk.pipe].add(chunk.content)
        text = self._decoders[chunk.pipe].decode(chunk.content)
        if text:
            self._show(text)

    def _watch(self) -> None:
        """Wait for the exit, in a thread of its own."""
        self._child.wait()
        if not self._exchange.tell_exited():  # finish() may have given up
            self._child.reap()
