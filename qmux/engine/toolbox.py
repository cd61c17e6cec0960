"""Toolbox: what the tool calls of all sessions work with, and what of it each session gets.

Owns the directories below which each conversation has its own, and telling sessions of files that another's command
changed. Leaves rules to tools/permission.py, claims to tools/file_access.py, the order of a call to calls.py. Its
methods are called by the main thread; what SessionTools holds is used in the session's thread.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from qmux import threads
from qmux.cancel import CancelToken
from qmux.engine.call_log import CallLog
from qmux.engine.session import ManagedSession
from qmux.model.event import EventKind
from qmux.model.suggest import did_you_mean
from qmux.settings.config import Settings
from qmux.tools.audit_entry import Entry, What
from qmux.tools.base import Place, SessionFiles, Tool
from qmux.tools.file_access import FileAccessCoordinator
from qmux.tools.mcp.servers import McpServers
from qmux.tools.mcp.workspace import Workspace
from qmux.tools.permission import Permissions, Rule, rule_text, rules_from

_ID = re.compile("[0-9a-f]{32}")


class SessionTools(NamedTuple):
    """What the calls of one session work with.

    `table` has the tools that there are when it is read, by the names that models call them by. `prepare` starts the
    servers of those that are not our own, and waits a little for them; it is given what to call when it waits.
    `files` takes what is told "File PATH is locked by session NAME" while a tool waits for that, and "" after it.
    `timeout` is in seconds, longer while nobody looks. `after_command` tells other sessions which of the files that
    they have read a command changed, and returns that as a sentence for the model, "" if there are none.
    """

    table: Mapping[str, Tool]
    place: Place
    permissions: Permissions
    files: Callable[[Callable[[str], None]], SessionFiles]
    timeout: Callable[[], float]
    after_command: Callable[[], str]
    log: CallLog
    prepare: Callable[[CancelToken, Callable[[str], None]], None]


class _Table(Mapping[str, Tool]):
    """Our own tools, and behind them those of a workspace's MCP servers, as they are now."""

    def __init__(self, own: Mapping[str, Tool], workspace: Workspace) -> None:
        self._own = own
        self._workspace = workspace

    def __getitem__(self, name: str) -> Tool:
        return self._own[name] if name in self._own else self._workspace.rows[name]

    def __iter__(self) -> Iterator[str]:
        return iter((*self._own, *self._workspace.rows))

    def __len__(self) -> int:
        return len(self._own) + len(self._workspace.rows)


class Toolbox:
    """See the module's docstring.

    Arguments:
        table: our own tools, by name.
        servers: those of others.
        sessions_directory: where each conversation has a directory of its own, made when it is first written to.
        audit: records what tools do and who allowed it; called in any thread.
        guarded: directories with files of qmux's own, which a tool reaches with an explicit yes only.

    `warnings` say what is wrong with the settings' rules.
    """

    def __init__(
        self,
        table: Mapping[str, Tool],
        settings: Settings,
        sessions_directory: str,
        claims: FileAccessCoordinator,
        audit: Callable[[Entry], None],
        servers: McpServers,
        guarded: Sequence[str] = (),
    ) -> None:
        self.table = table
        self.claims = claims
        self.audit = audit
        self.servers = servers
        self._settings = settings
        self._sessions_directory = os.path.realpath(sessions_directory)
        self._guarded = guarded
        self._inherited, warnings = rules_from(settings)
        self.warnings = (*warnings, *_unknown_tools(self._inherited, table))
        self._sessions: dict[str, ManagedSession] = {}

    def for_session(self, session: ManagedSession) -> SessionTools:
        """Return what the calls of `session` work with; its permissions are made once and kept."""
        place, workspace = (
            Place(session.working_directory, self._directory(session.id)),
            self.workspace(session),
        )
        self._sessions[session.id] = session
        if session.permissions is None:
            session.permissions = self._permissions(place)

        def tell(text: str) -> None:
            self._tell(session.id, text)

        return SessionTools(
            _Table(self.table, workspace),
            place,
            session.permissions,
            lambda waiting: self.claims.session(session.id, lambda: session.name, waiting),
            self._timeout(session),
            lambda: self._after_command(session),
            CallLog(self.audit, lambda: session.name, session.id),
            lambda cancel, waiting: workspace.ready(session.id, tell, cancel, waiting),
        )

    def table_of(self, session: ManagedSession) -> Mapping[str, Tool]:
        """Return the tools of `session`, by their names for models; it is read as it is then."""
        return _Table(self.table, self.workspace(session))

    def workspace(self, session: ManagedSession) -> Workspace:
        """Return where the MCP servers of `session` are."""
        return self.servers.workspace(session.working_directory, session.id)

    def release(self, session: ManagedSession) -> None:
        """Free the files that a tool claimed whose worker was abandoned."""
        self.claims.release(session.id)

    def forget(self, session: ManagedSession) -> None:
        """Forget a session that is over, unless it was brought back since; what is in its directory stays."""
        if self._sessions.get(session.id, session) is not session:
            return
        self._sessions.pop(session.id, None)
        self.claims.forget(session.id)
        self.servers.leave(session.working_directory, session.id)

    def deleted(self, name: str, conversation_id: str, by: str) -> None:
        """Delete the files of a conversation that is deleted, and record that; `by` is the setting that wants it.

        They are deleted in a thread of their own: nobody knows how much that is. `name` may be unknown.
        """
        self.audit(Entry(What.DELETION, name, conversation_id, by=by))
        directory = self._directory(conversation_id)
        threads.start("delete-session", lambda: shutil.rmtree(directory, ignore_errors=True))

    def _directory(self, conversation_id: str) -> str:
        """Return the directory of a conversation; an id from the database that is not one of ours names no path."""
        if not _ID.fullmatch(conversation_id):
            conversation_id = hashlib.sha256(conversation_id.encode("utf-8", "replace")).hexdigest()
        return os.path.join(self._sessions_directory, conversation_id)

    def _permissions(self, place: Place) -> Permissions:
        return Permissions(
            place,
            self._inherited,
            self._settings.flag("tools.isolate_permissions"),
            self._settings.flag("tools.allow_read_only_commands"),
            self._guarded,
        )

    def _timeout(self, session: ManagedSession) -> Callable[[], float]:
        shown = float(self._settings.integer("tools.timeout_seconds"))
        hidden = float(self._settings.integer("tools.background_timeout_seconds"))
        return lambda: shown if session.on_screen else hidden

    def _after_command(self, session: ManagedSession) -> str:
        told = []
        for path, readers in self.claims.after_command(session.id):
            names = [
                self._tell(id, f"{path} was changed by a command of session {session.name}.")
                for id in readers
            ]
            told.append(f"{path} (read by {', '.join(filter(None, names)) or 'a closed session'})")
        return f"This changed files that other sessions have read: {'; '.join(told)}." if told else ""

    def _tell(self, conversation_id: str, text: str) -> str:
        """Show a notice in a session's pane, from any thread; return its name, "" if it is over."""
        other = self._sessions.get(conversation_id)
        if other is None or other.transcript is None or not other.loaded:
            return ""
        other.transcript.note(other.turn, EventKind.NOTICE, {"text": text})
        return f"session {other.name}"


def _unknown_tools(rules: Sequence[Rule], table: Mapping[str, Tool]) -> list[str]:
    """Return a warning for each rule about a tool that there is not; a server's tools come and go."""
    named = [rule for rule in rules if not rule.tool.startswith("@")]
    unknown = [rule for rule in named if not any(rule.names(tool) for tool in table)]
    return [
        f"permissions.{rule.verdict.value}: {rule_text(rule)} has no effect, there is no tool {rule.tool}."
        f"{did_you_mean(rule.tool, table)}"
        for rule in unknown
    ]
