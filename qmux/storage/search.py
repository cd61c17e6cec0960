"""Search: where words were said, in all conversations, closed ones too.

Owns the walk over the events and what counts as a hit. A reply is stored in the pieces in which it came, so words
are looked for in whole messages and replies, put together here: an index over the rows would miss each word that two
pieces share. No index is kept: half a million events take two to three seconds, in a thread that nobody waits for,
and writing stays as cheap as it is. The walk is read-only and may run on any connection.
"""

import heapq
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from qmux.model.event import EventKind

if TYPE_CHECKING:
    from qmux.storage.database import Connection

EXCERPT = 40  # characters to each side of the first word that was found

_SPOKEN = {
    EventKind.USER_INPUT.value: "you",
    EventKind.ANSWER.value: "you",
    EventKind.TEXT.value: "model",
    EventKind.TOOL_RESULT.value: "tool",
    EventKind.COMPACTION.value: "summary",
}
_SELECT = (
    "SELECT conversation_id, turn, kind, payload, time FROM events"
    f" WHERE kind IN ({', '.join('?' * len(_SPOKEN))}) ORDER BY conversation_id, sequence"
)


class Hit(NamedTuple):
    """One message or reply that has all the words.

    `speaker` is you, model, tool or summary; `turn` counts as events do; `time` is in seconds since 1970.
    `excerpt` is one line around the first of the words; it may hold control characters.
    """

    conversation_id: str
    turn: int
    speaker: str
    time: float
    excerpt: str


class _Saying(NamedTuple):
    """What was said at one go, whole."""

    conversation_id: str
    turn: int
    speaker: str
    time: float
    text: str


def search(connection: "Connection", words: Sequence[str], limit: int) -> list[Hit]:
    """Return at most `limit` hits, the newest first; case is ignored in every script."""
    wanted = [word.casefold() for word in words]
    rows = connection.execute(_SELECT, tuple(_SPOKEN))
    return heapq.nlargest(limit, _hits(_sayings(rows), wanted), key=lambda hit: hit.time)


def _hits(sayings: Iterable[_Saying], wanted: Sequence[str]) -> Iterator[Hit]:
    for saying in sayings:
        folded = saying.text.casefold()
        if all(word in folded for word in wanted):
            yield Hit(*saying[:4], _excerpt(saying.text, wanted[0]))


def _sayings(rows: Iterable[tuple[object, ...]]) -> Iterator[_Saying]:
    """Put the pieces of each reply together; a row that is no event of ours says nothing."""
    for (conversation, turn, kind), pieces in groupby(rows, key=lambda row: row[:3]):
        said = [(_text(payload), time) for *_, payload, time in pieces]
        together = kind == EventKind.TEXT.value
        for text, time in [("".join(text for text, _ in said), said[0][1])] if together else said:
            if isinstance(turn, int) and isinstance(time, int | float):
                yield _Saying(str(conversation), turn, _SPOKEN[str(kind)], float(time), text)


def _text(payload: object) -> str:
    try:
        fields = json.loads(payload) if isinstance(payload, str) else None
    except (ValueError, RecursionError):
        return ""
    text = fields.get("text") if isinstance(fields, dict) else None
    return text if isinstance(text, str) else ""


def _excerpt(text: str, word: str) -> str:
    """Return the surroundings of a word; where folding the case has moved it, about there."""
    at = text.casefold().find(word)
    start, end = max(0, at - EXCERPT), at + len(word) + EXCERPT
    line = " ".join(text[start:end].split())
    return f"{'…' if start else ''}{line}{'…' if end < len(text) else ''}"
