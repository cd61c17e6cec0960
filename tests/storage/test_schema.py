"""Migrations: each whole or not at all, with a copy of what was before."""

import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from qmux.errors import UserError
from qmux.storage import schema
from qmux.storage.database import Connection, connect
from qmux.storage.schema import Migration
from qmux.storage.store import Store
from tests.storage.conftest import SECONDS

FIRST = Migration(1, "first", "CREATE TABLE words (word TEXT);\nINSERT INTO words VALUES ('kept');\n")
SECOND = Migration(2, "second", "ALTER TABLE words\n  ADD COLUMN size INTEGER;\n-- nothing more\n")
BROKEN = Migration(3, "broken", "DELETE FROM words;\nINSERT INTO nowhere VALUES (1);\n")


@pytest.fixture
def file(tmp_path: Path) -> str:
    return str(tmp_path / "x.db")


@pytest.fixture
def connection(file: str) -> Iterator[Connection]:
    connection = connect(file)
    yield connection
    connection.close()


def version(connection: Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def test_our_own_migrations_are_numbered_without_a_gap() -> None:
    assert [step.number for step in schema.migrations()] == list(range(1, len(schema.migrations()) + 1))


def test_a_new_database_needs_no_backup(connection: Connection, file: str) -> None:
    schema.migrate(connection, file, [FIRST, SECOND])
    assert version(connection) == 2
    assert connection.execute("SELECT word, size FROM words").fetchall() == [("kept", None)]
    assert not list(Path(file).parent.glob("*.backup*"))


def test_an_upgrade_runs_what_is_due_and_leaves_a_private_copy(connection: Connection, file: str) -> None:
    schema.migrate(connection, file, [FIRST])
    schema.migrate(connection, file, [FIRST, SECOND])
    schema.migrate(connection, file, [FIRST, SECOND])
    assert version(connection) == 2
    backup = Path(f"{file}.backup-v1")
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    copy = connect(str(backup))
    assert (version(copy), copy.execute("SELECT * FROM words").fetchall()) == (1, [("kept",)])
    copy.close()


@pytest.mark.parametrize("steps", [[FIRST, BROKEN], [FIRST, SECOND, BROKEN]])
def test_a_failed_upgrade_changes_nothing(connection: Connection, file: str, steps: list[Migration]) -> None:
    schema.migrate(connection, file, [FIRST])
    with pytest.raises(UserError, match=r"could not be upgraded \(broken: .*as it was before"):
        schema.migrate(connection, file, steps)
    assert version(connection) == 1
    assert connection.execute("SELECT * FROM words").fetchall() == [("kept",)]


def test_a_step_that_another_process_has_done_is_not_done_twice(connection: Connection, file: str) -> None:
    schema.migrate(connection, file, [FIRST])
    schema._apply(connection, FIRST)
    assert connection.execute("SELECT * FROM words").fetchall() == [("kept",)]
    assert not connection.in_transaction


@pytest.mark.parametrize("version_before", range(1, len(schema.migrations())))
def test_a_database_of_each_earlier_schema_is_brought_up_with_all_it_has(
    file: str, version_before: int
) -> None:
    older = connect(file)
    schema.migrate(older, file, schema.migrations()[:version_before])
    with closing(older):
        older.execute(
            "INSERT INTO conversations (id, number, session_name, name_origin, session_type, session_status, reason,"
            " waiting_since, working_directory, provider, model, last_error, draft, draft_cursor, queued, scroll,"
            " created, last_active, owner) VALUES ('c1', 3, 'größe', 'user', 'Debug', 'WaitingForInput', '', 0, '/',"
            " '', '', '', 'half', 2, '[\"a\"]', 0, 1, 5, 'gone')"
        )
        text = """INSERT INTO events VALUES ('c1', ?, 1, 'text', '{"text":"wort 你好"}', 7.5)"""
        older.executemany(text, [(number,) for number in range(1, 101)])
    store = Store(file, "newer", lambda state: None)
    store.start()
    (found,) = store.restore(10).result(SECONDS)
    assert (found.session_name, str(found.draft), found.queued) == ("größe", "half", ("a",))
    assert [happened.text() for happened in store.events("c1").result(SECONDS)] == ["wort 你好"] * 100
    assert [hit.sequence for hit in store.search(["你好"], 5)] == [1]
    assert store.close(SECONDS)
    assert Path(f"{file}.backup-v{version_before}").exists()
