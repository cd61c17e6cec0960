"""What the store keeps, and what it gives back."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qmux.errors import BugError, UserError
from qmux.model.event import Event, EventKind
from qmux.model.rope import Rope
from qmux.storage.record import ConversationRecord
from qmux.storage.store import Store
from tests.storage.conftest import SECONDS, Opener, event, record


def test_events_come_back_as_they_were_appended(open_store: Opener) -> None:
    happened = [
        Event("c1", 1, 1, EventKind.USER_INPUT, {"text": "Grüß 你好 🎉\n\x1b[31m"}, 1.25),
        Event("c1", 2, 1, EventKind.TOOL_CALL, {"id": "t", "name": "x", "arguments": {"a": [1, None]}}, 2),
        Event("c1", 3, 0, EventKind.NOTICE, {"text": "half a pair: \ud83d"}, 3),
    ]
    first = open_store()
    first.append(happened).result(SECONDS)
    first.append([event(1, conversation="another")])
    first.close(SECONDS)
    assert open_store().events("c1").result(SECONDS) == happened


@given(st.lists(st.text(st.characters(codec=None)), max_size=5))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_text_survives(store: Store, texts: list[str]) -> None:
    store.delete("any")
    happened = [event(number, text, "any") for number, text in enumerate(texts, 1)]
    store.append(happened)
    assert store.events("any").result(SECONDS) == happened


def test_a_group_of_events_is_kept_whole_or_not_at_all(store: Store) -> None:
    store.append([event(2)])
    before, clash, after = (
        store.append([event(1)]),
        store.append([event(3), event(2)]),
        store.append([event(4)]),
    )
    with pytest.raises(BugError, match="UNIQUE"):
        clash.result(SECONDS)
    assert before.result(SECONDS) is None is after.result(SECONDS)
    assert [found.sequence for found in store.events("c1").result(SECONDS)] == [1, 2, 4]


def test_an_event_never_changes(store: Store, path: Path) -> None:
    store.append([event(1)]).result(SECONDS)
    with (
        closing(sqlite3.connect(path)) as other,
        pytest.raises(sqlite3.IntegrityError, match="never changes"),
    ):
        other.execute("UPDATE events SET payload = '{}'")


def test_a_record_comes_back_as_it_was_saved_and_is_replaced_by_its_id(open_store: Opener) -> None:
    full = record(
        7,
        name_origin="user",
        session_name="größe",
        reason="question",
        waiting_since=12.5,
        working_directory="/tmp",
        session_status="WaitingForInput",
        provider="offline",
        model="m",
        last_error="no",
        draft=Rope("half a"),
        draft_cursor=3,
        queued=("one", "two\n"),
        scroll=5,
        created=3.5,
        last_active=9.5,
    )
    first = open_store("first")
    first.save(record(7))
    first.save(full)
    assert first.conversations().result(SECONDS) == [full._replace(owner="first")]


def test_conversations_are_listed_latest_first(store: Store) -> None:
    for number in (2, 3, 1):
        store.save(record(number))
    assert [found.number for found in store.conversations().result(SECONDS)] == [3, 2, 1]


def test_delete_takes_the_events_too(store: Store) -> None:
    store.save(record(1))
    store.append([event(1), event(1, conversation="c2")])
    store.delete("c1")
    assert store.conversations().result(SECONDS) == [] == store.events("c1").result(SECONDS)
    assert store.events("c2").result(SECONDS)


def test_cleanup_deletes_only_what_is_completed_and_old(store: Store) -> None:
    store.save(record(1, session_status="Completed"))
    store.save(record(2))
    store.save(record(30, session_status="Completed"))
    assert store.cleanup(10.0).result(SECONDS) == ["c1"]
    assert [found.number for found in store.conversations().result(SECONDS)] == [30, 2]


def test_operations_are_done_in_order_even_those_from_before_the_start(path: Path) -> None:
    store = Store(str(path), "early", lambda state: None)
    early = store.append([event(1)])
    store.start()
    assert store.events("c1").result(SECONDS) == [event(1)]
    assert early.done
    assert store.close(SECONDS)


def test_callbacks_run_after_the_commit_and_a_failing_one_harms_nobody(store: Store, path: Path) -> None:
    seen: list[int] = []

    def count(ticket: object) -> None:
        with closing(sqlite3.connect(path)) as other:
            seen.append(other.execute("SELECT count(*) FROM events").fetchone()[0])
        raise ValueError("a listener's mistake")

    ticket = store.append([event(1)])
    ticket.on_done(count)
    store.append([event(2)]).result(SECONDS)
    assert seen[0] >= 1


def test_a_closed_store_says_so(store: Store) -> None:
    assert store.close(SECONDS)
    with pytest.raises(UserError, match="closed"):
        store.append([event(1)]).result(SECONDS)


def test_the_files_are_private(store: Store, path: Path) -> None:
    store.append([event(1)]).result(SECONDS)
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert set(modes) == {"qmux.db", "qmux.db-wal", "qmux.db-shm", "qmux.db.owner-0.lock"}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_file_that_others_can_read_is_narrowed(open_store: Opener, path: Path) -> None:
    open_store().close(SECONDS)
    path.chmod(0o644)
    open_store().conversations().result(SECONDS)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


EVENT_ROWS = [
    (1, "one", "text", "{}", 1.0),
    (2, 1, "no_such_kind", "{}", 1.0),
    (3, 1, "text", "[1]", 1.0),
    (4, 1, "text", "{broken", 1.0),
    (5, 1, "text", b"\xff", 1.0),
    (6, 1, "text", "{}", "noon"),
    (7, 1, "text", "{}", float("inf")),
    (8, -1, "text", "{}", 1.0),
    (9, 1, "text", "[" * 100_000, 1.0),
    (10, 1, "text", '{"text":"good"}', 1.0),
]


def test_malformed_events_are_skipped(store: Store, path: Path) -> None:
    store.conversations().result(SECONDS)
    with closing(sqlite3.connect(path)) as other, other:
        other.executemany("INSERT INTO events VALUES ('c1', ?, ?, ?, ?, ?)", EVENT_ROWS)
    assert [found.payload for found in store.events("c1").result(SECONDS)] == [{"text": "good"}]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("number", "seven"),
        ("number", -1),
        ("number", 2.5),
        ("session_name", b"\xff\xfe"),
        ("session_type", "Cooking"),
        ("session_status", "Asleep"),
        ("name_origin", ""),
        ("reason", "hunger"),
        ("queued", "nothing"),
        ("queued", '{"a": 1}'),
        ("queued", "[1]"),
        ("last_active", "now"),
        ("created", float("inf")),
        ("scroll", -3),
    ],
)
def test_malformed_records_are_skipped(store: Store, path: Path, column: str, value: object) -> None:
    store.save(record(1))
    store.save(record(2)).result(SECONDS)
    with closing(sqlite3.connect(path)) as other, other:
        other.execute(f"UPDATE conversations SET {column} = ? WHERE id = 'c1'", (value,))
    assert [found.id for found in store.conversations().result(SECONDS)] == ["c2"]


def test_a_cursor_beyond_the_draft_is_brought_back(open_store: Opener) -> None:
    first = open_store()
    first.save(record(1, draft=Rope("abc"), draft_cursor=9))
    first.close(SECONDS)
    (found,) = open_store().restore(1).result(SECONDS)
    assert found.draft_cursor == 3


def test_every_column_of_the_mission_is_there(store: Store, path: Path) -> None:
    store.conversations().result(SECONDS)
    with closing(sqlite3.connect(path)) as other:
        columns = {row[1] for row in other.execute("PRAGMA table_info(conversations)")}
        indexed = other.execute("PRAGMA index_info(conversations_by_status)").fetchall()
    assert columns == set(ConversationRecord._fields)
    assert indexed[0][2] == "session_status"
