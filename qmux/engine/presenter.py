"""Presenter: a conversation's events on their way into the pane: what is final, and the tail below it.

Owns when the tail is drawn: together with what is final, since that takes its place, else soon after (typesetter.py).
Leaves looks to render.py and cells to the pane. It belongs to one transcript, which serializes all calls.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from qmux.engine.render import Renderer
from qmux.model.event import Event, EventKind

if TYPE_CHECKING:
    from qmux.terminal.pane import Pane


class Presenter:
    """Shows events in `pane`, if there is one; `ask_tail` has draw_tail() called soon, in turn with all else."""

    def __init__(self, pane: "Pane | None", renderer: Renderer, ask_tail: Callable[[], None]) -> None:
        self._pane = pane
        self._renderer = renderer
        self._ask_tail = ask_tail

    def show(self, event: Event) -> None:
        """Show one more event."""
        final = self._renderer.render(event)
        if final:
            self._feed(final)
        elif event.kind is EventKind.TEXT and self._pane is not None:
            self._ask_tail()

    def show_all(self, events: Iterable[Event]) -> None:
        """Show a conversation, as show() would."""
        self._feed("".join(map(self._renderer.render, events)))

    def draw_tail(self) -> None:
        """Show the reply's open end as it is now."""
        self._feed("")

    def _feed(self, final: str) -> None:
        if self._pane is None:
            return
        tail = self._renderer.tail()
        if tail:
            self._pane.feed_above(final, tail)
        else:
            self._pane.feed(final)
