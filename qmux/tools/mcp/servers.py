"""McpServers: the workspaces of all sessions, each with its MCP servers.

Owns which there are, and that all servers end with the program. Leaves what a workspace does to workspace.py. Any
thread may call any method; join() alone blocks.
"""

import threading
import time
from collections.abc import Collection, Sequence

from qmux import log
from qmux.tools.mcp.approvals import Approvals
from qmux.tools.mcp.server import McpServer
from qmux.tools.mcp.workspace import Workspace

QUIT_SECONDS = 1.0  # from the end of a server's input to TERM, and from there to KILL, when qmux ends


class McpServers:
    """See the module's docstring; the arguments are those of Workspace."""

    def __init__(self, reserved: Collection[str], user_files: Sequence[str], approvals: Approvals) -> None:
        self._reserved = reserved
        self._user_files = user_files
        self._approvals = approvals
        self._lock = threading.Lock()
        self._workspaces: dict[str, Workspace] = {}
        self._users: dict[str, set[str]] = {}  # sessions, by their directory
        self._ending: list[McpServer] = []
        self._told = 0.0  # when they were told to end, in monotonic seconds

    def workspace(self, directory: str, session: str) -> Workspace:
        """Return the workspace of a directory for a session, by its id; nothing is read before it is used."""
        with self._lock:
            self._users.setdefault(directory, set()).add(session)
            if directory not in self._workspaces:
                self._workspaces[directory] = Workspace(
                    directory, self._reserved, self._user_files, self._approvals
                )
            return self._workspaces[directory]

    def leave(self, directory: str, session: str) -> None:
        """Forget a session; the servers that nobody uses any more are stopped."""
        with self._lock:
            workspace = self._workspaces.get(directory)
            users = self._users.get(directory, set())
            users.discard(session)
            if not users:
                self._workspaces.pop(directory, None)
        if workspace is not None:
            workspace.leave(session)
            if not users:
                workspace.stop()

    def stop(self) -> None:
        """Tell all servers to end: the program does."""
        with self._lock:
            workspaces = list(self._workspaces.values())
        self._told = time.monotonic()
        self._ending = [server for workspace in workspaces for server in workspace.stop(QUIT_SECONDS)]

    def join(self) -> None:
        """Wait until all are over, 2 QUIT_SECONDS after stop() at the most; then kill what is left."""
        until = self._told + 2 * QUIT_SECONDS
        for server in self._ending:
            if not server.join(until):
                log.warning(f"MCP server {server.entry.name} is killed: it did not end when it was told to")
                server.kill()
