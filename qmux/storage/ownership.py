"""Which running qmux has which sessions: each holds a lock on a file beside the database while it lives.

Owns the lock files, DATABASE.OWNER.lock. A lock goes with its process however that ends, so nobody's sessions
stay taken. Leaves claiming rows to conversations.py. Runs in the storage thread.
"""

import os
import re
import time

from qmux import log, posix
from qmux.errors import BugError

_IDENTIFIER = re.compile(r"[0-9A-Za-z-]{1,64}", re.ASCII)  # it becomes part of a file's name
_LEFT_BEHIND = 3600.0  # seconds; a younger file may be one that its maker is about to lock


class Ownership:
    """This process's lock, and a look at those of others."""

    def __init__(self, database: str, owner: str) -> None:
        if not _IDENTIFIER.fullmatch(owner):
            raise BugError(f"{owner!r} cannot be an owner: it takes letters, digits and hyphens")
        self._database = database
        self._owner = owner
        self._descriptor: int | None = None

    def hold(self) -> None:
        """Take this process's lock and keep it until release().

        Raises:
            OSError: the file cannot be made or locked.
        """
        if self._descriptor is not None and not os.path.exists(self._lock_file(self._owner)):
            os.close(
                self._descriptor
            )  # the file was deleted with the database: others would not see the lock
            self._descriptor = None
        if self._descriptor is None:
            self._descriptor = posix.hold_lock(self._lock_file(self._owner))
        if self._descriptor is None:
            raise OSError(f"{self._lock_file(self._owner)} is locked by another process")

    def release(self) -> None:
        """Give up the lock and remove its file."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
            _remove(self._lock_file(self._owner))

    def is_living(self, owner: str) -> bool:
        """Return whether the qmux called `owner` runs; the lock file of a dead one is removed.

        `owner` comes from the database: what is no identifier never was an owner.
        """
        if owner == self._owner:
            return True
        if not _IDENTIFIER.fullmatch(owner):
            return False
        path = self._lock_file(owner)
        if posix.lock_is_held(path):
            return True
        _remove(path)
        return False

    def sweep(self) -> None:
        """Remove the lock files of dead owners that have no sessions any more."""
        directory, name = os.path.split(os.path.abspath(self._database))
        pattern = re.compile(re.escape(name) + r"\.([0-9A-Za-z-]{1,64})\.lock", re.ASCII)
        for found in filter(None, map(pattern.fullmatch, os.listdir(directory))):
            age = time.time() - os.stat(os.path.join(directory, found.group())).st_mtime
            if age > _LEFT_BEHIND:
                self.is_living(found.group(1))

    def _lock_file(self, owner: str) -> str:
        return f"{self._database}.{owner}.lock"


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except FileNotFoundError:
        return
    except OSError as exc:
        log.warning(f"cannot remove {path}: {exc}")
