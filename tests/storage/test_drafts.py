"""Long drafts: whole after every way back, and written only where they changed."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from qmux.model.rope import CHUNK, Rope
from qmux.storage.record import ConversationRecord
from qmux.storage.store import Store
from tests.storage.conftest import SECONDS, Opener, record

LONG = Rope("".join(f"line {number}\n" for number in range(20_000)))


@contextmanager
def table(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path)) as connection, connection:
        yield connection


def brought_back(open_store: Opener) -> ConversationRecord:
    (found,) = open_store().restore(1).result(SECONDS)
    return found


def saved(store: Store, draft: Rope) -> ConversationRecord:
    made = record(1, draft=draft, draft_cursor=len(draft) - 3)
    store.save(made).result(SECONDS)
    return made


@pytest.mark.parametrize("size", [0, 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_a_draft_of_any_length_comes_back(open_store: Opener, size: int) -> None:
    first = open_store()
    made = saved(first, Rope("xyz" * size)) if size else record(1)
    first.save(made)
    first.close(SECONDS)
    found = brought_back(open_store)
    assert (found.draft == made.draft, found.draft_cursor) == (True, made.draft_cursor)


def test_a_draft_that_is_edited_again_and_again_comes_back(open_store: Opener) -> None:
    first, draft = open_store(), LONG
    for place in (5, 70_000, len(LONG) - 1, 40_000):
        draft = draft.replaced(place, place + 3, Rope("漢字" * (place // 2)))
        saved(first, draft)
    draft = draft.replaced(10, len(draft) - CHUNK, Rope("now much shorter"))
    saved(first, draft)
    first.close(SECONDS)
    assert brought_back(open_store).draft == draft


def test_a_key_writes_one_chunk(open_store: Opener, path: Path) -> None:
    store = open_store()
    saved(store, LONG)
    with table(path) as other:
        other.execute("UPDATE draft_chunks SET text = '' WHERE place <> 2")
    place = 2 * CHUNK + 5
    saved(store, LONG.replaced(place, place + 1, Rope("Q")))
    with table(path) as other:
        rows = other.execute("SELECT place, text FROM draft_chunks ORDER BY place").fetchall()
    assert [place for place, text in rows if text] == [2]
    assert "Q" in rows[1][1]


def test_what_is_sent_or_deleted_leaves_nothing(open_store: Opener, path: Path) -> None:
    store = open_store()
    saved(store, LONG)
    store.save(record(1)).result(SECONDS)
    with table(path) as other:
        assert other.execute("SELECT count(*) FROM draft_chunks").fetchone() == (0,)
    saved(store, LONG)
    store.delete("c1").result(SECONDS)
    with table(path) as other:
        assert other.execute("SELECT count(*) FROM draft_chunks").fetchone() == (0,)


def test_the_draft_of_a_closed_session_comes_back_whole(open_store: Opener) -> None:
    store = open_store()
    store.save(record(1, draft=LONG, session_status="Completed")).result(SECONDS)
    found = store.reopen(lambda closed: closed[0]).result(SECONDS)
    assert found is not None and found.draft == LONG
    store.close(SECONDS)
    assert brought_back(open_store).draft == LONG


def test_a_draft_of_an_older_qmux_is_read(open_store: Opener, path: Path) -> None:
    store = open_store()
    saved(store, Rope("short"))
    store.close(SECONDS)
    with table(path) as other:
        other.execute("UPDATE conversations SET draft = ?", (str(LONG),))
    assert brought_back(open_store).draft == LONG
