"""Clusters: the private characters that stand for grapheme clusters of several code points in one pane's
rows.

A row holds one character per cell; a cluster of several code points is interned to a character of plane 16
(U+100000 and up), which is taken for nothing else: one that comes in from outside is itself interned.
Expanding happens in rows.plain_text and in the drawer only. Written under the gate; `expansions` may be
read by any thread.
"""

from collections.abc import Mapping

FIRST_PRIVATE = 0x100000
REPLACEMENT = "\ufffd"

# About 2 MB when full of the longest clusters. All of Unicode's emoji sequences are some 3,700.
CLUSTERS_CAP = 8192


class Clusters:
    """The clusters of one pane; it only grows, up to its cap."""

    def __init__(self) -> None:
        self._expansions: dict[str, str] = {}
        self._characters: dict[str, str] = {}

    @property
    def expansions(self) -> Mapping[str, str]:
        """Return the live mapping of private characters to what they stand for."""
        return self._expansions

    def intern(self, cluster: str) -> str:
        """Return the one character that stands for `cluster` in a row.

        Beyond the cap the first code point stands for it: the marks on it are lost, never the letter.
        """
        if len(cluster) == 1 and ord(cluster) < FIRST_PRIVATE:
            return cluster
        known = self._characters.get(cluster)
        if known is not None:
            return known
        if len(self._expansions) >= CLUSTERS_CAP:
            return cluster[0] if ord(cluster[0]) < FIRST_PRIVATE else REPLACEMENT
        character = chr(FIRST_PRIVATE + len(self._expansions))
        self._characters[cluster] = character
        self._expansions[character] = cluster
        return character

    def expand(self, character: str) -> str:
        """Return the cluster that a cell's character stands for."""
        return self._expansions.get(character, character)
