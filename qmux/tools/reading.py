"""What fs_read gives of a file or a directory: lines, a listing, what a search finds.

Owns how each looks and where it is cut, which it says in brackets. Leaves arguments to fs_read.py. `path` is
resolved, `limit` counts characters, lines count from 1. Every function raises ToolMistakeError for what cannot be
read, and what `patience` raises. Runs in a session's thread.
"""

import os
import re
import stat
import time
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from qmux.tools import files, lines
from qmux.tools.base import ToolMistakeError
from qmux.tools.patience import Patience
from qmux.tools.walk import Walk
from qmux.tools.wording import one_line, size

_MOST_LISTED = 1000
_MOST_COUNTED = 50_000  # of what is not listed
_MOST_FOUND = 300


def lines_of(path: str, start: int, end: int, limit: int, patience: Patience) -> str:
    """Return the lines `start` to `end`, both inclusive; negative numbers count from the end."""
    with files.open_text(path) as file:
        start, end = _from_the_beginning(file, start, end, patience)
        total = lines.go_to_line(file, start, patience.check)
        if total is not None:
            raise ToolMistakeError(f"{path} has only {total} lines: there is no line {start}.")
        got = lines.read_lines(file, None if end < 0 else max(0, end - start + 1), limit)
    text = got.text.removeprefix("\ufeff") if start == 1 else got.text
    if got.goes_on:
        return f"{text}\n{_cut_note(path, start, got)}"
    return text or "[there is nothing]"


def listing(path: str, depth: int, limit: int, patience: Patience) -> str:
    """Return what is in a directory, and `depth` levels below, as ls -l has it."""
    with files.told(path):
        if not stat.S_ISDIR(os.stat(path).st_mode):
            raise ToolMistakeError(f"{path} is not a directory. Use Line.")
        os.scandir(path).close()  # what cannot be read must not look empty
    walk = Walk(path, patience.check, lambda directory: directory.count("/") < depth)
    entries = iter(walk)
    listed, length = [], 0
    for relative, entry in islice(entries, _MOST_LISTED):
        listed.append(_entry(relative, entry))
        length += len(listed[-1]) + 1
        if length > limit:
            break
    notes = [*_rest(entries), *walk.notes()]
    return "\n".join([*listed, *(f"[{note}]" for note in notes)]) or "[the directory is empty]"


def search(path: str, pattern: str, around: int, limit: int, patience: Patience) -> str:
    """Return the lines that contain `pattern`, whatever the case, with `around` lines before and after each."""
    matches = re.compile(re.escape(pattern), re.IGNORECASE).search
    with files.open_text(path) as file:
        found = lines.found(lines.searchable(file, patience.check), matches, around)
        got = lines.gathered(found, _MOST_FOUND, limit)
    notes = ["[cut: there is more; search for something rarer]"] if got.stopped else []
    return "\n".join([*got.lines, *notes]) or "[not found]"


def _from_the_beginning(file: BinaryIO, start: int, end: int, patience: Patience) -> tuple[int, int]:
    """Return both numbers counted from 1; an end of -1, which needs no counting, stays."""
    if start > 0 and end >= -1:
        return start, end
    total = lines.count_lines(file, patience.check)
    file.seek(0)
    start = start if start > 0 else max(1, total + 1 + start)
    return start, end if end >= -1 else max(0, total + 1 + end)


def _cut_note(path: str, start: int, got: lines.Lines) -> str:
    whole = size(os.stat(path).st_size)
    if got.complete:
        return f"[cut: the file goes on, {whole} in all; read on with start_line {start + got.complete}]"
    return f"[cut: line {start} goes on, {whole} in the whole file; execute_bash can take it apart]"


def _rest(entries: Iterator[object]) -> list[str]:
    rest = sum(1 for _ in islice(entries, _MOST_COUNTED))
    if not rest:
        return []
    return [
        f"{rest:,} more are not listed" if rest < _MOST_COUNTED else f"more than {rest:,} more are not listed"
    ]


def _entry(relative: str, entry: "os.DirEntry[str]") -> str:
    """Return one line as of ls -l."""
    try:
        status = entry.stat(follow_symlinks=False)
        target = os.readlink(entry.path) if stat.S_ISLNK(status.st_mode) else ""
    except OSError as exc:
        return f"{one_line(relative)} ({exc.strerror})"
    changed = time.strftime("%Y-%m-%d %H:%M", time.localtime(status.st_mtime))
    name = one_line(relative) + ("/" if stat.S_ISDIR(status.st_mode) else "")
    arrow = f" -> {one_line(target)}" if target else ""
    return f"{stat.filemode(status.st_mode)} {status.st_size:>12} {changed} {name}{arrow}"
