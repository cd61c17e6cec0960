"""Spans: pieces of a rendered reply, and the styles that they have.

Owns the table of styles: the terminal's own eight colors, which follow the user's theme, and attributes, which are
what is left where a terminal has no colors. Pure data; any thread.
"""

from collections.abc import Iterable
from itertools import groupby
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
    parts = []
    for style, run in groupby(spans, lambda span: span.style):
        text = "".join([span.text for span in run])
        parts.append(f"\x1b[{style}m{text}{_RESET}" if style and text else text)
    return "".join(parts)


def split_lines(spans: Iterable[Span]) -> list[list[Span]]:
    """Return spans in which there are line ends as a list of lines."""
    lines: list[list[Span]] = [[]]
    for text, style in spans:
        first, *rest = text.split("\n")
        lines[-1].append(Span(first, style))
        lines += [[Span(line, style)] for line in rest]
    return lines
