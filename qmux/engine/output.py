"""OutputBuffer: the bounded tail, in memory, of what happened in a session, from which its pane can be made again.

Owns the tail and its packing: events lie in blocks of about 64 KB, all but the newest compressed. Leaves the whole
story to the database and turning events into terminal text to render.py. The transcript serializes all calls.
Sizes are bytes of the events as stored, before compression: what the user sees in a setting is what they typed.
"""

import json
import zlib
from collections import deque
from collections.abc import Iterator

from qmux.model.event import Event, EventKind

BLOCK_BYTES = 64 * 1024
_FIXED_BYTES = 64  # an event's sequence, turn, kind and time beside its payload, roughly


class OutputBuffer:
    """The newest events of one conversation, at most `limit` bytes of them (but always the newest block)."""

    def __init__(self, conversation_id: str, limit: int) -> None:
        self._id = conversation_id
        self._limit = limit
        self._packed: deque[tuple[int, bytes]] = deque()
        self._newest: list[Event] = []
        self._newest_size = 0
        self._packed_size = 0
        self.dropped = 0

    @property
    def size(self) -> int:
        """How many bytes of events are kept."""
        return self._packed_size + self._newest_size

    def add(self, event: Event) -> None:
        """Keep `event` and drop the oldest block while there are more than `limit` bytes."""
        size = _FIXED_BYTES + sum(len(value) for value in event.payload.values() if isinstance(value, str))
        self._newest.append(event)
        self._newest_size += size
        if self._newest_size >= BLOCK_BYTES:
            self._pack()
        while self.size > self._limit and self._packed:
            oldest, _ = self._packed.popleft()
            self._packed_size -= oldest
            self.dropped += oldest

    def clear(self) -> None:
        """Forget everything."""
        self._packed.clear()
        self._newest.clear()
        self._newest_size = self._packed_size = self.dropped = 0

    def replay(self) -> Iterator[Event]:
        """Yield what is kept, oldest first; where something was dropped, a notice stands in its place."""
        if self.dropped:
            yield self._truncation()
        for _, block in list(self._packed):
            yield from self._unpack(block)
        yield from list(self._newest)

    def _truncation(self) -> Event:
        text = (
            f"... (output truncated) ... {self.dropped / 1e6:.1f} MB before this are not in memory;"
            " /export writes the whole conversation to a file"
        )
        return Event(self._id, 0, 0, EventKind.NOTICE, {"text": text}, 0.0)

    def _pack(self) -> None:
        rows = [(e.sequence, e.turn, e.kind.value, e.payload, e.time) for e in self._newest]
        self._packed.append((self._newest_size, zlib.compress(json.dumps(rows).encode(), 1)))
        self._packed_size += self._newest_size
        self._newest = []
        self._newest_size = 0

    def _unpack(self, block: bytes) -> Iterator[Event]:
        for sequence, turn, kind, payload, time in json.loads(zlib.decompress(block)):
            yield Event(self._id, sequence, turn, EventKind(kind), payload, time)
