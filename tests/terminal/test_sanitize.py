"""What untrusted text may do: nothing but say something, in colour."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmux.terminal.sanitize import TextFilter, strip_controls

CASES = [
    ("plain", "plain"),
    ("é日本👩‍⚕️", "é日本👩‍⚕️"),
    ("a\nb\r\nc\r\r\nd", "a\r\nb\r\nc\r\nd"),
    ("a\tb", "a\tb"),
    ("\x1b[31mred\x1b[0m", "\x1b[31mred\x1b[0m"),
    ("\x1b[38:2::1:2:3mx", "\x1b[38:2::1:2:3mx"),
    ("\x1b[m", "\x1b[m"),
    ("a\rb\x08c\x07d\x00e\x7ff\x9bg\x85h", "abcdefgh"),
    ("\x1b[2J\x1b[H\x1b[?1049h\x1b[6nx\x1b[>4;2m", "x"),
    ("\x1b]0;title\x07x", "x"),
    ("\x1b]52;c;YQ==\x1b\\x", "x"),
    ("\x1b]8;;http://a/\x1b\\link\x1b]8;;\x1b\\", "link"),
    ("\x1bPq#0\x1b\\x\x1b_G\x1b\\y\x1b^z\x9c", "xy"),
    ("\x1bkname\x1b\\x", "x"),
    ("\x1b]0;cancelled\x18x", "x"),
    ("\x1bP" + "q" * 20_000 + "\x1b\\x", "x"),
    ("\x1b]" + "q" * 20_000 + "\nx", "\r\nx"),
    ("\x1b]never ends\nx", "never ends\r\nx"),
    ("\x1b]never ends", "never ends"),
    ("\x1bPends early \x07 here\nx", " here\r\nx"),
    ("a\x1b[31", "a"),
    ("a\x1b[31\nb", "a\r\nb"),
    ("a\x1b[3\x1b[1mb", "a\x1b[1mb"),
    ("a\x1b[1éb", "aéb"),
    ("a\x1b", "a"),
    ("a\x1bc\x1b(0\x1b#8\x1b7b", "ab"),
    ("a\x1b\x1b[1mb", "a\x1b[1mb"),
    ("\ud83d\ude00", "\ufffd\ufffd"),
    ("\x1b[" + "1;" * 1000 + "mx", "1;" * 744 + "mx"),
]


def filtered(*chunks: str) -> str:
    text_filter = TextFilter()
    return "".join(map(text_filter.feed, chunks)) + text_filter.finish()


@pytest.mark.parametrize(("text", "harmless"), CASES, ids=lambda value: repr(value)[:40])
def test_only_the_harmless_part_passes(text: str, harmless: str) -> None:
    assert filtered(text) == harmless


@pytest.mark.parametrize("text", [text for text, _ in CASES], ids=lambda value: repr(value)[:40])
def test_a_split_anywhere_changes_nothing(text: str) -> None:
    whole = filtered(text)
    assert filtered(*text) == whole
    for at in range(min(len(text), 200)):
        assert filtered(text[:at], text[at:]) == whole


PIECES = st.sampled_from(
    ["\x1b", "[", "]", "P", "31m", "\x1b[1m", "\x1b]0;", "\x07", "\x1b\\", "\n", "\r", "\x18", "x", "日"]
)


@given(st.lists(PIECES | st.text(max_size=5), max_size=30), st.data())
def test_whatever_comes_only_text_and_colors_go(pieces: list[str], data: st.DataObject) -> None:
    text = "".join(pieces)
    at = data.draw(st.integers(0, len(text)))
    passed = filtered(text[:at], text[at:])
    assert passed == filtered(text)
    assert filtered(passed) == passed
    passed.encode()


def test_what_is_held_back_is_bounded() -> None:
    text_filter = TextFilter()
    for start in ("\x1b]", "\x1b[", "\x1bP"):
        text_filter.feed(start)
        for _ in range(100):
            text_filter.feed("1" * 4096)
        assert len(text_filter._pending) < 10_000
        text_filter.feed("\n")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("plain", "plain"),
        ("a\nb\tc\r\nd", "a b c d"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07x\x1b]0;y\x1b\\z", "xz"),
        ("\x1b]never", "never"),
        ("a\x00b\x7fc\x9bd", "abcd"),
        ("a\u202eb\u2066c", "abc"),
        ("a\u2028b", "a b"),
        ("日本 👩‍⚕️", "日本 👩‍⚕️"),
        ("\ud800", "\ufffd"),
    ],
)
def test_strip_controls(text: str, line: str) -> None:
    assert strip_controls(text) == line


@given(st.text())
def test_strip_controls_leaves_one_line_without_controls(text: str) -> None:
    line = strip_controls(text)
    assert not any(character < " " or "\x7f" <= character < "\xa0" for character in line)
    assert strip_controls(line) == line
