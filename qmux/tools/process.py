"""Child processes of tools: started, followed, ended. The home of subprocess.

Owns process groups, pipes and their order of ending: TERM to the group, KILL two seconds later. Leaves what is run,
and what of its output counts, to the tools. A child has a session and a process group of its own, no terminal, and
nothing on its standard input.

Threads: `run` is called in a session's thread, which it blocks. One thread per pipe reads it, and one waits for
the exit; they end with the pipe and the child. A cancel and `kill_all` may come from any thread and do not block. A
reader whose pipe is held by a process that the child left behind goes on reading, and drops what it reads: a server
started in the background would otherwise die of its next line.
"""

import codecs
import os
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import IO, NamedTuple

from qmux import log, posix, threads
from qmux.cancel import CancelToken
from qmux.tools.base import ToolMistakeError
from qmux.tools.tail import Tail

KILL_AFTER = 2.0  # seconds from TERM to KILL
_REST = 0.2  # seconds in which pipes are read after the exit, where something still holds them open
_CHUNK = 65_536  # bytes, what a pipe holds
_BACKLOG = 4 * _CHUNK  # bytes that may wait for the session's thread; the child waits when there are more


# Nobody sits at this terminal: no pager waits for a key, no editor for a file, git for no password.
_QUIET = {
    "TERM": "dumb",
    "PAGER": "cat",
    "GIT_PAGER": "cat",
    "MANPAGER": "cat",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_EDITOR": "true",
}


class Command(NamedTuple):
    """What is run, and where; a `directory` that is gone is an error."""

    arguments: Sequence[str]
    directory: str
    environment: Mapping[str, str]


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
    following = _Following(_Child(command), show)
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
    for child in tuple(_Child.running):
        child.kill()


class _Child:
    """One process and its group, until it is reaped."""

    running: "set[_Child]" = set()  # noqa: RUF012 - of the whole program, for kill_all()

    def __init__(self, command: Command) -> None:
        self._lock = threading.Lock()
        self._terminated = False
        self._reaped = False
        try:
            self._process = subprocess.Popen(
                command.arguments,
                cwd=command.directory,
                env=command.environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                start_new_session=True,
            )
        except (OSError, ValueError) as exc:
            raise ToolMistakeError(f"The command cannot be started: {exc}.") from exc
        _Child.running.add(self)

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
        """Return the status of a child that is over, and give its number back to the system."""
        with self._lock:
            self._reaped = True
            _Child.running.discard(self)
            return self._process.wait()


class _Following:
    """A child's output and exit, brought to the session's thread."""

    def __init__(self, child: _Child, show: Callable[[str], None]) -> None:
        self._child = child
        self._show = show
        self._started = time.monotonic()
        self._tails = (Tail(), Tail())
        self._decoders = tuple(codecs.getincrementaldecoder("utf-8")("replace") for _ in self._tails)
        # What the readers, the watcher and stop() tell, under the condition:
        self._condition = threading.Condition()
        self._pending: list[tuple[int, bytes]] = []
        self._waiting_bytes = 0
        self._open_pipes = len(self._tails)
        self._exited = False
        self._stopped = False
        self._deaf = False  # nobody listens any more
        self._status = 0
        for stream, pipe in enumerate(child.pipes):
            self._read_in_background(stream, pipe)
        threads.start("tool-exit", self._watch)

    def stop(self) -> None:
        """Ask the child to end, and let the session's thread see to it; does not block."""
        self._child.terminate()
        with self._condition:
            self._stopped = True
            self._condition.notify_all()

    def to_the_end(self, timeout: Callable[[], float]) -> float | None:
        """Follow the child until it is over; return the seconds after which it was stopped, None if it was not."""
        timed_out = None
        while not self._follow(lambda: self._exited or self._stopped, self._started + timeout()):
            if time.monotonic() - self._started >= timeout():  # asked anew: the session may be hidden by now
                timed_out = timeout()
                self.stop()
        self._follow(self._over, time.monotonic() + (KILL_AFTER if self._stopped else _REST))
        return timed_out

    def finish(self) -> None:
        """End what a stopped child left of its group, whatever happened, and stop listening."""
        if self._stopped or not self._exited:
            self._child.kill()
        with self._condition:
            self._deaf = True
            self._pending.clear()
            self._condition.notify_all()
            over = self._condition.wait_for(lambda: self._exited, KILL_AFTER)
        if over:
            self._status = self._child.reap()
        else:
            log.warning("a killed command does not end yet: the system holds it")

    def finished(self, timed_out: float | None) -> Finished:
        """Return how it ended; after finish()."""
        return Finished(self._status, *self._tails, timed_out, left_open=self._open_pipes > 0)

    # -- the session's thread -------------------------------------------------------------------------------

    def _over(self) -> bool:
        return self._exited and not self._open_pipes

    def _follow(self, done: Callable[[], bool], until: float) -> bool:
        """Take output until `done`, which is asked under the condition, or the time `until`; return which."""
        while True:
            with self._condition:
                self._condition.wait_for(
                    lambda: self._pending or done(), timeout=max(0.0, until - time.monotonic())
                )
                chunks, self._pending, self._waiting_bytes = self._pending, [], 0
                ended = done()
                self._condition.notify_all()
            for stream, chunk in chunks:
                self._take(stream, chunk)
            if ended and not chunks:
                return True
            if time.monotonic() >= until:
                return ended

    def _take(self, stream: int, chunk: bytes) -> None:
        self._tails[stream].add(chunk)
        text = self._decoders[stream].decode(chunk)
        if text:
            self._show(text)

    # -- the child's own threads ----------------------------------------------------------------------------

    def _watch(self) -> None:
        self._child.wait()
        with self._condition:
            self._exited = True
            late = self._deaf  # finish() has given up waiting
            self._condition.notify_all()
        if late:
            self._child.reap()

    def _read_in_background(self, stream: int, pipe: IO[bytes]) -> None:
        def read() -> None:
            with pipe:
                while chunk := os.read(pipe.fileno(), _CHUNK):
                    self._put(stream, chunk)
            with self._condition:
                self._open_pipes -= 1
                self._condition.notify_all()

        threads.start("tool-output", read)

    def _put(self, stream: int, chunk: bytes) -> None:
        with self._condition:
            self._condition.wait_for(lambda: self._deaf or self._waiting_bytes < _BACKLOG)
            if not self._deaf:
                self._pending.append((stream, chunk))
                self._waiting_bytes += len(chunk)
                self._condition.notify_all()
