"""A change of a text, as lines that a person looks at before saying yes.

Owns the shape and its bounds: unified, colored, controls spelled out. Leaves where it is shown to the engine.
"""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import islice

from qmux.tools.wording import visible

MOST_LINES = 200  # of a diff
_MOST_REMOVED = 100  # lines at one place
_LONGEST_LINE = 300  # characters
_CONTEXT = 3  # unchanged lines around each change
_MOST_COMPARED = 1500  # changed lines on either side; with more, comparing takes seconds

_COLORS = {"+": "\x1b[32m", "-": "\x1b[31m", "@": "\x1b[36m"}
_DEFAULT_COLOR = "\x1b[39m"

_Group = Sequence[tuple[str, int, int, int, int]]  # opcodes of difflib


def diff(before: str, after: str) -> str:
    """Return the change from `before` to `after` as a colored unified diff without file names, "" for none.

    It has at most MOST_LINES lines, and says how many more there are.
    """
    lines = _unified(_split(before), _split(after))
    shown = [_colored(line) for line in islice(lines, MOST_LINES)]
    rest = sum(1 for _ in lines)
    return "\n".join([*shown, f"... {rest:,} more lines are not shown"] if rest else shown)


def _unified(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    """Yield the lines of the diff. What is alike at both ends is not compared, because files are long."""
    start = _alike(before, after)
    end = _alike(before[start:][::-1], after[start:][::-1])
    first, last = max(0, start - _CONTEXT), max(0, end - _CONTEXT)
    old, new = before[first : len(before) - last], after[first : len(after) - last]
    for group in _groups(old, new, start - first, end - last):
        yield _header(group, first)
        for kind, old_start, old_end, new_start, new_end in group:
            if kind == "equal":
                yield from (f" {line}" for line in old[old_start:old_end])
            else:
                yield from _removed(old[old_start:old_end])
                yield from (f"+{line}" for line in new[new_start:new_end])


def _removed(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines that go, but not so many that none of those that come in their place would be shown."""
    yield from (f"-{line}" for line in lines[:_MOST_REMOVED])
    if len(lines) > _MOST_REMOVED:
        yield f"... {len(lines) - _MOST_REMOVED:,} more removed lines are not shown"


def _groups(old: Sequence[str], new: Sequence[str], start: int, end: int) -> Iterator[_Group]:
    """Yield what has changed; the first `start` and the last `end` lines are known to be alike."""
    if max(len(old), len(new)) <= _MOST_COMPARED:
        yield from SequenceMatcher(None, old, new).get_grouped_opcodes(_CONTEXT)
        return
    old_end, new_end = len(old) - end, len(new) - end
    yield (
        ("equal", 0, start, 0, start),
        ("replace", start, old_end, start, new_end),
        ("equal", old_end, len(old), new_end, len(new)),
    )


def _header(group: _Group, first: int) -> str:
    old_start, old_end, new_start, new_end = group[0][1], group[-1][2], group[0][3], group[-1][4]
    return (
        f"@@ -{_range(first + old_start, first + old_end)} +{_range(first + new_start, first + new_end)} @@"
    )


def _range(start: int, end: int) -> str:
    """Return lines as diff counts them: from 1, but the line before an empty range."""
    count = end - start
    beginning = start + 1 if count else start
    return str(beginning) if count == 1 else f"{beginning},{count}"


def _alike(before: Sequence[str], after: Sequence[str]) -> int:
    """Return how many lines at the beginning are the same."""
    pairs = zip(before, after, strict=False)
    return next((index for index, (old, new) in enumerate(pairs) if old != new), min(len(before), len(after)))


def _split(text: str) -> list[str]:
    """Return the lines of `text`; a last one without its line feed says so, as diff does."""
    if not text:
        return []
    lines = text.split("\n")
    return [*lines[:-1], f"{lines[-1]} (no line end)"] if lines[-1] else lines[:-1]


def _colored(line: str) -> str:
    seen = visible(line)
    if len(seen) > _LONGEST_LINE:
        seen = f"{seen[:_LONGEST_LINE]} ... ({len(seen) - _LONGEST_LINE:,} more characters)"
    color = _COLORS.get(line[0])
    return f"{color}{seen}{_DEFAULT_COLOR}" if color else seen
