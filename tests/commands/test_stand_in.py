"""The coordinator of these tests has the methods of the real one, with the same signatures."""

import inspect

import pytest

from qmux.engine.closed import Closed
from qmux.engine.conversations import Conversations
from qmux.engine.coordinator import Coordinator
from qmux.engine.drafts import Drafts
from qmux.engine.library import Library
from qmux.engine.names import Names
from qmux.engine.turns import Turns
from tests.commands.conftest import (
    RecordingClosed,
    RecordingConversations,
    RecordingCoordinator,
    RecordingDrafts,
    RecordingLibrary,
    RecordingNames,
    RecordingTurns,
)

STAND_INS = {
    RecordingCoordinator: Coordinator,
    RecordingConversations: Conversations,
    RecordingLibrary: Library,
    RecordingClosed: Closed,
    RecordingTurns: Turns,
    RecordingDrafts: Drafts,
    RecordingNames: Names,
}
METHODS = [
    (stand_in, name)
    for stand_in in STAND_INS
    for name, value in vars(stand_in).items()
    if not name.startswith("_") and callable(value)
]


@pytest.mark.parametrize(("stand_in", "name"), METHODS)
def test_signatures_agree(stand_in: type, name: str) -> None:
    ours = inspect.signature(getattr(stand_in, name)).parameters
    real = inspect.signature(getattr(STAND_INS[stand_in], name)).parameters
    assert [(row.name, row.default) for row in ours.values()] == [
        (row.name, row.default) for row in real.values()
    ]
