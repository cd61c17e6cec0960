"""The markup within a line: what is shown of it, and in which style."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qmux.engine.markdown import inline
from qmux.engine.markdown.style import terminal_text
from qmux.terminal.style import BOLD, DIM, ITALIC, UNDERLINE
from tests.engine.markdown.looks import lines, rendered, style_in

LOOKS = {
    "emphasis": ("*a* _b_ **c** __d__ ***e***", "a b c d e"),
    "code": ("`a` ``b ` c`` `*d*`", "a b ` c *d*"),
    "struck": ("~~a~~ ~b~", "~~a~~ ~b~"),
    "escaped": (r"\*a\* \# \`", "*a* # `"),
    "open": ("**a *b `c [d](e", "**a *b `c [d](e"),
    "a link": ("[a](https://x.y/z)", "a (https://x.y/z)"),
    "a link to what it says": ("[src/a.py](src/a.py) <https://x.y>", "src/a.py https://x.y"),
    "a link with a title": ('[a *b*](c "d")', "a b (c)"),
    "an address": ("https://x.y/a_b_c?d=e&f#g", "https://x.y/a_b_c?d=e&f#g"),
    "mail": ("<a@b.c>", "a@b.c"),
    "a dangerous link": ("[a](javascript:x)", "[a](javascript:x)"),
    "an image": ("![a b](c.png) ![](d.png)", "a b (c.png) d.png"),
    "HTML": ("<b>a</b> <script>x</script> a < b && c", "<b>a</b> <script>x</script> a < b && c"),
    "entities": ("&amp; &lt;b&gt; &copy;", "& <b> ©"),
    "a reference": ("[a][1]\n\n[1]: https://x.y", "[a][1]"),
}


@pytest.mark.parametrize(("source", "expected"), LOOKS.values(), ids=LOOKS)
def test_what_is_shown(source: str, expected: str) -> None:
    assert lines(source)[0] == expected


def test_no_word_is_lost_to_a_definition() -> None:
    assert lines("[1]: https://x.y\n\n[a][1]") == ["[1]: https://x.y", "", "[a][1]"]


@pytest.mark.parametrize(
    ("source", "attribute"), [("**word**", BOLD), ("*word*", ITALIC), ("[word](x)", UNDERLINE), ("~~word~~", DIM)]
)  # fmt: skip
def test_how_it_looks(source: str, attribute: int) -> None:
    assert style_in(f"a {source} b", "word").attributes & attribute
    assert not style_in(f"a {source} b", "a").attributes


def test_code_has_a_color() -> None:
    assert style_in("a `word` b", "word") != style_in("a `word` b", "a")


def test_styles_within_styles_add_up() -> None:
    assert style_in("**a *word* b**", "word").attributes == BOLD | ITALIC
    assert style_in("# a *word*", "word").attributes & (BOLD | ITALIC) == BOLD | ITALIC


def test_emphasis_may_go_over_lines() -> None:
    assert style_in("**a\nword**", "word").attributes == BOLD


@pytest.mark.parametrize(
    "hostile",
    ["\x1b[2Jx", "\x1b]0;t\x07x", "\x1b[31mx", "\x9b5nx", "`\x1b[Hx`", "&#27;[2Jx", "&#13;x", "&#9;x", "&#x9b;2Jx"],
)  # fmt: skip
def test_no_escape_or_control_of_a_stranger_comes_out(hostile: str) -> None:
    for source in (
        hostile,
        f"# {hostile}",
        f"- {hostile}",
        f"|{hostile}|\n|---|\n|{hostile}|",
        f"```\n{hostile}\n```",
    ):
        shown = rendered(source).replace("\r\n", "")
        left = [part.partition("m") for part in shown.split("\x1b")[1:]]
        assert all(set(codes) <= set("[0123456789;") for codes, _, _ in left)
        assert "x" in shown and "\r" not in shown and "\x9b" not in shown and "\x07" not in shown


def test_colors_of_the_model_itself_are_dropped() -> None:
    assert rendered("\x1b[31mred\x1b[0m") == "red\r\n"


PIECES = [
    "**a**", "*b c*", "`x`", "` x `", "__i__", "_e_", "[n](https://x.y/z_a)", "**N:**", "a_b", "(**c**)", "![d](e)",
    "**", "*", "_", "`", "``", " ", "\n", "a", "é", "漢", ":", ".", "(", "]", "!", "<", "& ", "&amp;", "\\", "~~",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@settings(max_examples=500, deadline=None)
def test_what_is_read_here_is_read_as_markdown_it_reads_it(text: str) -> None:
    here = inline._simple(text.strip())
    assert here is None or terminal_text(here) == terminal_text(inline._spans(text.strip()))


@pytest.mark.parametrize(
    "text", ["**a** and `b`, *c*\n[d](https://e.f/g)", "some_name, __init__ & <= **All:** x"]
)
def test_what_most_lines_have_is_read_here(text: str) -> None:
    assert inline._simple(text)
