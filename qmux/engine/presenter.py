"""Presenter: a conversation's events on their way into the pane: what is final, and the tail below it.

Owns when the tail is drawn: together with what is final, since that takes its place, else soon after (typesetter.py).
Owns too that what depends on the pane's width is rendered anew after a resize: the replies with tables and the like,
and all that came after the first of them, take the place of as many lines. Leaves a stored conversation to replay.py,
counting to composer.py and cells to the pane. It belongs to one transcript, which serializes all calls.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from qmux.engine.composer import Composer, Stretch
from qmux.engine.render import Renderer
from qmux.engine.replay import Replay
from qmux.model.event import Event, EventKind

if TYPE_CHECKING:
    from qmux.terminal.pane import Pane

# Of a stored conversation's end, which is shown before all else: so many that a larger terminal is filled too.
_SCREENS = 3


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
        self._composer = self._make_composer()
        self._replay: Replay | None = None
        self._tail_lines = 0
        self._ask_tail = ask_tail

    def show(self, event: Event) -> None:
        """Show one more event."""
        if event.kind is EventKind.CLEARED and self._replay is not None:
            self._replay.stop()
        final = self._composer.render(event)
        if final:
            self._feed(final)
        elif event.kind is EventKind.TEXT and self._pane is not None:
            self._ask_tail()

    def show_end(self, events: Sequence[Event], is_whole: bool, rows: int) -> bool:
        """Show the end of a stored conversation, unless that is done; return False if more events are needed for it.

        Arguments:
            events, is_whole, rows: see Replay.end().
        """
        if self._pane is None or self._replay is not None:
            return True
        replay = Replay(self._pane, self._make_composer)
        end = replay.end(events, is_whole, self._pane.lines * _SCREENS + rows)
        if end is None:
            return False
        text, self._composer = end
        self._replay = replay
        tail = self._composer.tail()
        self._tail_lines = tail.count("\n")
        self._pane.feed_above(text, tail)
        return True

    def show_glimpse(self, events: Sequence[Event]) -> None:
        """Show the end of a stored conversation as it looks most likely, until show_end() shows it as it is."""
        if self._pane is not None and self._replay is None:
            self._pane.feed_above("", Replay(self._pane, self._make_composer).glimpse(events))

    def show_rest(self, events: Sequence[Event]) -> None:
        """Take all events of the conversation whose end is shown; fill() shows what is missing above it."""
        if self._replay is not None:
            self._replay.begin(events)

    def fill(self, seconds: float) -> bool:
        """Show what is missing for about so long; return whether there is more."""
        return self._replay is not None and self._replay.fill(seconds)

    @property
    def is_filling(self) -> bool:
        """Whether something is missing yet above the end of a stored conversation."""
        return self._replay is not None and self._replay.is_filling

    def place(self, sequence: int) -> Stretch | None:
        """Return where what event number `sequence` began with stands; None if it is not in the pane."""
        place = self._composer.place(sequence)
        if place is None:
            return None
        ends = None if place.ends is None else place.ends + self._tail_lines
        return Stretch(place.begins + self._tail_lines, ends)

    def draw_tail(self) -> None:
        """Show the reply's open end as it is now."""
        self._feed("")

    def lay_out_anew(self, events_since: Callable[[int], Sequence[Event]]) -> None:
        """Render anew what was laid out for another width than the pane's; `events_since` takes an event's number."""
        if self._pane is None:
            return
        stale = self._composer.stale(self._pane.columns)
        if stale is None and self._composer.tail():
            self.draw_tail()
        events = events_since(stale.sequence) if stale else ()
        if not stale or not events or events[0].sequence != stale.sequence:
            return
        lines = self._composer.go_back(stale)
        text = "".join(map(self._composer.render, events))
        self._pane.feed_anew(lines, text, self._composer.tail())

    def _feed(self, final: str) -> None:
        if self._pane is None:
            return
        tail = self._composer.tail()
        self._tail_lines = tail.count("\n")
        if tail:
            self._pane.feed_above(final, tail)
        else:
            self._pane.feed(final)

    def _make_composer(self) -> Composer:
        pane = self._pane
        return Composer(self._make_renderer, lambda: 0 if pane is None else pane.columns)
