"""A database that is locked, full, damaged or somebody else's, and a process that is killed."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from qmux.errors import BugError, RetryableError, UserError
from qmux.storage import store as store_module
from qmux.storage import worker
from qmux.storage.store import Store
from tests.storage.conftest import SECONDS, Opener, event, record


class Changes:
    """A list of states that a test can wait for."""

    def __init__(self) -> None:
        self.states: list[str] = []
        self._condition = threading.Condition()

    def __call__(self, state: str) -> None:
        with self._condition:
            self.states.append(state)
            self._condition.notify_all()

    def wait_for(self, state: str) -> None:
        """Block until `state` was reported."""
        with self._condition:
            assert self._condition.wait_for(lambda: state in self.states, SECONDS), self.states


@pytest.fixture
def changes() -> Changes:
    return Changes()


def lock(path: Path) -> sqlite3.Connection:
    """Return a connection that holds the database's write lock."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("BEGIN IMMEDIATE")
    return connection


def test_writes_wait_for_a_locked_database_and_lose_nothing(path: Path, changes: Changes) -> None:
    store = Store(str(path), "a", changes)
    store.start()
    store.append([event(1)]).result(SECONDS)
    with closing(lock(path)) as other:
        tickets = [store.append([event(number)]) for number in range(2, 50)]
        changes.wait_for("database is locked")
        assert not any(ticket.done for ticket in tickets)
        other.execute("ROLLBACK")
        for ticket in tickets:
            ticket.result(SECONDS)
    assert changes.states == ["database is locked", ""]
    assert len(store.events("c1").result(SECONDS)) == 49
    assert store.close(SECONDS)


def test_close_does_not_wait_for_a_lock_beyond_its_time(path: Path, changes: Changes) -> None:
    store = Store(str(path), "a", changes)
    store.start()
    store.append([event(1)]).result(SECONDS)
    with closing(lock(path)):
        ticket = store.append([event(2)])
        began = time.monotonic()
        assert store.close(1.0)
        assert time.monotonic() - began < 1.5
        with pytest.raises(UserError, match="database is locked"):
            ticket.result(SECONDS)


def test_close_saves_what_a_lock_held_back(path: Path, changes: Changes) -> None:
    store = Store(str(path), "a", changes)
    store.start()
    store.append([event(1)]).result(SECONDS)
    with closing(lock(path)) as other:
        ticket = store.append([event(2)])
        changes.wait_for("database is locked")
        other.execute("ROLLBACK")
        assert store.close(SECONDS)
    ticket.result(0)


def test_reading_gives_up_with_a_sentence(
    path: Path, changes: Changes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "READING_PATIENCE", 0.3)
    store = Store(str(path), "a", changes)
    store.start()
    store.append([event(1)]).result(SECONDS)
    with closing(lock(path)):
        kept = store.append([event(2)])
        changes.wait_for("database is locked")
        with pytest.raises(UserError, match="database is locked"):
            store.restore(10).result(SECONDS)
        assert not kept.done
    kept.result(SECONDS)
    assert store.close(SECONDS)


def test_the_queue_is_bounded(path: Path, changes: Changes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "QUEUE_LIMIT", 3)
    store = Store(str(path), "a", changes)
    tickets = [store.append([event(number)]) for number in range(1, 5)]
    with pytest.raises(UserError, match="too much is waiting"):
        tickets[3].result(0)
    store.start()
    assert store.close(SECONDS)
    assert all(ticket.result(0) is None for ticket in tickets[:3])


def test_a_full_disk_is_waited_for(path: Path, changes: Changes) -> None:
    """SQLite's own limit of pages stands for the disk's: the same result code, SQLITE_FULL."""
    store = Store(str(path), "a", changes)
    store.start()

    def limit(pages: int) -> Callable[[sqlite3.Connection], object]:
        return lambda connection: connection.execute(f"PRAGMA max_page_count = {pages}").fetchone()

    store._thread.submit(limit(1)).result(SECONDS)
    ticket = store.append([event(1, "x" * 100_000)])
    changes.wait_for("disk is full")
    assert not ticket.done
    assert not store.close(0)  # it is still trying: nothing was dropped silently
    with pytest.raises(UserError, match="disk is full"):
        ticket.result(SECONDS)


def garbage(path: Path) -> None:
    path.write_bytes(b"this is no database, whatever its name says\n" * 100)


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE history (url TEXT)")


def newer(path: Path) -> None:
    store = Store(str(path), "old", lambda state: None)
    store.start()
    assert store.close(SECONDS)
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA user_version = 99")


def directory(path: Path) -> None:
    path.mkdir()


UNUSABLE = [
    (garbage, "database is damaged", "move it away"),
    (foreign, "database is another program's", "another program's database"),
    (newer, "database is newer than this qmux", "schema is 99"),
    (directory, "database cannot be opened", "cannot be used"),
]


@pytest.mark.parametrize(("spoil", "state", "sentence"), UNUSABLE)
def test_an_unusable_file_is_left_alone_and_the_store_works_in_memory(
    path: Path,
    changes: Changes,
    monkeypatch: pytest.MonkeyPatch,
    spoil: Callable[[Path], None],
    state: str,
    sentence: str,
) -> None:
    monkeypatch.setattr(worker, "OPENING_PATIENCE", 0.2)
    path.parent.mkdir()
    spoil(path)
    before = path.read_bytes() if path.is_file() else b""
    store = Store(str(path), "a", changes)
    store.start()
    with pytest.raises(UserError, match=sentence):
        store.restore(10).result(SECONDS)
    store.append([event(1)]).result(SECONDS)
    assert store.events("c1").result(SECONDS) == [event(1)]
    assert store.close(SECONDS)
    assert changes.states[-1] == state
    assert (path.read_bytes() if path.is_file() else b"") == before


def test_a_data_directory_that_is_a_file_is_named(tmp_path: Path, changes: Changes) -> None:
    (tmp_path / "data").write_text("")
    store = Store(str(tmp_path / "data" / "qmux.db"), "a", changes)
    store.start()
    with pytest.raises(UserError, match=r"qmux\.db cannot be opened: .* writable"):
        store.restore(1).result(SECONDS)
    assert store.close(SECONDS)


def damaged(path: Path, first_page: int, pages: int) -> None:
    """Make two conversations of 49 events of a page each, and overwrite some pages of the file."""
    store = Store(str(path), "first", lambda state: None)
    store.start()
    for number in (1, 2):
        store.save(record(number))
        store.append([event(sequence, "x" * 3000, f"c{number}") for sequence in range(1, 50)])
    assert store.close(SECONDS)
    with open(path, "r+b") as file:
        file.seek(4096 * first_page)
        file.write(os.urandom(4096 * pages))


def test_what_can_be_read_of_a_damaged_database_is_salvaged(path: Path, changes: Changes) -> None:
    damaged(path, 20, 3)
    sentences: list[str] = []
    store = Store(str(path), "second", changes, sentences.append)
    store.start()
    store.append([event(50)]).result(SECONDS)
    kept = [event.sequence for event in store.events("c1").result(SECONDS)]
    assert len(kept) >= 44 and kept[0] == 1 and kept[-1] == 50, kept
    assert len(store.events("c2").result(SECONDS)) == 49
    assert [found.id for found in store.conversations().result(SECONDS)] == ["c2", "c1"]
    assert len(sentences) == 1 and "what could be read is in its place" in sentences[0]
    assert store.close(SECONDS)
    assert changes.states == []
    assert {file.name for file in path.parent.iterdir()} == {"qmux.db", "qmux.db.damaged-second"}


def test_a_database_of_which_nothing_can_be_read_begins_anew(path: Path, changes: Changes) -> None:
    damaged(path, 1, 200)
    store = Store(str(path), "second", changes)
    store.start()
    store.save(record(3))
    store.append([event(50)]).result(SECONDS)
    assert store.events("c1").result(SECONDS) == [event(50)]
    assert store.close(SECONDS)
    assert path.with_name("qmux.db.damaged-second").exists()


def test_damage_that_cannot_be_salvaged_fails_what_it_touches_and_stays_reported(
    path: Path, changes: Changes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise RetryableError("disk is full")

    monkeypatch.setattr(worker, "salvage", full)
    damaged(path, 5, 90)
    store = Store(str(path), "second", changes)
    store.start()
    with pytest.raises(UserError, match="damaged"):
        store.events("c1").result(SECONDS)
    changes.wait_for("database is damaged")
    assert changes.states[-1] == "database is damaged"
    store.close(SECONDS)


WRITER = """
import sys
from qmux.model.event import Event, EventKind
from qmux.storage.store import Store
from tests.storage.conftest import event, record

store = Store(sys.argv[1], "victim", lambda state: None)
store.start()
store.save(record(1, session_status="Processing")).result(10)
sequence = 0
while True:
    sequence += 1
    store.append([event(sequence)]).result(10)
    print(sequence, flush=True)
"""


def test_kill_9_loses_nothing_that_was_committed(path: Path, open_store: Opener) -> None:
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, path], cwd=root, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        shown = [int(process.stdout.readline()) for _ in range(200)]
        living = open_store("living")
        assert living.restore(10).result(SECONDS) == []
        process.send_signal(signal.SIGKILL)
        shown += map(int, process.stdout.read().split())
    store = open_store("heir")
    (found,) = store.restore(10).result(SECONDS)
    assert (found.id, found.session_status, found.owner) == ("c1", "Processing", "heir")
    kept = [happened.sequence for happened in store.events("c1").result(SECONDS)]
    assert kept[: len(shown)] == shown == list(range(1, len(shown) + 1))
    assert not path.with_name("qmux.db.victim.lock").exists()


def test_two_stores_write_at_once(open_store: Opener, states: list[str]) -> None:
    stores = [open_store(), open_store()]
    tickets = [
        store.append([event(number, conversation=f"c{index}")])
        for number in range(1, 501)
        for index, store in enumerate(stores)
    ]
    for ticket in tickets:
        ticket.result(SECONDS)
    assert [len(stores[0].events(f"c{index}").result(SECONDS)) for index in (0, 1)] == [500, 500]


def test_nobody_waits_for_a_thread_that_crashed(
    path: Path, changes: Changes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr(worker, "run_group", crash)
    store = Store(str(path), "a", changes)
    first, second = store.append([event(1)]), store.append([event(2)])
    store.start()
    for ticket in (first, second):
        with pytest.raises(BugError, match="a mistake of ours"):
            ticket.result(SECONDS)
    with pytest.raises(UserError, match="closed"):
        store.append([event(3)]).result(SECONDS)
    changes.wait_for("the storage thread crashed, see the log")
    assert store.close(SECONDS)


def test_many_stores_make_the_same_new_file_at_once(tmp_path: Path) -> None:
    for attempt in range(10):
        changes = Changes()
        stores = [Store(str(tmp_path / f"{attempt}.db"), f"owner-{index}", changes) for index in range(4)]
        for store in stores:
            store.start()
        tickets = [store.append([event(index)]) for index, store in enumerate(stores, 1)]
        for ticket in tickets:
            ticket.result(SECONDS)
        assert len(stores[0].events("c1").result(SECONDS)) == len(stores), changes.states
        assert all(store.close(SECONDS) for store in stores)
