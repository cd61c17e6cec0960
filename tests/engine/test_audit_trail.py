"""What becomes of conversations stands in the audit log: who wrote one to a file, what deleted one."""

import time
from pathlib import Path

from qmux.storage.store import Store
from qmux.tools.audit_entry import USER, Entry, What
from tests.engine.desk import Desk
from tests.engine.stand_ins import SECONDS


def test_an_export_is_recorded_with_its_file(desk: Desk, tmp_path: Path) -> None:
    session = desk.session(name="one", shown=True)
    desk.say(session)
    written: list[str] = []
    path = tmp_path / "one.md"
    desk.coordinator.library.export(session, "md", str(path), written.append)
    desk.until(lambda: bool(written))
    assert desk.audited == [Entry(What.EXPORT, "one", session.id, target=str(path), by=USER)]


def test_a_deletion_at_closing_is_recorded(store: Store) -> None:
    desk = Desk(store, sessions__clear_on_close=True)
    session = desk.session(name="one", shown=True)
    desk.coordinator.close(session)
    assert desk.audited == [Entry(What.DELETION, "one", session.id, by="sessions.clear_on_close")]
    desk.close()


def test_the_deletion_of_old_conversations_is_recorded(desk: Desk) -> None:
    closed, kept = desk.session(name="closed", shown=True), desk.session(name="kept")
    desk.coordinator.close(closed)
    desk.coordinator.library.delete_old(time.time() + 1)
    desk.until(lambda: bool(desk.audited))
    assert desk.audited == [Entry(What.DELETION, "", closed.id, by="sessions.cleanup_after_days")]
    assert [row.id for row in desk.store.conversations().result(SECONDS) if row.id == kept.id]
