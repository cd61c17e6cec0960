"""Approvals: which servers of workspaces the user has allowed to start.

Owns the file that keeps them, a line for each: the fingerprint of an entry as it was allowed. An mcp.json that came
with a repository would otherwise run what it likes; one that changes has to be allowed again. The user's own files
need no approval. Blocks on the disk; never called on the main thread. Several qmux may share the file.
"""

import os

from qmux import log
from qmux.errors import UserError
from qmux.tools.mcp.config import ServerEntry

_LARGEST = 1_000_000  # bytes: 15,000 approvals


class Approvals:
    """See the module's docstring; `path` is the file, made when it is first needed."""

    def __init__(self, path: str) -> None:
        self._path = path

    def allowed(self, entry: ServerEntry) -> bool:
        """Return whether `entry` may start."""
        return not entry.from_workspace or entry.fingerprint in self._read()

    def allow(self, entry: ServerEntry) -> None:
        """Let `entry` start from now on, as it is; raises UserError where that cannot be kept."""
        try:
            os.makedirs(os.path.dirname(self._path), mode=0o700, exist_ok=True)
            descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(f"{entry.fingerprint}\n")
        except OSError as exc:
            raise UserError(
                f"{self._path} could not be written: {exc.strerror}. Nothing was allowed."
            ) from exc

    def _read(self) -> list[str]:
        try:
            with open(self._path, encoding="ascii", errors="replace") as file:
                return file.read(_LARGEST).split()
        except FileNotFoundError:
            return []
        except OSError as problem:
            log.warning(f"{self._path} cannot be read, no server of a workspace starts: {problem}")
            return []
