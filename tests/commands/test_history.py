"""/sessions --all: the conversations that are not open."""

import pytest

from qmux.commands.listing import age
from qmux.storage.record import ConversationRecord
from tests.commands.conftest import NOW, Program


def record(id: str, name: str, status: str, type: str = "Debug", reason: str = "") -> ConversationRecord:
    return ConversationRecord(id, 1, name, "user", type, status, reason, last_active=NOW - 7200)


def test_all_adds_what_is_not_open(three: Program) -> None:
    three.coordinator.records = [
        record("id-1", "alpha", "Active"),
        record("x", "done", "Completed"),
        record("y", "elsewhere", "Processing", "Planning"),
        record("z", "odd\x1b[m", "Sleeping\n", "Poetry", "bored"),
    ]
    three.run("/sessions --all")
    assert three.printed == []
    three.post()
    assert three.printed == [
        (
            "/sessions --all",
            "Active Sessions:\n"
            "* alpha  [ACTIVE]   dev  now\n"
            "  beta   [WAITING]  dev  now\n"
            "  gamma  [WAITING]  dev  now\n"
            "Completed Sessions:\n"
            "  done  [COMPLETED]  debug  2h\n"
            "Sessions that are not open here:\n"
            "  elsewhere  [PROCESSING]  planning  2h\n"
            "  odd        [Sleeping ]   Poetry    2h\n",
        )
    ]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-5, "now"),
        (0, "now"),
        (59.9, "now"),
        (60, "1m"),
        (3599, "59m"),
        (3600, "1h"),
        (86399, "23h"),
        (86400, "1d"),
    ],
)
def test_ages(seconds: float, text: str) -> None:
    assert age(seconds) == text
