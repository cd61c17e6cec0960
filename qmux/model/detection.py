"""The type of work that a message speaks of.

Owns the weighing of cues. Leaves the table of cues to cues.py and the splitting of text into words to reading.py.
Pure and deterministic; positions are numbers of words.
"""

import re
from collections.abc import Iterator, Sequence

from qmux.model.cues import cues, first_words
from qmux.model.reading import excerpt, is_unspaced, plain_words
from qmux.model.session import SessionType

_PHRASE = 5  # words of the longest cue
_CHARACTERS = 6  # the most characters of a cue in a script that does not part its words
_SHORTEST_STEM, _LONGEST_STEM = 2, 12  # characters of a beginning of a word that is a cue
_FIRST_WORDS = 8  # what is said here is what is wanted
_REQUEST = 5  # words of a sentence in which a request begins: "could you please add"
_ENOUGH = 2
_ERROR_NAME = r"\b[A-Z]\w*(?:Error|Exception)\b"


def detect_type(messages: Sequence[str]) -> SessionType:
    """Return the type of work that the first of `messages` to speak of one speaks of, else Development."""
    found = (_type_of(message) for message in messages)
    return next((type for type in found if type), SessionType.DEVELOPMENT)


def _type_of(message: str) -> SessionType | None:
    """Return the type that most speaks for, the first at the same weight; None if too little speaks for any."""
    scores: dict[SessionType, int] = {}
    for type, weight in _weights(excerpt(message)):
        scores[type] = scores.get(type, 0) + weight
    best = max(scores, key=lambda type: scores[type], default=None)
    return best if best and scores[best] >= _ENOUGH else None


def _weights(text: str) -> Iterator[tuple[SessionType, int]]:
    """Yield what each cue in `text` counts, each cue once."""
    if re.search(_ERROR_NAME, text):
        yield SessionType.DEBUG, 4
    known = cues()
    seen: set[str] = set()
    for place, in_sentence, candidate in _candidates(text):
        if candidate in seen or candidate not in known:
            continue
        seen.add(candidate)
        type, weight = known[candidate]
        if type is not SessionType.DEVELOPMENT:
            yield type, weight + 2 * (weight > 2 and place < _FIRST_WORDS)
        elif in_sentence < _REQUEST:
            yield type, weight + (place < _FIRST_WORDS)


def _candidates(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield whatever in `text` may be a cue, with its place in the text and in its sentence."""
    place = 0
    for sentence in plain_words(text):
        for index, word in enumerate(sentence):
            yield from ((place, index, form) for form in _forms("", word))
            for start in range(max(index + 1 - _PHRASE, 0), index):
                if sentence[start] in first_words():
                    before = " ".join(sentence[start:index]) + " "
                    yield from ((place, start, form) for form in _forms(before, word))
            if not word.isascii() and any(map(is_unspaced, word)):
                yield from ((place, index, part) for part in _parts(word))
            place += 1


def _forms(before: str, word: str) -> Iterator[str]:
    """Yield `word` and each beginning of it, after the words `before` it."""
    yield before + word
    for end in range(_SHORTEST_STEM, min(len(word), _LONGEST_STEM) + 1):
        yield f"{before}{word[:end]}*"


def _parts(word: str) -> Iterator[str]:
    for start in range(len(word)):
        for end in range(start + 1, min(start + _CHARACTERS, len(word)) + 1):
            yield word[start:end]
