"""The words of a message, and which of them say what it is about.

Owns the splitting of text in any script into words and their weights. Leaves the tables of words to words.py and
the name that is made of them to naming.py. Pure and deterministic.
"""

import unicodedata
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from qmux.model.words import ACTIONS, HAN_STOPS, STOP_WORDS, TERMS, WEAK

_READ_LIMIT = 4000  # characters of a message that are looked at: the task is said at its beginning


class Term(NamedTuple):
    """A word that may stand in a name, where it came first in the text, and how much it says."""

    word: str
    place: int
    weight: int


def key_terms(messages: Sequence[str]) -> list[Term]:
    """Return the messages' words that say something, each once, weighed."""
    places: dict[str, int] = {}
    counts: dict[str, int] = {}
    stems: dict[str, str] = {}
    for place, word in enumerate(word for message in messages for word in words(message)):
        if word in STOP_WORDS or (len(word) == 1 and word.isascii()):
            continue
        word = stems.setdefault(_stem(word), word)
        places.setdefault(word, place)
        counts[word] = counts.get(word, 0) + 1
    actions = [word for word in places if word in ACTIONS]
    spare = set(actions[1:])
    return [Term(word, place, _weight(word, place, counts[word], spare)) for word, place in places.items()]


def _weight(word: str, place: int, count: int, spare: Collection[str]) -> int:
    """Return how much `word` says: first what it is, then whether it is repeated and stands near the beginning."""
    if word in spare or word in WEAK:
        weight = 1
    elif word in ACTIONS or word in TERMS:
        weight = 6
    else:
        weight = 4 if len(word) > 2 else 2
    return weight * 4 + min(count - 1, 2) * 2 + (3 if place < 12 else 0)


def _stem(word: str) -> str:
    """Return what a plural and its singular have in common."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def words(text: str) -> Iterator[str]:
    """Yield the words of a message in lower case, without addresses, code blocks and paths' directories.

    Of a contraction or an elision ("what's", "l'erreur") only the longer part is a word.
    """
    for chunk in _prose(unicodedata.normalize("NFKC", text[:_READ_LIMIT])).split():
        if "://" in chunk or chunk.startswith("www."):
            continue
        for run in _runs(_file_stem(chunk)):
            yield from _parted(unicodedata.normalize("NFC", run.lower()))


def _prose(text: str) -> str:
    """Return `text` without its fenced code blocks, unless nothing else is there."""
    prose = " ".join(text.split("```")[::2])
    return prose if prose.strip() else text


def _file_stem(chunk: str) -> str:
    """Return a path's last part without its ending; another word as it is."""
    stem = chunk.rstrip(".,:;!?)\"'/").rpartition("/")[2]
    name, dot, ending = stem.rpartition(".")
    return name if dot and ending.isalnum() and len(ending) <= 4 else stem


def _runs(chunk: str) -> list[str]:
    longest = max(chunk.replace("’", "'").split("'"), key=len)
    runs = "".join(char if is_word_character(char) else " " for char in longest).split()
    return [run for run in map(without_leading_marks, runs) if run]


def _parted(run: str) -> list[str]:
    """Return `run` in parts where its script has no spaces: at changes of script and at particles."""
    parts = [""]
    for char in run:
        is_stop = char in HAN_STOPS
        if is_stop or (parts[-1] and not is_mark(char) and _script(char) != _script(parts[-1][0])):
            parts.append("")
        if not is_stop:
            parts[-1] += char
    # Hiragana alone are the endings and particles of Japanese.
    return [part for part in map(without_leading_marks, parts) if part and _script(part[0]) != "hiragana"]


def _script(char: str) -> str:
    """Return which of the scripts without spaces `char` is of, "" for all others."""
    if "\u3041" <= char <= "\u309f":
        return "hiragana"
    if "\u30a0" <= char <= "\u30ff":
        return "katakana"
    return "han" if "\u3400" <= char <= "\u9fff" or char >= "\U00020000" else ""


def is_word_character(char: str) -> bool:
    """Return whether `char` is a letter, a digit or a mark: many scripts write vowels and accents as marks."""
    return unicodedata.category(char)[0] in "LNM"


def is_mark(char: str) -> bool:
    """Return whether `char` only modifies the one before it."""
    return unicodedata.category(char)[0] == "M"


def without_leading_marks(text: str) -> str:
    """Return `text` from its first character that stands for itself."""
    return text.lstrip("".join(filter(is_mark, text)))
