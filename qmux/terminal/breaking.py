"""Breaking: where a line that is longer than a row goes on in the next one.

Owns the two rules: at the margin, as programs expect it of a terminal, and between words, for prose. Text that
comes in bits and the reflow of whole rows ask the same function, which looks at nothing but the line from the row's
start on: so chunking never matters, and a new width and back is nothing.

Blanks that meet the margin hang: they stay in the row that they end, beyond its last column, where they are not
drawn. The next row then begins with a word and not with an indent, and rows put together are still the line, to
the letter and to the style, for reflow, search and copy alike. A flag "a blank was swallowed here" would keep
neither their number nor their style, and each of those would have to know about it. At most as many blanks hang as
the row has columns, which bounds the row; what is more begins the next one. Under the gate only. A row's text is as
in rows.py, `columns` is at least 2.
"""

from collections.abc import Callable

from qmux.terminal.clusters import FIRST_PRIVATE, Clusters
from qmux.terminal.rows import WIDE_TAIL
from qmux.terminal.width import character_width

# (a line's text, where in it a row starts, columns) -> where that row ends: the text's end if there is no next one.
Cut = Callable[[str, int, int], int]

_BLANK = " "
# A blank beside which no row ends. Whoever looks at a pane for prose is shown a plain one, to be found and copied.
NO_BREAK = "\xa0"
_FIRST_PRIVATE = chr(FIRST_PRIVATE)

# Not to begin a row with beside a wide character: of the classes CL, CP, EX, IS, NS and BA of UAX #14 what is common.
_NOT_FIRST = frozenset("、。，．・：；！？」』）】〕〉》〗〙〛］｝｠…‥ー々ゝゞヽヾ　!),.:;?]}’”»")


def cut_at_margin(text: str, start: int, columns: int) -> int:
    """Return the end of a row that is filled, but for a last column that is half of a wide character."""
    end = start + columns
    if end >= len(text):
        return len(text)
    return end - (text[end] == WIDE_TAIL)


class WordCut:
    """The Cut between words.

    A row ends after its last blank or beside its last wide character; at the margin if it has neither, or if
    nothing but an indent would be left in it.

    Arguments:
        clusters: those of the pane, since what a cluster began as decides: it may have grown wide since its row
            was broken.
    """

    def __init__(self, clusters: Clusters) -> None:
        self._clusters = clusters

    def __call__(self, text: str, start: int, columns: int) -> int:
        margin = start + columns
        if margin >= len(text):
            return len(text)
        if text[margin] == _BLANK:
            return _after_blanks(text, margin, margin + columns)
        margin -= text[margin] == WIDE_TAIL
        end = text.rfind(_BLANK, start, margin) + 1
        if text.find(WIDE_TAIL, start, margin + 2) >= 0:
            end = self._beside_wide(text, max(start, end), margin)
        if end <= start or (text[start] == _BLANK and not text[start:end].strip(_BLANK)):
            return margin
        return end

    def _beside_wide(self, text: str, start: int, margin: int) -> int:
        """Return the last place up to `margin` that is beside a wide character, or else `start`."""
        for place in range(margin, start, -1):
            if self._is_beside_wide(text, place):
                return place
        return start

    def _is_beside_wide(self, text: str, place: int) -> bool:
        if text[place] == WIDE_TAIL or self._base(text[place]) in _NOT_FIRST:
            return False
        if text[place - 1] == WIDE_TAIL and self._is_wide(text[place - 2]):
            return True
        return text[place + 1 : place + 2] == WIDE_TAIL and self._is_wide(text[place])

    def _is_wide(self, character: str) -> bool:
        return character_width(self._base(character)) == 2

    def _base(self, character: str) -> str:
        return character if character < _FIRST_PRIVATE else self._clusters.expand(character)[0]


def _after_blanks(text: str, start: int, limit: int) -> int:
    blanks = text[start:limit]
    return start + len(blanks) - len(blanks.lstrip(_BLANK))
