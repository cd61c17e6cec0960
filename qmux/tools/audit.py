"""The audit log: what tools did, who allowed it, and what became of trust and of conversations.

Owns one append-only file of JSON lines, mode 0600, and its rotation. A line has the time (UTC), the session's name
and conversation, what happened, the tool, its target, the decision, and by which rule or whether by the user. No
message and no file content is written: of a command the first line, of all targets at most 500 characters, without
what looks like a secret. Leaves what is recorded when to the callers.

Any thread may record; a line is one write to a file opened for appending, so that several programs may share it.
A file that is full is renamed and never written again; the oldest are removed. That a line cannot be written never
stops a session: it is told once.
"""

import json
import os
import time
from collections.abc import Callable
from contextlib import suppress

from qmux import log
from qmux.tools.audit_entry import Entry
from qmux.tools.redact import Redactor

FILE_SIZE = 5_000_000  # bytes
FILES_KEPT = 10  # full ones
TARGET_LENGTH = 500  # characters


class AuditLog:
    """See the module's docstring.

    Arguments:
        path: the file that is written; full ones stand beside it, named after the time at which they became full.
        redact: takes secrets out of a text.
        warn: told once, in whatever thread, if lines cannot be written.
    """

    def __init__(
        self,
        path: str,
        redact: Callable[[str], str] | None = None,
        warn: Callable[[str], None] = log.warning,
        file_size: int = FILE_SIZE,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._path = path
        self._redact = redact or Redactor()
        self._warn = warn
        self._file_size = file_size
        self._clock = clock
        self._warned = False

    def record(self, entry: Entry) -> None:
        """Append a line."""
        now = self._clock()
        try:
            self._append(self._line(entry, now), now)
        except OSError as error:
            self._fail(error)

    def _line(self, entry: Entry, now: float) -> bytes:
        moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now))
        fields = {**entry._asdict(), "what": entry.what.value}
        texts = {name: self._shown(text) for name, text in fields.items() if text}
        line = json.dumps({"time": f"{moment}.{int(now % 1 * 1000):03}Z", **texts})
        return line.encode("ascii") + b"\n"

    def _shown(self, text: str) -> str:
        """Return the first line of a text without secrets: what follows it may be the content of a file."""
        first, _, rest = text.strip().partition("\n")
        clean = self._redact(first[: 10 * TARGET_LENGTH])
        return f"{clean[:TARGET_LENGTH]} ..." if rest or len(clean) > TARGET_LENGTH else clean

    def _append(self, line: bytes, now: float) -> None:
        os.makedirs(os.path.dirname(self._path), mode=0o700, exist_ok=True)
        descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, line)
            full = os.fstat(descriptor).st_size > self._file_size
        finally:
            os.close(descriptor)
        if full:
            with suppress(FileNotFoundError):  # somebody else has just done it
                self._rotate(now)

    def _rotate(self, now: float) -> None:
        """Put the full file aside under a name of its own, which no other thread or program can choose too."""
        if os.stat(self._path).st_size <= self._file_size:
            return  # somebody else has, and it is the next one's beginning
        stem, ending = os.path.splitext(self._path)
        moment = time.strftime("%Y%m%dT%H%M%S", time.gmtime(now))
        part = f"{int(now % 1 * 1_000_000):06}"
        os.rename(self._path, f"{stem}-{moment}-{part}-{os.urandom(4).hex()}{ending}")
        for oldest in self._full_files()[:-FILES_KEPT]:
            os.unlink(oldest)

    def _full_files(self) -> list[str]:
        """Return the files that were put aside, the oldest first."""
        directory, name = os.path.split(self._path)
        stem, ending = os.path.splitext(name)
        names = (
            found
            for found in os.listdir(directory)
            if found.startswith(f"{stem}-") and found.endswith(ending)
        )
        return [os.path.join(directory, found) for found in sorted(names)]

    def _fail(self, error: OSError) -> None:
        if not self._warned:
            self._warned = True
            self._warn(
                f"The audit log {self._path} cannot be written: {error.strerror}. Make room or make it writable;"
                " until then nobody records what tools do."
            )
