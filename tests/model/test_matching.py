"""Where several words stand together in a text."""

import pytest

from qmux.model.matching import where_most


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("plum", ["plum"], 0),
        ("a plum\nthe red plum", ["red", "plum"], 11),
        ("red\nplum\nred plum", ["plum", "red"], 9),
        ("red\nplum", ["plum", "red"], 0),
        ("a plum, a red plum", ["red", "plum"], 2),
        ("offline\nline 1\nline 120", ["line", "120"], 15),
        ("nothing", ["plum"], -1),
        ("", ["plum"], -1),
        ("plum", [], -1),
    ],
)
def test_the_first_line_with_the_most_words(text: str, words: list[str], found: int) -> None:
    assert where_most(text, words) == found
