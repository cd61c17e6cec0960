"""The log file: one rotating file that every qmux of this user writes to.

The home of logging, whose rotation and locking are used; it is imported after the first frame. Leaves what is
logged to the callers of log.py. Sizes are in bytes. Any thread may write.
"""

import io
import logging
import os
import time
import traceback
from logging.handlers import RotatingFileHandler

from qmux.errors import UserError
from qmux.log import Line

FILE_SIZE = 1_000_000
FILES = 3  # the one being written and two older ones

_LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}

# A log is read with cat and less: nothing in it may control a terminal or forge a line.
_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))}


class LogFile:
    """A sink for log.attach(): writes lines of at least one level to a file."""

    def __init__(self, handler: RotatingFileHandler, level: str) -> None:
        self._handler = handler
        self._least = _LEVELS[level]

    def __call__(self, line: Line) -> None:
        """Write `line` unless its level is too low; raises OSError if the file cannot be written."""
        number = _LEVELS.get(line.level.lower(), logging.ERROR)
        if number >= self._least:
            self._handler.handle(logging.LogRecord("qmux", number, "", 0, format_line(line), None, None))

    def close(self) -> None:
        """Close the file; a line that comes later opens it again."""
        self._handler.close()


def open_log(path: str, level: str) -> LogFile:
    """Open the log at `path` (0600, its directory 0700) for lines of at least `level`, a choice of log.level.

    Raises:
        UserError: the file cannot be opened.
    """
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        handler = _PrivateHandler(path, maxBytes=FILE_SIZE, backupCount=FILES - 1, encoding="utf-8")
    except OSError as exc:
        problem = f"Cannot write the log {path}: {exc.strerror}. Make its directory writable."
        raise UserError(problem) from exc
    _silence_libraries()
    return LogFile(handler, level)


def format_line(line: Line) -> str:
    """Return `line` as "time level session thread message", "-" for no session, a traceback below it."""
    moment = time.localtime(line.time)
    clock = time.strftime("%Y-%m-%dT%H:%M:%S", moment)
    zone = time.strftime("%z", moment)
    session, thread = (_one_line(word).replace(" ", "_") or "-" for word in (line.session, line.thread))
    head = f"{clock}.{int(line.time % 1 * 1000):03}{zone} {line.level} {session} {thread} {_one_line(line.message)}"
    if line.exception is None:
        return head
    trace = "".join(traceback.format_exception(line.exception)).rstrip("\n").split("\n")
    return "\n".join([head, *(f"    {_one_line(text)}" for text in trace)])


def _one_line(text: str) -> str:
    return text.translate(_CONTROLS).encode("utf-8", "backslashreplace").decode("utf-8")


def _silence_libraries() -> None:
    """Keep the libraries' own records off the terminal: without a handler logging prints warnings there."""
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.NullHandler())


def _is_open_at(descriptor: int, path: str) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(path))
    except FileNotFoundError:
        return False


class _PrivateHandler(RotatingFileHandler):
    """A rotating file of mode 0600 that two processes may share, and whose errors are raised."""

    def _open(self) -> io.TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        return open(descriptor, "a", encoding=self.encoding)

    def shouldRollover(self, record: logging.LogRecord) -> int:  # noqa: N802 - logging's name
        """Open the file anew if another process has moved it, then ask whether it is full."""
        if self.stream is not None and not _is_open_at(self.stream.fileno(), self.baseFilename):
            self.stream.close()
            self.stream = self._open()
        return int(super().shouldRollover(record))

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Raise instead of printing a traceback into the full-screen terminal."""
        raise  # noqa: PLE0704 - called by logging inside its except block
