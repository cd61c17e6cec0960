"""Code: the lines of a code block in color, one after the other; one home of Pygments, beside lexing.py.

A lexer of Pygments wants a whole text. Given one line more each time, that would cost the square of the length, so a
Highlighter goes on from the last token of the line before, in the lexer's state at that token: a token that spans
lines, such as a comment, is read again with each of them, up to a limit. What a line looks like depends on the lines
before it alone. Lexers that keep no state of that kind (JSON, YAML, a shell's session) are given each line by itself.
A highlighter belongs to one thread at a time.
"""

import re
from collections.abc import Iterable
from copy import copy
from functools import lru_cache

from pygments.lexer import ExtendedRegexLexer, Lexer, RegexLexer
from pygments.lexers import find_lexer_class_by_name
from pygments.token import Comment, Generic, Keyword, Literal, Name, Number, String, Token, _TokenType
from pygments.util import ClassNotFound

from qmux import log
from qmux.engine.markdown.lexing import Grammar, Stack
from qmux.engine.markdown.style import Span

# Characters: a regular expression of a lexer may take the square of what it is given, or worse.
_LINE_LIMIT = 1000
_TOKEN_LIMIT = 4000

_LANGUAGE = re.compile(r"[\w+#.-]+")
_STARTS = {"php": ("root", "php")}  # where the text does not begin in the lexer's root
_STYLES = {
    Comment: "2",
    Comment.Preproc: "36",
    Keyword: "35",
    Keyword.Type: "36",
    Name.Function: "34",
    Name.Class: "34",
    Name.Builtin: "36",
    Name.Decorator: "36",
    Name.Tag: "35",
    Name.Attribute: "36",
    Name.Exception: "36",
    String: "32",
    Number: "33",
    Literal.Date: "33",
    Generic.Heading: "1",
    Generic.Subheading: "1;36",
    Generic.Prompt: "1",
    Generic.Output: "2",
    Generic.Inserted: "32",
    Generic.Deleted: "31",
    Generic.Error: "31",
}
# Comments that some lexers know only once they are ended: they are ended for them.
_COMMENTS = (("/*", "*/"), ("<!--", "-->"))

_Tokens = Iterable[tuple[int, _TokenType, str]]


def language_of(info: str) -> str:
    """Return the language that the text behind a code block's fence names, "" for none."""
    found = _LANGUAGE.search(info)
    return found[0] if found else ""


class Highlighter:
    """Colors one block's lines."""

    def __init__(self, language: str) -> None:
        self._lexer = _lexer(language)
        self._stack: Stack = _STARTS.get(language.lower(), ("root",))
        self._again = ""  # the token that the last line ended with, read again with the next

    def fork(self) -> "Highlighter":
        """Return a highlighter that goes on from the same place."""
        return copy(self)

    def line(self, text: str) -> list[Span]:
        """Return the next line, given without its end, in color."""
        if self._lexer is None or not (text.strip() or self._again.strip()):
            return [Span(text)]
        if len(text) > _LINE_LIMIT:
            self._again = ""
            return [Span(text)]
        try:
            return _spans(self._tokens(self._lexer, f"{text}\n"), text)
        except Exception as error:  # noqa: BLE001 - another's code on a stranger's text: it is shown as it came
            log.exception("a code block could not be colored", error)
            self._lexer = None
            return [Span(text)]

    def _tokens(self, lexer: Lexer, line: str) -> list[tuple[_TokenType, str]]:
        if not isinstance(lexer, RegexLexer) or isinstance(lexer, ExtendedRegexLexer):
            return [(kind, text) for _, kind, text in lexer.get_tokens_unprocessed(line)]
        if len(self._again) > _TOKEN_LIMIT:
            self._again = ""
        skip, text = len(self._again), self._again + line
        tokens, restart = [], 0
        for start, kind, token, stack in _grammar(lexer).tokens(text + _missing_end(text), self._stack):
            if start >= len(text):
                break
            if stack is not None and start > restart:
                restart, self._stack = start, stack
            tokens.append((kind, text[max(start, skip) : start + len(token)]))
        self._again = text[restart:]
        return tokens


@lru_cache(maxsize=256)
def _lexer(language: str) -> Lexer | None:
    """Return the lexer for a language; an unknown one is looked for among all plug-ins, which takes a while."""
    try:
        return find_lexer_class_by_name(language)() if language else None
    except ClassNotFound:
        return None


@lru_cache(maxsize=256)
def _grammar(lexer: RegexLexer) -> Grammar:
    return Grammar(lexer)


def _missing_end(text: str) -> str:
    for begin, end in _COMMENTS:
        start = text.rfind(begin)
        if start >= 0 and text.find(end, start + len(begin)) < 0:
            return end
    return ""


def _spans(tokens: Iterable[tuple[_TokenType, str]], line: str) -> list[Span]:
    """Return tokens as spans; whatever the lexer made of the line, its text is `line`."""
    spans = [Span(text, _style(kind)) for kind, with_end in tokens if (text := with_end.rstrip("\n"))]
    return spans if "".join(span.text for span in spans) == line else [Span(line)]


@lru_cache(maxsize=1024)
def _style(kind: _TokenType) -> str:
    while kind is not Token and kind not in _STYLES:
        kind = kind.parent
    return _STYLES.get(kind, "")
