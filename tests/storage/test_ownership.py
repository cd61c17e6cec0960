"""Which qmux gets which sessions."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from qmux.errors import BugError
from qmux.storage.record import ConversationRecord
from qmux.storage.store import Store
from tests.storage.conftest import SECONDS, Opener, record


def test_the_latest_open_sessions_of_the_dead_come_back_up_to_the_limit(open_store: Opener) -> None:
    first = open_store()
    for number in range(1, 6):
        first.save(record(number))
    first.save(record(6, session_status="Completed"))
    first.close(SECONDS)
    second = open_store("second")
    restored = second.restore(3).result(SECONDS)
    assert [(found.number, found.owner) for found in restored] == [
        (5, "second"),
        (4, "second"),
        (3, "second"),
    ]
    third = open_store("third")
    assert [found.number for found in third.restore(10).result(SECONDS)] == [2, 1]


def test_the_sessions_of_the_living_are_left_alone(open_store: Opener) -> None:
    first, second = open_store("first"), open_store("second")
    first.save(record(1)).result(SECONDS)
    assert second.restore(10).result(SECONDS) == []
    first.close(SECONDS)
    assert [found.id for found in second.restore(10).result(SECONDS)] == ["c1"]
    assert second.restore(10).result(SECONDS) == []  # they are its own by now


def test_a_session_without_an_owner_is_free(store: Store, open_store: Opener, path: Path) -> None:
    store.save(record(1)).result(SECONDS)
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("UPDATE conversations SET owner = ''")
    assert len(open_store().restore(1).result(SECONDS)) == 1


@pytest.mark.parametrize("owner", ["../../etc/passwd", "a b", "x" * 65, "ü", "owner\n", "."])
def test_an_owner_that_is_no_identifier_touches_no_file(
    store: Store, open_store: Opener, path: Path, owner: str
) -> None:
    store.save(record(1)).result(SECONDS)
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("UPDATE conversations SET owner = ?", (owner,))
    assert len(open_store().restore(1).result(SECONDS)) == 1
    with pytest.raises(BugError):
        Store(str(path), owner, lambda state: None)


def test_lock_files_that_nobody_holds_are_removed(store: Store, path: Path) -> None:
    store.conversations().result(SECONDS)
    files = {name: path.with_name(f"qmux.db.{name}.lock") for name in ("old", "young")}
    for file in files.values():
        file.touch()
    os.utime(files["old"], (1000, 1000))
    store.restore(1).result(SECONDS)
    assert not files["old"].exists()
    assert files["young"].exists()  # its maker may be about to lock it
    assert path.with_name("qmux.db.owner-0.lock").exists()


def test_a_clean_end_leaves_no_lock(open_store: Opener, path: Path) -> None:
    store = open_store("tidy")
    store.conversations().result(SECONDS)
    assert path.with_name("qmux.db.tidy.lock").exists()
    assert store.close(SECONDS)
    assert [file.name for file in path.parent.iterdir()] == ["qmux.db"]


def last(closed: list[ConversationRecord]) -> ConversationRecord | None:
    """Choose the one that was closed last."""
    return closed[0] if closed else None


def test_what_another_living_program_closed_is_left_to_it(open_store: Opener) -> None:
    first, second = open_store("first"), open_store("second")
    first.save(record(1, session_status="Completed")).result(SECONDS)
    first.save(record(2, session_status="Completed", last_error="no key")).result(SECONDS)
    assert second.reopen(last).result(SECONDS) is None
    opened = first.reopen(last).result(SECONDS)
    assert opened is not None
    assert (opened.id, opened.session_status, opened.reason, opened.owner) == (
        "c2",
        "Failed",
        "failed",
        "first",
    )
    first.close(SECONDS)
    taken = second.reopen(last).result(SECONDS)
    assert taken is not None
    assert (taken.id, taken.session_status, taken.owner) == ("c1", "WaitingForInput", "second")
    assert second.reopen(last).result(SECONDS) is None
