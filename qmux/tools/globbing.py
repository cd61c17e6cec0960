"""Glob: a pattern for paths, matched name by name.

Owns "*", "?", "[...]" and "{a,b}" within a name, and "**" for any number of directories. Matching takes time in
proportion to pattern and path, whatever the pattern. Paths are relative, with "/". No threads.
"""

import fnmatch
import re

from qmux.tools.base import ToolMistakeError

_MOST_ALTERNATIVES = 64
_MAGIC = re.compile(r"[*?\[{]")
_BRACES = re.compile(r"\{([^{}]*)\}")

_Segment = re.Pattern[str] | None  # None: any number of directories
_States = frozenset[tuple[int, int]]  # alternative, and how many of its segments have matched


class Glob:
    """A relative pattern.

    Raises:
        ToolMistakeError: it has too many alternatives, or goes up with "..".
    """

    def __init__(self, pattern: str) -> None:
        self._alternatives = [_segments(plain) for plain in _alternatives(pattern)]
        self._start = self._closed({(index, 0) for index in range(len(self._alternatives))})
        self._parent = ("", self._start)  # the last directory that was asked about

    def matches(self, path: str) -> bool:
        """Return whether `path` is what the pattern means."""
        directory, _, name = path.rpartition("/")
        after = self._step(self._after(directory), name)
        return any(count == len(self._alternatives[index]) for index, count in after)

    def may_be_below(self, directory: str) -> bool:
        """Return whether something below `directory` can match."""
        after = self._after(directory)
        return any(count < len(self._alternatives[index]) for index, count in after)

    def _after(self, directory: str) -> _States:
        if directory != self._parent[0]:
            states = self._start
            for name in directory.split("/"):
                states = self._step(states, name)
            self._parent = (directory, states)
        return self._parent[1] if directory else self._start

    def _step(self, states: _States, name: str) -> _States:
        """Return where the pattern can be after one more name."""
        after = set()
        for index, count in states:
            segments = self._alternatives[index]
            if count == len(segments):
                continue
            segment = segments[count]
            if segment is None:
                after.add((index, count))
            elif segment.match(name):
                after.add((index, count + 1))
        return self._closed(after)

    def _closed(self, states: set[tuple[int, int]]) -> _States:
        """Add what follows "**" standing for no directory at all."""
        for index, count in tuple(states):
            segments = self._alternatives[index]
            while count < len(segments) and segments[count] is None:
                count += 1
                states.add((index, count))
        return frozenset(states)


def split_base(pattern: str) -> tuple[str, str]:
    """Split `pattern` into the directory that it names outright and the rest, which has at least one name."""
    names = pattern.split("/")
    literal = next((index for index, name in enumerate(names) if _MAGIC.search(name)), len(names))
    literal = min(literal, len(names) - 1)
    return "/".join(names[:literal]) or ("/" if literal else ""), "/".join(names[literal:])


def _segments(pattern: str) -> tuple[_Segment, ...]:
    names = [name for name in pattern.split("/") if name not in ("", ".")]
    if ".." in names:
        raise ToolMistakeError(f'"{pattern}": ".." may only stand before the first wildcard.')
    if names and names[-1] == "**":
        names.append("*")
    return tuple(None if name == "**" else re.compile(fnmatch.translate(name)) for name in names)


def _alternatives(pattern: str) -> list[str]:
    """Return the patterns without braces that `pattern` stands for."""
    done, open_ones = [], [pattern]
    while open_ones:
        current = open_ones.pop()
        braces = _BRACES.search(current)
        if braces is None:
            done.append(current)
        else:
            before, after = current[: braces.start()], current[braces.end() :]
            open_ones += [f"{before}{choice}{after}" for choice in braces[1].split(",")]
        if len(done) + len(open_ones) > _MOST_ALTERNATIVES:
            raise ToolMistakeError(f'"{pattern}" has more than {_MOST_ALTERNATIVES} alternatives.')
    return done
