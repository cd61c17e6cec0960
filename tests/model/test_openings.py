"""How well sessions are named and typed: what is required on the half of the openings that nothing was tuned on."""

import pytest

from tests.model.measure_names import development_half, measured, measuring_half, read_openings

DESCRIPTIVE_PERCENT, TYPE_PERCENT = 85, 80


def test_names_describe_and_types_are_right_on_the_measuring_half(capsys: pytest.CaptureFixture[str]) -> None:
    figures = measured(measuring_half())
    with capsys.disabled():
        print(f"\n{figures}")
    assert figures.descriptive_percent >= DESCRIPTIVE_PERCENT, str(figures)
    assert figures.type_percent >= TYPE_PERCENT, str(figures)


def test_both_halves_are_large_and_no_opening_is_in_both() -> None:
    measuring = {tuple(opening.messages) for opening in measuring_half()}
    development = {tuple(opening.messages) for opening in development_half()}
    assert len(measuring) + len(development) == len(read_openings()) >= 240
    assert min(len(measuring), len(development)) >= 120
    assert not measuring & development


def test_the_measure_can_fail() -> None:
    opening = measuring_half()[0]
    assert not opening._replace(topic=frozenset({"nothing-like-it"})).is_described
    wrong = opening._replace(
        topic=frozenset({"zebra"}), type=next(t for t in type(opening.type) if t is not opening.detected)
    )
    figures = measured([wrong])
    assert (figures.described, figures.typed) == (0, 0)


def test_every_reader_s_topic_is_in_some_form_in_few_words() -> None:
    """A topic of many words would make every name descriptive."""
    assert max(len(opening.topic) for opening in read_openings()) <= 7
