"""Transcript: the one way in which something happens in a session.

An event is numbered, folded into the conversation, handed to the database, and, once committed, kept in the output
buffer and shown in the pane: commit, then show. Events are shown in the order of their numbers, whatever thread
they came from. Writers of an older generation (a worker that was abandoned) are refused.

Owns numbering, that order, and the generation. Leaves storing to the store, looks and the pane to presenter.py.
Any thread may call it; its condition is never held while the pane is fed or the database waited for.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from qmux.engine.composer import Stretch
from qmux.engine.conversation import ConversationState
from qmux.engine.output import OutputBuffer
from qmux.engine.presenter import Presenter
from qmux.engine.render import Renderer
from qmux.engine.reply import RawReply, Reply
from qmux.engine.typesetter import Typesetter
from qmux.errors import Cancelled
from qmux.model.event import Event, EventKind

if TYPE_CHECKING:
    from qmux.storage.store import Store
    from qmux.terminal.pane import Pane

T = TypeVar("T")

# How long a worker waits for the commit before it shows its words all the same; the store tells the user "unsaved".
COMMIT_SECONDS = 0.02
# How long what happens may wait while the scrollback of a stored conversation is filled.
FILL_SECONDS = 0.02


class _Entry:
    """An event on its way to the pane; `ready` once it may be shown."""

    __slots__ = ("event", "ready")

    def __init__(self, event: Event) -> None:
        self.event = event
        self.ready = False


class Transcript:
    """One session's events; see the module's docstring.

    Arguments:
        buffer_bytes: how much of them is kept in memory.
        make_reply: makes what a model's words become in the pane.
        typesetter: draws the open ends of replies, those of other sessions too.
    """

    def __init__(
        self,
        conversation_id: str,
        store: "Store",
        buffer_bytes: int,
        pane: "Pane | None" = None,
        clock: Callable[[], float] = time.time,
        make_reply: Callable[[], Reply] = RawReply,
        typesetter: Typesetter | None = None,
    ) -> None:
        self.conversation = ConversationState()
        self.generation = 0
        self.pane = pane
        self._id = conversation_id
        self._store = store
        self._buffer = OutputBuffer(conversation_id, buffer_bytes)
        typesetter = typesetter or Typesetter()
        self._presenter = Presenter(
            pane, lambda: Renderer(make_reply()), lambda: typesetter.ask(self._draw_tail)
        )
        self._typesetter = typesetter
        self._clock = clock
        self._sequence = 0
        self._condition = threading.Condition()
        self._entries: deque[_Entry] = deque()
        self._showing = False

    def show_end(self, events: Sequence[Event], is_whole: bool, rows: int = 0) -> bool:
        """Show the end of a stored conversation before it is loaded; return False if more events are needed for it.

        Arguments:
            events: the newest events of the conversation, or all if `is_whole`.
            rows: how far back is looked at.
        """
        with self._turn():
            return self._presenter.show_end(events, is_whole, rows)

    def show_glimpse(self, events: Sequence[Event]) -> None:
        """Show what the newest events look like most likely, until show_end() is given enough of them."""
        with self._turn():
            self._presenter.show_glimpse(events)

    def load(self, events: Sequence[Event]) -> None:
        """Take in a stored conversation, before anything else happens in it; what is not shown of it follows."""
        with self._condition:
            for event in events:
                self._sequence = max(self._sequence, event.sequence)
                self.conversation.apply(event)
                self._buffer.add(event)
        with self._turn():
            self._presenter.show_end(events, True, 0)
            self._presenter.show_rest(events)
        self._typesetter.ask(self._fill)

    def record(self, generation: int, turn: int, kind: EventKind, payload: Mapping[str, object]) -> None:
        """Let something happen, from a worker's thread: stored first, then shown.

        Raises:
            Cancelled: `generation` is over; nothing happened.
        """
        self.record_all(generation, turn, [(kind, payload)])

    def record_all(
        self, generation: int, turn: int, happened: Iterable[tuple[EventKind, Mapping[str, object]]]
    ) -> None:
        """Let several things happen at once: one commit for all, where each would wait for its own; see record()."""
        with self._condition:
            if generation != self.generation:
                raise Cancelled("this worker was abandoned")
            entries = [self._enter(turn, kind, payload) for kind, payload in happened]
            ticket = self._store.append([entry.event for entry in entries])
        ticket.wait(COMMIT_SECONDS)
        for entry in entries:
            entry.ready = True
        self._show()

    def note(self, turn: int, kind: EventKind, payload: Mapping[str, object]) -> None:
        """Let something happen, from the main thread, which waits neither for the database nor for a worker."""
        with self._condition:
            entry = self._enter(turn, kind, payload)
            self._store.append([entry.event])
            entry.ready = True
        self._show_until(entry)

    def give_up(self, turn: int, why: str) -> None:
        """End a turn whose worker is out of the way: its open calls are answered, and `why` it ended is said."""
        for result in self.conversation.given_up(why):
            self.note(turn, EventKind.TOOL_RESULT, result)
        self.note(turn, EventKind.INTERRUPTED, {"text": why})

    def look(self, read: Callable[[ConversationState], T]) -> T:
        """Return what `read` reads of the conversation, while nothing happens in it; for moments only."""
        with self._condition:
            return read(self.conversation)

    @property
    def is_filling(self) -> bool:
        """Whether the pane shall yet show more of what is stored."""
        return self._presenter.is_filling

    def place(self, sequence: int) -> Stretch | None:
        """Return where in the pane what event number `sequence` began with stands; None if it is not there."""
        return self._presenter.place(sequence)

    def lay_out_anew(self) -> None:
        """Have what was laid out for another width rendered for the pane's, in the typesetter's thread."""
        self._typesetter.ask(self._lay_out_anew)

    def next_generation(self) -> int:
        """Refuse the present writer from now on; return the number of the next one."""
        with self._condition:
            self.generation += 1
            return self.generation

    def _enter(self, turn: int, kind: EventKind, payload: Mapping[str, object]) -> _Entry:
        """Number and fold an event; the condition is held."""
        self._sequence += 1
        event = Event(self._id, self._sequence, turn, kind, payload, self._clock())
        self.conversation.apply(event)
        entry = _Entry(event)
        self._entries.append(entry)
        return entry

    def _show(self) -> None:
        """Show all that is ready, waiting for whoever shows right now."""
        while True:
            with self._condition:
                self._condition.wait_for(lambda: not self._showing)
                event = self._take()
            if event is None:
                return
            self._present(event)

    def _show_until(self, entry: _Entry) -> None:
        """Show up to `entry`; a worker that shows right now, or whose commit is awaited, does it instead."""
        while True:
            with self._condition:
                if self._showing or entry not in self._entries:
                    return
                event = self._take()
            if event is None:
                return
            self._present(event)

    def _take(self) -> Event | None:
        """Take the next event if it may be shown, and keep it; the condition is held."""
        if not self._entries or not self._entries[0].ready:
            return None
        self._showing = True
        event = self._entries.popleft().event
        self._buffer.add(event)
        return event

    def _draw_tail(self) -> None:
        with self._turn():
            self._presenter.draw_tail()

    def _lay_out_anew(self) -> None:
        with self._turn():
            self._presenter.lay_out_anew(self._buffer.since)

    def _fill(self) -> None:
        with self._turn():
            is_left = self._presenter.fill(FILL_SECONDS)
        self._typesetter.ask(self._fill if is_left else self._lay_out_anew)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Show something while nobody else does; then show what became ready meanwhile."""
        with self._condition:
            self._condition.wait_for(lambda: not self._showing)
            self._showing = True
        with self._shown():
            yield
        self._show()

    def _present(self, event: Event) -> None:
        with self._shown():
            self._presenter.show(event)

    @contextmanager
    def _shown(self) -> Iterator[None]:
        """Let others show something when this is done, or has failed."""
        try:
            yield
        finally:
            with self._condition:
                self._showing = False
                self._condition.notify_all()
