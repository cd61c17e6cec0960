"""Composer: a stretch of a conversation as text for a pane, and where in it something depends on the pane's width.

Owns counting: the replies with something laid out are remembered by the lines between them and the end, since no
resize changes the number of lines. Leaves looks to render.py. What comes after goes on in the same composer; what
came before is another composer's, whose memory this one takes over (put_before). It belongs to one transcript, which
serializes all calls.
"""

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from qmux.engine.render import WITHIN_REPLY, Renderer
from qmux.model.event import Event, EventKind

# How much of the newest text, in characters, is rendered anew after a resize: it takes a third of a second.
ANEW_CHARACTERS = 100_000
# A line beyond this may have been parted where the scrollback was compressed: lines before it can not be counted.
_LONGEST_LINE = 4096

_SGR = re.compile("\x1b\\[[0-9;]*m")


class Start(NamedTuple):
    """Where a reply began: the number of its first event, and what came before: line ends and characters.

    They are counted from where the composer began, so they are negative for a reply that was put before.
    """

    sequence: int
    lines: int
    characters: int


class _Begun(NamedTuple):
    """An event's number, and how many lines came before it, counted like those of Start."""

    sequence: int
    lines: int


class Stretch(NamedTuple):
    """A part of what the pane shows: how many lines have ended since it began, and since what follows it began.

    The second is None where nothing follows.
    """

    begins: int
    ends: int | None


class Composer:
    """See the module's docstring.

    Arguments:
        make_renderer: makes a renderer that has seen nothing.
        columns: returns the pane's width in cells.
    """

    def __init__(self, make_renderer: Callable[[], Renderer], columns: Callable[[], int]) -> None:
        self._make_renderer = make_renderer
        self._renderer = make_renderer()
        self._columns = columns
        self._lines = 0  # ends of lines
        self._characters = 0
        self._above = (0, 0)  # lines and characters of what was put before
        self._open = 0  # characters in the line that output goes on in
        self._reply: Start | None = None
        # Replies with something laid out, and the width for it.
        self._laid_out: deque[tuple[Start, int]] = deque()
        self._begun: list[_Begun] = []  # events but those that go on with a reply
        self._in_reply = False
        self._is_counted = True  # whether lines can be counted back to where the composer began, and further

    @property
    def lines(self) -> int:
        """How many lines have been ended."""
        return self._lines

    def render(self, event: Event) -> str:
        """Return what `event` adds to the pane for good."""
        is_text = event.kind is EventKind.TEXT
        if event.kind is EventKind.CLEARED:
            self._forget()
            self._begun.clear()
        if not (is_text and self._in_reply):
            self._begun.append(_Begun(event.sequence, self._lines))
        self._in_reply = is_text
        if is_text and self._reply is None and not self._open:
            self._reply = Start(event.sequence, self._lines, self._characters)
        return self._counted(self._renderer.render(event), event.kind in WITHIN_REPLY)

    def place(self, sequence: int) -> Stretch | None:
        """Return where what event number `sequence` began with stands, None if that is not known.

        For moments only, from whatever thread; while output comes it may be off by what is just being shown.
        """
        index = bisect_right(self._begun, (sequence, self._lines)) - 1
        if index < 0:
            return None
        begins, *after = (self._lines - begun.lines for begun in self._begun[index : index + 2])
        return Stretch(begins, after[0] if after else None)

    def tail(self) -> str:
        """Return how the open end of a reply would look if it ended here."""
        return self._renderer.tail()

    def close(self) -> str:
        """End what is open, as what comes next in the conversation would; return what is then final."""
        return self._counted(self._renderer.close(), False)

    def stale(self, columns: int) -> Start | None:
        """Return where the first reply began that is remembered as laid out for another width than `columns`."""
        return next((start for start, width in self._laid_out if width != columns), None)

    def go_back(self, start: Start) -> int:
        """Forget all that came from `start` on; return how many lines that were."""
        lines = self._lines - start.lines
        self._renderer = self._make_renderer()
        self._lines, self._characters, self._open, self._reply = start.lines, start.characters, 0, None
        self._in_reply = False
        while self._begun and self._begun[-1].sequence >= start.sequence:
            self._begun.pop()
        while self._laid_out and self._laid_out[-1][0].sequence >= start.sequence:
            self._laid_out.pop()
        return lines

    def put_before(self, earlier: "Composer") -> None:
        """Take over what is remembered by the composer of the stretch that comes before all this one knows of."""
        lines, characters = self._above[0] - earlier._lines, self._above[1] - earlier._characters
        self._above = lines, characters
        self._begun[:0] = [_Begun(one.sequence, one.lines + lines) for one in earlier._begun]
        for start, width in reversed(earlier._laid_out if self._is_counted else ()):
            moved = start._replace(lines=start.lines + lines, characters=start.characters + characters)
            if self._characters - moved.characters <= ANEW_CHARACTERS:
                self._laid_out.appendleft((moved, width))
        self._is_counted = self._is_counted and earlier._is_counted

    def _counted(self, text: str, goes_on: bool) -> str:
        """Take note of `text`, after which the reply goes on or is over; return it."""
        if self._renderer.laid_out and self._reply is not None:
            self._remember(self._reply)
        if not goes_on:
            self._reply = None
        self._count(text)
        return text

    def _remember(self, reply: Start) -> None:
        if not self._laid_out or self._laid_out[-1][0] is not reply:
            self._laid_out.append((reply, self._columns()))
        while self._laid_out and self._characters - self._laid_out[0][0].characters > ANEW_CHARACTERS:
            self._laid_out.popleft()

    def _count(self, text: str) -> None:
        first, *rest = text.split("\n")
        if self._open + len(first) > _LONGEST_LINE or max(map(len, rest), default=0) > _LONGEST_LINE:
            self._forget()
        self._open = len(_SGR.sub("", rest[-1])) if rest else self._open + len(_SGR.sub("", first))
        self._lines += len(rest)
        self._characters += len(text)

    def _forget(self) -> None:
        """Remember nothing of what came so far: its lines can not be counted."""
        self._laid_out.clear()
        self._reply, self._is_counted = None, False
