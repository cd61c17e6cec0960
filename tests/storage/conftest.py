"""A store on a file of its own, and makers of what goes into it."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qmux.model.event import Event, EventKind
from qmux.storage.record import ConversationRecord
from qmux.storage.store import Store

SECONDS = 10.0  # how long a test waits for the storage thread before it fails

Opener = Callable[..., Store]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the test's database is made: in a directory that does not exist yet."""
    return tmp_path / "data" / "qmux.db"


@pytest.fixture
def states() -> list[str]:
    """Return the list of what the stores of open_store() said about saving, in order."""
    return []


@pytest.fixture
def open_store(path: Path, states: list[str]) -> Iterator[Opener]:
    """Return a function that starts a store for an owner; all are closed in the end."""
    opened: list[Store] = []
    owners = itertools.count(1)

    def start(owner: str = "", where: object = path) -> Store:
        store = Store(str(where), owner or f"owner-{next(owners)}", states.append)
        opened.append(store)
        store.start()
        return store

    yield start
    for store in opened:
        assert store.close(SECONDS)


@pytest.fixture
def store(open_store: Opener) -> Store:
    """Return a started store."""
    return open_store("owner-0")


def record(number: int = 1, **changes: object) -> ConversationRecord:
    """Return a record with id "cNUMBER", last active at NUMBER seconds."""
    plain = ConversationRecord(
        id=f"c{number}",
        number=number,
        session_name=f"dev-{number}",
        name_origin="fallback",
        session_type="Development",
        session_status="Active",
        last_active=float(number),
    )
    return plain._replace(**changes)  # type: ignore[arg-type]


def event(sequence: int, text: str = "words", conversation: str = "c1") -> Event:
    """Return a piece of a reply."""
    return Event(conversation, sequence, 1, EventKind.TEXT, {"text": text}, 1000.5 + sequence)
