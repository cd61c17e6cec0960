"""Fuzzy matching: how well a few typed letters fit a name. Pure; capitals do not matter."""

_AT_START, _AFTER_BREAK, _IN_A_ROW = 4, 3, 3  # what a letter is worth beyond the one for being there
_BREAKS = " -_./"


def score(typed: str, text: str) -> int | None:
    """Return how well `typed` fits: None where its letters are not in `text` in their order, blanks aside.

    A letter counts more at the start of a word and next to the one before. Each word of `typed` is looked for.
    """
    scores = [_word(word, text.casefold()) for word in typed.casefold().split()]
    found = [one for one in scores if one is not None]
    return sum(found) if len(found) == len(scores) else None


def _word(word: str, text: str) -> int | None:
    """Return the best of the scores that begin at each place of the first letter."""
    starts = (place for place, letter in enumerate(text) if letter == word[0])
    return max((one for start in starts if (one := _from(word, text, start)) is not None), default=None)


def _from(word: str, text: str, start: int) -> int | None:
    total, before = 0, None
    for letter in word:
        place = text.find(letter, start)
        if place < 0:
            return None
        total += 1 + _worth(text, place, before)
        before, start = place, place + 1
    return total


def _worth(text: str, place: int, before: int | None) -> int:
    if place == 0:
        return _AT_START
    if before == place - 1:
        return _IN_A_ROW
    return _AFTER_BREAK if text[place - 1] in _BREAKS else 0
