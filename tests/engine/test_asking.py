"""What typed words decide: y, n and t, never Enter or Space alone; what looks like a decision is no message."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmux.engine.asking import ALLOW, REFUSE, TRUST, PermissionRequest
from qmux.errors import UserError

CALL = PermissionRequest("shell", "I will run: ls", trustable=True)
OFFERS = CALL._replace(offers=("shell(ls)", "shell"))


@pytest.mark.parametrize(
    ("request_", "typed", "answer"),
    [
        (CALL, "y", ALLOW),
        (CALL, " Y ", ALLOW),
        (CALL, "n", REFUSE),
        (CALL, "No", REFUSE),
        (CALL, "", REFUSE),
        (CALL, "t", TRUST),
        (CALL, "T", TRUST),
        (CALL, " use  make ", " use  make "),
        (CALL, "yes please", "yes please"),
        (OFFERS, "1", "1"),
        (OFFERS, "2", "2"),
        (OFFERS, "y", ALLOW),
        (OFFERS, "n", REFUSE),
        (OFFERS, "the first", "the first"),
    ],
)
def test_what_is_decided(request_: PermissionRequest, typed: str, answer: str) -> None:
    assert request_.answer(typed) == answer


@pytest.mark.parametrize(
    ("request_", "typed"),
    [
        *((CALL, word) for word in ("yes", "YES", "ok", "trust", "1", "x", "12")),
        (CALL._replace(trustable=False), "t"),
        (OFFERS, "t"),
        (OFFERS, "0"),
        (OFFERS, "3"),
        (OFFERS, "12"),
    ],
)
def test_what_is_nearly_a_decision_is_given_back(request_: PermissionRequest, typed: str) -> None:
    with pytest.raises(UserError, match=r"Type one of \["):
        request_.answer(typed)


@given(st.text())
def test_nothing_but_the_one_letter_allows(typed: str) -> None:
    try:
        answer = CALL.answer(typed)
    except UserError:
        return
    assert (answer == ALLOW) == (typed.strip() in ("y", "Y"))


@pytest.mark.parametrize(
    ("request_", "keys"),
    [
        (CALL, "[y/n/t]"),
        (CALL._replace(trustable=False), "[y/n]"),
        (OFFERS, "[1-2/y/n]"),
        (OFFERS._replace(offers=("shell",)), "[1/y/n]"),
    ],
)
def test_the_keys_are_those_that_decide(request_: PermissionRequest, keys: str) -> None:
    assert request_.keys == keys
