"""Toolbox: what the tool calls of all sessions work with, and what of it each session gets.

Owns the directories below which each conversation has its own, and what a session's tools are made of. Leaves rules
to tools/permission.py, claims to tools/file_access.py, the order of a call to calls.py. Its methods are called by the
main thread; what SessionTools holds is used in the session's thread.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import NamedTuple

from qmux.cancel import CancelToken
from qmux.engine.session import ManagedSession
from qmux.settings.config import Settings
from qmux.tools.base import Place, SessionFiles, Tool
from qmux.tools.permission import Permissions, rules_from


class SessionTools(NamedTuple):
    """What the calls of one session work with; `timeout` is in seconds, and longer while nobody looks."""

    table: Mapping[str, Tool]
    place: Place
    permissions: Permissions
    files: SessionFiles
    timeout: Callable[[], float]


class Toolbox:
    """See the module's docstring.

    Arguments:
        table: the tools, by name.
        sessions_directory: where each conversation has a directory of its own, made when it is first written to.
        guarded: directories with files of qmux's own, which a tool reaches with an explicit yes only.
    """

    def __init__(
        self,
        table: Mapping[str, Tool],
        settings: Settings,
        sessions_directory: str,
        guarded: Sequence[str] = (),
    ) -> None:
        self._table = table
        self._settings = settings
        self._sessions_directory = os.path.realpath(sessions_directory)
        self._guarded = guarded
        self._inherited, self.warnings = rules_from(settings)

    def for_session(self, session: ManagedSession) -> SessionTools:
        """Return what the calls of `session` work with; its permissions are made once and kept."""
        place = Place(session.working_directory, os.path.join(self._sessions_directory, session.id))
        if session.permissions is None:
            session.permissions = self._permissions(place)
        return SessionTools(self._table, place, session.permissions, _Unclaimed(), self._timeout(session))

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


def make_session_directory(place: Place) -> None:
    """Make the directory that "@session/" means, for its owner alone."""
    os.makedirs(os.path.dirname(place.session_directory), mode=0o700, exist_ok=True)
    os.makedirs(place.session_directory, mode=0o700, exist_ok=True)


class _Unclaimed:
    """The files of a session that has no rivals."""

    def read(self, path: str) -> None:
        """Remember nothing."""

    def writing(self, paths: Sequence[str], cancel: CancelToken) -> AbstractContextManager[None]:
        """Hold nothing."""
        return nullcontext()
