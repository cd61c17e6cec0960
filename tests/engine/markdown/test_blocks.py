"""What each block of markdown looks like."""

import pytest

from qmux.engine.markdown.blocks import PARAGRAPH_LINES
from tests.engine.markdown.looks import lines, pane, rendered, style_in

CODE_IN_ITEM = ["   ───", "   b", "     c", "   ───"]
LOOKS = {
    "text": ("one\ntwo", ["one", "two"]),
    "paragraphs": ("one\n\n\n\ntwo\n", ["one", "", "two"]),
    "blank lines at the beginning": ("\n\none", ["one"]),
    "headings": ("# One #\n## Two\n### Three", ["One", "Two", "Three"]),
    "no heading": ("#hashtag\n\n#\n", ["#hashtag", "", "#"]),
    "an underlined heading": ("One\n===\nTwo\n---\n", ["One", "Two"]),
    "a rule": ("one\n\n---\n* * *\n___\n", ["one", "", "─────────", "─────────", "─────────"]),
    "a rule below lines": ("one\ntwo\n---", ["one", "two", "─────────"]),
    "a list": ("- one\n* two\n+ three", ["• one", "• two", "• three"]),
    "a nested list": ("- a\n  - b\n    - c\n      - d\n- e", ["• a", "  ◦ b", "    ▪ c", "      • d", "• e"]),
    "a list nested by four": ("- a\n    - b\n    - c\n- d", ["• a", "  ◦ b", "  ◦ c", "• d"]),
    "a list nested too little": ("1. a\n  - b\n  - c\n2. d", ["1. a", "   • b", "   • c", "2. d"]),
    "a loose list": ("- a\n\n- b", ["• a", "", "• b"]),
    "numbers": ("3. a\n4. b\n10) c", ["3. a", "4. b", "10) c"]),
    "equal numbers": ("1. a\n1. b\n\n1. c", ["1. a", "2. b", "", "3. c"]),
    "numbers in text": ("It was in\n1986. A good year", ["It was in", "1986. A good year"]),
    "tasks": ("- [ ] a\n- [x] b\n- [y] c", ["☐ a", "☑ b", "• [y] c"]),
    "text in an item": ("- a\n  b\nc\n\n  d", ["• a", "  b", "  c", "", "  d"]),
    "text behind a list": ("- a\n\nb", ["• a", "", "b"]),
    "an empty item": ("-\n- b\n-", ["•", "• b", "•"]),
    "items in items": ("- 1. a\n  2. b", ["• 1. a", "  2. b"]),
    "a quote": ("> a\n> b\n>\n> c\n\nd", ["│ a", "│ b", "│", "│ c", "", "d"]),
    "a quote with a list": ("> - a\n>   b\n> - c", ["│ • a", "│   b", "│ • c"]),
    "a quote in a quote": ("> a\n> > b", ["│ a", "│ │ b"]),
    "code": ("```\na  b\n\n# c\n```\nd", ["───", "a  b", "", "# c", "───", "d"]),
    "code in a language": ("~~~~ python title=x\n~~~\n~~~~~", ["─── python", "~~~", "───"]),
    "code that does not end": ("```c\nint a;", ["─── c", "int a;"]),
    "code in an item": ("1. a\n   ```\n   b\n     c\n   ```\n2. d", ["1. a", *CODE_IN_ITEM, "2. d"]),
    "code in an item, not indented": ("- a\n  ```\nb\n```\n- c", ["• a", "  ───", "  b", "  ───", "• c"]),
    "code in a quote ends with it": ("> ```\n> a\nb", ["│ ───", "│ a", "b"]),
    "indented text": ("a\n\n    b *c*", ["a", "", "    b *c*"]),
    "a tab": ("-\ta\n\t- b", ["• a", "  ◦ b"]),
    "no markdown": ("| a | b |\n<b>c</b> 2 * 3 * 4 a_b_c", ["| a | b |", "<b>c</b> 2 * 3 * 4 a_b_c"]),
}  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), LOOKS.values(), ids=LOOKS)
def test_how_blocks_look(source: str, expected: list[str]) -> None:
    assert lines(source) == expected


@pytest.mark.parametrize(("source", "expected"), LOOKS.values(), ids=LOOKS)
def test_they_look_the_same_line_by_line(source: str, expected: list[str]) -> None:
    assert lines(*source.splitlines(keepends=True)) == expected


def test_headings_stand_out_by_their_level() -> None:
    looks = [style_in(f"{'#' * level} word", "word") for level in (1, 2, 3)]
    assert len(set(looks)) == 3 and all(look.attributes for look in looks)


def test_a_paragraph_is_parted_when_it_is_long() -> None:
    source = "".join(f"line {number}\n" for number in range(3 * PARAGRAPH_LINES))
    assert lines(source) == source.splitlines()


def test_a_line_beyond_all_bounds_is_one_line() -> None:
    source = "many words " * 2000
    assert rendered(source).count("\n") == 1
    assert rendered(source).split() == source.split()


def test_a_line_without_a_blank_is_not_lost() -> None:
    assert rendered("x" * 9999).strip() == "x" * 9999


@pytest.mark.parametrize("before", ["```\n", "| a |\n|---|\n| ", "- ", "> "])
def test_long_lines_keep_their_words_in_any_block(before: str) -> None:
    words = " ".join(f"w{number}" for number in range(3000))
    shown = rendered(f"{before}{words}\n\nend")
    assert [word for word in shown.split() if word.startswith("w")] == words.split()


NARROW = {
    "an item": ("- one two three four five", ["• one two three four", "  five"]),
    "a nested item": ("- a\n  - one two three four", ["• a", "  ◦ one two three", "    four"]),
    "a numbered item": ("10. one two three four", ["10. one two three", "    four"]),
    "a task": ("- [x] one two three four", ["☑ one two three four"]),
    "text in an item": ("- a\n\n  one two three four five", ["• a", "", "  one two three four", "  five"]),
    "a quote": ("> one two three **four five six**", ["│ one two three four", "│ five six"]),
    "an item in a quote": ("> - one two three four", ["│ • one two three", "│   four"]),
    "a long word": (f"- a {'x' * 25}", ["• a", f"  {'x' * 18}", f"  {'x' * 7}"]),
    "wide characters": ("- 漢字漢字漢字漢字漢字漢字 one", ["• 漢字漢字漢字漢字漢", "  字漢字 one"]),
    "too deep to be read beside the margins": (f"{'> ' * 6}one two", [f"{'│ ' * 6}one two"]),
    "code": ("```\none two three four five\n```", ["───", "one two three four f", "ive", "───"]),
    "indented code": ("```\n    one two three four\n```", ["───", "    one two three fo", "ur", "───"]),
}  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), NARROW.values(), ids=NARROW)
def test_how_blocks_look_in_a_narrow_pane(source: str, expected: list[str]) -> None:
    assert lines(source, columns=20) == expected


def test_code_is_one_line_with_plain_blanks_to_whoever_copies_it() -> None:
    shown = pane(20)
    shown.feed(rendered("```\none two three four five\n```", columns=20))
    excerpt = shown.excerpt(1, 3)
    assert ("".join(excerpt.text), list(excerpt.goes_on)) == ("one two three four five", [1, 0])
