"""Connection: JSON-RPC 2.0 with one MCP server process, a message a line.

Owns the pipes, the numbers of requests, who waits for which reply, and the bounds: a line of 8 MiB, 4 MiB that wait
to be written. Leaves what messages mean to protocol.py and the process's end to server.py. What the server writes is
untrusted: what is no message is skipped, replies that nobody waits for are dropped. Source: JSON-RPC 2.0, and the
stdio transport of MCP 2025-11-25.

Threads: one reads, one writes (a server that does not read blocks it alone), one drains standard error into the log.
They end with the pipes. request() blocks its caller; any thread may call any method.
"""

import json
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from typing import IO

from qmux import log, threads
from qmux.cancel import CancelToken
from qmux.errors import Cancelled, QmuxError
from qmux.tools.child import ConversingChild
from qmux.tools.wording import one_line

_CHUNK = 65_536  # bytes
_LONGEST_LINE = 8 * 1024 * 1024  # bytes
_LARGEST_BACKLOG = 4 * 1024 * 1024  # bytes that wait to be written
_LARGEST_NUMBER = 1e15  # of what progress counts
_LOGGED = 500  # characters of a line
_LOGGED_STRAYS = 20  # lines that are no messages, of one run

_NOT_FOUND = -32601  # JSON-RPC: there is no such method

Progress = Callable[[float, float | None], None]


class McpError(QmuxError):
    """A server that does not do what is asked; its text says why, without a full stop."""


class RefusedError(McpError):
    """The server answered with a JSON-RPC error; `code` is its number."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class _Awaited:
    """A request under way, and its reply once that is here."""

    def __init__(self, progress: Progress | None) -> None:
        self.progress = progress
        self.reply: Mapping[str, object] | None = None


class Connection:
    """See the module's docstring; `name` is the server's, `hide` takes secrets out of what is logged."""

    def __init__(self, name: str, child: ConversingChild, hide: Callable[[str], str]) -> None:
        self.last_words = ""  # the last line of its standard error
        self.name = name
        self._hide = hide
        self._condition = threading.Condition()
        self._over = ""  # why nothing more can be said
        self._changed = False  # whether its list of tools is another one
        self._number = 0
        self._awaited: dict[int, _Awaited] = {}
        self._outbox: deque[bytes] = deque()
        self._backlog = 0  # bytes of the outbox
        self._strays = 0
        stdout, stderr = child.pipes
        threads.start("mcp-output", lambda: self._read(stdout), lambda error: self.hang_up(f"{error!r}"))
        threads.start("mcp-input", lambda: self._write(child.stdin))
        self._errors = threads.start("mcp-errors", lambda: self._drain(stderr))

    # -- asking ---------------------------------------------------------------------------------------------

    def request(
        self,
        method: str,
        params: Mapping[str, object],
        timeout: Callable[[], float],
        cancel: CancelToken,
        progress: Progress | None = None,
    ) -> Mapping[str, object]:
        """Ask for something and return the result.

        Arguments:
            timeout: in seconds from now; asked anew when it seems to be over. progress: takes what is done and what
                there is to do, as often as the server says so, in the reading thread.

        Raises:
            RefusedError: the server answered with an error.
            McpError: it ended, or did not answer in time.
            Cancelled: through `cancel`.
        """
        number, awaited = self._begin(method, params, progress)
        forget = cancel.on_cancel(self._wake)
        try:
            return _result(self._reply(awaited, timeout, cancel))
        except RefusedError:
            raise
        except (Cancelled, McpError) as reason:
            if method != "initialize":  # which must not be cancelled
                self.notify("notifications/cancelled", {"requestId": number, "reason": str(reason)})
            raise
        finally:
            forget()
            with self._condition:
                del self._awaited[number]

    def notify(self, method: str, params: Mapping[str, object] | None = None) -> None:
        """Tell the server something; what it has no room for is dropped."""
        with self._condition:
            self._post({"method": method, **({"params": params} if params else {})})

    def wait_for_change(self) -> None:
        """Block until the server says that its list of tools has changed; raises McpError when it is over."""
        with self._condition:
            self._condition.wait_for(lambda: self._changed or self._over)
            if self._over:
                raise McpError(self._over)
            self._changed = False

    def hang_up(self, why: str) -> None:
        """End the conversation: the server's input is closed, whoever waits gets an error that says `why`."""
        with self._condition:
            self._over = self._over or why
            self._condition.notify_all()

    def finish(self, seconds: float) -> None:
        """Wait until standard error is read to its end, for `last_words`."""
        self._errors.join(seconds)

    def _begin(
        self, method: str, params: Mapping[str, object], progress: Progress | None
    ) -> tuple[int, _Awaited]:
        with self._condition:
            if self._over:
                raise McpError(self._over)
            self._number += 1
            number, awaited = self._number, _Awaited(progress)
            if progress is not None:
                params = with_meta(params, {"progressToken": number})
            if not self._post({"id": number, "method": method, "params": params}):
                raise McpError("it does not read what it is sent")
            self._awaited[number] = awaited
            return number, awaited

    def _reply(
        self, awaited: _Awaited, timeout: Callable[[], float], cancel: CancelToken
    ) -> Mapping[str, object]:
        began = time.monotonic()

        def settled() -> bool:
            return awaited.reply is not None or bool(self._over) or cancel.cancelled

        with self._condition:
            while not settled() and (left := began + timeout() - time.monotonic()) > 0:
                self._condition.wait_for(settled, left)
            cancel.check()
            if awaited.reply is not None:
                return awaited.reply
            raise McpError(self._over or f"it did not answer within {timeout():g} s")

    def _wake(self) -> None:
        with self._condition:
            self._condition.notify_all()

    def _post(self, message: Mapping[str, object]) -> bool:
        """Put a message where the writer takes it, if there is room; the condition is held."""
        line = json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n"
        if self._outbox and self._backlog + len(line) > _LARGEST_BACKLOG:
            return False
        self._outbox.append(line)
        self._backlog += len(line)
        self._condition.notify_all()
        return True

    # -- the writer -----------------------------------------------------------------------------------------

    def _write(self, pipe: IO[bytes]) -> None:
        try:
            with pipe:
                while line := self._next_line():
                    _write_whole(pipe, line)
        except OSError as problem:
            self.hang_up(f"it takes no more input ({problem.strerror})")

    def _next_line(self) -> bytes:
        """Take the next line to write; "" when all is said."""
        with self._condition:
            self._condition.wait_for(lambda: self._outbox or self._over)
            if not self._outbox:
                return b""
            line = self._outbox.popleft()
            self._backlog -= len(line)
            return line

    # -- the reader -----------------------------------------------------------------------------------------

    def _read(self, pipe: IO[bytes]) -> None:
        with pipe:
            for line in _lines(pipe):
                if len(line) > _LONGEST_LINE:
                    self.hang_up(f"it sent a line of more than {_LONGEST_LINE >> 20} MiB")
                    return
                if line.strip():
                    self._take(line)
        self.hang_up("it ended")

    def _take(self, line: bytes) -> None:
        """Take one line; 2025-03-26 has several messages in one."""
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            value = None
        messages = value if isinstance(value, list) else [value]
        for message in messages:
            if not isinstance(message, dict):
                self._stray(line)
            elif "method" in message:
                self._heard(message)
            else:
                self._answered(message)

    def _stray(self, line: bytes) -> None:
        self._strays += 1
        if self._strays <= _LOGGED_STRAYS:
            log.info(f"MCP server {self.name} wrote a line that is no message ({len(line)} bytes)")
            log.debug(f"MCP server {self.name} wrote: {self._loggable(line)}")

    def _answered(self, message: Mapping[str, object]) -> None:
        number = message.get("id")
        with self._condition:
            awaited = self._awaited.get(number) if type(number) is int else None
            if awaited is not None:
                awaited.reply = message
                self._condition.notify_all()

    def _heard(self, message: Mapping[str, object]) -> None:
        method, number = message["method"], message.get("id")
        with self._condition:
            if isinstance(number, str | int):
                self._post({"id": number, **_answer(method)})
            elif method == "notifications/tools/list_changed":
                self._changed = True
                self._condition.notify_all()
        if method == "notifications/progress":
            self._progressed(message.get("params"))

    def _progressed(self, params: object) -> None:
        if not isinstance(params, dict):
            return
        token, done = params.get("progressToken"), _number(params.get("progress"))
        awaited = self._awaited.get(token) if type(token) is int else None
        if awaited is not None and awaited.progress is not None and done is not None:
            awaited.progress(done, _number(params.get("total")))

    # -- standard error -------------------------------------------------------------------------------------

    def _drain(self, pipe: IO[bytes]) -> None:
        """Log what it says to people; for developers only, since it may repeat what the model said."""
        with pipe:
            for line in _lines(pipe):
                words = self._loggable(line)
                if words:
                    self.last_words = words
                    log.debug(f"MCP server {self.name}: {words}")

    def _loggable(self, line: bytes) -> str:
        return self._hide(one_line(line[: 4 * _LOGGED].decode("utf-8", "replace").strip())[:_LOGGED])


def _lines(pipe: IO[bytes]) -> Iterator[bytes]:
    """Yield the lines of a pipe, without their ends; one that is too long ends soon after the limit."""
    pieces: list[bytes] = []
    size = 0
    while chunk := os.read(pipe.fileno(), _CHUNK):
        first, *rest = chunk.split(b"\n")
        pieces.append(first)
        size += len(first)
        for piece in rest:
            yield b"".join(pieces)
            pieces, size = [piece], len(piece)
        if size > _LONGEST_LINE:
            yield b"".join(pieces)
            pieces, size = [], 0
    yield b"".join(pieces)


def with_meta(params: Mapping[str, object], meta: Mapping[str, object]) -> Mapping[str, object]:
    """Return the parameters of a request with more metadata."""
    known = params.get("_meta")
    return {**params, "_meta": {**(known if isinstance(known, dict) else {}), **meta}}


def _write_whole(pipe: IO[bytes], line: bytes) -> None:
    view = memoryview(line)
    while view:
        view = view[os.write(pipe.fileno(), view) :]


def _answer(method: object) -> dict[str, object]:
    """Return the answer to a request of the server's: it may see whether we are there, and nothing else."""
    if method == "ping":
        return {"result": {}}
    return {"error": {"code": _NOT_FOUND, "message": "qmux offers nothing but ping"}}


def _result(reply: Mapping[str, object]) -> Mapping[str, object]:
    error, result = reply.get("error"), reply.get("result")
    if isinstance(error, dict):
        code, text = error.get("code"), one_line(str(error.get("message", "")))[:_LOGGED]
        raise RefusedError(code if type(code) is int else 0, text or "it refused without a reason")
    if not isinstance(result, dict):
        raise McpError("it answered with neither a result nor an error")
    return result


def _number(value: object) -> float | None:
    """Return a number that can be counted with, None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _LARGEST_NUMBER:
        return None
    return float(value)
