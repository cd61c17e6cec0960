"""Workspace: the MCP servers of one directory, shared by the sessions that work there.

Owns which servers there are now, the rows of their tools, and whom to tell what. A process for each server and
directory, not for each session: ten sessions of one project need one server, which has the memory of a browser often
enough, while a server that works on the current directory never sees another one's sessions, and takes none of them
along when it dies.

The files are read again for each turn. A server that is gone from them is stopped, one that changed is started anew.
A tool keeps its name for models as long as the workspace lives: rows that come late take nobody's.

Threads: ready() blocks its session's thread; look(), restart() and allow() block too and want a thread of their own.
The rest does not block. Servers' threads rebuild the rows.
"""

import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from qmux import log
from qmux.cancel import CancelToken
from qmux.errors import UserError
from qmux.model.suggest import did_you_mean
from qmux.tools.base import Tool
from qmux.tools.mcp.approvals import Approvals
from qmux.tools.mcp.config import Configuration, ServerEntry, read_configuration
from qmux.tools.mcp.rows import model_name, permission_name, tool_row
from qmux.tools.mcp.server import STOP_SECONDS, McpServer, State

Tell = Callable[[str], None]  # shows a notice in a session's pane, from any thread


class ServerRow(NamedTuple):
    """A server as users see it: its state in words, how many tools it has, and the file that names it."""

    name: str
    state: str
    tools: int
    file: str


class Survey(NamedTuple):
    """All servers of a workspace in the order of the files, and a sentence for each file that is broken."""

    servers: tuple[ServerRow, ...]
    problems: tuple[str, ...]


class _Member(NamedTuple):
    """A session, and what it was told already."""

    tell: Tell
    told: set[str]


class Workspace:
    """See the module's docstring.

    Arguments:
        directory: the working directory of its sessions.
        reserved: names that no server's tool may have, since they are our own.
        user_files: the user's files; the workspace's own counts before them.
    """

    def __init__(
        self, directory: str, reserved: Collection[str], user_files: Sequence[str], approvals: Approvals
    ) -> None:
        self.rows: Mapping[str, Tool] = {}  # by their names for models; replaced as a whole
        self._directory = directory
        self._reserved = reserved
        self._user_files = user_files
        self._approvals = approvals
        self._lock = threading.Lock()
        self._closed = False
        self._configuration = Configuration({}, ())
        self._refused: set[str] = set()  # servers that the user has not allowed yet
        self._servers: dict[str, McpServer] = {}
        self._names: dict[tuple[str, str], str] = {}
        self._members: dict[str, _Member] = {}

    # -- sessions -------------------------------------------------------------------------------------------

    def ready(self, session: str, tell: Tell, cancel: CancelToken, waiting: Callable[[str], None]) -> None:
        """Start what the request of a session needs, and wait for it a little; raises Cancelled.

        Arguments:
            session: its id; from now on it is told what happens to servers.
            waiting: told what is waited for, if anything is.
        """
        self._update()
        self._tell_news(session, tell)
        with self._lock:
            servers = [] if self._closed else list(self._servers.values())
        for server in servers:
            server.start()
        starting = [server.entry.name for server in servers if server.awaited]
        if starting:
            waiting(f"starting {', '.join(starting)}")
        for server in servers:
            server.wait(cancel)

    def leave(self, session: str) -> None:
        """Forget a session."""
        with self._lock:
            self._members.pop(session, None)

    # -- the user -------------------------------------------------------------------------------------------

    def look(self) -> Survey:
        """Read the files and return what there is."""
        self._update()
        entries, problems = self._configuration
        return Survey(tuple(map(self._row, entries.values())), problems)

    def restart(self, name: str) -> ServerRow:
        """Start a server anew, whatever it does now, and wait for it a little; raises UserError."""
        self._update()
        entry = self._known(name)
        if problem := self._obstacle(entry):
            raise UserError(f"MCP server {name} cannot start: {problem}.")
        with self._lock:
            if self._closed:
                raise UserError(f"MCP server {name} cannot start: its last session was closed.")
            old = self._servers.get(name)
            server = self._servers[name] = self._make(entry)
        if old is not None:
            old.stop()
            old.join(time.monotonic() + 2 * STOP_SECONDS)
        self._rebuild()
        server.start()
        server.wait(CancelToken())
        return self._row(entry)

    def allow(self, name: str) -> ServerRow:
        """Let a server of the workspace's file start, now and from now on; raises UserError."""
        self._update()
        entry = self._known(name)
        if name not in self._refused:
            raise UserError(f"MCP server {name} needs no leave. /mcp lists the servers.")
        self._approvals.allow(entry)
        return self.restart(name)

    # -- the end --------------------------------------------------------------------------------------------

    def stop(self, grace: float = STOP_SECONDS) -> list[McpServer]:
        """Stop all servers for good; return them. Each has twice `grace` seconds."""
        with self._lock:
            self._closed = True
            servers = list(self._servers.values())
        for server in servers:
            server.stop(grace)
        return servers

    # -- inside ---------------------------------------------------------------------------------------------

    def _update(self) -> None:
        """Read the files, and let the servers be those that they name."""
        configuration = read_configuration(self._directory, self._user_files)
        entries = configuration.entries
        refused = {
            name for name, entry in entries.items() if _usable(entry) and not self._approvals.allowed(entry)
        }
        wanted = {name: e for name, e in entries.items() if _usable(e) and name not in refused}
        with self._lock:
            self._configuration, self._refused = configuration, refused
            gone = [server for name, server in self._servers.items() if wanted.get(name) != server.entry]
            kept = {name: server for name, server in self._servers.items() if server not in gone}
            self._servers = {name: kept.get(name) or self._make(entry) for name, entry in wanted.items()}
        for server in gone:
            server.stop()
        if gone:
            self._rebuild()

    def _make(self, entry: ServerEntry) -> McpServer:
        return McpServer(entry, self._directory, self._rebuild, self._failed)

    def _known(self, name: str) -> ServerEntry:
        entries = self._configuration.entries
        if name not in entries:
            hint = did_you_mean(name, entries) or " /mcp lists the servers."
            raise UserError(f"There is no MCP server {name[:64]}.{hint}")
        return entries[name]

    def _row(self, entry: ServerEntry) -> ServerRow:
        with self._lock:
            server = self._servers.get(entry.name)
        obstacle = self._obstacle(entry)
        if obstacle or server is None:
            return ServerRow(entry.name, obstacle or State.IDLE.value, 0, entry.file)
        state, reason, tools = server.standing()
        return ServerRow(
            entry.name, f"{state.value}: {reason}" if reason else state.value, len(tools), entry.file
        )

    def _obstacle(self, entry: ServerEntry) -> str:
        """Return why a server is not to start, "" if it may."""
        if entry.problem:
            return f"not usable: {entry.problem}"
        if entry.disabled:
            return "disabled"
        refused = entry.name in self._refused
        return f"not allowed yet, /mcp allow {entry.name} lets it run: {entry.line}" if refused else ""

    def _rebuild(self) -> None:
        """Make the rows of all tools that are known now."""
        with self._lock:
            rows: dict[str, Tool] = {}
            for server in self._servers.values():
                for tool in server.standing().tools:
                    name = self._name(server.entry.name, tool.name)
                    if name:
                        rows[name] = tool_row(server, tool, name)
            self.rows = rows

    def _name(self, server: str, tool: str) -> str:
        """Return the name that a tool has for models, from the first time on; the lock is held."""
        key = (server, tool)
        if key not in self._names:
            self._names[key] = model_name(server, tool, {*self._reserved, *self._names.values()})
            if not self._names[key]:
                log.warning(f"no model is told of {permission_name(server, tool)!r}: its name cannot be used")
        return self._names[key]

    # -- telling --------------------------------------------------------------------------------------------

    def _tell_news(self, session: str, tell: Tell) -> None:
        """Tell a session what keeps servers from being there, each thing once."""
        with self._lock:
            member = self._members.setdefault(session, _Member(tell, set()))
            news = [text for text in self._complaints() if text not in member.told]
            member.told.update(news)
        for text in news:
            tell(text)

    def _complaints(self) -> list[str]:
        entries = self._configuration.entries.values()
        broken = [f"MCP server {e.name} of {e.file} is not used: {e.problem}." for e in entries if e.problem]
        refused = [
            f"MCP server {e.name} of {e.file} starts when you allow it: /mcp allow {e.name} lets it run: {e.line}"
            for e in entries
            if e.name in self._refused
        ]
        return [*self._configuration.problems, *broken, *refused]

    def _failed(self, notice: str) -> None:
        """Tell all sessions, in a server's thread."""
        with self._lock:
            members = list(self._members.values())
        for member in members:
            member.tell(notice)


def _usable(entry: ServerEntry) -> bool:
    return not entry.problem and not entry.disabled
