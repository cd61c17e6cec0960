"""The list of models, the choice among them, and what of a context is used."""

import pytest

from qmux.engine.models import chosen, model_list, window_of
from qmux.engine.usage import Usage, usage_text
from qmux.errors import UserError
from qmux.providers.base import ModelInfo

MODELS = [ModelInfo("large", 200_000), ModelInfo("small", None), ModelInfo("3", 5)]


def test_the_list_is_numbered_and_marks_the_current_one() -> None:
    assert model_list(MODELS, "small").split("\n")[:2] == ["   1. large  (200,000 tokens)", "*  2. small"]


def test_a_server_may_list_nothing() -> None:
    assert "/model NAME -f" in model_list([], "m-1")


def test_a_name_cannot_break_the_list() -> None:
    assert "\x1b" not in model_list([ModelInfo("a\x1b[2Jb\nc", None)], "x")


@pytest.mark.parametrize(("typed", "name"), [("small", "small"), ("1", "large"), ("3", "3"), ("2", "small")])
def test_a_model_is_chosen_by_name_or_number(typed: str, name: str) -> None:
    assert chosen(MODELS, typed) == name


@pytest.mark.parametrize("typed", ["smal", "0", "4", "", "99999999999"])
def test_what_is_not_listed_is_refused(typed: str) -> None:
    with pytest.raises(UserError, match="-f"):
        chosen(MODELS, typed)


def test_a_mistyped_name_is_proposed() -> None:
    with pytest.raises(UserError, match="small"):
        chosen(MODELS, "smal")


def test_the_window_is_what_the_server_says() -> None:
    assert [window_of(MODELS, name) for name in ("large", "small", "none")] == [200_000, None, None]


USAGE = Usage(1_500, 10_000, {"replies": 1_000, "tools": 20}, 12_000, 300, 0.0, 0.0)


def test_the_shares_stand_in_columns() -> None:
    assert usage_text(USAGE).split("\n") == [
        "Context of 10,000 tokens:",
        "  in all              1,500   15%",
        "  about, replies      1,000   10%",
        "  about, tools           20    0%",
        "",
        "This session so far: 12,000 tokens sent, 300 received.",
        "",
    ]


def test_money_is_shown_at_the_prices_that_are_set() -> None:
    assert "0.05 at your prices" in usage_text(
        USAGE._replace(input_price=3.0, output_price=15.0, sent=15_000)
    )
