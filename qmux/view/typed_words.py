"""Words in what is typed: where the one at the cursor, or the one beside it, begins and ends.

A word is what is neither blank nor punctuation, as in emacs: that keeps the marks and joiners of every script, which
\\w does not. Places are indexes of code points; that they stand between clusters is the caller's business. Pure
functions, whose cost is that of the word and not of the text.
"""

import re

from qmux.model.rope import Sliced

_SEPARATORS = r"\s!-/:-@\[-^`{-~\u2010-\u2027\u2030-\u205e\u3001-\u3003\u3008-\u3011"
# The pattern reads the same backwards, so it finds the word to the left in the reversed text.
_WORD = re.compile(f"[{_SEPARATORS}]*[^{_SEPARATORS}]*")
_SEPARATOR = re.compile(f"[{_SEPARATORS}]")

_WINDOW = 1024  # code points that are looked at first; four times as many where the word goes beyond them


def word_end(text: Sliced, place: int) -> int:
    """Return where the word at `place`, or the next one, ends; the text's end without one."""
    window = _WINDOW
    while True:
        limit = min(len(text), place + window)
        found = _WORD.match(text[place:limit])
        end = place + (found.end() if found is not None else 0)
        if limit == len(text) or end < limit:
            return end
        window *= 4


def word_start(text: Sliced, place: int) -> int:
    """Return where the word before `place` begins, be it the one that `place` is in; 0 without one."""
    window = _WINDOW
    while True:
        begin = max(0, place - window)
        found = _WORD.match(text[begin:place][::-1])
        start = place - (found.end() if found is not None else 0)
        if begin == 0 or start > begin:
            return start
        window *= 4


def is_separator(character: str) -> bool:
    """Return whether `character` parts words."""
    return _SEPARATOR.match(character) is not None
