"""What sessions' tools work with: a directory for each conversation, and no path that an id could name."""

import os
from pathlib import Path

import pytest

from qmux.engine.session import ManagedSession
from qmux.engine.toolbox import Toolbox
from qmux.model.session import SessionType
from qmux.settings.config import Settings
from qmux.tools.audit_entry import Entry, What
from qmux.tools.file_access import FileAccessCoordinator
from tests.engine.desk import Desk
from tests.tools.stand_ins import no_servers

OURS = "0123456789abcdef" * 2


def session(id: str) -> ManagedSession:
    """Return a session of the conversation `id`."""
    return ManagedSession(id, 1, "one", SessionType.DEVELOPMENT, "/work")


def toolbox(directory: Path, entries: list[Entry]) -> Toolbox:
    """Return a toolbox without tools that audits into `entries`."""
    return Toolbox(
        {}, Settings("", {}), str(directory), FileAccessCoordinator(1.0), entries.append, no_servers({})
    )


def test_each_conversation_has_its_directory(tmp_path: Path) -> None:
    place = toolbox(tmp_path, []).for_session(session(OURS)).place
    assert place == ("/work", str(tmp_path / OURS))
    assert not (tmp_path / OURS).exists()  # until something is written to it


@pytest.mark.parametrize(
    "id", ["", ".", "..", "../..", "/etc", "a/../../b", OURS + "/..", OURS.upper(), "\ud800"]
)
def test_an_id_that_is_none_of_ours_names_no_path(tmp_path: Path, id: str) -> None:
    directory = toolbox(tmp_path, []).for_session(session(id)).place.session_directory
    assert os.path.dirname(directory) == str(tmp_path)
    assert len(os.path.basename(directory)) == 64


def test_a_sessions_permissions_are_made_once(tmp_path: Path) -> None:
    box, one = toolbox(tmp_path, []), session(OURS)
    assert box.for_session(one).permissions is box.for_session(one).permissions is one.permissions


def test_with_a_conversation_its_files_go_and_nobody_elses(desk: Desk, tmp_path: Path) -> None:
    entries: list[Entry] = []
    box = toolbox(tmp_path, entries)
    for id in (OURS, "f" * 32):
        (tmp_path / id / "deep").mkdir(parents=True)
        (tmp_path / id / "deep" / "file").write_text("notes")
    box.deleted("one", OURS, "sessions.clear_on_close")
    desk.until(lambda: not (tmp_path / OURS).exists())
    assert (tmp_path / ("f" * 32) / "deep" / "file").exists()
    assert [(entry.what, entry.conversation) for entry in entries] == [(What.DELETION, OURS)]
