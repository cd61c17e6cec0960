"""Sayings: what was said at one go, whole, made of events; what a search looks through.

A reply is stored in the pieces in which it came, and a word may go over two of them, so words are looked for in whole
messages and replies. Owns which events say something, where one saying ends, and when a saying has a word. Pure
functions over rows of the table of events; the database is untrusted, a row that is no event of ours says nothing.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from qmux.model.event import EventKind
from qmux.model.matching import where_most

if TYPE_CHECKING:
    from qmux.storage.database import Connection

EXCERPT = 40  # characters to each side of the first word that was found

# The kinds of event with which a turn is over, and with it a reply.
TURN_ENDS = {EventKind.TURN_FINISHED, EventKind.ERROR, EventKind.INTERRUPTED}

_TEXT = EventKind.TEXT.value
_SPOKEN = {
    EventKind.USER_INPUT.value: "you",
    EventKind.ANSWER.value: "you",
    _TEXT: "model",
    EventKind.TOOL_RESULT.value: "tool",
    EventKind.COMPACTION.value: "summary",
}
_KINDS = (*_SPOKEN, *(kind.value for kind in TURN_ENDS))
_SELECT = (
    "SELECT conversation_id, turn, kind, sequence, payload, time FROM events WHERE kind IN"
    f" ({', '.join('?' * len(_KINDS))}) AND conversation_id = ? AND sequence > ? AND sequence <= ? ORDER BY sequence"
)


class Saying(NamedTuple):
    """What was said at one go; `first` is the number of its first event, `is_open` that more of it may come.

    `speaker` is you, model, tool or summary; `turn` counts as events do; `time` is in seconds since 1970.
    """

    conversation_id: str
    turn: int
    speaker: str
    first: int
    time: float
    text: str
    is_open: bool = False

    def has(self, words: Iterable[str]) -> bool:
        """Return whether all of `words`, which are folded(), are in it."""
        text = folded(self.text)
        return all(word in text for word in words)


def folded(text: str) -> str:
    """Return `text` as it is compared: without case in every script, and without what SQLite cannot keep."""
    return storable(text).casefold()


def storable(text: str) -> str:
    """Return `text` as SQLite can keep it: a lone surrogate is no text in UTF-8."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def sayings(connection: "Connection", conversation_id: str, after: int, last: int) -> Iterator[Saying]:
    """Yield what was said in a conversation, in order, in the events whose numbers are above `after` up to `last`."""
    rows = connection.execute(_SELECT, (*_KINDS, conversation_id, after, last))
    groups = ((key, list(pieces)) for key, pieces in groupby(rows, key=lambda row: row[:3]))
    following = next(groups, None)
    while following is not None:
        group, following = following, next(groups, None)
        yield from _of_group(*group, is_last=following is None)


def _of_group(
    key: tuple[object, ...], pieces: Sequence[tuple[object, ...]], is_last: bool
) -> Iterator[Saying]:
    """Yield what rows of one kind say: the pieces of a reply together, all else by itself."""
    conversation, turn, kind = key
    if kind not in _SPOKEN:
        return
    said = [(sequence, _text(payload), time) for *_, sequence, payload, time in pieces]
    if kind == _TEXT:
        said = [(said[0][0], "".join(text for _, text, _ in said), said[0][2])]
    for first, text, time in said:
        if isinstance(turn, int) and isinstance(first, int) and isinstance(time, int | float):
            speaker = _SPOKEN[str(kind)]
            yield Saying(
                str(conversation), turn, speaker, first, float(time), text, is_last and kind == _TEXT
            )


def _text(payload: object) -> str:
    try:
        fields = json.loads(payload) if isinstance(payload, str) else None
    except (ValueError, RecursionError):
        return ""
    text = fields.get("text") if isinstance(fields, dict) else None
    return storable(text) if isinstance(text, str) else ""


def lengths(connection: "Connection") -> dict[str, int]:
    """Return the number of the last event of each conversation; it costs a look into the key for each of them."""
    return {
        str(conversation): last
        for conversation, last in connection.execute(_LENGTHS)
        if isinstance(last, int)
    }


# From one conversation to the next by the key: DISTINCT or GROUP BY would read an entry for every event.
_LENGTHS = """
WITH RECURSIVE known(id) AS (
    SELECT min(conversation_id) FROM events
    UNION ALL
    SELECT (SELECT min(conversation_id) FROM events WHERE conversation_id > known.id) FROM known
    WHERE known.id IS NOT NULL
)
SELECT id, (SELECT max(sequence) FROM events WHERE conversation_id = id) FROM known WHERE id IS NOT NULL
"""


def excerpt(text: str, words: Sequence[str]) -> str:
    """Return the surroundings of folded words where most of them stand in one line.

    Where folding the case has moved them, it is about there.
    """
    at = max(0, where_most(folded(text), words))
    start, end = max(0, at - EXCERPT), at + len(words[0]) + EXCERPT
    line = " ".join(text[start:end].split())
    return f"{'…' if start else ''}{line}{'…' if end < len(text) else ''}"
