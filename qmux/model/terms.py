"""The words of a message that say what it is about, and how much each says.

Owns the splitting of lines into terms and their weights. Leaves the reading of a message to reading.py, the tables of
words to words.py, stop_words.py and unspaced.py, and the name that is made of the terms to naming.py. Pure and
deterministic. Patterns are compiled when first used, as in reading.py.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from qmux.model.reading import excerpt, is_mark, prose_and_code, script, without_leading_marks, words
from qmux.model.stop_words import ENGLISH_STOP_WORDS, STOP_WORDS
from qmux.model.unspaced import HIRAGANA_ENDS, KOREAN_ENDINGS, KOREAN_VERBS, unspaced_stops
from qmux.model.words import ACTIONS, KEYWORDS, PALE, REQUESTS, TERMS, WEAK

# What a line is decides what its words can weigh.
_PROSE, _ERROR, _CODE = 3, 2, 0
_EARLY = 8  # the first words that say something gain by coming first
_TICKET = r"\b([A-Z][A-Z0-9]{1,9})-(\d{1,6})\b"
_ADDRESS = r"\b[a-z]{2,12}://\S++|\bwww\.\S++|(?<!\S)[^\s@]++@\S++"
_DIRECTORIES = r"(?<![\w.@~/-])(?:[\w.@~-]*+/)++(?=[\w.-])"
_FILE_ENDING = r"(?<=\w)\.[A-Za-z][A-Za-z0-9]{0,4}\b(?!\()"
_HUMP = r"(?<=[a-z0-9])(?=[A-Z][a-z])"
_ELISION = r"\b\w{1,4}['’](?=\w{3})|(?<=\w)['’]\w{1,2}\b"
_DEFINED = r"\b(?:def|class|fn|func|function|interface|struct|trait|TABLE|object)\s+(\w{3,})"
_HASH = r"(?=\w*\d\w*\d)(?=\w*[a-z])[0-9a-z]{7,}\Z"
_DETERMINERS = frozenset(
    """
    the a an my our this these your their his her its every each der die das den dem mein meine meinen
    meiner unser unsere ein eine
    einen einem einer diese diesen le la les l un une mon ma mes notre nos cette ce cet el los las mi
    mis nuestro nuestra este
    esta o os as um uma meu minha nosso nossa esse essa il lo gli i mio mia nostro nostra questo questa
    het een mijn onze en ett min mitt
    mój moja moje мой моя моё мою наш наша το τη την ο η του της μια ένα bir
    """.split()
)


class Term(NamedTuple):
    """A word that may stand in a name, where it came first in the text, and how much it says."""

    word: str
    place: int
    weight: int


class _Seen(NamedTuple):
    """A word as it stands in the text."""

    word: str
    bonus: int


def key_terms(messages: Sequence[str]) -> list[Term]:
    """Return the messages' words that say something, each once, weighed."""
    bonuses: dict[str, int] = {}
    counts: dict[str, int] = {}
    stems: dict[str, str] = {}
    for seen in (seen for message in messages for seen in _words_of(message)):
        word = stems.setdefault(_stem(seen.word), seen.word)
        bonuses[word] = max(bonuses.get(word, 0), seen.bonus)
        counts[word] = counts.get(word, 0) + 1
    spare = set([word for word in bonuses if word in ACTIONS][1:])
    return [
        Term(word, place, _weight(word, place, counts[word], bonus, spare))
        for place, (word, bonus) in enumerate(bonuses.items())
    ]


def _weight(word: str, place: int, count: int, bonus: int, spare: Collection[str]) -> int:
    """Return how much `word` says: first what it is, then how it stands in the text."""
    return max(_worth(word, spare) + bonus + min(count - 1, 3) * 3 + 2 * max(_EARLY - place, 0), 1)


def _worth(word: str, spare: Collection[str]) -> int:
    if word in WEAK or word in PALE or word in REQUESTS or len(word) == 1 or not any(map(str.isalpha, word)):
        return 4
    if word in spare:
        return 12
    if word in TERMS or _stem(word) in TERMS:
        return 22
    if word in ACTIONS:
        return 20
    if word.isascii():
        return _worth_of_form(word)
    return 20


def _worth_of_form(word: str) -> int:
    """Return how much a word says by its form: what may be a noun says most."""
    if word.endswith("ly"):
        return 8
    if len(word) < 4 or (len(word) > 4 and word.endswith("ed")):
        return 12
    return 16 if word.endswith("ing") else 20


def _stem(word: str) -> str:
    """Return what a plural and its singular have in common."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


# -- the words of a message -------------------------------------------------------------------------------------


def _words_of(message: str) -> Iterator[_Seen]:
    prose, errors, code = prose_and_code(excerpt(message))
    for lines, bonus in ((prose, _PROSE), (errors, _ERROR), (code, _CODE)):
        for line in lines:
            yield from _words_in(line, bonus)


def _words_in(line: str, bonus: int) -> Iterator[_Seen]:
    """Yield the words of a line that may stand in a name; bonus says what kind of a line it is."""
    for ticket in re.finditer(_TICKET, line):
        yield _Seen(ticket[0].lower(), bonus + 14)
    if bonus != _PROSE:
        for defined in re.finditer(_DEFINED, line):
            yield from (
                _Seen(word, bonus + 12) for word in _humps(defined[1]) if not _says_nothing(word, bonus)
            )
    before = ""
    for written in words(_bared(line)):
        found = list(_terms_of(written))
        extra = _standing(written, before) + 10 * _is_error(written)
        before = written.lower()
        if _is_acronym(written, line):
            yield _Seen(before, bonus + extra)
            continue
        yield from (_Seen(word, bonus + extra) for word in found if not _says_nothing(word, bonus))


def _bared(line: str) -> str:
    """Return `line` without addresses, tickets, directories, file endings and elisions."""
    for pattern in (_TICKET, _ADDRESS, _DIRECTORIES, _FILE_ENDING, _ELISION):
        line = re.sub(pattern, " ", line)
    return line


def _standing(written: str, before: str) -> int:
    """Return what the word gains by standing after an article or by a capital letter within a sentence or itself."""
    is_name = (bool(before) and written[0].isupper()) or bool(re.search(_HUMP, written))
    return 2 * (before in _DETERMINERS) + 3 * is_name


def _is_acronym(written: str, line: str) -> bool:
    """Return whether capitals tell that `written` is no stop word: "INI files", "runs on CI"."""
    word = written.lower()
    if len(word) < 2 or not written.isalpha() or not written.isupper() or line.isupper():
        return False
    return word in TERMS or (word in STOP_WORDS and word not in ENGLISH_STOP_WORDS)


def _is_error(written: str) -> bool:
    return len(written) > 7 and written.endswith(("Error", "Exception"))


def _says_nothing(word: str, bonus: int) -> bool:
    if len(word) == 1 and (word.isascii() or script(word) == ""):
        return True
    if bonus == _CODE and (word in KEYWORDS or word.isdigit()):
        return True
    return word in STOP_WORDS or bool(re.match(_HASH, word))


def _terms_of(written: str) -> list[str]:
    if written.isascii():
        return _humps(written)
    return [term for part in _parted(written.lower()) for term in [_without_particle(part)] if term]


def _humps(written: str) -> list[str]:
    """Return an identifier's words ("cartReducer"), or the whole of it where one of them says nothing
    ("useEffect")."""
    parts = [part.lower() for part in re.split(_HUMP, written)]
    whole = written.lower()
    if len(parts) == 1 or whole in TERMS or whole.endswith(("error", "exception")):
        return [_short_exception(whole)]
    if any(part in STOP_WORDS or len(part) < 3 for part in parts):
        return [whole]
    return parts


def _short_exception(word: str) -> str:
    """Return the name of an exception without what all of them end in, where that leaves enough."""
    return word.removesuffix("exception") if len(word) > 14 else word


# -- scripts without spaces, and particles ----------------------------------------------------------------------


def _parted(run: str) -> list[str]:
    """Return `run` in parts where its script has no spaces: at changes of script and at particles."""
    parts: list[str] = []
    for piece in re.split(unspaced_stops(), re.sub(HIRAGANA_ENDS, " ", run)):
        parts.extend(_by_script(piece))
    # Hiragana alone are the endings and particles of Japanese.
    return [part for part in map(without_leading_marks, parts) if part and script(part[0]) != "hiragana"]


def _by_script(piece: str) -> list[str]:
    parts = [""]
    for char in piece:
        if char == " ":
            parts.append("")
            continue
        if parts[-1] and not is_mark(char) and script(char) != script(parts[-1][0]):
            parts.append("")
        parts[-1] += char
    return parts


def _without_particle(word: str) -> str:
    """Return a Korean word without its particle, "" for a verb; other words as they are."""
    if not "가" <= word[0] <= "힣":
        return word
    if re.search(KOREAN_VERBS, word):
        return ""
    return re.sub(KOREAN_ENDINGS, "", word)
