"""Where several words stand together in a text.

Pure; positions are offsets of characters. Leaves case to its callers.
"""

from collections.abc import Sequence


def where_most(text: str, words: Sequence[str]) -> int:
    """Return where the first line with the most of `words` has the first of them, -1 if none of them is there."""
    begin, most, found = 0, 0, -1
    for line in text.split("\n"):
        places = [place for word in words if (place := line.find(word)) >= 0]
        if len(places) > most:
            most, found = len(places), begin + min(places)
        begin += len(line) + 1
    return found
