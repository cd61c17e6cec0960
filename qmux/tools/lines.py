"""Lines of files of any size: found, read and searched within bounds.

Owns counting, and what of a line is looked at. Leaves opening to files.py. Lines count from 1 and end with a line
feed, a carriage return before it goes with it; text is UTF-8, and U+FFFD where it is not. Runs in a session's thread,
or in the process that searches.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, NamedTuple

from qmux.tools.wording import visible

LONGEST_SEARCHED = 10_000  # bytes of a line; a pattern is not tried on what is behind
_LONGEST_FOUND = 500  # characters of a line that was found
_CHUNK = 256 * 1024  # bytes read at once

Check = Callable[[], None]  # raises when it is time to stop


class Lines(NamedTuple):
    """Some lines of a file; `complete` counts those that are, and `goes_on` says that the limit cut them off."""

    text: str
    complete: int
    goes_on: bool


class Findings(NamedTuple):
    """What was found, how many matches are in it, and whether there was too much of it."""

    lines: list[str]
    matches: int
    stopped: bool


def count_lines(file: BinaryIO, check: Check) -> int:
    """Return how many lines there are from the present position to the end."""
    ends, last = 0, b"\n"
    while chunk := file.read(_CHUNK):
        check()
        ends += chunk.count(b"\n")
        last = chunk[-1:]
    return ends + (last != b"\n")


def go_to_line(file: BinaryIO, line: int, check: Check) -> int | None:
    """Go from the beginning of `file` to that of `line`; return None, or how many lines there are if it has fewer.

    The first line is there even in an empty file.
    """
    left, last = line - 1, b"\n"
    while left:
        check()
        position, chunk = file.tell(), file.read(_CHUNK)
        if not chunk:
            return line - 1 - left + (last != b"\n")
        ends, last = chunk.count(b"\n"), chunk[-1:]
        if ends >= left:
            file.seek(position + _after(chunk, left))
        left -= min(left, ends)
    return None if line == 1 or _has_more(file) else line - 1


def read_lines(file: BinaryIO, most: int | None, limit: int) -> Lines:
    """Return the next lines of `file`: at most `most` of them (None: all) and `limit` bytes, of one line at least."""
    content, complete = bytearray(), 0
    while complete != most:
        piece = file.readline(limit + 1)
        if len(content) + len(piece) > limit:
            return Lines(_text(content or piece[:limit]), complete, goes_on=True)
        if not piece:
            break
        content += piece
        complete += piece.endswith(b"\n")
    return Lines(_text(content), complete, goes_on=False)


def searchable(file: BinaryIO, check: Check) -> Iterator[str]:
    """Yield the lines of `file` without their ends, of each the first LONGEST_SEARCHED bytes."""
    while line := file.readline(LONGEST_SEARCHED):
        rest = line
        while rest and not rest.endswith(b"\n"):
            check()
            rest = file.readline(_CHUNK)
        yield line.decode("utf-8", "replace").rstrip("\r\n")


def found(lines: Iterable[str], matches: Callable[[str], object], context: int) -> Iterator[tuple[str, bool]]:
    """Yield what is to be shown of `lines`, and whether it matches.

    A line that matches comes as "12: text", `context` lines before and after it as "11- text", and then "--" where
    lines are left out.
    """
    before: deque[tuple[int, str]] = deque(maxlen=context)
    due, last = 0, 0
    for number, line in enumerate(lines, 1):
        if matches(line):
            if context and last and number - len(before) > last + 1:
                yield "--", False
            yield from ((f"{earlier}- {_shown(text)}", False) for earlier, text in before)
            before.clear()
            yield f"{number}: {_shown(line)}", True
            due, last = context, number
        elif due:
            yield f"{number}- {_shown(line)}", False
            due, last = due - 1, number
        else:
            before.append((number, line))


def gathered(found: Iterable[tuple[str, bool]], most: int, limit: int) -> Findings:
    """Return the lines of `found` up to `most` matches and `limit` characters."""
    kept: list[str] = []
    matches, length = 0, 0
    for line, is_match in found:
        length += len(line) + 1
        if matches + is_match > most or length > limit:
            return Findings(kept, matches, stopped=True)
        matches += is_match
        kept.append(line)
    return Findings(kept, matches, stopped=False)


def _has_more(file: BinaryIO) -> bool:
    position = file.tell()
    more = bool(file.read(1))
    file.seek(position)
    return more


def _after(chunk: bytes, count: int) -> int:
    """Return the position behind the `count`-th line feed."""
    position = 0
    for _ in range(count):
        position = chunk.index(b"\n", position) + 1
    return position


def _text(content: bytearray | bytes) -> str:
    return content.decode("utf-8", "replace").replace("\r\n", "\n")


def _shown(line: str) -> str:
    return visible(line if len(line) <= _LONGEST_FOUND else f"{line[:_LONGEST_FOUND]} ...")
