"""The coordinator of these tests has the methods of the real one, with the same signatures."""

import inspect

import pytest

from qmux.engine.coordinator import Coordinator
from tests.commands.conftest import RecordingCoordinator

METHODS = [
    name for name, value in vars(RecordingCoordinator).items() if not name.startswith("_") and callable(value)
]


@pytest.mark.parametrize("name", METHODS)
def test_signatures_agree(name: str) -> None:
    ours = inspect.signature(getattr(RecordingCoordinator, name)).parameters
    real = inspect.signature(getattr(Coordinator, name)).parameters
    assert [(row.name, row.default) for row in ours.values()] == [
        (row.name, row.default) for row in real.values()
    ]
