"""Servers: what the user does to the MCP servers of a session, besides letting models call their tools.

Owns that nothing of it blocks the main thread, and that leave to start is recorded. It is another hand of the
coordinator, which makes it. Leaves the servers to tools/mcp. Main thread only. It is imported before the first frame,
when there are none yet.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from qmux.engine.clerk import Clerk
from qmux.engine.crew import Crew
from qmux.engine.session import ManagedSession
from qmux.tools.audit_entry import USER, Entry, What

if TYPE_CHECKING:
    from qmux.tools.mcp.workspace import ServerRow, Survey


class Servers:
    """See the module's docstring; `done` is called on the main thread, which meets a UserError instead."""

    def __init__(self, crew: Crew, clerk: Clerk) -> None:
        self._crew = crew
        self._clerk = clerk

    def list(self, session: ManagedSession, done: "Callable[[Survey], None]") -> None:
        """Find out which servers the files of a session's directory and the user's name, and how they are."""
        self._clerk.do("mcp-list", self._crew.tools.toolbox.workspace(session).look, done)

    def restart(self, session: ManagedSession, name: str, done: "Callable[[ServerRow], None]") -> None:
        """Start a server anew, however often it has failed."""
        workspace = self._crew.tools.toolbox.workspace(session)
        self._clerk.do("mcp-restart", lambda: workspace.restart(name), done)

    def allow(self, session: ManagedSession, name: str, done: "Callable[[ServerRow], None]") -> None:
        """Let a server that the workspace's own file names start, now and from now on."""
        toolbox = self._crew.tools.toolbox
        workspace = toolbox.workspace(session)
        entry = Entry(What.TRUST, session.name, session.id, target=f"@{name}", decision="allowed", by=USER)

        def work() -> "ServerRow":
            row = workspace.allow(name)
            toolbox.audit(entry)
            return row

        self._clerk.do("mcp-allow", work, done)
