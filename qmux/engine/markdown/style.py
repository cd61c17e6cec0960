"""Spans: pieces of a rendered reply, and the styles that they have.

Owns the table of styles: the terminal's own eight colors, which follow the user's theme, and attributes, which are
what is left where a terminal has no colors. Pure data; any thread.
"""

from collections.abc import Iterable
from typing import NamedTuple

_RESET = "\x1b[0m"

STRONG = "1"
EMPHASIS = "3"
STRUCK = "2;9"
CODE = "36"
LINK = "4;34"
DIM = "2"
HEADINGS = ("1;4;35", "1;35", "1", "1", "1", "1")


class Span(NamedTuple):
    """Text without controls in one style: the parameters of an SGR sequence, "" for none."""

    text: str
    style: str = ""


def combined(outer: str, inner: str) -> str:
    """Return the style of something in style `inner` within something in style `outer`."""
    return f"{outer};{inner}" if outer and inner else outer or inner


def terminal_text(spans: Iterable[Span]) -> str:
    """Return spans as text for a pane; the style is the default before and after it."""
    parts: list[str] = []
    open_style = ""
    for text, style in spans:
        if style != open_style and text:
            if open_style:
                parts.append(_RESET)
            if style:
                parts.append(f"\x1b[{style}m")
            open_style = style
        parts.append(text)
    if open_style:
        parts.append(_RESET)
    return "".join(parts)


def split_lines(spans: Iterable[Span]) -> list[list[Span]]:
    """Return spans in which there are line ends as a list of lines."""
    lines: list[list[Span]] = [[]]
    for span in spans:
        text, style = span
        if "\n" not in text:
            lines[-1].append(span)
            continue
        first, *rest = text.split("\n")
        lines[-1].append(Span(first, style))
        lines += [[Span(line, style)] for line in rest]
    return lines
