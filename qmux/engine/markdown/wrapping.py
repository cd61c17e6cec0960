"""Wrapping: lines of spans broken between words, where the pane cannot do it: in cells of tables and behind margins.

Blanks at a break are dropped; a word that is too long is parted, and beside a wide character is room to break. Widths
are in cells. Pure functions.
"""

from collections.abc import Iterator, Sequence

from qmux.engine.markdown.style import Span
from qmux.terminal.width import cell_width, clusters

_BLANK = " "


def wrapped(line: list[Span], width: int) -> Iterator[list[Span]]:
    """Yield the line in lines of at most `width` cells."""
    text = "".join([span.text for span in line])
    if cell_width(text) <= width:
        yield line
        return
    ends = _ends(text, width) if text.isascii() else _ends_by_width(text, width)
    for start, end in ends:
        yield _part(line, start, end)


def _ends(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Yield where lines start and end in a text whose characters have one cell each."""
    start = 0
    while len(text) - start > width:
        blank = text.rfind(_BLANK, start + 1, start + width + 1)
        end = start + len(text[start:blank].rstrip(_BLANK)) if blank > 0 else start
        if end > start:
            yield start, end
            start = _behind_blanks(text, blank)
        else:
            yield start, start + width
            start += width
    if start < len(text):
        yield start, len(text)


def _ends_by_width(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Yield where lines start and end in any text."""
    letters = list(clusters(text))
    places = [0]
    for letter, _ in letters:
        places.append(places[-1] + len(letter))
    start = 0
    while start < len(letters):
        end = following = _margin(letters, start, width)
        place = _last_break(letters, start, end) if end < len(letters) else end
        words = place
        while words > start and end < len(letters) and letters[words - 1][0] == _BLANK:
            words -= 1
        if words > start:
            end, following = words, place
            while following < len(letters) and letters[following][0] == _BLANK:
                following += 1
        yield places[start], places[end]
        start = following


def _margin(letters: Sequence[tuple[str, int]], start: int, width: int) -> int:
    """Return the end of what has room from `start` on, one letter at least."""
    end, used = start, 0
    while end < len(letters) and used + letters[end][1] <= width:
        used += letters[end][1]
        end += 1
    return max(end, start + 1)


def _last_break(letters: Sequence[tuple[str, int]], start: int, margin: int) -> int:
    """Return the last place up to `margin` to break at, which is the margin if there is no better one."""
    for at in range(margin, start, -1):
        if letters[at][0] == _BLANK or 2 in (letters[at - 1][1], letters[at][1]):
            return at
    return margin


def _behind_blanks(text: str, start: int) -> int:
    return len(text) - len(text[start:].lstrip(_BLANK))


def _part(line: list[Span], start: int, end: int) -> list[Span]:
    """Return the characters from `start` up to `end` of a line."""
    part: list[Span] = []
    for text, style in line:
        if end <= 0:
            break
        if start < len(text):
            part.append(Span(text[max(0, start) : end], style))
        start, end = start - len(text), end - len(text)
    return part
