"""OutputBuffer: the bounded tail, in memory, of what happened in a session, from which its pane can be made again.

Owns the tail and its packing: events lie in blocks of about 64 KB, all but the newest compressed. Leaves the whole
story to the database and turning events into terminal text to render.py. The transcript serializes all calls.
Sizes are bytes of the events as stored, before compression: what the user sees in a setting is what they typed.
"""

import json
import zlib
from collections import deque
from collections.abc import Iterator
from itertools import chain

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
        self._newest.append(event)
        self._newest_size += _FIXED_BYTES + sum(map(_bytes, event.payload.values()))
        if self._newest_size >= BLOCK_BYTES:
            self._pack()
        while self.size > self._limit and len(self._packed) > (0 if self._newest else 1):
            oldest, _ = self._packed.popleft()
            self._packed_size -= oldest
            self.dropped += oldest

    def clear(self) -> None:
        """Forget everything."""
        self._packed.clear()
        self._newest.clear()
        self._newest_size = self._packed_size = self.dropped = 0

    def replay(self) -> Iterator[Event]:
        """Return what is kept now, oldest first; where something was dropped, a notice stands in its place."""
        start = [self._truncation()] if self.dropped else []
        packed = map(self._unpack, [block for _, block in self._packed])
        return chain(start, chain.from_iterable(packed), self._newest[:])

    def since(self, sequence: int) -> list[Event]:
        """Return the events from number `sequence` on, as far as they are kept; the newest cost little."""
        events = self._newest[:]
        for _, block in reversed(self._packed):
            if events and events[0].sequence <= sequence:
                break
            events = [*self._unpack(block), *events]
        return [event for event in events if event.sequence >= sequence]

    def _truncation(self) -> Event:
        text = (
            f"... (output truncated) ... {self.dropped / 1e6:.1f} MB before this are not in memory;"
            " /export writes the whole conversation to a file"
        )
        return Event(self._id, 0, 0, EventKind.NOTICE, {"text": text}, 0.0)

    def _pack(self) -> None:
        rows = [(e.sequence, e.turn, e.kind.value, e.payload, e.time) for e in self._newest]
        text = json.dumps(rows, ensure_ascii=False).encode("utf-8", "surrogatepass")
        self._packed.append((self._newest_size, zlib.compress(text, 1)))
        self._packed_size += self._newest_size
        self._newest = []
        self._newest_size = 0

    def _unpack(self, block: bytes) -> Iterator[Event]:
        text = zlib.decompress(block).decode("utf-8", "surrogatepass")
        for sequence, turn, kind, payload, time in json.loads(text):
            yield Event(self._id, sequence, turn, EventKind(kind), payload, time)


def _bytes(value: object) -> int:
    """Return how many bytes a value of a payload takes, a tool call's arguments as JSON."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return len(text.encode("utf-8", "surrogatepass"))
