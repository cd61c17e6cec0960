"""The terminal's clipboard."""

import base64

import pytest

from qmux.tui.clipboard import LONGEST, clipboard_sequence


@pytest.mark.parametrize(
    "text", ["", "a", "two\nlines", "漢字 👩‍👩‍👧", "\x1b]52;c;?\x07", "x" * (LONGEST * 3 // 4)]
)
def test_a_text_is_sent_as_base64_alone(text: str) -> None:
    sequence = clipboard_sequence(text)
    assert sequence is not None
    assert sequence.startswith("\x1b]52;c;") and sequence.endswith("\x1b\\")
    assert base64.b64decode(sequence[7:-2], validate=True).decode() == text


def test_what_terminals_would_cut_is_not_sent_at_all() -> None:
    assert clipboard_sequence("x" * (LONGEST * 3 // 4 + 1)) is None


def test_halves_of_characters_become_question_marks() -> None:
    assert clipboard_sequence("\ud800") == "\x1b]52;c;Pw==\x1b\\"
