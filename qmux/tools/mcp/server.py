"""McpServer: one MCP server in one directory, started when it is needed, ended when it is not.

Owns its life: start, greeting, list of tools, end, and how often it is started again by itself. Leaves the protocol
to protocol.py and the process to child.py. Its tools stay known while it does not run: a call starts it.

Threads: `mcp-NAME` lives as long as the process and does all that blocks, apart from calls, which block their
sessions' threads. Any thread may call any method; start(), stop() and state() do not block.
"""

import os
import sys
import threading
import time
from collections.abc import Callable, Mapping
from enum import Enum
from typing import NamedTuple

from qmux import log, threads
from qmux.cancel import CancelToken
from qmux.tools.base import ToolContext, ToolMistakeError
from qmux.tools.child import Command, ConversingChild
from qmux.tools.mcp.config import ServerEntry
from qmux.tools.mcp.connection import Connection, McpError
from qmux.tools.mcp.protocol import Peer, ServerTool, greet
from qmux.tools.redact import Redactor

START_SECONDS = 5.0  # that a request waits for a server which is starting
STOP_SECONDS = 2.0  # from the end of its input to TERM, and from there to KILL
MOST_FAILURES = 3  # in a row, after which only the user starts it again
_GREETING_SECONDS = 120.0  # to begin, where the file names no limit: a package may have to be fetched first
_LAST_WORDS_SECONDS = 0.2  # after its end, for what it said to people: what it left behind may hold that pipe
_REST_SECONDS = 0.5  # between two readings of its list of tools
_STEADY_SECONDS = 60.0  # a run that was longer is no failure in a row with those before

# What a server gets of the environment, besides what its entry says: as the official SDKs have it.
_INHERITED = ("HOME", "LOGNAME", "PATH", "SHELL", "TERM", "USER")
if sys.platform == "win32":
    _INHERITED = (
        "APPDATA",
        "HOMEDRIVE",
        "HOMEPATH",
        "LOCALAPPDATA",
        "PATH",
        "PROCESSOR_ARCHITECTURE",
        "SYSTEMDRIVE",
        "SYSTEMROOT",
        "TEMP",
        "USERNAME",
        "USERPROFILE",
    )


class State(Enum):
    """Where a server is in its life; the value is the word that users read."""

    IDLE = "not started"
    STARTING = "starting"
    RUNNING = "running"
    FAILED = "failed"


class Standing(NamedTuple):
    """A server's state, why it failed, and the tools that it named last."""

    state: State
    reason: str
    tools: tuple[ServerTool, ...]


class McpServer:
    """See the module's docstring.

    Arguments:
        directory: where the process runs.
        changed: called in a thread of the server's after its tools changed.
        failed: called there with a sentence when it could not be started or ended by itself.
    """

    def __init__(
        self,
        entry: ServerEntry,
        directory: str,
        changed: Callable[[], None],
        failed: Callable[[str], None],
    ) -> None:
        self.entry = entry
        self._directory = directory
        self._changed = changed
        self._failed = failed
        self._hide = Redactor(value for _, value in entry.environment)
        self._condition = threading.Condition()
        self._state = State.IDLE
        self._reason = ""
        self._tools: tuple[ServerTool, ...] = ()
        self._began = 0.0  # the present or last run, in monotonic seconds
        self._failures = 0
        self._stopped = False
        self._grace = STOP_SECONDS
        self._child: ConversingChild | None = None
        self._connection: Connection | None = None
        self._peer: Peer | None = None

    def standing(self) -> Standing:
        """Return how it is."""
        with self._condition:
            return Standing(self._state, self._reason, self._tools)

    @property
    def awaited(self) -> bool:
        """Whether it is starting, and wait() would wait for that."""
        with self._condition:
            return self._state is State.STARTING and time.monotonic() < self._began + START_SECONDS

    def start(self) -> None:
        """Start it, unless it runs, was stopped for good, or has failed too often."""
        with self._condition:
            if self._stopped or self._state in (State.STARTING, State.RUNNING):
                return
            if self._failures >= MOST_FAILURES:
                return
            self._state, self._reason, self._began = State.STARTING, "", time.monotonic()
        threads.start(f"mcp-{self.entry.name}", self._live, self._crashed)

    def wait(self, cancel: CancelToken) -> None:
        """Block while it is starting, for START_SECONDS of that at most; raises Cancelled."""
        with self._condition:
            until = self._began + START_SECONDS
        self._wait(until, cancel)

    def _wait(self, until: float, cancel: CancelToken) -> None:
        forget = cancel.on_cancel(self._wake)
        try:
            with self._condition:
                self._condition.wait_for(
                    lambda: self._state is not State.STARTING or cancel.cancelled,
                    max(0.0, until - time.monotonic()),
                )
        finally:
            forget()
        cancel.check()

    def call(self, tool: str, arguments: Mapping[str, object], context: ToolContext) -> Mapping[str, object]:
        """Call a tool, starting the server if need be, and return the result as it came.

        Raises:
            ToolMistakeError: the server does not run, refuses, ends, or takes too long.
            Cancelled: through the context.
        """
        timeout = context.timeout if self.entry.timeout is None else self._limit
        self.start()
        self._wait(time.monotonic() + timeout(), context.cancel)
        try:
            return self._running().call(tool, arguments, timeout, context.cancel, context.progress)
        except McpError as error:
            raise ToolMistakeError(f"MCP server {self.entry.name}: {error}.") from error

    def stop(self, grace: float = STOP_SECONDS) -> None:
        """End it for good; its process has twice `grace` seconds before it is killed."""
        with self._condition:
            self._stopped, self._grace = True, grace
            connection = self._connection
        if connection is not None:
            connection.hang_up("it was stopped")

    def join(self, until: float) -> bool:
        """Wait until its process is over, or the monotonic time `until`; return whether it is."""
        with self._condition:
            return self._condition.wait_for(lambda: self._child is None, max(0.0, until - time.monotonic()))

    def kill(self) -> None:
        """End its process at once."""
        with self._condition:
            child = self._child
        if child is not None:
            child.kill()

    # -- a life, in the server's thread ---------------------------------------------------------------------

    def _live(self) -> None:
        try:
            child = ConversingChild(self._command())
        except ToolMistakeError as mistake:
            self._over(str(mistake).rstrip("."))
            return
        with self._condition:
            self._child = child
        connection = Connection(self.entry.name, child, self._hide)
        reason = self._converse(connection)
        connection.hang_up(reason)
        status = self._end(child)
        connection.finish(_LAST_WORDS_SECONDS)
        self._over(_told(reason, status, connection.last_words))

    def _converse(self, connection: Connection) -> str:
        """Talk with a process until that ends; return why it did."""
        with self._condition:
            if self._stopped:
                connection.hang_up("it was stopped")
            self._connection = connection
        log.info(f"MCP server {self.entry.name} started in {self._directory}")
        never = CancelToken()
        try:
            peer = greet(connection, self._limit, never)
            while True:
                self._take(peer, peer.tools(self._limit, never))
                connection.wait_for_change()
                never.wait(_REST_SECONDS)
        except McpError as error:
            return str(error)

    def _take(self, peer: Peer, tools: tuple[ServerTool, ...]) -> None:
        with self._condition:
            self._state, self._peer, self._tools = State.RUNNING, peer, tools
            self._condition.notify_all()
        self._changed()

    def _end(self, child: ConversingChild) -> int | None:
        """See the process to its end: its input is closed; return its status, None if the system holds it."""
        exited = threading.Event()

        def watch() -> None:
            child.wait()
            exited.set()

        threads.start("mcp-exit", watch)
        for signal in (child.terminate, child.kill):
            if not exited.wait(self._grace):
                signal()
        if not exited.wait(STOP_SECONDS):
            log.warning(f"MCP server {self.entry.name} was killed and does not end yet: the system holds it")
            return None
        child.kill()  # what it left of its group
        return child.reap()

    def _over(self, reason: str) -> None:
        """Take note that the process is over."""
        reason = self._hide(reason)
        with self._condition:
            self._child = self._connection = self._peer = None
            steady = time.monotonic() - self._began > _STEADY_SECONDS
            self._failures = 1 if steady else self._failures + 1
            self._state = State.IDLE if self._stopped else State.FAILED
            self._reason = "" if self._stopped else reason
            given_up, stopped = self._failures >= MOST_FAILURES, self._stopped
            self._condition.notify_all()
        log.info(f"MCP server {self.entry.name} is over: {reason}")
        if not stopped:
            self._failed(_notice(self.entry.name, reason, given_up))

    def _crashed(self, error: BaseException) -> None:
        self.kill()
        self._over(f"qmux made a mistake ({type(error).__name__})")

    def _running(self) -> Peer:
        with self._condition:
            if self._peer is not None:
                return self._peer
            raise McpError(self._reason or f"it is {self._state.value}")

    def _command(self) -> Command:
        inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
        environment = inherited | dict(self.entry.environment)
        return Command([self.entry.command, *self.entry.arguments], self._directory, environment)

    def _limit(self) -> float:
        return self.entry.timeout or _GREETING_SECONDS

    def _wake(self) -> None:
        with self._condition:
            self._condition.notify_all()


def _told(reason: str, status: int | None, last_words: str) -> str:
    """Return why a server is over, with how its process ended and what it said last."""
    if reason == "it ended" and status:
        reason = f"it ended with status {status}" if status > 0 else f"it was ended by signal {-status}"
    return f"{reason}: {last_words}" if last_words else reason


def _notice(name: str, reason: str, given_up: bool) -> str:
    again = f"/mcp restart {name} tries again" if given_up else "It is started again when it is needed"
    return f"MCP server {name} failed: {reason}. {again}."
