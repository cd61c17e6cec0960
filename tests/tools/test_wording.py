"""What the model gets of a text, and what a person sees of one."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmux.tools.tail import MOST_CHARACTERS, MOST_LINES, Tail
from qmux.tools.wording import for_model, one_line, size, visible, without_hidden


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("plain", "plain"),
        ("a\tb\nc", "a\tb\nc"),
        ("\x1b[31mred\x1b[m\x07\x7f\x9b", "^[[31mred^[[m^G^?<U+009B>"),
        ("safe\u202etxt.exe\u2066", "safe<U+202E>txt.exe<U+2066>"),
        ("a\u200bb\ufeffc\U000e0041d", "a<U+200B>b<U+FEFF>c<U+E0041>d"),
        ("a\xadb\u3164c\u2800d\ufe01", "a<U+00AD>b<U+3164>c<U+2800>d<U+FE01>"),
        ("❤\ufe0f", "❤\ufe0f"),
        ("half \ud800", "half \ufffd"),
        ("é 漢 👩", "é 漢 👩"),
    ],
)
def test_nothing_is_hidden_from_a_person(text: str, seen: str) -> None:
    assert visible(text) == seen


@given(st.text())
def test_one_line_is_one_line(text: str) -> None:
    line = one_line(text)
    assert not any(character < " " or "\x7f" <= character < "\xa0" for character in line)
    assert len(line.splitlines()) <= 1


@pytest.mark.parametrize(
    ("text", "kept", "hidden"),
    [
        ("plain", "plain", 0),
        ("\x1b[31m", "\x1b[31m", 0),
        ("ignore\U000e0069\U000e0067", "ignore", 2),
        ("a\u200b\u200c\u200d\u2060\ufeffb", "ab", 5),
        ("\u202eabc\u2069", "abc", 2),
        ("👩\u200d🚀", "👩\u200d🚀", 0),
        ("❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥", 0),
        ("می\u200cخواهم", "می\u200cخواهم", 0),
        ("漢\u200c\u200d\u200c字", "漢字", 3),
        ("x\U000e0100y", "xy", 1),
        ("❤\ufe0f\ufe01\ufe0ex", "❤\ufe0fx", 2),
    ],
)
def test_what_hides_does_not_reach_the_model(text: str, kept: str, hidden: int) -> None:
    assert without_hidden(text) == (kept, hidden)


def test_what_is_cut_is_said() -> None:
    assert for_model("abcdef", limit=4) == "abcd\n[cut: 2 more characters are not shown]"
    assert for_model("a\u200bbcdef", limit=6) == "abcdef\n[1 hidden Unicode characters were removed]"


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (999_949, "999.9 kB"),
        (999_960, "1.0 MB"),
        (1 << 42, "4.4 TB"),
        (1 << 62, "4611686.0 TB"),
    ],
)
def test_sizes(count: int, words: str) -> None:
    assert size(count) == words


@given(
    st.lists(
        st.binary(max_size=20) | st.sampled_from([b"\n" * 500, b"x" * 3000, "€\n".encode() * 900]),
        max_size=40,
    )
)
def test_the_end_of_a_stream_does_not_depend_on_its_pieces(chunks: list[bytes]) -> None:
    pieces, whole = Tail(), Tail()
    for chunk in chunks:
        pieces.add(chunk)
    whole.add(b"".join(chunks))
    assert pieces.end() == whole.end()
    text, missing = whole.end()
    everything, _ = without_hidden(b"".join(chunks).decode("utf-8", "replace"))
    assert everything.endswith(text)
    assert text.count("\n") <= MOST_LINES
    assert bool(missing) == (text != b"".join(chunks).decode("utf-8", "replace"))
    assert len(json.dumps(text, ensure_ascii=False)) <= MOST_CHARACTERS + 2
