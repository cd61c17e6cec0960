"""FileAccessCoordinator: sessions that work on the same files do not undo each other's work.

Owns what each session has read, who changed what, and the words about both. Writing claims a file by its real path
for as long as the tool runs; an edit on a stale read is refused; after a shell command, files that another session
has read and that changed are named. Leaves the waiting to file_claims.py, comparing to fingerprint.py, and what
runs to the tools. One object for the program; any thread, its lock is never held while a file is looked at.
"""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from qmux import log
from qmux.cancel import CancelToken
from qmux.tools.base import SessionFiles, ToolMistakeError
from qmux.tools.file_claims import CONTENTION_SECONDS, Claim, Claimed, ClaimTimeoutError, FileClaims, Wait
from qmux.tools.fingerprint import Fingerprint, fingerprint, same

READS_KEPT = 2_000  # files remembered of each session, the latest

Name = Callable[[], str]
Tell = Callable[[str], None]


class Change(NamedTuple):
    """A file that a command changed, and the ids of the other sessions that had read it."""

    path: str
    sessions: tuple[str, ...]


class _Writer(NamedTuple):
    """Who changed a file last, as far as we saw, and what it was then."""

    id: str
    how: str  # "a command of session NAME", "session NAME"
    left: Fingerprint


class FileAccessCoordinator:
    """See the module's docstring; `timeout` is how many seconds a tool waits for the files of others."""

    def __init__(self, timeout: float, claims: FileClaims | None = None) -> None:
        self._timeout = timeout
        self._claims = claims or FileClaims()
        self._lock = threading.Lock()
        self._names: dict[str, Name] = {}
        self._reads: dict[str, dict[str, Fingerprint]] = {}  # by session, by path, the oldest read first
        self._seen: dict[str, Fingerprint] = {}  # by path: as any of us last saw it
        self._writers: dict[str, _Writer] = {}  # by path

    def session(self, id: str, name: Name, waiting: Tell) -> SessionFiles:
        """Return the files of one session, whose `name` may change.

        `waiting` is told "File PATH is locked by session NAME" when a tool begins to wait, and "" when it goes on.
        """
        with self._lock:
            self._names[id] = name
            self._reads.setdefault(id, {})
        return _Files(self, id, waiting)

    def release(self, id: str) -> None:
        """Free what a session holds whose tool was abandoned; what it has read stays known."""
        self._claims.release(id)

    def forget(self, id: str) -> None:
        """Free what a session holds, and forget what it has read: it is over."""
        self._claims.release(id)
        with self._lock:
            self._names.pop(id, None)
            for path in self._reads.pop(id, {}):
                self._unwatch(path)

    def after_command(self, id: str) -> list[Change]:
        """Return which files that other sessions have read changed while session `id` ran a command.

        Changes that were seen before are not told again. The session's own reads stay as they are: what it knows of
        a file that its command changed is stale too.
        """
        with self._lock:
            watched = list(self._seen.items())
        now = [(path, old, fingerprint(path, old)) for path, old in watched]
        how = f"a command of session {self._name(id)}"
        changes = [self._note_change(id, path, how, new) for path, old, new in now if not same(old, new)]
        return [change for change in changes if change.sessions]

    def snapshot(self) -> list[Claimed]:
        """Return which files are claimed, with the names of their holders and of those who wait."""
        return [
            row._replace(holder=self._name(row.holder), waiting=tuple(map(self._name, row.waiting)))
            for row in self._claims.snapshot()
        ]

    # -- for _Files -----------------------------------------------------------------------------------------

    def take(self, id: str, paths: Sequence[str], cancel: CancelToken, waiting: Tell) -> Claim:
        """Hold `paths`; raise ToolMistakeError after the timeout, and Cancelled."""

        def blocked(path: str, holder: str) -> None:
            waiting(self._locked(path, holder))

        try:
            claim, waits = self._claims.take(id, paths, self._timeout, cancel, blocked)
        except ClaimTimeoutError as error:
            waiting("")
            raise ToolMistakeError(
                f"{self._locked(error.path, error.holder)}. Waited {self._timeout:g} s; nothing was changed."
                " Do something else first, or try again later."
            ) from error
        if waits:
            waiting("")
        self._log_waits(id, waits)
        return claim

    def give_back(self, claim: Claim) -> None:
        """End a claim."""
        self._claims.give_back(claim)

    def note_read(self, id: str, path: str) -> None:
        """Remember that session `id` knows what is at `path` now."""
        now = fingerprint(path)
        with self._lock:
            others = self._readers(path, id)
            reads = self._reads.get(id)
            if reads is None:  # the session is over
                return
            first = reads.pop(path, None) is None
            reads[path] = now
            self._seen[path] = now
            if len(reads) > READS_KEPT:
                oldest = next(iter(reads))
                del reads[oldest]
                self._unwatch(oldest)
        if first and others:
            log.info(f"{path} is used by {', '.join(map(self._name, others))} too", self._name(id))

    def check(self, id: str, path: str) -> None:
        """Raise ToolMistakeError if session `id` has read `path` and it is not what it was then."""
        with self._lock:
            read = self._reads.get(id, {}).get(path)
            writer = self._writers.get(path)
        now = fingerprint(path)
        if read is None or same(read, now):
            return
        known = writer is not None and same(writer.left, now)
        who = writer.how if writer is not None and known else "somebody outside qmux"
        raise ToolMistakeError(f"{path} was changed by {who} since you read it; read it again.")

    def written(self, id: str, paths: Sequence[str], before: Sequence[Fingerprint]) -> None:
        """Note what session `id` left at `paths`, of which it now knows all."""
        for path, old in zip(paths, before, strict=True):
            now = fingerprint(path)
            if not same(old, now):
                self._note_change(id, path, f"session {self._name(id)}", now)
            self.note_read(id, path)

    # -- inside ---------------------------------------------------------------------------------------------

    def _note_change(self, id: str, path: str, how: str, now: Fingerprint) -> Change:
        with self._lock:
            self._writers[path] = _Writer(id, how, now)
            self._seen[path] = now
            return Change(path, self._readers(path, id))

    def _readers(self, path: str, but: str) -> tuple[str, ...]:
        """Return the ids of the sessions other than `but` that have read `path`; the lock is held."""
        return tuple(id for id, reads in self._reads.items() if id != but and path in reads)

    def _unwatch(self, path: str) -> None:
        """Forget a path if no session has read it; the lock is held."""
        if not self._readers(path, but=""):
            self._seen.pop(path, None)
            self._writers.pop(path, None)

    def _locked(self, path: str, holder: str) -> str:
        return f"File {path} is locked by session {self._name(holder)}"

    def _name(self, id: str) -> str:
        name = self._names.get(id)
        return name() if name is not None else "that was closed"

    def _log_waits(self, id: str, waits: Sequence[Wait]) -> None:
        for wait in waits:
            if wait.seconds > CONTENTION_SECONDS:
                text = f"waited {wait.seconds * 1000:.0f} ms for {wait.path}, locked by {self._name(wait.holder)}"
                log.info(text, self._name(id))


class _Files:
    """One session's files: the SessionFiles that its tools are given."""

    def __init__(self, coordinator: FileAccessCoordinator, id: str, waiting: Tell) -> None:
        self._coordinator = coordinator
        self._id = id
        self._waiting = waiting

    def read(self, path: str) -> None:
        """Remember that the session has read `path` as it is now."""
        self._coordinator.note_read(self._id, os.path.realpath(path))

    @contextmanager
    def writing(self, paths: Sequence[str], cancel: CancelToken) -> Iterator[None]:
        """Hold the claims to `paths`; see SessionFiles."""
        real = sorted({os.path.realpath(path) for path in paths})
        claim = self._coordinator.take(self._id, real, cancel, self._waiting)
        try:
            for path in real:
                self._coordinator.check(self._id, path)
            before = [fingerprint(path) for path in real]
            try:
                yield
            finally:
                if not claim.over:  # else the claims were taken away, and others may be writing by now
                    self._coordinator.written(self._id, real, before)
        finally:
            self._coordinator.give_back(claim)
