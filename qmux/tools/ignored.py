"""Ignored: what git ignores in a directory and below, for walks that leave it out.

Owns which files say so: each .gitignore from the top of the repository down, and its .git/info/exclude. Where there
is no repository, those from the working directory down. A repository within another one begins anew. What a user has
set for all repositories does not count: what a model finds should not depend on whose machine it is. Leaves the
patterns to gitignore.py. Paths are absolute. One thread at a time.
"""

import os
import re
import stat
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from qmux.tools.gitignore import Follower, compiled, fits, followers, literal
from qmux.tools.patterns import CASE_COUNTS, is_below

REPOSITORY = ".git"  # left out whatever the patterns say
_LARGEST = 64 * 1024  # bytes of a file of patterns; a larger one does not count


class _Sieve(NamedTuple):
    """Tells at once of most names that no pattern matches; `others` is an expression for what is not so simple."""

    names: frozenset[bytes]
    endings: tuple[bytes, ...]
    others: re.Pattern[bytes]

    def holds(self, name: bytes) -> bool:
        """Return whether a pattern matches `name`."""
        key = name if CASE_COUNTS else name.lower()
        return key in self.names or key.endswith(self.endings) or self.others.fullmatch(name) is not None


@lru_cache(maxsize=100)
def _sieve(expressions: tuple[bytes, ...]) -> _Sieve:
    names, endings, others = set(), [], []
    for expression in expressions:
        name, ending = literal(expression), literal(expression.removeprefix(b".*"))
        if name is not None:
            names.add(name)
        elif ending is not None:
            endings.append(ending)
        else:
            others.append(expression)
    return _Sieve(frozenset(names), tuple(endings), compiled(b"|".join(others) if others else b"(?!)"))


class Ignored:
    """What is ignored in one directory, by patterns in the order in which a later one prevails."""

    def __init__(self, patterns: Sequence[Follower]) -> None:
        self._patterns = patterns
        self._ends = [
            (last, pattern.pattern) for pattern in reversed(patterns) if (last := pattern.last()) is not None
        ]
        self._sieve = _sieve(tuple(last for last, _ in self._ends))

    def names(self, name: str, is_directory: bool) -> bool:
        """Return whether what is called `name` in this directory is left out."""
        if name == REPOSITORY:
            return True
        encoded = os.fsencode(name)
        if not self._sieve.holds(encoded):
            return False
        for last, pattern in self._ends:
            if (is_directory or not pattern.directory) and fits(last, encoded):
                return not pattern.negated
        return False

    def below(self, path: str) -> "Ignored":
        """Return what is ignored in the directory `path`, which is in this one."""
        if os.path.lexists(os.path.join(path, REPOSITORY)):
            return _beginning(path)
        own = followers(_content(os.path.join(path, ".gitignore")))
        if not own and all(pattern.pattern.floats for pattern in self._patterns):
            return self
        name = os.fsencode(os.path.basename(path))
        return Ignored([*filter(None, (pattern.below(name) for pattern in self._patterns)), *own])


class _Nothing(Ignored):
    """Ignores nothing but repositories themselves, at any depth."""

    def below(self, path: str) -> Ignored:
        """Return the same."""
        return self


NOTHING = _Nothing(())


def ignored_in(directory: str, working_directory: str) -> Ignored:
    """Return what is ignored in `directory`, both resolved; that it is itself ignored does not count."""
    top = _repository_of(directory)
    if not top:
        top = working_directory if is_below(directory, working_directory) else directory
    ignored, path = _beginning(top), top
    for name in os.path.relpath(directory, top).split(os.sep):
        if name != os.curdir:
            path = os.path.join(path, name)
            ignored = ignored.below(path)
    return ignored


def _repository_of(directory: str) -> str:
    """Return the nearest directory from `directory` up that is the top of a repository, "" if there is none."""
    while not os.path.lexists(os.path.join(directory, REPOSITORY)):
        above = os.path.dirname(directory)
        if above == directory:
            return ""
        directory = above
    return directory


def _beginning(top: str) -> Ignored:
    """Return what is ignored in the directory in which patterns begin to count."""
    files = (os.path.join(top, REPOSITORY, "info", "exclude"), os.path.join(top, ".gitignore"))
    return Ignored([follower for file in files for follower in followers(_content(file))])


def _content(path: str) -> bytes:
    """Return the content of a file of patterns, nothing where there is no such file: a link is none, as for git."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        with open(os.open(path, flags), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return b""
            content = file.read(_LARGEST + 1)
    except OSError:
        return b""
    return content if len(content) <= _LARGEST else b""
