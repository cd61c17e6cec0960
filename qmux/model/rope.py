"""Rope: a text of any length under edit, in chunks that it shares with the texts it was made from.

Owns the chunks and what may be in them. A rope never changes: an edit makes another one, which shares all chunks but
those at the place. So a key in a text of 10 MB costs a copy of one chunk and of the list of 300 chunks, undo and
drafts keep ropes without a copy, and any thread may read one. Each chunk knows how many line breaks it has: a line's
ends are found without looking through the chunks between.

What is typed or pasted is untrusted: line ends become "\\n", and other controls but tabs, and lone surrogates, are
dropped wherever a rope is made of a string. Indexes count code points.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate
from typing import Protocol

CHUNK = 32_768  # code points at most; a smaller chunk costs less to copy, a longer list of them more

_CONTROLS = bytes(code for code in (*range(32), 127) if code not in b"\t\n")
_C1_CONTROLS = re.compile(b"\xc2[\x80-\x9f]")  # in UTF-8


class Sliced(Protocol):
    """What can be looked at by slices: a string or a rope."""

    def __len__(self) -> int:
        """Return the number of code points."""

    def __getitem__(self, part: slice, /) -> str:
        """Return the code points of `part`."""


class Rope:
    """An immutable text, equal to a string of the same code points; `chunks` are its pieces, none of them empty."""

    __slots__ = ("_breaks", "_ends", "chunks")

    def __init__(self, text: str = "") -> None:
        text = cleaned(text)
        self.chunks = tuple(text[start : start + CHUNK] for start in range(0, len(text), CHUNK))
        self._breaks = _breaks(self.chunks)
        self._ends = tuple(accumulate(map(len, self.chunks)))

    @classmethod
    def _made(cls, chunks: tuple[str, ...], breaks: tuple[int, ...]) -> "Rope":
        rope = cls.__new__(cls)
        rope.chunks, rope._breaks, rope._ends = chunks, breaks, tuple(accumulate(map(len, chunks)))
        return rope

    # As a string

    def __len__(self) -> int:
        """Return the number of code points."""
        return self._ends[-1] if self._ends else 0

    def __str__(self) -> str:
        """Return the whole text: a copy of all of it."""
        return "".join(self.chunks)

    def __repr__(self) -> str:
        return f"Rope({str(self)!r})" if len(self) < 100 else f"<Rope of {len(self)} code points>"

    def __getitem__(self, part: slice, /) -> str:
        """Return the code points of `part`, a copy: for short parts; share() is for long ones."""
        start, end, _ = part.indices(len(self))
        return "".join(self._between(start, end))

    def __eq__(self, other: object) -> bool:
        if isinstance(other, str):
            return len(self) == len(other) and str(self) == other
        if not isinstance(other, Rope):
            return NotImplemented
        if self._ends == other._ends:
            return self.chunks == other.chunks  # shared chunks are told by their identity
        return len(self) == len(other) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))

    def startswith(self, prefix: str) -> bool:
        """Return whether the text begins with `prefix`."""
        return self[: len(prefix)] == prefix

    @property
    def blank(self) -> bool:
        """Whether there is nothing but white space."""
        return all(map(str.isspace, self.chunks))

    # Making others

    def share(self, start: int, end: int) -> "Rope":
        """Return what is between two indexes; there is nothing before 0 and beyond the length."""
        start, end = max(0, start), min(end, len(self))
        if end - start == len(self):
            return self
        chunks = self._between(start, end)
        return Rope._made(tuple(chunks), self._breaks_between(start, end, chunks))

    def __add__(self, other: "Rope") -> "Rope":
        """Return the two texts in one; the chunks at the seam become one where that is small enough."""
        if not self.chunks or not other.chunks:
            return self if self.chunks else other
        if len(self.chunks[-1]) + len(other.chunks[0]) > CHUNK:
            return Rope._made(self.chunks + other.chunks, self._breaks + other._breaks)
        chunk, breaks = self.chunks[-1] + other.chunks[0], self._breaks[-1] + other._breaks[0]
        return Rope._made(
            (*self.chunks[:-1], chunk, *other.chunks[1:]), (*self._breaks[:-1], breaks, *other._breaks[1:])
        )

    def replaced(self, start: int, end: int, text: "Rope") -> "Rope":
        """Return the text with `text` in the place of what is between two indexes."""
        if len(text.chunks) > 1 or not self.chunks:
            return self.share(0, start) + text + self.share(end, len(self))
        first, begin = self._holding(max(0, start - 1))  # what is typed on joins what was typed before
        last, _ = self._holding(end)
        left, right = self.chunks[first][: start - begin], self.chunks[last][end - self._begin(last) :]
        chunks = _merged((left, *text.chunks, right))
        after = last + 1
        return Rope._made(
            (*self.chunks[:first], *chunks, *self.chunks[after:]),
            (*self._breaks[:first], *_breaks(chunks), *self._breaks[after:]),
        )

    # Lines

    @property
    def lines(self) -> int:
        """How many lines there are, at least 1."""
        return sum(self._breaks) + 1

    def line_at(self, index: int) -> int:
        """Return the number of the line that holds a cursor at `index`, the first being 0."""
        number, begin = self._holding(index)
        return sum(self._breaks[:number]) + self._chunk(number).count("\n", 0, index - begin)

    def line_start(self, index: int) -> int:
        """Return where the line begins that holds a cursor at `index`."""
        number, begin = self._holding(index)
        found = self._chunk(number).rfind("\n", 0, index - begin)
        while found < 0 and number > 0:
            number -= 1
            if self._breaks[number]:
                begin = self._begin(number)
                found = self.chunks[number].rfind("\n")
        return begin + found + 1 if found >= 0 else 0

    def line_end(self, index: int) -> int:
        """Return where the line ends that holds a cursor at `index`: its line break's index, or the length."""
        number, begin = self._holding(index)
        found = self._chunk(number).find("\n", index - begin)
        while found < 0 and number + 1 < len(self.chunks):
            number += 1
            if self._breaks[number]:
                begin = self._begin(number)
                found = self.chunks[number].find("\n")
        return begin + found if found >= 0 else len(self)

    # Inside

    def _holding(self, index: int) -> tuple[int, int]:
        """Return the number of the chunk that holds the code point at `index`, and where it begins."""
        number = min(bisect_right(self._ends, index), max(0, len(self._ends) - 1))
        return number, self._begin(number)

    def _begin(self, number: int) -> int:
        return self._ends[number - 1] if number else 0

    def _chunk(self, number: int) -> str:
        return self.chunks[number] if self.chunks else ""

    def _between(self, start: int, end: int) -> list[str]:
        """Return the chunks between two indexes, the first and the last of them cut."""
        if start >= end:
            return []
        first, last = bisect_right(self._ends, start), bisect_left(self._ends, end)
        left, right = start - self._begin(first), end - self._begin(last)
        if first == last:
            return [self.chunks[first][left:right]]
        return [self.chunks[first][left:], *self.chunks[first + 1 : last], self.chunks[last][:right]]

    def _breaks_between(self, start: int, end: int, chunks: list[str]) -> tuple[int, ...]:
        """Return the breaks of `chunks`, those between two indexes: only the cut ones are looked through."""
        if len(chunks) < 3:
            return _breaks(chunks)
        first, last = bisect_right(self._ends, start), bisect_left(self._ends, end)
        return (chunks[0].count("\n"), *self._breaks[first + 1 : last], chunks[-1].count("\n"))


def _breaks(chunks: Iterable[str]) -> tuple[int, ...]:
    """Return how many line breaks each chunk has."""
    return tuple(chunk.count("\n") for chunk in chunks)


def _merged(parts: Iterable[str]) -> list[str]:
    """Return the parts as chunks, those beside each other in one where that is small enough."""
    chunks: list[str] = []
    for part in parts:
        if chunks and len(chunks[-1]) + len(part) <= CHUNK:
            chunks[-1] += part
        elif part:
            chunks.append(part)
    return chunks


def rope(text: str | Rope) -> Rope:
    """Return `text` as a rope."""
    return text if isinstance(text, Rope) else Rope(text)


def cleaned(text: str) -> str:
    """Return `text` as it may stand in a prompt: its line ends are "\\n", other controls but tabs are not in it."""
    if text.isprintable():
        return text
    data = text.encode("utf-8", "ignore").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return _C1_CONTROLS.sub(b"", data.translate(None, _CONTROLS)).decode()
