"""Tail: the bounded end of a stream of bytes that may be of any length.

Owns what is kept, and how what is not is told. Leaves decoding for the screen to others. One thread at a time.
"""

import json
from typing import NamedTuple

from qmux.tools.wording import size, without_hidden

MOST_LINES = 1024
MOST_CHARACTERS = 133_333  # as JSON: a third of what the model gets of a result
_KEPT = 4 * MOST_CHARACTERS  # bytes: UTF-8 takes at most 4 for a character


class End(NamedTuple):
    """The end of a stream for the model; `missing` says in words what is not in it, or is empty."""

    text: str
    missing: str


class Tail:
    """Takes all of a stream, `size` bytes so far, and keeps the end of it."""

    def __init__(self) -> None:
        self._kept = bytearray()
        self.size = 0
        self._line_ends = 0  # in all

    def add(self, chunk: bytes) -> None:
        """Take the next bytes of the stream."""
        self.size += len(chunk)
        self._line_ends += chunk.count(b"\n")
        self._kept += chunk
        if len(self._kept) > 2 * _KEPT:  # seldom, so that a byte is moved but once
            del self._kept[:-_KEPT]

    def end(self) -> End:
        """Return the last lines: at most MOST_LINES, and MOST_CHARACTERS of JSON."""
        everything, hidden = without_hidden(self._kept.decode("utf-8", "replace"))
        text = _last_lines(_fitting(everything))
        missing = ""
        if len(text) < len(everything) or len(self._kept) < self.size:
            missing = f"only the last {_lines(text):,} of {self._all_lines():,} lines ({size(self.size)})"
        if hidden:
            missing += f"{', ' if missing else ''}without {hidden:,} hidden Unicode characters"
        return End(text, missing)

    def _all_lines(self) -> int:
        return self._line_ends + (not self._kept.endswith(b"\n"))


def _lines(text: str) -> int:
    return text.count("\n") + (not text.endswith("\n"))


def _last_lines(text: str) -> str:
    """Return the last MOST_LINES lines of `text`."""
    start = len(text) - text.endswith("\n")
    for _ in range(MOST_LINES):
        start = text.rfind("\n", 0, start)
        if start < 0:
            return text
    return text[start + 1 :]


def _fitting(text: str) -> str:
    """Return the end of `text` that fits as JSON, from the beginning of a line where there is one."""
    fitting = text[-MOST_CHARACTERS:]
    while (length := len(json.dumps(fitting, ensure_ascii=False)) - 2) > MOST_CHARACTERS:
        fitting = fitting[-(len(fitting) * MOST_CHARACTERS // length) :]
    if len(fitting) == len(text):
        return text
    _, _, rest = fitting.partition("\n")
    return rest or fitting
