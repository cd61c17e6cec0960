"""Presenter: a conversation's events on their way into the pane: what is final, and the tail below it.

Owns when the tail is drawn: together with what is final, since that takes its place, else soon after (typesetter.py).
Owns too what of the newest text depends on the pane's width: after a resize the replies with tables, and all that
came after the first of them, are rendered anew and take the place of as many lines, which are counted by their ends,
since no resize changes those. Leaves looks to render.py and cells to the pane. It belongs to one transcript, which
serializes all calls.
"""

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from qmux.engine.render import WITHIN_REPLY, Renderer
from qmux.model.event import Event, EventKind

if TYPE_CHECKING:
    from qmux.terminal.pane import Pane

# How much of the newest text, in characters, is rendered anew after a resize: it takes a third of a second.
ANEW_CHARACTERS = 100_000
# A line beyond this may have been parted where the scrollback was compressed: lines before it can not be counted.
_LONGEST_LINE = 4096

_SGR = re.compile("\x1b\\[[0-9;]*m")


class _Start(NamedTuple):
    """Where a reply began: the number of its first event, and what came before: line ends and characters."""

    sequence: int
    lines: int
    characters: int


class Presenter:
    """Shows events in a pane.

    Arguments:
        pane: where, or None.
        make_renderer: makes a renderer that has seen nothing.
        ask_tail: has draw_tail() called soon, in turn with all else.
    """

    def __init__(
        self, pane: "Pane | None", make_renderer: Callable[[], Renderer], ask_tail: Callable[[], None]
    ) -> None:
        self._pane = pane
        self._make_renderer = make_renderer
        self._renderer = make_renderer()
        self._ask_tail = ask_tail
        self._lines = 0  # ends of lines that were fed
        self._characters = 0
        self._open = 0  # characters in the line that output goes on in
        self._reply: _Start | None = None
        self._begun: list[
            tuple[int, int]
        ] = []  # events but those that go on with a reply, and the lines before each
        self._in_reply = False
        self._tail_lines = 0
        self._laid_out: deque[tuple[_Start, int]] = deque()  # replies with tables, and the width they are for

    def show(self, event: Event) -> None:
        """Show one more event."""
        final = self._render(event)
        if final:
            self._feed(final)
        elif event.kind is EventKind.TEXT and self._pane is not None:
            self._ask_tail()

    def show_all(self, events: Iterable[Event]) -> None:
        """Show a conversation, as show() would."""
        self._feed("".join(map(self._render, events)))

    def lines_since(self, sequence: int) -> int | None:
        """Return how many lines have ended in the pane since event number `sequence` began; None if it is not there.

        For moments only, from whatever thread; while output comes it may be off by what is just being shown.
        """
        index = bisect_right(self._begun, (sequence, self._lines)) - 1
        return None if index < 0 else self._lines - self._begun[index][1] + self._tail_lines

    def draw_tail(self) -> None:
        """Show the reply's open end as it is now."""
        self._feed("")

    def lay_out_anew(self, events_since: Callable[[int], Sequence[Event]]) -> None:
        """Render anew what was laid out for another width than the pane's; `events_since` takes an event's number."""
        if self._pane is None:
            return
        columns = self._pane.columns
        stale = next((start for start, width in self._laid_out if width != columns), None)
        events = events_since(stale.sequence) if stale else ()
        if not stale or not events or events[0].sequence != stale.sequence:
            return
        lines = self._lines - stale.lines
        self._go_back(stale)
        text = "".join(map(self._render, events))
        self._pane.feed_anew(lines, text, self._renderer.tail())

    def _feed(self, final: str) -> None:
        if self._pane is None:
            return
        tail = self._renderer.tail()
        self._tail_lines = tail.count("\n")
        if tail:
            self._pane.feed_above(final, tail)
        else:
            self._pane.feed(final)

    def _render(self, event: Event) -> str:
        """Return what `event` adds, and remember where a reply begins and what has to be laid out anew one day."""
        if event.kind is EventKind.CLEARED:
            self._laid_out.clear()
            self._begun.clear()
        is_text = event.kind is EventKind.TEXT
        if not (is_text and self._in_reply):
            self._begun.append((event.sequence, self._lines))
        self._in_reply = is_text
        if event.kind not in WITHIN_REPLY:
            self._reply = None
        elif event.kind is EventKind.TEXT and self._reply is None and not self._open:
            self._reply = _Start(event.sequence, self._lines, self._characters)
        text = self._renderer.render(event)
        if self._renderer.laid_out and self._reply is not None and self._pane is not None:
            self._remember(self._reply, self._pane.columns)
        self._count(text)
        return text

    def _remember(self, reply: _Start, columns: int) -> None:
        if not self._laid_out or self._laid_out[-1][0] is not reply:
            self._laid_out.append((reply, columns))
        while self._characters - self._laid_out[0][0].characters > ANEW_CHARACTERS:
            self._laid_out.popleft()

    def _count(self, text: str) -> None:
        first, *rest = text.split("\n")
        if self._open + len(first) > _LONGEST_LINE or max(map(len, rest), default=0) > _LONGEST_LINE:
            self._laid_out.clear()
            self._reply = None
        self._open = len(_SGR.sub("", rest[-1])) if rest else self._open + len(_SGR.sub("", first))
        self._lines += len(rest)
        self._characters += len(text)

    def _go_back(self, start: _Start) -> None:
        """Forget all that came from `start` on."""
        self._renderer = self._make_renderer()
        self._lines, self._characters, self._open, self._reply = start.lines, start.characters, 0, None
        self._in_reply = False
        while self._begun and self._begun[-1][0] >= start.sequence:
            self._begun.pop()
        while self._laid_out and self._laid_out[-1][0].sequence >= start.sequence:
            self._laid_out.pop()
