"""Walk: what is below a directory, in order, within bounds.

Owns what is not entered: symbolic links, which may lead anywhere, and the directories of version control. Leaves
which entries are wanted to its users, what is ignored to ignored.py. Paths are relative to the top, with "/". One
thread at a time.
"""

import os
from collections.abc import Callable, Iterator

from qmux.tools.ignored import REPOSITORY, Ignored
from qmux.tools.lines import Check

MOST_ENTRIES = 500_000
_NOT_ENTERED = frozenset({REPOSITORY, ".hg", ".svn", ".jj"})


def _anywhere(directory: str) -> bool:
    return True


class Walk:
    """Iterates over (relative path, entry), by name, a directory's content right after it.

    After it, `unread` counts the directories that could not be read, `left_out` what was ignored, and `cut` says that
    there was no end of entries. `enter` may refuse to look into a directory. `ignored` is what is left out in the
    top; without it nothing is.
    """

    def __init__(
        self,
        top: str,
        check: Check,
        enter: Callable[[str], bool] = _anywhere,
        ignored: Ignored | None = None,
    ) -> None:
        self._top = top
        self._check = check
        self._enter = enter
        self._ignored = ignored
        self._seen = 0
        self.left_out = 0
        self.unread = 0
        self.cut = False

    def __iter__(self) -> Iterator[tuple[str, "os.DirEntry[str]"]]:
        open_directories = [("", iter(self._entries("")), self._ignored)]
        while open_directories:
            prefix, entries, ignored = open_directories[-1]
            entry = next(entries, None)
            if entry is None:
                open_directories.pop()
                continue
            relative = prefix + entry.name
            if ignored is not None and self._is_left_out(relative, entry, ignored):
                continue
            yield relative, entry
            if self._is_entered(relative, entry):
                below = None if ignored is None else ignored.below(os.path.join(self._top, relative))
                open_directories.append((f"{relative}/", iter(self._entries(relative)), below))

    def notes(self) -> list[str]:
        """Return what has to be said of an incomplete walk."""
        unread = [f"{self.unread} directories could not be read"] * (self.unread > 0)
        ignored = [f"{self.left_out:,} ignored files and directories were left out"] * (self.left_out > 0)
        stopped = [f"the search stopped after {MOST_ENTRIES:,} files and directories"] * self.cut
        return ignored + unread + stopped

    def _entries(self, directory: str) -> list["os.DirEntry[str]"]:
        """Return what `directory` has, by name; nothing once there have been too many."""
        self._check()
        found: list[os.DirEntry[str]] = []
        try:
            with os.scandir(os.path.join(self._top, directory)) as entries:
                for entry in entries:
                    if self._seen >= MOST_ENTRIES:
                        self.cut = True
                        break
                    self._seen += 1
                    found.append(entry)
        except OSError:
            self.unread += 1
        return sorted(found, key=lambda entry: entry.name)

    def _is_left_out(self, relative: str, entry: "os.DirEntry[str]", ignored: Ignored) -> bool:
        is_directory = entry.is_dir(follow_symlinks=False)
        if not ignored.names(entry.name, is_directory):
            return False
        self.left_out += entry.name != REPOSITORY and (not is_directory or self._enter(relative))
        return True

    def _is_entered(self, relative: str, entry: "os.DirEntry[str]") -> bool:
        wanted = entry.name not in _NOT_ENTERED and self._enter(relative)
        return wanted and entry.is_dir(follow_symlinks=False)
