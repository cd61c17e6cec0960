"""What curses can be trusted to draw, and what is drawn instead where it cannot.

A row says how many cells a character fills; ncurses asks libc instead, code point by code point, and puts
what follows where libc says. Where the two agree the character is sent as it is. Where they do not, its
first code point stands for it, padded to the row's cells, and failing that a replacement. Owns this
decision and its cache. Leaves measuring to whoever has curses. Main thread only.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from qmux.terminal.rows import WIDE_TAIL

_CACHE_LIMIT = 10_000  # clusters; a page of the most varied text has a few hundred
_LONGEST_CLUSTER = 5  # code points that ncurses keeps in one cell (CCHARW_MAX)

# Code points which str.isprintable() rules out and which may be sent all the same: joiners inside a
# cluster, and the tags of flags. All other format characters, the bidirectional ones above all, would
# change what stands around them.
_JOINERS = frozenset({"\u200c", "\u200d", *map(chr, range(0xE0020, 0xE0080))})
_NO_SPACES = "\x1c\x1d\x1e\x1f\x85\u2028\u2029"  # isspace() holds for them, yet they move the cursor


# What stands for qmux's own signs where the encoding does not have them.
_STAND_INS = {
    "●": "*", "⋮": ":", "↳": ">", "🛠": "#", "─": "-", "│": "|", "…": "~", "“": '"', "”": '"', "’": "'", "✓": "+",
    "⏎": "<", "⏳": "~", "⏸": "=",
}  # fmt: skip


class Glyph(NamedTuple):
    """What is sent for one character; `exact` says that the cursor is then surely where it should be."""

    text: str
    exact: bool


class Glyphs:
    """The decision for each character, made once.

    Arguments:
        measure: the cells that curses gives to one code point: 0 for one that joins the cell before it.
        replacement: what stands for a character that cannot be drawn, one cell wide.
    """

    def __init__(self, measure: Callable[[str], int], replacement: str) -> None:
        self._measure = measure
        self._replacement = replacement
        self._cache: dict[tuple[str, int], Glyph] = {}
        self._narrow: set[str] = set()
        self._wide: set[str] = set()

    def plain(self, text: str) -> bool:
        """Return whether each character of a row's `text` is one cell wide and may be sent as it stands."""
        if text.isascii():
            return text.isprintable()
        return WIDE_TAIL not in text and self._all(set(text), 1, self._narrow)

    def agree(self, text: str) -> bool:
        """Return whether a row's `text` may be sent as it stands, but for the tails of wide characters."""
        if text.isascii() and text.isprintable():
            return True
        tails = text.split(WIDE_TAIL)[:-1]
        wide = {before[-1:] for before in tails}
        heads = sum(map(text.count, wide))
        if "" in wide or heads != len(tails):  # a tail without its head, a head without its tail
            return False
        return self._all(set(text) - wide - {WIDE_TAIL}, 1, self._narrow) and self._all(wide, 2, self._wide)

    def glyph(self, cluster: str, cells: int) -> Glyph:
        """Return what to send for a grapheme cluster that fills `cells` cells, 1 or 2, of its row."""
        found = self._cache.get((cluster, cells))
        if found is None:
            if len(self._cache) >= _CACHE_LIMIT:
                self._cache.clear()
            found = self._cache[cluster, cells] = self._decide(cluster, cells)
        return found

    def split_last(self, text: str) -> tuple[str, str, int]:
        """Return `text`, made of glyphs, without its last one; that one with its marks; and the cells it fills."""
        start = len(text) - 1
        while start > 0 and self._measure(text[start]) == 0:
            start -= 1
        return text[:start], text[start:], self._measure(text[start])

    def _all(self, characters: set[str], cells: int, known: set[str]) -> bool:
        for character in characters - known:
            if not self.glyph(character, cells).exact:
                return False
            known.add(character)
        return True

    def _decide(self, cluster: str, cells: int) -> Glyph:
        if self._is_safe(cluster) and sum(map(self._measure, cluster)) == cells:
            return Glyph(cluster, True)
        first = cluster[:1]
        if _is_drawable(first) and 0 < self._measure(first) <= cells:
            return Glyph(first + " " * (cells - self._measure(first)), False)
        return Glyph(_STAND_INS.get(first, self._replacement).ljust(cells), False)

    def _is_safe(self, cluster: str) -> bool:
        if not 0 < len(cluster) <= _LONGEST_CLUSTER:
            return False
        if not _is_drawable(cluster[0]) or self._measure(cluster[0]) == 0:
            return False
        return all(_is_drawable(character) or character in _JOINERS for character in cluster[1:])


def _is_drawable(character: str) -> bool:
    """Return whether a terminal draws `character` and does nothing else with it.

    Private code points of the first planes are the symbols of patched fonts; those of plane 16 are clusters
    that nobody expanded.
    """
    private = "\ue000" <= character <= "\uf8ff" or "\U000f0000" <= character < "\U00100000"
    if private or character.isprintable():
        return True
    return character.isspace() and character >= "\x80" and character not in _NO_SPACES


def expand(character: str, clusters: Mapping[str, str]) -> str:
    """Return the cluster that `character` of a row stands for; the one place where clusters are expanded."""
    return clusters.get(character, character)
