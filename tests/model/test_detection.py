"""The type of a session: which message tells it, and what tells against it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmux.model.cues import cues
from qmux.model.detection import detect_type
from qmux.model.session import SessionType

DEBUG, PLANNING = SessionType.DEBUG, SessionType.PLANNING
DEVELOPMENT, REVIEW = SessionType.DEVELOPMENT, SessionType.CODE_REVIEW


@pytest.mark.parametrize(
    ("text", "type"),
    [
        ("add error handling to the importer", DEVELOPMENT),
        ("how do I handle exceptions in Go?", DEVELOPMENT),
        ("explain why the sky is blue", DEVELOPMENT),
        ("it doesn’t start since yesterday", DEBUG),
        ("ValueError: not enough values to unpack", DEBUG),
        ("es funktioniert nicht mehr", DEBUG),
        ("登录页面报错", DEBUG),
        ("ログインできません", DEBUG),
        ("how would you approach this?", PLANNING),
        ("составь план миграции", PLANNING),
        ("what do you think of my parser", REVIEW),
        ("peux-tu relire ce texte", REVIEW),
    ],
)
def test_cues_tell_the_type_in_many_languages(text: str, type: SessionType) -> None:
    assert detect_type([text]) is type


def test_the_first_message_that_speaks_of_a_type_tells_it() -> None:
    assert detect_type(["hello"]) is DEVELOPMENT
    assert detect_type(["hello", "review my patch"]) is REVIEW
    assert detect_type(["write a parser", "now fix this bug"]) is DEVELOPMENT
    assert detect_type([]) is DEVELOPMENT


@pytest.mark.parametrize("pasted", ["{before}\n{paste}", "{paste}\n{before}"])
def test_the_request_is_found_before_and_after_a_long_paste(pasted: str) -> None:
    paste = "    move(x, y);\n" * 60_000
    assert detect_type([pasted.format(paste=paste, before="please review this")]) is REVIEW


def test_a_cue_is_written_as_words_are_read() -> None:
    assert all(cue == cue.lower() and "'" not in cue and len(cue.split()) <= 5 for cue in cues())


@given(st.lists(st.text(st.characters(codec=None), max_size=80), max_size=3))
def test_any_text_has_a_type(messages: list[str]) -> None:
    assert isinstance(detect_type(messages), SessionType)
