"""Did you mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmux.model.suggest import did_you_mean, distance, nearest

WORDS = ("sessions", "switch", "session-name", "rename", "retry", "close")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sesions", "sessions"),
        ("swicth", "switch"),
        ("SWITCH", "switch"),
        ("clsoe", "close"),
        ("ren", "rename"),
        ("retyr", "retry"),
        ("quux", None),
        ("", None),
        ("x" * 10_000, None),
    ],
)
def test_the_nearest_word_is_found_if_it_is_near(typed: str, meant: str | None) -> None:
    assert nearest(typed, WORDS) == meant


def test_the_hint_is_a_sentence_or_nothing() -> None:
    assert did_you_mean("clsoe", WORDS, "/") == " Did you mean /close?"
    assert did_you_mean("quux", WORDS) == ""


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_distance_is_symmetric_and_bounded(first: str, second: str) -> None:
    assert distance(first, second) == distance(second, first) <= max(len(first), len(second))
    assert (distance(first, second) == 0) == (first == second)
