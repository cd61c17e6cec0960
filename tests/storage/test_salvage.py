"""What is copied of a database that can be read: every table, every row."""

from contextlib import closing
from pathlib import Path

from qmux.model.rope import Rope
from qmux.storage import schema
from qmux.storage.database import Connection, connect
from qmux.storage.salvage import copy_readable
from tests.storage.conftest import SECONDS, Opener, event, record


def opening(path: str) -> Connection:
    connection = connect(path)
    schema.migrate(connection, path, schema.migrations())
    return connection


def content(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    """Return the rows of each table."""
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {name: sorted(connection.execute(f"SELECT * FROM {name}"), key=repr) for (name,) in tables}


def test_all_of_every_table_is_copied(open_store: Opener, path: Path) -> None:
    store = open_store()
    for number in (1, 2):
        store.save(record(number, draft=Rope("long draft " * 20_000)))
        store.append([event(sequence, conversation=f"c{number}") for sequence in range(1, 300)])
    store.append([event(1, conversation="of-no-record")]).result(SECONDS)
    assert store.close(SECONDS)
    copy = str(path.with_name("copy.db"))
    with closing(connect(str(path))) as whole:
        copy_readable(whole, copy, opening)
        before = content(whole)
    with closing(connect(copy)) as copied:
        assert content(copied) == before
    assert all(before.values()), "a table without rows proves nothing: give it some here"
