"""Names of sessions: made from what the first messages say, or checked when the user gives one.

Owns the rule of a name. Leaves the messages' key terms to terms.py, the session's type to detection.py, and when a
name is made to the engine. Pure and deterministic; lengths are in code
points; "taken" names are compared without regard to case.
"""

import unicodedata
from collections.abc import Collection, Sequence
from itertools import chain, combinations, count

from qmux.errors import UserError
from qmux.model.reading import is_mark, is_word_character, without_leading_marks
from qmux.model.session import TYPE_LOOKS, SessionType
from qmux.model.terms import Term, key_terms
from qmux.model.words import ACTIONS

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


def check_group(name: str, max_length: int) -> str:
    """Return `name`, composed (NFC), if a group of sessions may have it; raise UserError with the rule if not."""
    composed = unicodedata.normalize("NFC", name)
    problem = _problem(composed, (), max_length)
    if not problem:
        return composed
    raise UserError(
        f'"{name[:80]}" {problem}. A group has a name of 1 to {max_length} letters, digits, "-", "_" or ".", not only'
        f' digits. Try "{_proposal(composed, (), max_length)}".'
    )


def generate(messages: Sequence[str], type: SessionType, taken: Collection[str], max_length: int) -> str:
    """Return a name for a session of which these are the user's first messages: "fix-login-timeout".

    Where they hold no word that says anything, it is the type's prefix and a number: "debug-1".

    Arguments:
        messages: the first three are read.
        taken: the names of other sessions, which the result differs from.
        max_length: at least 1.
    """
    name = _cut(_joined(_best(key_terms(messages[:3]), max_length)), max_length)
    if not name:
        return fallback_name(type, taken, max_length)
    if _is_number(name):
        name = _cut(f"{TYPE_LOOKS[type].prefix}-{name}", max_length)
    return unique(name, taken, max_length)


def fallback_name(type: SessionType, taken: Collection[str], max_length: int) -> str:
    """Return the type's prefix, cut if it must be, with the lowest number that makes a free name."""
    return _numbered(TYPE_LOOKS[type].prefix, 1, {name.casefold() for name in taken}, max_length)


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
    return name if name.casefold() not in occupied else _numbered(name, 2, occupied, max_length)


def _numbered(name: str, first: int, occupied: Collection[str], max_length: int) -> str:
    """Return the first free of name-1, name-2 ..., or, where those are too long, a free letter."""
    endings = (f"-{number}" for number in range(first, first + len(occupied) + 1))
    numbered = (
        _cut(name, max_length - len(ending)) + ending for ending in endings if len(ending) < max_length
    )
    letters = (chr(code) for code in count(ord("a")) if chr(code).isalpha())
    return next(candidate for candidate in chain(numbered, letters) if candidate.casefold() not in occupied)


def _cut(name: str, length: int) -> str:
    """Return at most `length` code points of `name`, not ending in a hyphen."""
    return name[:length].rstrip("-")


# -- the choice of words ----------------------------------------------------------------------------------------


def _best(terms: list[Term], max_length: int) -> tuple[Term, ...]:
    """Return the best term with the one or two that say most and fit beside it; alone where none does.

    What is done ("fix") is never the best: it may stand beside what it is done to.
    """
    ranked = sorted(terms, key=lambda term: (term.word in ACTIONS, -term.weight, term.place))[:1]
    ranked += sorted(set(terms).difference(ranked), key=lambda term: (-term.weight, term.place))[
        : _CANDIDATES - 1
    ]
    groups = [(*ranked[:1], *rest) for size in (2, 1) for rest in combinations(ranked[1:], size)]
    fitting = [group for group in groups if len(_joined(group)) <= max_length]
    return max(fitting, key=_worth) if fitting else tuple(ranked[:1])


def _worth(group: Sequence[Term]) -> tuple[int, int]:
    """At the same weight the earlier words win: people say first what they want."""
    return sum(term.weight for term in group), -sum(term.place for term in group)


def _joined(terms: Sequence[Term]) -> str:
    return "-".join(term.word for term in sorted(terms, key=lambda term: term.place))
