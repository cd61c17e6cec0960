"""Walk: what is below a directory, in order, within bounds.

Owns what is not entered: symbolic links, which may lead anywhere, and the directories of version control. Leaves
which entries are wanted to its users. Paths are relative to the top, with "/". One thread at a time.
"""

import os
from collections.abc import Callable, Iterator

from qmux.tools.lines import Check

MOST_ENTRIES = 500_000
_NOT_ENTERED = frozenset({".git", ".hg", ".svn", ".jj"})


def _anywhere(directory: str) -> bool:
    return True


class Walk:
    """Iterates over (relative path, entry), by name, a directory's content right after it.

    After it, `unread` counts the directories that could not be read, and `cut` says that there was no end of entries.
    `enter` may refuse to look into a directory.
    """

    def __init__(self, top: str, check: Check, enter: Callable[[str], bool] = _anywhere) -> None:
        self._top = top
        self._check = check
        self._enter = enter
        self._seen = 0
        self.unread = 0
        self.cut = False

    def __iter__(self) -> Iterator[tuple[str, "os.DirEntry[str]"]]:
        open_directories = [("", iter(self._entries("")))]
        while open_directories:
            prefix, entries = open_directories[-1]
            entry = next(entries, None)
            if entry is None:
                open_directories.pop()
                continue
            relative = prefix + entry.name
            yield relative, entry
            if self._is_entered(relative, entry):
                open_directories.append((f"{relative}/", iter(self._entries(relative))))

    def notes(self) -> list[str]:
        """Return what has to be said of an incomplete walk."""
        unread = [f"{self.unread} directories could not be read"] * (self.unread > 0)
        return unread + [f"the search stopped after {MOST_ENTRIES:,} files and directories"] * self.cut

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

    def _is_entered(self, relative: str, entry: "os.DirEntry[str]") -> bool:
        wanted = entry.name not in _NOT_ENTERED and self._enter(relative)
        return wanted and entry.is_dir(follow_symlinks=False)
