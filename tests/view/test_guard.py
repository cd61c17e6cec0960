"""Keys typed before a permission question was seen decide nothing."""

import pytest

from qmux.engine.asking import PermissionRequest
from qmux.view.guard import GUARD_SECONDS, TypedAheadGuard

EMPTY, TYPED = True, False


def request() -> PermissionRequest:
    """Return a question; each is another one, also of the same call."""
    return PermissionRequest("shell", "I will run: ls", trustable=True)


@pytest.mark.parametrize(
    ("keys", "passes"),
    [
        ([], False),
        ([(0.0, EMPTY)], False),
        ([(0.0, EMPTY), (5.0, TYPED)], False),
        ([(GUARD_SECONDS - 0.01, EMPTY)], False),
        ([(GUARD_SECONDS, EMPTY)], True),
        ([(0.1, TYPED), (5.0, TYPED)], False),
        ([(0.1, TYPED), (5.0, EMPTY)], True),
        ([(5.0, EMPTY), (5.1, TYPED)], True),
    ],
)
def test_a_line_decides_if_it_was_begun_in_time(keys: list[tuple[float, bool]], passes: bool) -> None:
    guard, question = TypedAheadGuard(), request()
    guard.painted(question, 100.0)
    for seconds, empty in keys:
        guard.key_comes(empty, 100.0 + seconds)
    assert guard.lets_pass(question) is passes


def test_before_it_was_painted_no_key_counts() -> None:
    guard = TypedAheadGuard()
    guard.key_comes(EMPTY, 1000.0)
    assert not guard.lets_pass(request())


def test_the_next_question_begins_anew() -> None:
    guard, first, second = TypedAheadGuard(), request(), request()
    guard.painted(first, 0.0)
    guard.key_comes(EMPTY, 10.0)
    guard.painted(first, 11.0)  # drawn again: the same question
    assert guard.lets_pass(first)
    guard.painted(second, 12.0)
    assert not guard.lets_pass(first)
    assert not guard.lets_pass(second)


def test_a_question_that_was_hidden_begins_anew() -> None:
    guard, question = TypedAheadGuard(), request()
    guard.painted(question, 0.0)
    guard.key_comes(EMPTY, 10.0)
    guard.painted(None, 11.0)
    guard.painted(question, 12.0)
    guard.key_comes(EMPTY, 12.1)
    assert not guard.lets_pass(question)
