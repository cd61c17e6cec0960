"""A database whose file is deleted, moved or replaced while it is in use: nothing that was said is lost."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from qmux.storage.store import Store
from tests.storage.conftest import SECONDS, event, record


class Told:
    """A store, and what it said of its file."""

    def __init__(self, path: Path, owner: str = "first") -> None:
        self.states: list[str] = []
        self.sentences: list[str] = []
        self.store = Store(str(path), owner, self.states.append, self.sentences.append)
        self.store.start()


def numbers(path: Path) -> list[int]:
    """Return the events that the file at `path` has, read as it stands there."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return [number for (number,) in connection.execute("SELECT sequence FROM events ORDER BY sequence")]


def everything(path: Path) -> None:
    for file in path.parent.iterdir():
        file.unlink()


def the_directory(path: Path) -> None:
    shutil.rmtree(path.parent)


def the_database_alone(path: Path) -> None:
    path.unlink()


def the_log_alone(path: Path) -> None:
    path.with_name("qmux.db-wal").unlink()


def moved_away(path: Path) -> None:
    path.rename(path.with_name("away.db"))


LOSSES = [everything, the_directory, the_database_alone, the_log_alone, moved_away]


@pytest.mark.parametrize("lose", LOSSES)
def test_what_was_deleted_is_put_back(path: Path, lose: Callable[[Path], None]) -> None:
    told = Told(path)
    told.store.save(record(1))
    told.store.append([event(1)]).result(SECONDS)
    lose(path)
    for number in (2, 3):
        told.store.append([event(number)]).result(SECONDS)
    assert [happened.sequence for happened in told.store.events("c1").result(SECONDS)] == [1, 2, 3]
    assert len(told.sentences) == 1 and "qmux.db" in told.sentences[0]
    second = Told(path, "second")
    assert second.store.restore(10).result(SECONDS) == [], "the lock of the first one was put back too"
    assert second.store.close(SECONDS) and told.store.close(SECONDS)
    assert (numbers(path), told.states) == ([1, 2, 3], [])
    assert not list(path.parent.glob("*.rescued-*"))


def test_a_file_that_took_its_place_is_left_alone(path: Path) -> None:
    told = Told(path)
    told.store.append([event(1)]).result(SECONDS)
    everything(path)
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("CREATE TABLE events (sequence INTEGER)")
    told.store.append([event(2)]).result(SECONDS)
    assert "all goes on in" in told.sentences[0]
    assert [hit.turn for hit in told.store.search(["words"], 5)] == [1]
    assert told.store.close(SECONDS)
    assert numbers(path) == []
    assert numbers(path.with_name("qmux.db.rescued-first")) == [1, 2]


def test_two_programs_whose_database_is_deleted_lose_nothing(path: Path) -> None:
    programs = [Told(path, "first"), Told(path, "second")]
    for index, told in enumerate(programs):
        told.store.append([event(1, conversation=f"c{index}")]).result(SECONDS)
    everything(path)
    for number in (2, 3, 4):
        for index, told in enumerate(programs):
            told.store.append([event(number, conversation=f"c{index}")]).result(SECONDS)
    assert all(told.store.close(SECONDS) for told in programs)
    kept: set[tuple[str, int]] = set()
    for file in (path, path.with_name("qmux.db.rescued-second")):
        with closing(sqlite3.connect(file)) as connection:
            kept |= set(connection.execute("SELECT conversation_id, sequence FROM events"))
    assert kept == {(f"c{index}", number) for index in (0, 1) for number in (1, 2, 3, 4)}


def test_an_undisturbed_file_is_never_copied(path: Path) -> None:
    told = Told(path)
    other = Told(path, "second")
    for number in range(1, 30):
        told.store.append([event(number)]).result(SECONDS)
        other.store.append([event(number, conversation="c2")]).result(SECONDS)
    assert other.store.close(SECONDS)
    told.store.append([event(30)]).result(SECONDS)
    assert told.store.close(SECONDS)
    assert told.sentences == other.sentences == []
