"""Did you mean: the known word that is nearest to a mistyped one.

Owns the measure and the words of the hint. Leaves the rest of the message to its callers. Pure. The standard
difflib would do, but with its import of re and collections it costs more start-up time than these lines.
"""

from collections.abc import Iterable

_LONGEST = 64  # characters compared; longer words are pasted text, not typing mistakes


def did_you_mean(word: str, known: Iterable[str], prefix: str = "") -> str:
    """Return " Did you mean PREFIXword?" for the known word nearest to `word`, or "" if none is near."""
    found = nearest(word, known)
    return f" Did you mean {prefix}{found}?" if found is not None else ""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the word of `known` that `word` was most likely meant to be, or None if none is near.

    Near means: it begins with `word`, or at most one typing mistake in each three characters apart.
    """
    wanted = word.casefold()[:_LONGEST]
    if not wanted:
        return None
    ranked = [(_rank(wanted, candidate.casefold()), candidate) for candidate in known]
    close = [(rank, candidate) for rank, candidate in ranked if rank <= max(1, len(wanted) // 3)]
    return min(close)[1] if close else None


def _rank(wanted: str, candidate: str) -> int:
    if len(wanted) >= 3 and candidate.startswith(wanted):
        return 1
    return distance(wanted, candidate[:_LONGEST])


def distance(first: str, second: str) -> int:
    """Return how many insertions, deletions, replacements and swaps of neighbors turn `first` into `second`.

    The optimal string alignment distance (Damerau 1964, Boytsov 2011): time is the product of the lengths.
    """
    before: list[int] = []
    above = list(range(len(second) + 1))
    for row, left in enumerate(first, 1):
        current = [row]
        for column, right in enumerate(second, 1):
            cost = min(above[column] + 1, current[-1] + 1, above[column - 1] + (left != right))
            if row > 1 and column > 1 and left == second[column - 2] and first[row - 2] == right:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        before, above = above, current
    return above[-1]
