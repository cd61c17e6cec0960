"""An event is stored, then shown, in the order of its number, whichever thread it came from."""

import threading
from collections.abc import Callable, Sequence
from typing import cast

import pytest

from qmux import threads
from qmux.engine.transcript import Transcript
from qmux.errors import Cancelled, UserError
from qmux.model.event import Event, EventKind
from qmux.storage.store import Store
from qmux.storage.ticket import Ticket
from qmux.terminal.gate import Gate
from qmux.terminal.pane import Pane
from tests.engine.stand_ins import SECONDS, event

LIMIT = 1_000_000


class SlowStore:
    """A database that commits when the test says so: `tickets` holds one for each event appended."""

    def __init__(self) -> None:
        self.appended: list[Event] = []
        self.tickets: list[Ticket[None]] = []
        self._condition = threading.Condition()

    def append(self, events: Sequence[Event]) -> Ticket[None]:
        """Take the events and leave the caller waiting."""
        ticket: Ticket[None] = Ticket()
        with self._condition:
            self.appended += events
            self.tickets.append(ticket)
            self._condition.notify_all()
        return ticket

    def await_appended(self, count: int) -> None:
        """Wait until `count` events have come."""
        with self._condition:
            assert self._condition.wait_for(lambda: len(self.appended) >= count, SECONDS)

    def commit(self, index: int) -> None:
        """Let the event at `index` be committed."""
        self.tickets[index].succeed(None)


class Screen:
    """In a pane's place: remembers what it was fed; `before` is called with each text before it is shown."""

    def __init__(self, before: Callable[[str], None] = lambda text: None) -> None:
        self.shown: list[str] = []
        self._before = before
        self._condition = threading.Condition()

    columns, lines = 80, 24

    def feed_above(self, text: str, tail: str) -> None:
        """Show a text; there are no tails."""
        self.feed(text)

    def feed(self, text: str) -> None:
        """Show a text."""
        self._before(text)
        with self._condition:
            self.shown.append(text)
            self._condition.notify_all()

    def await_shown(self, word: str) -> None:
        """Wait until `word` stands on the screen."""
        with self._condition:
            assert self._condition.wait_for(lambda: word in "".join(self.shown), SECONDS), self.shown

    @property
    def words(self) -> list[str]:
        """The words on the screen, in order."""
        return "".join(self.shown).split()


def transcript(store: Store | SlowStore, screen: Screen | None = None) -> Transcript:
    """Return an empty transcript that shows on `screen`."""
    return Transcript("c1", cast(Store, store), LIMIT, cast(Pane, screen or Screen()), lambda: 1234.5)


def say(to: Transcript, text: str, generation: int = 0) -> None:
    """Let the worker's thread record a piece of a reply."""
    to.record(generation, 1, EventKind.TEXT, {"text": f"{text} "})


def note(to: Transcript, text: str) -> None:
    """Let the main thread note a piece of text."""
    to.note(1, EventKind.TEXT, {"text": f"{text} "})


def test_what_happens_is_stored_with_its_number_turn_and_time(store: Store) -> None:
    told = transcript(store)
    told.record(0, 3, EventKind.USER_INPUT, {"text": "hi"})
    told.note(0, EventKind.NOTICE, {"text": "note"})
    assert store.events("c1").result(SECONDS) == [
        Event("c1", 1, 3, EventKind.USER_INPUT, {"text": "hi"}, 1234.5),
        Event("c1", 2, 0, EventKind.NOTICE, {"text": "note"}, 1234.5),
    ]


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a worker wait for its commit as long as the test takes, so that the machine's speed does not matter."""
    monkeypatch.setattr("qmux.engine.transcript.COMMIT_SECONDS", SECONDS)


@pytest.mark.usefixtures("patient")
def test_what_is_shown_was_committed_first() -> None:
    store, screen = SlowStore(), Screen()
    told = transcript(store, screen)
    writer = threads.start("writer", lambda: say(told, "words"))
    store.await_appended(1)
    assert screen.shown == []
    store.commit(0)
    writer.join(SECONDS)
    assert screen.words == ["words"]


def test_a_database_that_never_answers_does_not_keep_words_from_the_screen() -> None:
    store, screen = SlowStore(), Screen()
    told = transcript(store, screen)
    say(told, "one")
    say(told, "two")
    assert screen.words == ["one", "two"]
    assert not any(ticket.done for ticket in store.tickets)


def test_what_could_not_be_saved_is_shown() -> None:
    store, screen = SlowStore(), Screen()
    told = transcript(store, screen)
    writer = threads.start("writer", lambda: say(told, "words"))
    store.await_appended(1)
    store.tickets[0].fail(UserError("the disk is full"))
    writer.join(SECONDS)
    assert screen.words == ["words"]


@pytest.mark.usefixtures("patient")
def test_the_main_thread_does_not_wait_for_a_commit_and_overtakes_nobody() -> None:
    store, screen = SlowStore(), Screen()
    told = transcript(store, screen)
    writer = threads.start("writer", lambda: say(told, "first"))
    store.await_appended(1)
    note(told, "second")
    note(told, "third")
    assert screen.shown == []
    store.commit(0)
    writer.join(SECONDS)
    assert screen.words == ["first", "second", "third"]


def test_the_main_thread_alone_shows_at_once() -> None:
    screen = Screen()
    note(transcript(SlowStore(), screen), "words")
    assert screen.words == ["words"]


def test_the_main_thread_does_not_wait_for_a_worker_that_shows() -> None:
    feeding, go_on = threading.Event(), threading.Event()

    def slow(text: str) -> None:
        if "first" in text:
            feeding.set()
            assert go_on.wait(SECONDS)

    store, screen = SlowStore(), Screen(slow)
    told = transcript(store, screen)
    writer = threads.start("writer", lambda: say(told, "first"))
    assert feeding.wait(SECONDS)
    note(told, "second")
    assert screen.shown == []
    go_on.set()
    writer.join(SECONDS)
    assert screen.words == ["first", "second"]


def test_the_order_on_the_screen_is_the_order_of_the_numbers() -> None:
    store, screen = SlowStore(), Screen()
    told = transcript(store, screen)

    def work(name: str) -> None:
        for number in range(100):
            say(told, f"{name}-{number}")

    def commit() -> None:
        for index in range(250):
            store.await_appended(index + 1)
            store.commit(index)

    running = [threads.start(name, lambda name=name: work(name)) for name in ("old", "new")]  # type: ignore[misc]
    running.append(threads.start("storage", commit))
    for number in range(50):
        note(told, f"main-{number}")
    for thread in running:
        thread.join(SECONDS)
    assert [one.sequence for one in store.appended] == list(range(1, 251))
    assert screen.words == [one.text().strip() for one in store.appended]


def test_an_abandoned_writer_is_refused() -> None:
    store, screen = SlowStore(), Screen()
    told = transcript(store, screen)
    say(told, "before")
    assert told.next_generation() == 1
    with pytest.raises(Cancelled):
        say(told, "stale", generation=0)
    say(told, "after", generation=1)
    assert screen.words == ["before", "after"]
    assert [one.sequence for one in store.appended] == [1, 2]


@pytest.mark.usefixtures("patient")
def test_what_a_writer_stored_before_it_was_abandoned_is_shown() -> None:
    store, screen = SlowStore(), Screen()
    told = transcript(store, screen)
    threads.start("stuck", lambda: say(told, "stored"))
    store.await_appended(1)
    told.next_generation()
    note(told, "killed")
    store.commit(0)
    screen.await_shown("killed")
    assert screen.words == ["stored", "killed"]


def test_a_loaded_conversation_is_shown_and_goes_on_with_the_next_number() -> None:
    store, screen = SlowStore(), Screen()
    told = transcript(store, screen)
    told.load([event(EventKind.USER_INPUT, 1, text="hi"), event(EventKind.TEXT, 4, text="Hello")])
    assert screen.words[-1] == "Hello"
    assert [message.role for message in told.conversation.messages()] == ["user", "assistant"]
    say(told, "more")
    assert [one.sequence for one in store.appended] == [5]
    assert len(screen.shown) == 2, "a conversation is shown in one piece"


def test_loading_gives_the_same_screen_as_living_through_it(store: Store) -> None:
    lived, restored = Screen(), Screen()
    told = transcript(store, lived)
    told.record(0, 1, EventKind.USER_INPUT, {"text": "hi"})
    say(told, "half a reply")
    told.note(1, EventKind.ERROR, {"text": "cut off"})
    transcript(store, restored).load(store.events("c1").result(SECONDS))
    assert "".join(restored.shown) == "".join(lived.shown)


def test_without_a_pane_everything_is_stored_all_the_same() -> None:
    store = SlowStore()
    told = Transcript("c1", cast(Store, store), LIMIT)
    say(told, "words")
    note(told, "more")
    assert len(store.appended) == 2


def test_words_arrive_in_a_real_pane(store: Store) -> None:
    pane = Pane(20, 3, 100, Gate(), lambda: None)
    told = Transcript("c1", store, LIMIT, pane)
    say(told, "Hello")
    note(told, "world")
    assert pane.frame.rows[0].text.rstrip() == "Hello world"
