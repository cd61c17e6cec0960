"""The patterns of .gitignore files: read, and followed down a tree name by name.

Owns what a line means (gitignore(5)), in bytes, as git compares. Leaves files and which of them count where to
ignored.py. Matching takes time in proportion to a name and the patterns, whatever they are: they come with a
repository and may be meant to hurt. No threads.
"""

import re
import string
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from qmux.tools.patterns import CASE_COUNTS

_FLAGS = re.DOTALL if CASE_COUNTS else re.DOTALL | re.IGNORECASE
_LITERAL = re.compile(rb"(?:[^\\.\[(*?]|\\.)*", re.DOTALL)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_CLASSES = {
    b"alnum": string.ascii_letters + string.digits,
    b"alpha": string.ascii_letters,
    b"blank": " \t",
    b"cntrl": "".join(map(chr, (*range(32), 127))),
    b"digit": string.digits,
    b"graph": "".join(map(chr, range(33, 127))),
    b"lower": string.ascii_lowercase,
    b"print": "".join(map(chr, range(32, 127))),
    b"punct": string.punctuation,
    b"space": string.whitespace,
    b"upper": string.ascii_uppercase,
    b"xdigit": string.hexdigits,
}

_Segment = bytes | None  # an expression for a name; None: any number of directories
_STAR = b"*"  # in place of the expression for one character


class Pattern(NamedTuple):
    """One line: what each name of a path must be, from the directory of the file on.

    `negated` takes back what an earlier line ignores; `directory` means that it is about directories only.
    """

    segments: tuple[_Segment, ...]
    negated: bool
    directory: bool

    @property
    def floats(self) -> bool:
        """Whether it is about a name at any depth."""
        return len(self.segments) == 2 and self.segments[0] is None


class Follower(NamedTuple):
    """A pattern on its way down a tree: how many of its segments may have matched so far."""

    pattern: Pattern
    reached: frozenset[int]

    def last(self) -> bytes | None:
        """Return the expression for names with which the whole pattern has matched, None if there are none."""
        end = len(self.pattern.segments) - 1
        return self.pattern.segments[end] if end in self.reached else None

    def below(self, name: bytes) -> "Follower | None":
        """Return the pattern one directory further down, None if nothing there can match."""
        if self.pattern.floats:
            return self
        after = set()
        for at in self.reached:
            segment = self.pattern.segments[at]
            if segment is None:
                after.add(at)
            elif at + 1 < len(self.pattern.segments) and fits(segment, name):
                after.add(at + 1)
        return _follower(self.pattern, after) if after else None


def followers(content: bytes) -> list[Follower]:
    """Return the patterns of a .gitignore file, for the directory that it is in, in the order of its lines."""
    lines = content.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    patterns = (_pattern(_trimmed(line.removesuffix(b"\r"))) for line in lines if not line.startswith(b"#"))
    return [_follower(pattern, {0}) for pattern in patterns if pattern is not None]


def fits(expression: bytes, name: bytes) -> bool:
    """Return whether `expression` matches all of `name`."""
    return compiled(expression).fullmatch(name) is not None


@lru_cache(maxsize=1000)
def compiled(expression: bytes) -> re.Pattern[bytes]:
    """Return `expression` as it is matched: most are never needed, and making them takes long."""
    return re.compile(expression, _FLAGS)


def literal(expression: bytes) -> bytes | None:
    """Return the one text that `expression` matches, in lower case where case does not count; None for others."""
    if _LITERAL.fullmatch(expression) is None:
        return None
    text = _ESCAPED.sub(rb"\1", expression)
    return text if CASE_COUNTS else text.lower()


def _follower(pattern: Pattern, reached: set[int]) -> Follower:
    """Add what follows "**" standing for no directory at all."""
    for at in tuple(reached):
        while pattern.segments[at] is None:
            at += 1
            reached.add(at)
    return Follower(pattern, frozenset(reached))


# -- a line -----------------------------------------------------------------------------------------------------


def _trimmed(line: bytes) -> bytes:
    """Return a line without the blanks at its end, but for one that a backslash keeps."""
    stripped = line.rstrip(b" ")
    slashes = len(stripped) - len(stripped.rstrip(b"\\"))
    return line[: len(stripped) + 1] if slashes % 2 and len(stripped) < len(line) else stripped


def _pattern(line: bytes) -> Pattern | None:
    """Return what a line means, None if nothing can match it."""
    negated = line.startswith(b"!")
    text = line[negated:]
    directory = text.endswith(b"/")
    text = text.removesuffix(b"/")
    if not text:
        return None
    names = _names(text.removeprefix(b"/"))
    if names is None:
        return None
    segments: list[_Segment] = [None] if b"/" not in text else []
    segments += [None if b"/" in text and _any_depth(name) else _expression(name) for name in names]
    if segments[-1] is None:  # what is below, not the directory itself
        segments.append(_expression([_STAR]))
    return Pattern(tuple(segments), negated, directory)


def _any_depth(name: Sequence[bytes]) -> bool:
    return len(name) > 1 and set(name) == {_STAR}


def _names(text: bytes) -> list[list[bytes]] | None:
    """Return, for each name of a pattern, an expression for each of its characters; None if it makes no sense."""
    names: list[list[bytes]] = [[]]
    at = 0
    while at < len(text):
        character = text[at : at + 1]
        at += 1
        if character == b"[":
            found = _bracket(text, at)
            if found is None:
                return None
            expression, at = found
            names[-1].append(expression)
            continue
        if character == b"\\":
            character = text[at : at + 1]
            at += 1
            if not character:
                return None
        elif character in (b"*", b"?"):
            names[-1].append(_STAR if character == b"*" else b".")
            continue
        if character == b"/":
            names.append([])
        else:
            names[-1].append(re.escape(character))
    return names


def _expression(name: Sequence[bytes]) -> bytes:
    """Return the expression for a name; what has matched between two stars is never tried again."""
    first, *rest = _parted(name)
    middle = b"".join(b"(?>.*?" + part + b")" for part in rest[:-1])
    return first + middle + (b".*" + rest[-1] if rest else b"")


def _parted(name: Sequence[bytes]) -> list[bytes]:
    parts = [b""]
    for expression in name:
        if expression == _STAR:
            parts.append(b"")
        else:
            parts[-1] += expression
    return parts


# -- brackets ---------------------------------------------------------------------------------------------------


def _bracket(text: bytes, at: int) -> tuple[bytes, int] | None:
    """Return the expression for the set that begins behind "[", and where it ends; None if it does not."""
    negated = text[at : at + 1] in (b"!", b"^")
    at += negated
    members: set[int] = set()
    before: int | None = None  # what a "-" would begin a range from
    first = True
    while first or text[at : at + 1] != b"]":
        item = _item(text, at)
        if item is None:
            return None
        first = False
        if text[at : at + 1] == b"-" and before is not None and text[at + 1 : at + 2] not in (b"", b"]"):
            item = _item_literal(text, at + 1)
            if item is None:
                return None
            members.update(range(before, max(item[0]) + 1))
            before, at = None, item[1]
            continue
        members |= item[0]
        before, at = (min(item[0]) if len(item[0]) == 1 else None), item[1]
    chosen = set(range(256)) - members if negated else members
    return _set(chosen), at + 1


def _item(text: bytes, at: int) -> tuple[set[int], int] | None:
    """Return one member of a set, a class of characters or a character, and where it ends."""
    if not text.startswith(b"[:", at):
        return _item_literal(text, at)
    end = text.find(b"]", at + 2)
    if end < 0:
        return None
    if end == at + 2 or text[end - 1 : end] != b":":
        return {ord("[")}, at + 1
    known = _CLASSES.get(text[at + 2 : end - 1])
    return (set(known.encode()), end + 1) if known else None


def _item_literal(text: bytes, at: int) -> tuple[set[int], int] | None:
    at += text[at : at + 1] == b"\\"
    return ({text[at]}, at + 1) if at < len(text) else None


def _set(members: set[int]) -> bytes:
    return b"[" + b"".join(b"\\x%02x" % member for member in sorted(members)) + b"]" if members else b"(?!)"
