"""Clusters: the private characters that stand for grapheme clusters of several code points in one pane's rows.

A row holds one character per cell; a cluster of several code points is interned to a character of plane 16
(U+100000 and up), which is taken for nothing else: one that comes in from outside is itself interned.
Expanding happens in rows.plain_text and in the drawer only. When the table fills, those that no row holds any
more make room (keep_only). Written under the gate; an `expansions` once taken stays right for the frame it was
taken for, in any thread.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

REPLACEMENT = "\ufffd"
FIRST_PRIVATE = 0x100000

# About 2 MB when full of the longest clusters. All of Unicode's emoji sequences are some 3,700.
CLUSTERS_CAP = 8192

_PRIVATE = re.compile("[\U00100000-\U0010ffff]")


class Clusters:
    """The clusters of one pane."""

    def __init__(self) -> None:
        self._expansions: dict[str, str] = {}
        self._characters: dict[str, str] = {}
        self._unused: Iterator[str] = map(chr, range(FIRST_PRIVATE, FIRST_PRIVATE + CLUSTERS_CAP))
        self._until_sweep = CLUSTERS_CAP * 3 // 4  # new clusters, whether there is room for them or not

    @property
    def expansions(self) -> Mapping[str, str]:
        """Return the mapping of private characters to what they stand for, which goes on growing."""
        return self._expansions

    @property
    def wants_sweep(self) -> bool:
        """Return whether keep_only() should be called before more text is written."""
        return self._until_sweep <= 0

    def intern(self, cluster: str) -> str:
        """Return the one character that stands for `cluster` in a row.

        If the table is full of clusters in use, the first code point stands for it: the marks on it are lost.
        """
        if len(cluster) == 1 and ord(cluster) < FIRST_PRIVATE:
            return cluster
        known = self._characters.get(cluster)
        if known is not None:
            return known
        self._until_sweep -= 1
        character = next(self._unused, "")
        if not character:
            return cluster[0] if ord(cluster[0]) < FIRST_PRIVATE else REPLACEMENT
        self._characters[cluster] = character
        self._expansions[character] = cluster
        return character

    def expand(self, character: str) -> str:
        """Return the cluster that a cell's character stands for."""
        return self._expansions.get(character, character)

    def keep_only(self, texts: Iterable[str]) -> None:
        """Forget what stands in none of `texts`, the texts of all rows that there are."""
        used = {character for text in texts if not text.isascii() for character in _PRIVATE.findall(text)}
        self._expansions = {c: cluster for c, cluster in self._expansions.items() if c in used}
        self._characters = {cluster: c for c, cluster in self._expansions.items()}
        codes = map(chr, range(FIRST_PRIVATE, FIRST_PRIVATE + CLUSTERS_CAP))
        self._unused = iter([character for character in codes if character not in used])
        self._until_sweep = max((CLUSTERS_CAP - len(used)) * 3 // 4, CLUSTERS_CAP // 8)
