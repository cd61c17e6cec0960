"""Commands that say which session may call the user, and when."""

import pytest

from qmux.errors import UserError
from qmux.model.session import Reason
from tests.commands.conftest import NOW, Program


@pytest.mark.parametrize(
    ("line", "name", "minutes"),
    [
        ("/snooze", "alpha", 30),
        ("/snooze 45", "alpha", 45),
        ("/snooze beta", "beta", 30),
        ("/snooze beta 5", "beta", 5),
        ("/snooze 2 5", "beta", 5),
    ],
)
def test_snooze_takes_a_session_and_minutes_each_of_which_may_be_left_out(
    three: Program, line: str, name: str, minutes: int
) -> None:
    three.run(line)
    assert three.coordinator.find(name).snoozed_until == NOW + 60 * minutes
    assert three.said == [
        f"Session {name} is snoozed for {minutes} minutes, or until you type in it; it still waits."
    ]


@pytest.mark.parametrize(("line", "name"), [("/snooze off", "alpha"), ("/snooze beta OFF", "beta")])
def test_a_snooze_can_be_ended(three: Program, line: str, name: str) -> None:
    session = three.coordinator.find(name)
    session.snoozed_until = NOW + 60
    three.run(line)
    assert session.snoozed_until == 0
    assert three.said == [f"Session {name} is not snoozed."]


@pytest.mark.parametrize(
    "line", ["/snooze beta soon", "/snooze 0", "/snooze beta 99999999999", "/snooze delta"]
)
def test_what_is_no_time_or_no_session_is_refused(three: Program, line: str) -> None:
    with pytest.raises(UserError):
        three.run(line)
    assert not any(session.snoozed_until for session in three.coordinator.sessions)


def test_mute_goes_there_and_back(three: Program) -> None:
    beta = three.coordinator.find("beta")
    three.run("/mute beta")
    muted = [beta.muted]
    three.run("/mute beta")
    assert [*muted, beta.muted] == [True, False]
    assert three.said == [
        "Session beta is muted: it stays in the overlay, and is silent.",
        "Session beta is not muted any more.",
    ]


def test_next_says_who_is_left(three: Program) -> None:
    with pytest.raises(UserError, match=r"^No sessions waiting\.$"):
        three.run("/next")
    beta = three.coordinator.find("beta")
    beta.reason, beta.snoozed_until = Reason.QUESTION, NOW + 60
    with pytest.raises(UserError, match="No sessions waiting, but for 1 snoozed"):
        three.run("/next")
    beta.snoozed_until = 0.0
    three.run("/next")
    three.coordinator.active = three.coordinator.find("alpha")
    with pytest.raises(UserError, match="not just seen; again goes through the 1 once more"):
        three.run("/next")


def test_a_snoozed_session_is_listed_as_one(three: Program) -> None:
    beta = three.coordinator.find("beta")
    beta.reason, beta.snoozed_until = Reason.QUESTION, NOW + 60
    three.run("/sessions --waiting")
    assert three.printed[0][1].endswith("beta  [WAITING]  dev  now  question (snoozed)\n")
