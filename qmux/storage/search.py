"""Search: where words were said, in all conversations, closed ones too.

What the index (search_index.py) has is asked of the index, the rest is read from the events: a reply that still
streams, what came since the index was brought up to date, or everything where there is no index. So an answer is
complete whatever state the index is in, which is never waited for. Nothing here writes. Any thread, with connections
of its own.
"""

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from qmux.storage.sayings import Saying, excerpt, folded, lengths, sayings

if TYPE_CHECKING:
    from qmux.storage.database import Connection
    from qmux.storage.search_index import SearchIndex


class Hit(NamedTuple):
    """One message or reply that has all the words.

    `speaker` is you, model, tool or summary; `turn` counts as events do, `sequence` is the number of the event that
    it begins with; `time` is in seconds since 1970. `excerpt` is one line from where most of the words stand
    together; it may hold control characters.
    """

    conversation_id: str
    turn: int
    speaker: str
    sequence: int
    time: float
    excerpt: str


def search(connection: "Connection", words: Sequence[str], limit: int) -> list[Hit]:
    """Return at most `limit` hits, the newest first, by reading all events; case is ignored in every script."""
    wanted = [folded(word) for word in words]
    return _newest(_read(connection, {}, wanted), wanted, limit)


def search_indexed(
    connection: "Connection", index: "SearchIndex", words: Sequence[str], limit: int
) -> list[Hit]:
    """Return what search() returns, reading only what `index` has not; raises as the index does."""
    wanted = [folded(word) for word in words]
    index.stand_still()
    marks, existing = index.marks(), lengths(connection)
    found = (saying for saying in index.candidates(wanted) if saying.conversation_id in existing)
    indexed = islice((saying for saying in found if saying.has(wanted)), limit)
    return _newest([*indexed, *_read(connection, marks, wanted)], wanted, limit)


def _read(connection: "Connection", marks: Mapping[str, int], wanted: Sequence[str]) -> Iterator[Saying]:
    """Yield the sayings with all words among the events above each conversation's mark."""
    for conversation, last in lengths(connection).items():
        mark = marks.get(conversation, 0)
        if last > mark:
            found = sayings(connection, conversation, mark, last)
            yield from (saying for saying in found if saying.has(wanted))


def _newest(found: Iterable[Saying], wanted: Sequence[str], limit: int) -> list[Hit]:
    newest = heapq.nlargest(
        limit, found, key=lambda saying: (saying.time, saying.conversation_id, saying.first)
    )
    return [Hit(*saying[:5], excerpt(saying.text, wanted)) for saying in newest]
