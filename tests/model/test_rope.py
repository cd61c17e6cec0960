"""Ropes against strings: the same text, the same lines, whatever the chunks."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qmux.model import rope as module
from qmux.model.rope import CHUNK, Rope, cleaned, rope

TEXTS = st.lists(st.sampled_from(["a", "bc", "\n", "漢", "👩‍🚀", "\t", "line\n", "x" * 9]), max_size=12).map(
    "".join
)
# Where a change begins and ends, as shares of the text, and what comes there.
CHANGES = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), TEXTS), max_size=12)


@pytest.fixture(autouse=True, params=[3, 8, CHUNK])
def chunk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have chunks of a few characters, so that short texts have many."""
    monkeypatch.setattr(module, "CHUNK", request.param)
    yield


def same(made: Rope, text: str) -> None:
    """Compare everything that can be asked."""
    assert str(made) == text
    assert len(made) == len(text)
    assert made == text
    assert made == Rope(text)
    assert hash(made) == hash(text)
    assert made.blank == (not text.strip())
    assert made.lines == text.count("\n") + 1
    assert all(0 < len(chunk) <= module.CHUNK for chunk in made.chunks)
    for index in range(len(text) + 1):
        assert made.line_at(index) == text.count("\n", 0, index)
        assert made.line_start(index) == text.rfind("\n", 0, index) + 1
        assert made.line_end(index) == (text + "\n").index("\n", index)
        assert made[index : index + 4] == text[index : index + 4]
        assert made.share(index, len(text)) == text[index:]
        assert made.share(0, index) == text[:index]


@settings(max_examples=40)
@given(TEXTS, CHANGES)
def test_a_rope_that_is_changed_is_the_string_that_is_changed(
    text: str, changes: list[tuple[float, float, str]]
) -> None:
    made = Rope(text)
    for first, second, new in changes:
        start, end = sorted((int(first * len(text)), int(second * len(text))))
        before, kept = made, text
        made, text = made.replaced(start, end, Rope(new)), text[:start] + new + text[end:]
        assert before == kept
        same(made, text)


@settings(max_examples=40)
@given(TEXTS, TEXTS)
def test_ropes_are_joined(one: str, other: str) -> None:
    same(Rope(one) + Rope(other), one + other)


@pytest.mark.parametrize(("one", "other"), [("abc\nd", "abc\ne"), ("abcd", "abc"), ("", "a")])
def test_other_texts_are_not_equal(one: str, other: str) -> None:
    assert Rope(one) != Rope(other)
    assert Rope(one) != other
    assert Rope(one) != one.encode()


def test_what_is_typed_on_stays_in_few_chunks() -> None:
    made = Rope("x" * 4 * module.CHUNK)
    begun = len(made.chunks)
    for number in range(20):
        made = made.replaced(module.CHUNK + number, module.CHUNK + number, Rope("y"))
    assert len(made.chunks) <= begun + 1 + 20 // module.CHUNK * 2


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("a\r\nb\rc\n\td", "a\nb\nc\n\td"),
        ("\x1b[31mred\x07\x00\x7f", "[31mred"),
        ("\x9b1m\x80é\xa0", "1mé\xa0"),
        ("Â\x85\ud800漢\udfff", "Â漢"),
        ("plain", "plain"),
    ],
)
def test_controls_never_get_in(text: str, clean: str) -> None:
    assert cleaned(text) == clean
    same(Rope(text), clean)


def test_a_rope_stays_itself() -> None:
    made = Rope("abc")
    assert rope(made) is made
    assert rope("abc") == made
    assert made.share(0, 3) is made
    assert made.share(-1, 9) is made
    assert made.share(2, 9) == "c"
    assert made.share(3, 4) == made.share(2, 1) == ""
    assert made.startswith("ab")
    assert not made.startswith("abcd")
