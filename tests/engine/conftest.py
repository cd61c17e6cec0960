"""Fixtures of the engine's tests: a real store in memory, a recorder of reports, a coordinator at work."""

from collections.abc import Iterator

import pytest

from qmux.storage.database import MEMORY
from qmux.storage.store import Store
from tests.engine.desk import Desk
from tests.engine.stand_ins import SECONDS, RecordedReports
from tests.engine.table import Seat, Table


@pytest.fixture
def recorded() -> RecordedReports:
    """Return a recorder of reports."""
    return RecordedReports()


@pytest.fixture
def store() -> Iterator[Store]:
    """Return a started store in memory."""
    opened = Store(MEMORY, "tests", lambda problem: None)
    opened.start()
    yield opened
    assert opened.close(SECONDS)


@pytest.fixture
def desk(store: Store) -> Iterator[Desk]:
    """Return a coordinator at work."""
    made = Desk(store)
    yield made
    made.close()


@pytest.fixture
def seat(store: Store, recorded: RecordedReports) -> Iterator[Seat]:
    """Return a function that seats a runner at a table with a script."""
    yield lambda *replies: Table(store, recorded, *replies)
