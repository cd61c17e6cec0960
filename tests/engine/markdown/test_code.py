"""Code in color: line by line, but as if the whole text was known up to there."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pygments.lexer import RegexLexer
from pygments.lexers import find_lexer_class_by_name

from qmux.engine.markdown import lexing
from qmux.engine.markdown.code import Highlighter, language_of
from qmux.engine.markdown.style import Span

# Lexers that are no RegexLexer, or go on with a state of their own.
OTHER_LEXERS = ("json", "yaml", "make", "ruby", "console", "pycon", "no such language", "")
SAMPLES = [
    "def f(a: int) -> str: # b",
    "  return f'{a!r:>{3}}' if a else rb'c'",
    'x = """d',
    'e""" + `f ${g} h`; /* i',
    "j */ const k = /l+m/.test(n) ? 0x1F : 1.5e-3;",
    "#include <stdio.h>",
    "SELECT o AS p FROM `q` WHERE r = 's''t' -- u",
    "cat <<'EOF' | sed -e 's/v/w/' && echo \"$x ${y:-z}\"",
    "EOF",
    "fn a<'b>(c: &'b str) -> Vec<u8> { r#\"d\"#.into() }",
    "<p class='e'>f &amp; g</p> <!-- h -->",
    ".i > j:hover { color: #fff; margin: 0 auto !important }",
    "+ k", "- l", "@@ -1 +1 @@", "[m]", "n = 1979-05-27T07:32:00Z", "@o", "p ||= %w[q r] =~ /s/i", "\u00e9 = '漢'",
]  # fmt: skip
COMMENT, STRING, KEYWORD = "2", "32", "35"
LANGUAGES = [
    "python", "js", "ts", "c", "java", "go", "rust", "bash", "sql", "html", "css", "diff", "json", "yaml", "toml",
    "php", "ruby", "make", "console", "pycon", "dockerfile", "xml", "markdown", "no such language", "",
]  # fmt: skip


def styles(language: str, *lines: str) -> list[dict[str, str]]:
    """Return for each line the style of each piece of it."""
    highlighter = Highlighter(language)
    return [{span.text.strip(): span.style for span in highlighter.line(line)} for line in lines]


def test_words_have_the_color_of_what_they_are() -> None:
    (shown,) = styles("python", "def f(): return 'a' # b")
    assert (shown["def"], shown["'"], shown["# b"]) == (KEYWORD, STRING, COMMENT)


@pytest.mark.parametrize(
    ("language", "lines", "style"),
    [
        ("python", ['x = """', "def", '"""', "def f(): pass"], STRING),
        ("js", ["/* a", "const b", "c */", "const d = 1"], COMMENT),
        ("js", ["x = `a", "const", "b`", "const d = 1"], STRING),
        ("c", ["/* a", "int b", "c */", "return 1;"], COMMENT),
        ("html", ["<!-- a", "<b>", "-->", "<b>"], COMMENT),
        ("css", ["/*", "a { }", "*/", "a { }"], COMMENT),
        ("rust", ["/* a", "fn b", "*/", "fn c() {}"], COMMENT),
        ("php", ["/* a", "echo 1;", "*/", "echo 1;"], COMMENT),
    ],
)
def test_what_spans_lines_has_one_color(language: str, lines: list[str], style: str) -> None:
    shown = styles(language, *lines)
    assert set(shown[1].values()) == {style}
    assert style not in shown[3].values()


def test_a_star_in_a_path_begins_no_comment() -> None:
    shown = styles("js", "x = 'a/*'", "const y = 1")
    assert shown[1]["const"] == KEYWORD


def test_php_needs_no_opening_tag() -> None:
    assert KEYWORD in styles("php", "function f() { return 1; }")[0].values()


@pytest.mark.parametrize("language", LANGUAGES)
@given(lines=st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=40), max_size=6))
@settings(max_examples=25, deadline=None)
def test_no_character_is_lost(language: str, lines: list[str]) -> None:
    highlighter = Highlighter(language)
    for line in lines:
        assert "".join(span.text for span in highlighter.line(line)) == line


def test_a_fork_leaves_the_first_alone() -> None:
    highlighter = Highlighter("python")
    highlighter.line('x = """')
    before = highlighter.fork().line("def f")
    highlighter.fork().line('"""')
    assert highlighter.line("def f") == before == [Span("def f", STRING)]


@pytest.mark.parametrize("limit", [3000, 30_000])
def test_very_long_lines_are_plain(limit: int) -> None:
    line = "def " * limit
    assert Highlighter("python").line(line) == [Span(line)]


@pytest.mark.parametrize(
    ("info", "language"),
    [
        ("python", "python"),
        (" c++ x", "c++"),
        ("{.js}", ".js"),
        ("python:a.py", "python"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_the_language_is_the_first_word(info: str, language: str) -> None:
    assert language_of(info) == language


@pytest.mark.parametrize("often", [1, 10**9])
@pytest.mark.parametrize("language", [language for language in LANGUAGES if language not in OTHER_LEXERS])
def test_tokens_are_those_of_pygments(language: str, often: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexing, "_OFTEN", often)
    lexer = find_lexer_class_by_name(language)()
    assert isinstance(lexer, RegexLexer)
    text = "".join(f"{line}\n" for line in SAMPLES)
    mine = [(start, kind, said) for start, kind, said, _ in lexing.Grammar(lexer).tokens(text, ("root",))]
    theirs = [(start, kind, said) for start, kind, said in lexer.get_tokens_unprocessed(text)]
    ends = [token for token in theirs if token[2] != "\n"]
    assert [token for token in mine if token[2] != "\n"] == ends
