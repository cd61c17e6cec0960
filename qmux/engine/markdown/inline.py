"""Inline: the markup within a line of text, as spans; the home of markdown-it.

Owns what emphasis, code, links and images look like. HTML is text. A link shows its address where that differs from
its text, since panes draw no hyperlinks. Whatever markdown-it makes of a text, no control comes out: entities are
decoded after the text was filtered. Most lines have nothing but words, code, emphasis and links, none within another:
those are read here, by one regular expression, at a fourth of markdown-it's price. Pure functions; any thread.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from qmux import log
from qmux.engine.markdown.style import CODE, DIM, EMPHASIS, LINK, STRONG, STRUCK, Span, combined

_MARKUP = re.compile(r"[*_`~\[<&\\]")
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
# What means nothing but itself, whatever stands beside it.
_PLAIN = r"[^*_`~\[<&\\\x00-\x1f\x7f-\x9f]"
# A piece of text that CommonMark reads in one way only, wherever it stands among others of them. A delimiter is a
# beginning or an end, and not both, by what is beside it: blanks, the letters of its words, or a few signs.
_SIMPLE = re.compile(
    rf"(?P<plain>(?:{_PLAIN}++|(?<=[^\W_])_+(?=[^\W_])|(?<! )\n(?! )|<(?=[ =])|&(?= ))++)"
    r"|(?<!`)`(?P<code>[^`\n]+)`(?!`)"
    rf"|(?<![^ \n(])(?P<mark>\*\*?|__?)(?=[^\W_])(?P<said>{_PLAIN}*"
    r"(?:(?<=[^\W_])(?P=mark)(?=[ \n.,;:!?)]|\Z)|(?<=[:.,!?)])(?P=mark)(?=[ \n]|\Z)))"
    rf"|(?<!!)\[(?P<name>(?:(?!\]){_PLAIN})+)\]\((?P<address>https?://[\w/.:%#?=+,@-]+)\)",
)
_STYLES = {"strong": STRONG, "em": EMPHASIS, "s": STRUCK, "link": LINK}
_STRUCK_MARK = "~~"

_parser = MarkdownIt("commonmark", {"html": False}).enable("strikethrough").disable("html_inline")


def spans(text: str, style: str = "") -> list[Span]:
    """Return the spans of `text`, within `style`; "\\n" in it ends a line and is kept."""
    if not _MARKUP.search(text):
        return [Span(text, style)]
    found = _simple(text)
    if found is None:
        found = [Span(_CONTROLS.sub(" ", span.text), span.style) for span in _spans(text)]
    return [Span(said, combined(style, own)) for said, own in found] if style else found


def _simple(text: str) -> list[Span] | None:
    """Return the spans of a text that is made of _SIMPLE pieces alone, None for any other."""
    found: list[Span] = []
    end = 0
    for piece in _SIMPLE.finditer(text):
        if piece.start() != end:
            return None
        end = piece.end()
        kind = piece.lastgroup
        if kind == "plain":
            found.append(Span(piece[0]))
        elif kind == "code":
            found.append(Span(_without_padding(piece["code"]), CODE))
        elif kind == "said":
            mark = piece["mark"]
            found.append(Span(piece["said"][: -len(mark)], STRONG if len(mark) == 2 else EMPHASIS))
        else:
            found += [Span(piece["name"], LINK), *_address(piece["name"], _normal(piece["address"]))]
    return found if end == len(text) else None


def _without_padding(code: str) -> str:
    padded = code[0] == code[-1] == " " and not code.isspace()
    return code[1:-1] if padded else code


def _spans(text: str) -> list[Span]:
    try:
        tokens = _parser.parseInline(text)[0].children or []
    except Exception as error:  # noqa: BLE001 - another's code on a stranger's text: it is shown as it came
        log.exception("a reply's markup could not be read", error)
        return [Span(text)]
    return list(_walk(tokens))


def _walk(tokens: list[Token]) -> Iterator[Span]:
    styles = [""]
    links: list[tuple[str, int]] = []  # the address of an open link, and where its text begins
    said = ""
    for token in tokens:
        name = token.type.removesuffix("_open").removesuffix("_close")
        if token.nesting < 0:
            style = styles.pop()
            if name == "s":
                yield Span(_STRUCK_MARK, style)
            elif links and name == "link":
                address, start = links.pop()
                yield from _address(said[start:], address)
            continue
        if token.nesting > 0:
            styles.append(combined(styles[-1], _STYLES.get(name, "")))
            if name == "s":
                yield Span(_STRUCK_MARK, styles[-1])
            elif name == "link":
                links.append((str(token.attrs.get("href", "")), len(said)))
            continue
        span = _leaf(token, styles[-1])
        said += span.text
        yield span
        if name == "image":
            yield from _address(span.text, str(token.attrs.get("src", "")))


def _leaf(token: Token, style: str) -> Span:
    if token.type in ("softbreak", "hardbreak"):
        return Span("\n", style)
    return Span(token.content, combined(style, CODE) if token.type == "code_inline" else style)


def _address(said: str, address: str) -> Iterator[Span]:
    """Yield the address of a link whose text is `said`, unless the text is that already."""
    if address and address not in (_normal(said), f"mailto:{said}"):
        yield Span(f" ({address})" if said else address, DIM)


@lru_cache(maxsize=256)
def _normal(address: str) -> str:
    return _parser.normalizeLink(address)
