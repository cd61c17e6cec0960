"""A database that another process holds: the status line says "unsaved", nothing stops, all is written afterwards."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.fake_api import FakeApi
from tests.features.conftest import Start
from tests.features.faults import HasStatus, Shown, database, ready, wait_until, works
from tests.features.steps import leave, send


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the database's write lock, as a backup or another program may."""
    with closing(sqlite3.connect(path, timeout=5, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


def texts(path: Path) -> str:
    """Return all that the database keeps of what was said."""
    with closing(sqlite3.connect(path)) as connection:
        return "\n".join(
            str(row[0]) for row in connection.execute("SELECT payload FROM events ORDER BY sequence")
        )


def test_a_lock_is_shown_and_everything_is_written_when_it_is_gone(
    start: Start, api: FakeApi, clean_environment: Path
) -> None:
    path = database(clean_environment)
    program = start(env=api.environment("anthropic"))
    ready(program)
    send(program, "first")
    program.wait_for("You said: first")
    with locked(path):
        send(program, "second")
        program.wait_for("You said: second")
        program.wait_for(lambda lines: "unsaved: database is locked" in lines[-1])
        send(program, "third")
        program.wait_for("You said: third")
        assert "second" not in texts(path)
    program.wait_for(lambda lines: "unsaved" not in lines[-1])
    wait_until(program, lambda: all(text in texts(path) for text in ("first", "second", "third")))
    leave(program)
    again = start(env=api.environment("anthropic"))
    again.wait_for("You said: third")
    again.wait_for("You said: second")


@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_a_lock_at_the_start_is_waited_for(start: Start, api: FakeApi, clean_environment: Path) -> None:
    leave_one_behind = start(env=api.environment("openai"))
    ready(leave_one_behind)
    works(leave_one_behind, api)
    leave(leave_one_behind)
    with locked(database(clean_environment)):
        program = start(env=api.environment("openai"))
        program.type("typed early")
        program.wait_for("typed early")
        program.wait_for(lambda lines: "database is locked" in lines[-1])
    program.wait_for("All is well here.")
    program.wait_for("typed early")
    program.wait_for(HasStatus("ACTIVE"))


@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_a_lock_that_stays_keeps_nobody_from_working(
    start: Start, api: FakeApi, clean_environment: Path
) -> None:
    first = start()
    ready(first)
    leave(first)
    path = database(clean_environment)
    with locked(path):
        program = start(env=api.environment("anthropic"))
        program.wait_for(Shown("The sessions of last time are not restored"))
        program.wait_for(lambda lines: "unsaved: database is locked" in lines[-1])
        works(program, api)
    program.wait_for(lambda lines: "unsaved" not in lines[-1])
    wait_until(program, lambda: "All is well here." in texts(path))


@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_leaving_while_it_is_locked_takes_no_longer_than_5_seconds(
    start: Start, api: FakeApi, clean_environment: Path
) -> None:
    program = start(env=api.environment("anthropic"))
    ready(program)
    with locked(database(clean_environment)):
        works(program, api)
        send(program, "/quit")
        assert program.wait_exit(timeout=5.0) == 0
