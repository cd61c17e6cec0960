"""Names of sessions: made from what the first messages say, or checked when the user gives one.

Owns the rule of a name, and the detection of a session's type. Leaves the messages' key terms to terms.py, the
tables of words to words.py, and when a name is made to the engine. Pure and deterministic; lengths are in code
points; "taken" names are compared without regard to case.
"""

import unicodedata
from collections.abc import Collection, Sequence
from itertools import combinations

from qmux.errors import UserError
from qmux.model.session import TYPE_LOOKS, SessionType
from qmux.model.terms import Term, is_mark, is_word_character, key_terms, without_leading_marks, words
from qmux.model.words import TYPE_WORDS, WEAK_TYPES

_PUNCTUATION = "-_."
_CANDIDATES = 7  # the best terms from which the name's two or three are chosen


def check_name(name: str, taken: Collection[str], max_length: int) -> str:
    """Return `name`, composed (NFC), if a session may have it.

    Raises:
        UserError: it may not; the message says why, shows the rule, and proposes a name that is allowed.
    """
    composed = unicodedata.normalize("NFC", name)
    problem = _problem(composed, taken, max_length)
    if not problem:
        return composed
    raise UserError(
        f'"{name[:80]}" {problem}. A session name has 1 to {max_length} letters, digits, "-", "_" or ".", is not only'
        f' digits, and belongs to one session. Try "{_proposal(composed, taken, max_length)}".'
    )


def generate(messages: Sequence[str], type: SessionType, taken: Collection[str], max_length: int) -> str:
    """Return a name for a session of which these are the user's first messages: "fix-login-timeout".

    Where they hold no word that says anything, it is the type's prefix and a number: "debug-1".

    Arguments:
        messages: the first three are read.
        taken: the names of other sessions, which the result differs from.
        max_length: at least 10, which every fallback name fits.
    """
    name = _joined(_best(key_terms(messages[:3]), max_length))
    if not name:
        return fallback_name(type, taken)
    if _is_number(name):
        name = f"{TYPE_LOOKS[type].prefix}-{name}"
    return unique(_cut(name, max_length), taken, max_length)


def fallback_name(type: SessionType, taken: Collection[str]) -> str:
    """Return the type's prefix with the lowest number that makes a free name."""
    occupied = {name.casefold() for name in taken}
    prefix = TYPE_LOOKS[type].prefix
    return next(f"{prefix}-{n}" for n in range(1, len(occupied) + 2) if f"{prefix}-{n}" not in occupied)


def detect_type(text: str) -> SessionType:
    """Return the type of work that `text` speaks of, by the first whole word that names one."""
    weak: SessionType | None = None
    for word in words(text):
        for kind, known in TYPE_WORDS.items():
            if word in known:
                return kind
        weak = weak or WEAK_TYPES.get(word)
    return weak or SessionType.DEVELOPMENT


# -- the rule ---------------------------------------------------------------------------------------------------


def _problem(name: str, taken: Collection[str], max_length: int) -> str:
    if not name:
        return "is empty"
    if len(name) > max_length:
        return f"is {len(name)} characters long"
    bad = next((char for char in name if not _is_allowed(char)), None)
    if bad is not None or is_mark(name[0]):
        return f"has {_named(bad or name[0])} in it"
    if _is_number(name):
        return "is only digits, which would be a session's number"
    if name.casefold() in {other.casefold() for other in taken}:
        return "is taken"
    return ""


def _is_allowed(char: str) -> bool:
    return char in _PUNCTUATION or is_word_character(char)


def _is_number(name: str) -> bool:
    return all(unicodedata.category(char)[0] == "N" for char in name)


def _named(char: str) -> str:
    if char == " ":
        return "a space"
    return f'"{char}"' if char.isprintable() and not is_mark(char) else f"U+{ord(char):04X}"


def _proposal(name: str, taken: Collection[str], max_length: int) -> str:
    """Return the allowed name that is nearest to `name`."""
    spaced = "".join(char if _is_allowed(char) else " " for char in name)
    kept = _cut(without_leading_marks("-".join(spaced.split())), max_length)
    if not kept or _is_number(kept):
        kept = _cut(f"session-{kept}", max_length)
    return unique(kept, taken, max_length)


def unique(name: str, taken: Collection[str], max_length: int) -> str:
    """Return `name`, or with -2, -3 ... where it is taken."""
    occupied = {other.casefold() for other in taken}
    if name.casefold() not in occupied:
        return name
    endings = (f"-{number}" for number in range(2, len(occupied) + 3))
    numbered = (_cut(name, max_length - len(ending)) + ending for ending in endings)
    return next(candidate for candidate in numbered if candidate.casefold() not in occupied)


def _cut(name: str, length: int) -> str:
    """Return at most `length` code points of `name`, not ending in a hyphen."""
    return name[:length].rstrip("-")


# -- the choice of words ----------------------------------------------------------------------------------------


def _best(terms: list[Term], max_length: int) -> tuple[Term, ...]:
    """Return the two or three terms that say most and fit together, in the order of the text; else the best one."""
    ranked = sorted(terms, key=lambda term: (-term.weight, term.place))[:_CANDIDATES]
    groups = [group for size in (3, 2) for group in combinations(ranked, size)]
    fitting = [group for group in groups if len(_joined(group)) <= max_length]
    return max(fitting, key=_worth) if fitting else tuple(ranked[:1])


def _worth(group: Sequence[Term]) -> tuple[int, int]:
    """At the same weight the earlier words win: people say first what they want."""
    return sum(term.weight for term in group), -sum(term.place for term in group)


def _joined(terms: Sequence[Term]) -> str:
    return "-".join(term.word for term in sorted(terms, key=lambda term: term.place))
