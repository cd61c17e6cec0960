"""What a person would read of a page: the text of HTML, with headings, lists and links, without the rest.

Owns a simple reading of HTML that takes time in proportion to its length, whatever is in it. Leaves bytes and their
encoding to fetch.py. Pure.
"""

import html
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urljoin

# Elements whose content is not the page's text; their end is looked for as such, because anything may stand in them.
_UNREAD = {
    name: re.compile(rf"</{name}\b", re.IGNORECASE)
    for name in ("script", "style", "noscript", "template", "svg", "iframe", "title", "textarea", "select")
}
_BREAKS = {"br": "\n", "tr": "\n", "dt": "\n", "dd": "\n  ", "div": "\n", "li": "\n- ", "hr": "\n\n---\n\n"}
_BREAKS.update({f"h{level}": f"\n\n{'#' * level} " for level in range(1, 7)})
_BREAKS.update(
    dict.fromkeys("p pre table ul ol blockquote section article header footer main nav form".split(), "\n\n")
)
_ENDS = {
    "td": " | ",
    "th": " | ",
    **{name: "\n\n" for name in _BREAKS if "\n\n" in _BREAKS[name] and name != "hr"},
}

_MARKUP = re.compile(r"<[a-zA-Z/!?]")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_LINK = re.compile(
    r"""\bhref\s{0,9}=\s{0,9}(?:"([^"]{1,2000})"|'([^']{1,2000})'|([^\s"'>]{1,2000}))""", re.IGNORECASE
)
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,500})", re.IGNORECASE)
_ENDLESS_NUMBER = re.compile(r"&#[0-9]{9,};?")  # no character; int() refuses the longest
_BLANKS = re.compile(r"\s+")
_MANY_LINES = re.compile(r"\n{3,}")


class _Tag(NamedTuple):
    """A tag; `attributes` is what stands between its name and its end."""

    name: str
    closing: bool
    attributes: str


def readable(page: str, address: str) -> str:
    """Return the text of an HTML page at `address`, to which its links are relative."""
    title = _TITLE.search(page)
    reader = _Reader(address)
    for token in _tokens(page):
        if isinstance(token, str):
            reader.text(token)
        else:
            reader.tag(token)
    body = "\n".join(line.rstrip() for line in "".join(reader.parts).split("\n"))
    heading = f"Title: {_plain(title[1]).strip()}\n\n" if title else ""
    return heading + _MANY_LINES.sub("\n\n", body).strip()


class _Reader:
    """Puts the text together."""

    def __init__(self, address: str) -> None:
        self.parts: list[str] = []
        self._address = address
        self._preformatted = 0
        self._link = ""

    def text(self, raw: str) -> None:
        """Take text between tags."""
        if self._preformatted:
            self.parts.append(_unescaped(raw))
        elif text := _plain(raw):
            at_start = not self.parts or self.parts[-1].endswith(("\n", " "))
            self.parts.append(text.lstrip() if at_start else text)

    def tag(self, tag: _Tag) -> None:
        """Take a tag."""
        if tag.name == "pre":
            self._preformatted = max(0, self._preformatted + (-1 if tag.closing else 1))
        if tag.name == "a":
            self._take_link(tag)
        words = (_ENDS if tag.closing else _BREAKS).get(tag.name, "")
        if words:
            self.parts.append(words)

    def _take_link(self, tag: _Tag) -> None:
        if self._link:
            self.parts.append(f" <{self._link}>")
            self._link = ""
        href = None if tag.closing else _LINK.search(tag.attributes)
        if href:
            self._link = _target(self._address, _unescaped(href[href.lastindex or 0]))


def _tokens(page: str) -> Iterator[str | _Tag]:
    """Yield texts and tags; a construct without an end goes to the end of the page."""
    position = 0
    while position < len(page):
        markup = _MARKUP.search(page, position)
        start = markup.start() if markup else len(page)
        if start > position:
            yield page[position:start]
        match = _TAG.match(page, start)
        if match:
            position = _found(page, ">", match.end()) + 1
            tag = _Tag(match[2].lower(), bool(match[1]), page[match.end() : position - 1])
            yield tag
            position = _behind_unread(page, position, tag)
        elif page.startswith("<!--", start):
            position = _found(page, "-->", start + 4) + 3
        else:
            position = _found(page, ">", start) + 1


def _behind_unread(page: str, position: int, tag: _Tag) -> int:
    """Return where reading goes on after `tag`, which ends at `position`."""
    end = _UNREAD.get(tag.name)
    if end is None or tag.closing:
        return position
    match = end.search(page, position)
    return match.start() if match else len(page)


def _found(page: str, what: str, position: int) -> int:
    """Return where `what` stands next, or the end of the page."""
    at = page.find(what, position)
    return len(page) if at < 0 else at


def _plain(raw: str) -> str:
    return _BLANKS.sub(" ", _unescaped(raw))


def _unescaped(raw: str) -> str:
    return html.unescape(_ENDLESS_NUMBER.sub("\ufffd", raw))


def _target(address: str, href: str) -> str:
    """Return where a link leads, "" where that is nowhere else."""
    try:
        target = urljoin(address, href.strip())
    except ValueError:
        return ""
    return target if target.startswith(("http://", "https://")) and not href.startswith("#") else ""
