"""Who is named in the overlay, and in which order."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmux.engine.attention import waiting
from qmux.engine.session import ManagedSession
from qmux.model.session import Reason
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
