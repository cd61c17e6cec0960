"""The index of what was said: it finds what reading everything finds, and whatever befalls it harms nobody."""

import os
import sqlite3
import stat
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qmux.model.event import Event, EventKind
from qmux.storage import search, search_index
from qmux.storage.database import reading
from qmux.storage.store import Store
from tests.storage.conftest import SECONDS, Opener, record
from tests.storage.test_search import END, TEXT, USER, found, said


def index_of(path: Path) -> Path:
    return path.with_name("qmux.db.search")


def indexed(path: Path) -> list[str]:
    """Return what is in the index, in order."""
    with closing(sqlite3.connect(index_of(path))) as connection:
        return [text for (text,) in connection.execute("SELECT text FROM said ORDER BY id")]


def await_idle(store: Store) -> None:
    """Wait until the thread that brings the index up to date has ended."""
    store.conversations().result(SECONDS)  # whoever is told of what came before has been told by then
    indexer = store._indexer
    with indexer._condition:
        assert indexer._condition.wait_for(lambda: not indexer._running, SECONDS)


def bring_up_to_date(store: Store) -> None:
    """Bring the index up to date here, after the thread that may be at it."""
    await_idle(store)
    store._indexer.catch_up()


@pytest.fixture
def caught_up(store: Store, path: Path) -> Store:
    """Return a store with two conversations, both in the index."""
    store.append(said("c1", (USER, "Where is the plum?"), (TEXT, "In the pan"), (TEXT, "try."), (END, "")))
    store.append(said("c2", (USER, "A plum, please"), start=50)).result(SECONDS)
    bring_up_to_date(store)
    assert indexed(path) == ["Where is the plum?", "In the pantry.", "A plum, please"]
    return store


words = st.text(st.sampled_from('abAB"*äßſİıΣς你好 \0\n\ud83d'), min_size=1, max_size=4)


@given(st.lists(st.tuples(st.sampled_from([USER, TEXT, END]), words), max_size=12), words, st.integers(0, 12))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_the_index_finds_what_reading_finds(
    store: Store, path: Path, happened: list[tuple[EventKind, str]], typed: str, before: int
) -> None:
    events = said(f"c{os.urandom(8).hex()}", *happened)
    store.append(events[:before]).result(SECONDS)
    bring_up_to_date(store)
    store.append(events[before:]).result(SECONDS)
    wanted = typed.split()
    if not wanted:
        return
    with reading(str(path)) as connection:
        read = search.search(connection, wanted, 10_000)
        with search_index.opened(str(index_of(path))) as index:
            assert search.search_indexed(connection, index, wanted, 10_000) == read


@pytest.mark.parametrize("typed", ["plum " * 600, "x" * 5000 + " plum", 'a "b" AND NOT* ( ^' * 5])
def test_a_search_for_very_much_leaves_the_index_alone(caught_up: Store, path: Path, typed: str) -> None:
    found(caught_up, *typed.split())
    bring_up_to_date(caught_up)
    assert len(indexed(path)) == 3
    assert caught_up._indexer._failed is False


def test_a_turns_end_brings_the_index_up_to_date_and_an_open_reply_is_left(store: Store, path: Path) -> None:
    store.append(said("c1", (USER, "one"), (TEXT, "tw"), (TEXT, "o"))).result(SECONDS)
    assert not index_of(path).exists()
    store.append(said("c2", (USER, "three"), (TEXT, "four"), (END, ""))).result(SECONDS)
    await_idle(store)
    assert indexed(path) == ["one", "three", "four"]
    assert found(store, "two") == [("c1", 1, "model")]


def test_what_is_deleted_leaves_the_index(caught_up: Store, path: Path) -> None:
    caught_up.delete("c1").result(SECONDS)
    assert found(caught_up, "plum") == [("c2", 1, "you")]
    bring_up_to_date(caught_up)
    assert indexed(path) == ["A plum, please"]
    with closing(sqlite3.connect(index_of(path))) as connection:
        asked = "SELECT count(*) FROM trigrams WHERE trigrams MATCH ?"
        counts = [connection.execute(asked, (text,)).fetchone()[0] for text in ("ntr", "plu")]
    assert counts == [0, 1]


def test_cleaning_up_brings_the_index_up_to_date(caught_up: Store, path: Path) -> None:
    caught_up.save(record(1, session_status="Completed"))
    assert caught_up.cleanup(10.0).result(SECONDS) == ["c1"]
    await_idle(caught_up)
    assert indexed(path) == ["A plum, please"]


def test_a_database_that_was_put_back_is_read_anew(caught_up: Store, path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM events WHERE conversation_id = 'c1' AND sequence > 101")
    bring_up_to_date(caught_up)
    assert indexed(path) == ["A plum, please", "Where is the plum?"]


def damaged(index: Path) -> None:
    index.write_bytes(b"no database at all, but of some length " * 100)


def other_version(index: Path) -> None:
    with closing(sqlite3.connect(index)) as connection:
        connection.execute("PRAGMA user_version = 99")


def without_its_tables(index: Path) -> None:
    with closing(sqlite3.connect(index)) as connection:
        connection.execute("DROP TABLE said")


@pytest.mark.parametrize("spoil", [damaged, other_version, without_its_tables])
def test_an_index_that_cannot_be_used_is_made_anew(
    caught_up: Store, path: Path, spoil: Callable[[Path], None]
) -> None:
    for ending in ("-wal", "-shm"):
        index_of(path).with_name(f"qmux.db.search{ending}").unlink(missing_ok=True)
    spoil(index_of(path))
    assert found(caught_up, "pantry") == [("c1", 1, "model")]
    bring_up_to_date(caught_up)
    assert indexed(path) == ["Where is the plum?", "In the pantry.", "A plum, please"]


def test_an_index_that_cannot_be_made_is_done_without(store: Store, path: Path) -> None:
    store.append(said("c1", (USER, "plum"), (END, ""))).result(SECONDS)
    index_of(path).unlink(missing_ok=True)
    index_of(path).mkdir()
    for _ in range(3):
        assert found(store, "plum") == [("c1", 1, "you")]
        bring_up_to_date(store)


def test_an_index_that_another_program_writes_is_read_and_not_waited_for(
    caught_up: Store, path: Path
) -> None:
    with closing(sqlite3.connect(index_of(path), isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        caught_up.append(said("c2", (USER, "Another plum"), turn=2, start=90)).result(SECONDS)
        bring_up_to_date(caught_up)
        assert len(found(caught_up, "plum")) == 3
        assert len(indexed(path)) == 3


def test_two_programs_take_everything_in_once(open_store: Opener, path: Path) -> None:
    stores = [open_store(), open_store()]
    for conversation in range(20):
        lines = [(USER, f"line {number} of {conversation}") for number in range(30)]
        stores[0].append(said(f"c{conversation}", *lines)).result(SECONDS)
    both = threading.Barrier(2)

    def catch_up(store: Store) -> None:
        both.wait(SECONDS)
        store._indexer.catch_up()

    other = threading.Thread(target=catch_up, args=(stores[1],))  # noqa: TID251 - the test joins it
    other.start()
    catch_up(stores[0])
    other.join(SECONDS)
    bring_up_to_date(stores[0])  # what one left to the other when it had the lock
    assert sorted(indexed(path)) == sorted(f"line {line} of {one}" for one in range(20) for line in range(30))


def test_the_index_is_private_and_nothing_of_it_is_left_open(caught_up: Store, path: Path) -> None:
    assert caught_up.close(SECONDS)
    assert stat.S_IMODE(os.stat(index_of(path)).st_mode) == 0o600
    assert sorted(file.name for file in path.parent.iterdir()) == ["qmux.db", "qmux.db.search"]


def test_a_reply_of_many_pieces_is_one_saying_and_two_turns_are_two(store: Store, path: Path) -> None:
    pieces = [(TEXT, f"{number} ") for number in range(500)]
    store.append(said("c1", (USER, "count"), *pieces[:90], (END, "")))
    store.append([*said("c1", *pieces[:50], (END, ""), turn=2)]).result(SECONDS)
    bring_up_to_date(store)
    assert [len(text.split()) for text in indexed(path)] == [1, 90, 50]


def test_an_event_of_no_time_is_passed_over(store: Store, path: Path) -> None:
    store.append([Event("c1", 1, 1, USER, {"text": "plum"}, 1.0)]).result(SECONDS)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO events VALUES ('c1', 2, 'x', 'text', '{}', 'noon')")
        connection.execute("INSERT INTO events VALUES (X'00FF', 'y', 1, 'text', '{}', 1.0)")
    bring_up_to_date(store)
    assert indexed(path) == ["plum"]
