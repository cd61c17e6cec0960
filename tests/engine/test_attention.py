"""Who is named in the overlay, and in which order."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmux.engine.attention import Alerts, Walk, awake, waiting
from qmux.engine.session import ManagedSession
from qmux.model.session import Reason
from qmux.settings.config import Settings
from tests.engine.stand_ins import session

FAILED, PERMISSION, QUESTION, REPLY = Reason.FAILED, Reason.PERMISSION, Reason.QUESTION, Reason.REPLY


def sessions(rows: Sequence[tuple[Reason | None, float]]) -> list[ManagedSession]:
    """Return sessions numbered from 1, each with its reason and since when."""
    made = []
    for number, (reason, since) in enumerate(rows, 1):
        one = session(number)
        one.reason, one.since = reason, since
        made.append(one)
    return made


@pytest.mark.parametrize(
    ("rows", "order"),
    [
        ([], []),
        ([(None, 0.0)], []),
        ([(REPLY, 5.0), (None, 0.0), (REPLY, 4.0)], [3, 1]),
        ([(REPLY, 1.0), (QUESTION, 2.0), (PERMISSION, 3.0), (FAILED, 4.0)], [4, 3, 2, 1]),
        ([(QUESTION, 9.0), (FAILED, 8.0), (QUESTION, 7.0), (FAILED, 6.0)], [4, 2, 3, 1]),
        ([(REPLY, 1.0), (REPLY, 1.0)], [1, 2]),
    ],
    ids=["nobody", "an-idle-one", "the-oldest-first", "the-most-urgent-first", "both", "at-the-same-time"],
)
def test_the_order_of_the_overlay(rows: Sequence[tuple[Reason | None, float]], order: list[int]) -> None:
    assert [row.session.number for row in waiting(sessions(rows), None)] == order


def test_the_displayed_session_is_not_named() -> None:
    made = sessions([(FAILED, 1.0), (REPLY, 2.0)])
    assert [row.session for row in waiting(made, made[0])] == [made[1]]


def test_each_row_says_why_and_since_when() -> None:
    made = sessions([(QUESTION, 3.5)])
    assert waiting(made, None) == [(made[0], QUESTION, 3.5)]


@given(st.lists(st.tuples(st.sampled_from([None, *Reason]), st.sampled_from([1.0, 2.0, 3.0]))))
def test_everybody_with_a_reason_is_named_once(rows: list[tuple[Reason | None, float]]) -> None:
    made = sessions(rows)
    named = waiting(reversed(made), None)
    assert {row.session.number for row in named} == {one.number for one in made if one.reason}
    places = [(list(Reason).index(row.reason), row.since, row.session.number) for row in named]
    assert places == sorted(places)


def test_a_snoozed_session_is_left_out_until_its_time() -> None:
    made = sessions([(FAILED, 1.0), (REPLY, 2.0)])
    made[0].snoozed_until = 100.0
    rows = waiting(made, None)
    assert [row.session for row in awake(rows, 99.9)] == [made[1]]
    assert awake(rows, 100.0) == rows


def test_a_walk_visits_each_once_and_then_begins_anew() -> None:
    made = sessions([(QUESTION, 1.0), (QUESTION, 2.0)])
    walk = Walk()
    assert [walk.step(waiting(made, None)) for _ in range(4)] == [made[0], made[1], None, made[0]]


def test_who_waits_for_something_new_is_visited_again() -> None:
    made = sessions([(QUESTION, 1.0), (QUESTION, 2.0)])
    walk = Walk()
    assert walk.step(waiting(made, None)) is made[0]
    made[0].since = 3.0
    assert [walk.step(waiting(made, None)) for _ in range(3)] == [made[1], made[0], None]


@pytest.mark.parametrize(
    ("way", "focused", "said"),
    [
        ("bell", False, ["bell"]),
        ("bell", None, ["bell"]),
        ("bell", True, []),
        ("osc", False, ["qmux: fix it waits: question"]),
        ("osc", True, []),
        ("off", False, []),
    ],
)
def test_an_alert_is_for_who_is_not_looking(way: str, focused: bool | None, said: list[str]) -> None:
    one = sessions([(QUESTION, 1.0)])[0]
    one.name = "fix \x1b[1mit"
    heard: list[str] = []
    alerts = Alerts(
        Settings("", {"ui.attention": way}),
        lambda: focused,
        lambda: heard.append("bell"),
        heard.append,
        lambda: 50.0,
    )
    alerts.began(one)
    assert heard == said
    one.muted = True
    alerts.began(one)
    one.muted, one.snoozed_until = False, 51.0
    alerts.began(one)
    assert heard == said
    one.snoozed_until = 50.0
    alerts.began(one)
    assert heard == said * 2
