"""Context files: what of the session's directory the model is told with every request.

Owns which files those are, reading them within bounds, and noticing that they changed. Leaves the list of patterns to
the conversation (the event CONTEXT). The text stays the same to the byte as long as the files do, because servers
cache what requests begin with. Runs in the session's worker thread. Sizes are in characters, room is in tokens.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from qmux.engine.conversation import CHARACTERS_PER_TOKEN, DEFAULT_CONTEXT
from qmux.engine.entries import entry
from qmux.tools.base import ToolMistakeError
from qmux.tools.files import open_text
from qmux.tools.globbing import Glob, split_base
from qmux.tools.patterns import is_below
from qmux.tools.walk import Walk
from qmux.tools.wording import for_model, one_line, size

WINDOW_SHARE = 0.75  # of the model's context that files may fill, as in Amazon Q's CLI
MOST_FILES = 1000

_HEAD = "The user wants you to know these files, and to follow what they say of the work:"


class ContextFile(NamedTuple):
    """A file that belongs to the context; `path` is real and absolute, `name` is for people and the model."""

    path: str
    name: str
    stamp: tuple[int, ...]  # what differs once the file does: inode, size in bytes, time of change

    @property
    def bytes(self) -> int:
        """Its size in bytes."""
        return self.stamp[1]


class Text(NamedTuple):
    """What the model is told, and what the user is told about that."""

    text: str
    notices: tuple[str, ...]


class ContextFiles:
    """The context files of one session, which works in `directory`."""

    def __init__(self, directory: str) -> None:
        self._directory = directory
        self._files: tuple[ContextFile, ...] | None = None  # as they were read last
        self.text = ""

    def find(self, patterns: Sequence[str], check: Callable[[], None]) -> dict[str, list[ContextFile]]:
        """Return the files that each pattern means, each file once; `check` is called now and then and may raise."""
        seen: set[str] = set()
        found: dict[str, list[ContextFile]] = {}
        for pattern in patterns:
            found[pattern] = []
            for path in self._paths(pattern, check):
                file = self._file(path, pattern)
                if file is not None and file.path not in seen and len(seen) < MOST_FILES:
                    seen.add(file.path)
                    found[pattern].append(file)
        return found

    def read(self, patterns: Sequence[str], window: int, check: Callable[[], None]) -> Text:
        """Return the text of all files for a model with a `window` of tokens; what has changed is told."""
        found = self.find(patterns, check)
        files = tuple(file for files in found.values() for file in files)
        if files == self._files:
            return Text(self.text, ())
        news = [] if self._files is None else _differences(self._files, files)
        self._files = files
        room = int(window * WINDOW_SHARE * CHARACTERS_PER_TOKEN)
        self.text, problems = _told(files, room)
        return Text(self.text, (*news, *problems))

    def listing(self, patterns: Sequence[str], window: int, check: Callable[[], None], expanded: bool) -> str:
        """Return which files each pattern means, with their sizes, and if `expanded` what the model is told."""
        lines: list[str] = []
        for pattern, files in self.find(patterns, check).items():
            lines.append(f"{one_line(pattern)}{'' if files else '  (no file)'}")
            lines += [f"    {file.name}  {size(file.bytes)}" for file in files]
        text = self.read(patterns, window, check)
        tokens = len(text.text) // CHARACTERS_PER_TOKEN
        lines += [*text.notices, f"About {tokens:,} tokens, {tokens / window:.0%} of the model's context."]
        return "\n".join([*lines, *([text.text] if expanded else []), ""])

    def _paths(self, pattern: str, check: Callable[[], None]) -> Iterator[str]:
        path = os.path.join(self._directory, os.path.expanduser(pattern)).replace(os.sep, "/")
        if os.path.isfile(path):
            yield path
            return
        base, rest = split_base(f"{path}/*" if os.path.isdir(path) else path)
        try:
            glob = Glob(rest)
        except ToolMistakeError:  # /context show has no file for it
            return
        for relative, one in Walk(base, check, glob.may_be_below):
            if glob.matches(relative) and one.is_file():
                yield f"{base}/{relative}"

    def _file(self, path: str, pattern: str) -> ContextFile | None:
        """Return the file at `path`; None if it is gone, or if it lies elsewhere and the user has not named it."""
        real, home = os.path.realpath(path), os.path.realpath(self._directory)
        if pattern in DEFAULT_CONTEXT and not is_below(real, home):
            return None
        try:
            status = os.stat(real)
        except OSError:
            return None
        name = os.path.relpath(path, home) if is_below(real, home) else real
        return ContextFile(real, one_line(name), (status.st_ino, status.st_size, status.st_mtime_ns))


def _differences(before: Sequence[ContextFile], now: Sequence[ContextFile]) -> list[str]:
    old, new = ({file.path: file for file in files} for files in (before, now))
    changed = [new[path].name for path in new if path in old and old[path].stamp != new[path].stamp]
    news = [
        ("is read into the context", [new[path].name for path in new if path not in old]),
        ("was changed and is read again", changed),
        ("is no longer in the context", [old[path].name for path in old if path not in new]),
    ]
    return [f"{', '.join(names)} {what}." for what, names in news if names]


def _told(files: Sequence[ContextFile], room: int) -> tuple[str, list[str]]:
    """Return the text of as many files as there is room for, and why others are not in it."""
    entries, problems = [], []
    for file in files:
        try:
            if file.bytes > 4 * room:  # UTF-8 takes at most 4 bytes for a character
                raise ToolMistakeError(_too_large(file))
            with open_text(os.path.realpath(file.path)) as opened:
                text = opened.read(4 * room + 1).decode("utf-8", "replace")
            if len(text) > room:
                raise ToolMistakeError(_too_large(file))
        except ToolMistakeError as problem:
            problems.append(str(problem))
            continue
        room -= len(text)
        entries.append(entry(file.name, for_model(text)))
    return "\n\n".join([_HEAD, *entries]) if entries else "", problems


def _too_large(file: ContextFile) -> str:
    return (
        f"{file.name} ({size(file.bytes)}) is left out: the context files may fill {WINDOW_SHARE:.0%} of the model's"
        " context. /context rm takes files out."
    )
