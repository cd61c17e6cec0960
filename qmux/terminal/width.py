"""How many cells text fills, and where its grapheme clusters begin and end.

Owns the rules by which a code point joins the cell before it: one set of rules for the emulator and for
what the view draws itself. The widths are wcwidth's (width_table.py); the joining rules are those of UAX
#29 that matter in cells: marks and format characters, emoji sequences with ZERO WIDTH JOINER, skin tones,
pairs of regional indicators. Pure functions; any thread.
"""

from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

from qmux.terminal.width_table import EMOJI_BASES, PICTOGRAPHS, STARTS, WIDTHS

ZERO_WIDTH_JOINER = "\u200d"
EMOJI_PRESENTATION = "\ufe0f"

# The longest sequences in Unicode's emoji-zwj-sequences.txt have 10 code points; what is longer is no text.
CLUSTER_LIMIT = 32


@lru_cache(maxsize=4096)
def character_width(character: str) -> int:
    """Return the cells that one code point fills by itself: 0 for controls and for what joins the cell before."""
    return int(WIDTHS[bisect_right(STARTS, ord(character)) - 1])


def cell_width(text: str) -> int:
    """Return the number of cells that `text` fills; controls fill none."""
    if text.isascii() and text.isprintable():
        return len(text)
    return sum(width for _, width in clusters(text))


def clusters(text: str) -> Iterator[tuple[str, int]]:
    """Yield each grapheme cluster of `text` with the cells that it fills, 0 to 2."""
    cluster = ""
    for character in text:
        if cluster and joins(cluster, character):
            cluster += character
            continue
        if cluster:
            yield cluster, cluster_width(cluster)
        cluster = character
    if cluster:
        yield cluster, cluster_width(cluster)


def joins(cluster: str, character: str) -> bool:
    """Return whether `character`, coming right after `cluster`, belongs to it."""
    if len(cluster) >= CLUSTER_LIMIT or is_control(cluster):
        return False
    if character_width(character) == 0:
        return not is_control(character)
    if cluster[-1] == ZERO_WIDTH_JOINER:
        return is_pictograph(character) and is_pictograph(cluster[0])
    if is_skin_tone(character):
        return is_pictograph(cluster[0])
    return is_regional_indicator(character) and len(cluster) == 1 and is_regional_indicator(cluster)


def cluster_width(cluster: str) -> int:
    """Return the cells that one grapheme cluster fills: those of its widest part; 2 if VS16 makes it an emoji."""
    if len(cluster) > 1 and cluster[1] == EMOJI_PRESENTATION and _contains(EMOJI_BASES, cluster[0]):
        return 2
    return max(map(character_width, cluster))


def is_control(character: str) -> bool:
    """Return whether a code point is a C0 or C1 control or DEL."""
    return character < " " or "\x7f" <= character < "\xa0"


def is_pictograph(character: str) -> bool:
    """Return whether a code point is Extended_Pictographic, so that emoji sequences may be made of it."""
    return _contains(PICTOGRAPHS, character)


def is_skin_tone(character: str) -> bool:
    """Return whether a code point is an emoji modifier (Fitzpatrick type)."""
    return "\U0001f3fb" <= character <= "\U0001f3ff"


def is_regional_indicator(character: str) -> bool:
    """Return whether a code point is one of those that make flags in pairs."""
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _contains(bounds: tuple[int, ...], character: str) -> bool:
    return bisect_right(bounds, ord(character)) % 2 == 1
