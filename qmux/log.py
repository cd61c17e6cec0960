"""What the whole program calls to log; it keeps early lines until the log file is open.

Owns the sink and the lines that came before it. Leaves files, levels and rotation to log_file.py, which is
imported only after the first frame because the standard logging package is slow to import.
Any thread may call any function. No message text of a conversation and no key is ever logged.
"""

import threading
import time
from collections.abc import Callable
from typing import NamedTuple

_EARLY_LIMIT = 500  # lines kept until a sink is attached; a start-up writes about ten


class Line(NamedTuple):
    """One line of the log before it is formatted."""

    time: float
    level: str
    message: str
    session: str
    thread: str
    exception: BaseException | None


Sink = Callable[[Line], None]

_lock = threading.Lock()
_early: list[Line] = []
_sink: Sink | None = None
_failure = ""


def attach(sink: Sink) -> None:
    """Send all lines to `sink` from now on, those kept until now first."""
    global _sink
    with _lock:
        early = _early[:]
        _early.clear()
        _sink = sink
    for line in early:
        sink(line)


def detach() -> None:
    """Keep lines in memory again, as before attach()."""
    global _sink
    with _lock:
        _sink = None


def debug(message: str, session: str = "") -> None:
    """Log a detail that helps a developer."""
    _write("DEBUG", message, session, None)


def info(message: str, session: str = "") -> None:
    """Log a step of normal work."""
    _write("INFO", message, session, None)


def warning(message: str, session: str = "") -> None:
    """Log something that was mended or that the user has to look at."""
    _write("WARNING", message, session, None)


def exception(message: str, exc: BaseException, session: str = "") -> None:
    """Log a failure with its traceback."""
    _write("ERROR", message, session, exc)


def failure() -> str:
    """Return why lines could not be written, "" if all were; for the end of the program, when it can be said."""
    return _failure


def _write(level: str, message: str, session: str, exc: BaseException | None) -> None:
    global _failure
    line = Line(time.time(), level, message, session, threading.current_thread().name, exc)
    with _lock:
        sink = _sink
        if sink is None and len(_early) < _EARLY_LIMIT:
            _early.append(line)
    if sink is not None:
        try:
            sink(line)
        except OSError as problem:
            # A full disk must not stop a session, and the screen is not ours to write on.
            _failure = str(problem)
