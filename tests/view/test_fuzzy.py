"""How well typed letters fit a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmux.view.fuzzy import score


@pytest.mark.parametrize(
    ("typed", "better", "worse"),
    [
        ("fix", "fix-login", "prefix-tree"),
        ("fl", "fix-login", "fatal"),
        ("log", "fix-login", "late-origin"),
        ("FL", "fix-login", "waffle-x"),
        ("login fix", "fix-login", "fix-logout"),
    ],
)
def test_one_fits_better_than_the_other(typed: str, better: str, worse: str) -> None:
    best, other = score(typed, better), score(typed, worse)
    assert best is not None
    assert other is None or best > other


@given(st.text(), st.text())
def test_what_fits_has_the_letters_in_order(typed: str, text: str) -> None:
    rest = iter(text.casefold())
    words = typed.casefold().split()
    if len(words) == 1:
        assert (score(typed, text) is not None) == all(letter in rest for letter in words[0])
    if not words:
        assert score(typed, text) == 0
