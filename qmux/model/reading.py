"""What is read of a message: an excerpt, its lines by kind, its words.

Owns the rules of what is a word, in any script, and what is prose. Leaves which words say something to terms.py and
detection.py. Pure and deterministic; lengths are in code points. Patterns are compiled when first used, which is
after the start: all of them would make it longer by a third.
"""

import re
import unicodedata
from collections.abc import Iterator

_HEAD, _TAIL = 1200, 400  # the request is before what was pasted, or after it

_CODE_LINE = r"""(?x)\s{4}|\[?\s*\d{2,}[-/.:]\d\d|<[\w/?!]|\t|at\ |File\ "|[-+]{1,3}[\w ]|@@|diff\ --git
    |index\ [0-9a-f]{6}|<{5}|={5}|>{5}|\#!|[$>]\ |//|[│╷╵|├└]
    |\(*(?:def|class|fn|func|function|const|let|var|import|package|public|private|struct)\s\S*[\w)]
    |\s*\w+\s*[({]|[\d\s]*\|"""
_CODE_END = r"[{};\\>]\s*$|^\s*[})\]]|=\s*$|\(\s*$"
_SYMBOLS = r"[{}()\[\]<>=;$@|&*\\_`^~+]"
_ERROR = r"(?a)\b\w*(?:Error|Exception|Warning)\b|\b(?:ERR!|panic:|FAILED|fatal:|ERROR|error\[)"
_FENCE = r"```[\w+-]*\n?"


def excerpt(message: str) -> str:
    """Return the beginning and the end of `message`, in compatibility form (NFKC)."""
    return _ends(unicodedata.normalize("NFKC", _ends(message)))  # which may make 18 characters of one


def _ends(text: str) -> str:
    return text if len(text) <= _HEAD + _TAIL + 1 else f"{text[:_HEAD]}\n{text[-_TAIL:]}"


def prose_and_code(text: str) -> tuple[list[str], list[str], list[str]]:
    """Return the lines of `text` that people wrote, those that tell of an error, and those of code and logs."""
    prose: list[str] = []
    errors: list[str] = []
    code: list[str] = []
    for number, block in enumerate(re.split(_FENCE, text)):
        for line in block.splitlines():
            if re.search(_ERROR, line):
                errors.append(line)
            elif number % 2 or _is_code(line, text):
                code.append(line)
            else:
                prose.append(line)
    return prose, errors, code


def _is_code(line: str, text: str) -> bool:
    stripped = line.strip()
    if not stripped or "\n" not in text:
        return False
    symbols = len(re.findall(_SYMBOLS, stripped))
    return bool(
        re.match(_CODE_LINE, line)
        or re.search(_CODE_END, line)
        or (symbols > 2 and symbols * 9 > len(stripped))
    )


def plain_words(text: str) -> Iterator[list[str]]:
    """Yield the words of each sentence of `text` in lower case; "don't" is "dont", "l'erreur" is "l" and "erreur"."""
    for sentence in re.split(r"[.!?。！？\n]+(?:\s|$)|\n|[。！？]", text):
        joined = sentence.lower().replace("’", "'").replace("n't", "nt")
        yield words(joined)


def words(text: str) -> list[str]:
    """Return the runs of letters, digits and marks in `text`, composed (NFC)."""
    spaced = "".join(char if char.isalnum() or is_word_character(char) else " " for char in text)
    runs = (without_leading_marks(unicodedata.normalize("NFC", run)) for run in spaced.split())
    return [run for run in runs if run]


def is_unspaced(char: str) -> bool:
    """Return whether `char` is of a script that does not part its words."""
    return script(char) != ""


def script(char: str) -> str:
    """Return which of the scripts without spaces `char` is of, "" for all others."""
    if char < "\u0e01":
        return ""
    if char <= "\u0e7f":
        return "thai"
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
    if text[:1].isalnum():
        return text
    return text.lstrip("".join(filter(is_mark, text)))
