"""Replay: a stored conversation on its way back into a pane: its end first, then what is above it.

A megabyte takes a second or more to render, and what one wants to see is its end. So the events are parted where
nothing of a reply or a tool is open: each piece looks as if it stood alone. The pieces at the end that fill a few
screens are shown at once. Those before are rendered one after the other, the newest first, each in a pane of its own
which then goes on top of the scrollback; when that is full, the rest is never rendered.

A piece may be long, where a reply is. Until it is rendered, its end is shown as it looks most likely: as a tail,
which is taken back without a trace.

Owns where pieces begin and how far the filling is. Leaves how much is done at a time to the transcript, which
serializes all calls; rows keep their numbers meanwhile (terminal/on_top.py).
"""

import re
import time
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from qmux.engine.composer import Composer
from qmux.model.event import Event, EventKind

if TYPE_CHECKING:
    from qmux.terminal.pane import Pane

# Characters of payload in a piece, at least: a few screens of text, which take some 10 ms.
PIECE_CHARACTERS = 8_000
# Characters of a reply that are rendered without a look at the clock.
_BATCH_CHARACTERS = 4_000

# With these nothing is open, whatever came before.
_BEGINNINGS = {EventKind.USER_INPUT, EventKind.CLEARED}
# With these a reply begins, after the result of the last call of the reply before.
_REPLIES = {EventKind.TEXT, EventKind.REASONING, EventKind.TOOL_CALL}

_FENCE = "```"
_FENCES = re.compile(rf"^ *{_FENCE}", re.MULTILINE)


class Replay:
    """See the module's docstring.

    Arguments:
        pane: where the conversation is shown, empty as yet.
        make_composer: makes a composer that has seen nothing.
    """

    def __init__(self, pane: "Pane", make_composer: Callable[[], Composer]) -> None:
        self._pane = pane
        self._make_composer = make_composer
        self._composer = make_composer()
        # The number of the first event that is shown; 0 if there is none to be shown above it.
        self._first = 0
        self._filling: Iterator[None] = iter(())
        self.is_filling = False

    def end(self, events: Sequence[Event], is_whole: bool, rows: int) -> tuple[str, Composer] | None:
        """Return the end of a conversation as text, and the composer in which it goes on.

        Arguments:
            events: the newest events, or all if `is_whole`.
            rows: how many rows there are to be at least; they are counted as lines.

        Returns:
            None if more events are needed for that.
        """
        texts: list[str] = []
        stop, lines = len(events), 0
        while stop and lines < rows:
            start = _start_of_piece(events, stop, is_whole)
            if start is None:
                return None
            composer = self._make_composer()
            text = "".join(map(composer.render, _joined(events[start:stop])))
            if texts:
                text += composer.close()
                self._composer.put_before(composer)
            else:
                self._composer = composer
            texts.append(text)
            lines += composer.lines
            is_clear = events[start].kind is EventKind.CLEARED
            stop, self._first = (0, 0) if is_clear else (start, events[start].sequence)
            is_whole = is_whole or is_clear
        if lines < rows and not is_whole:
            return None
        return "".join(reversed(texts)), self._composer

    def glimpse(self, events: Sequence[Event]) -> str:
        """Return how the end of a reply looks most likely, of which `events`, the newest, have but a part."""
        stop = len(events)
        while stop and events[stop - 1].kind is not EventKind.TEXT:
            stop -= 1
        start = stop
        while start and events[start - 1].kind is EventKind.TEXT:
            start -= 1
        if start == stop:
            return ""
        words = "".join([event.text() for event in events[start:stop]])
        reply = events[start]._replace(payload={"text": _from_blank_line(words)})
        composer = self._make_composer()
        return "".join(map(composer.render, [reply, *events[stop:]])) + composer.close()

    def begin(self, events: Sequence[Event]) -> None:
        """Take all events of the conversation whose end is shown."""
        if self._first:
            missing = bisect_left(events, self._first, key=lambda event: event.sequence)
            self._filling = self._fill(events[:missing])
            self.is_filling = missing > 0

    def fill(self, seconds: float) -> bool:
        """Render what is missing, for about so long; return whether there is more."""
        deadline = time.monotonic() + seconds
        return any(time.monotonic() >= deadline for _ in self._filling)

    def stop(self) -> None:
        """Leave what is missing away."""
        self._filling = iter(())
        self.is_filling = False

    def _fill(self, events: Sequence[Event]) -> Iterator[None]:
        """Render pieces and put them on top; yield now and then."""
        stop, has_room = len(events), True
        while stop and has_room:
            start = _start_of_piece(events, stop, True) or 0
            composer, pane = self._make_composer(), self._pane.for_earlier()
            for event in _joined(events[start:stop]):
                pane.feed(composer.render(event))
                yield
            pane.feed(composer.close())
            has_room = self._pane.put_on_top(pane)
            self._composer.put_before(composer)
            stop = 0 if events[start].kind is EventKind.CLEARED else start
            self.is_filling = stop > 0 and has_room
            self._pane.announce()


def _from_blank_line(words: str) -> str:
    """Return the end of a text from its first blank line on, as code if that seems to be what is open there."""
    words = words.partition("\n\n")[2] or words
    is_code = len(_FENCES.findall(words)) % 2
    return f"{_FENCE}\n{words}" if is_code else words


def _start_of_piece(events: Sequence[Event], stop: int, is_whole: bool) -> int | None:
    """Return where the piece that ends before `stop` begins, None if that is before the first of `events`."""
    characters = 0
    for number in range(stop - 1, 0, -1):
        characters += sum(map(_size, events[number].payload.values()))
        is_enough = characters >= PIECE_CHARACTERS or events[number].kind is EventKind.CLEARED
        if is_enough and _begins(events[number - 1].kind, events[number].kind):
            return number
    return 0 if is_whole or events[0].kind in _BEGINNINGS else None


def _size(value: object) -> int:
    return len(value) if isinstance(value, str) else 0


def _begins(before: EventKind, kind: EventKind) -> bool:
    return kind in _BEGINNINGS or (kind in _REPLIES and before is EventKind.TOOL_RESULT)


def _joined(events: Sequence[Event]) -> Iterator[Event]:
    """Yield the same events, with pieces of a reply that follow each other as one: chunks never matter."""
    parts: list[Event] = []
    size = 0
    for event in events:
        if parts and (event.kind is not EventKind.TEXT or size >= _BATCH_CHARACTERS):
            yield _one(parts)
            parts, size = [], 0
        if event.kind is not EventKind.TEXT:
            yield event
            continue
        parts.append(event)
        size += len(event.text())
    if parts:
        yield _one(parts)


def _one(parts: Sequence[Event]) -> Event:
    return parts[0]._replace(payload={"text": "".join([part.text() for part in parts])})
