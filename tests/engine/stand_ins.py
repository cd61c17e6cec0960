"""Stand-ins for what lies around the engine, and makers of what goes through it.

Providers are scripted: they implement the Provider protocol and play what a test wrote down, step by step. Nothing
sleeps: an obstacle holds a thread until the test lets it go on.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from qmux.cancel import CancelToken
from qmux.engine.reports import Reports
from qmux.engine.session import ManagedSession
from qmux.model.event import Event, EventKind
from qmux.model.message import StreamEnd, StreamEvent, TextDelta, ToolCall
from qmux.model.session import SessionType
from qmux.providers.base import ModelInfo, Request

SECONDS = 10.0  # how long a test waits for another thread before it fails
IDENTITY = "scripted-account"

Step = StreamEvent | Exception | Callable[[CancelToken], None]


class Obstacle:
    """A step at which a thread stops: a test waits until it is `reached`, and lets it `pass_by`."""

    def __init__(self, stubborn: bool = False) -> None:
        self.reached = threading.Event()
        self._open = threading.Event()
        self._stubborn = stubborn

    def __call__(self, cancel: CancelToken) -> None:
        """Block until pass_by(), or until cancelled unless this obstacle is stubborn."""
        if not self._stubborn:
            cancel.on_cancel(self._open.set)
        self.reached.set()
        assert self._open.wait(SECONDS), "nobody opened the obstacle"
        if not self._stubborn:
            cancel.check()

    def pass_by(self) -> None:
        """Let whoever is stopped here go on."""
        self._open.set()

    def await_reached(self) -> None:
        """Wait until somebody is stopped here."""
        assert self.reached.wait(SECONDS), "nobody came to the obstacle"


class ScriptedProvider:
    """Answers each request with the next of its replies; without one left, it says "ok"."""

    def __init__(self, *replies: Sequence[Step], name: str = "scripted", identity: str = IDENTITY) -> None:
        self.name = name
        self.identity = identity
        self.replies = list(replies)
        self.requests: list[Request] = []
        self.closed = threading.Event()
        self.listed = [ModelInfo("model-1", None)]
        self.listing: Callable[[CancelToken], None] | None = None
        self.asked_for_models = 0

    def stream(self, request: Request, cancel: CancelToken) -> Iterator[StreamEvent]:
        """Play the next reply: values are yielded, exceptions raised, calls made."""
        self.requests.append(request)
        for step in self.replies.pop(0) if self.replies else says("ok"):
            if isinstance(step, Exception):
                raise step
            if callable(step):
                step(cancel)
            else:
                yield step

    def models(self, cancel: CancelToken) -> list[ModelInfo]:
        """Return the listed models, or what `listing` does instead."""
        self.asked_for_models += 1
        if self.listing is not None:
            self.listing(cancel)
        return self.listed

    def close(self) -> None:
        """Remember that it was closed."""
        self.closed.set()


def says(*texts: str, stop: str = "end_turn") -> list[Step]:
    """Return a reply of these pieces of text."""
    return [*map(TextDelta, texts), StreamEnd(stop)]


def calls(*tool_calls: ToolCall, text: str = "") -> list[Step]:
    """Return a reply that calls tools, after `text` if there is any."""
    return [*([TextDelta(text)] if text else []), *tool_calls, StreamEnd("tool_use")]


def ask(id: str = "call-1", question: str = "Which?", choices: Sequence[str] = ()) -> ToolCall:
    """Return a call of ask_user."""
    return ToolCall(id, "ask_user", {"question": question, "choices": list(choices)})


def event(kind: EventKind, sequence: int = 1, turn: int = 1, **payload: object) -> Event:
    """Return an event of the conversation "c1"."""
    return Event("c1", sequence, turn, kind, payload, 1000.0 + sequence)


def session(number: int = 1, name: str = "") -> ManagedSession:
    """Return a session without pane and worker."""
    made = ManagedSession(f"id-{number}", number, name or f"dev-{number}", SessionType.DEVELOPMENT, "/")
    made.loaded = True
    return made


class RecordedReports:
    """What a worker told, as (word, values...) in `told`; wait_for() waits for the next report of a kind."""

    def __init__(self) -> None:
        self.told: list[tuple[Any, ...]] = []
        self._condition = threading.Condition()
        self.reports = Reports(
            connected=lambda provider, model: self._tell("connected", provider, model),
            listed=lambda models: self._tell("listed", models),
            sized=lambda window: self._tell("sized", window),
            taken=lambda turn: self._tell("taken", turn),
            working=lambda label: self._tell("working", label),
            waiting=lambda label, until: self._tell("waiting", label, until),
            progressed=lambda share: self._tell("progressed", share),
            asked=lambda question: self._tell("asked", question),
            used=lambda tokens: self._tell("used", tokens),
            ended=lambda end: self._tell("ended", end),
            loaded=lambda loaded: self._tell("loaded", loaded),
            unread=lambda error: self._tell("unread", error),
            crashed=lambda error: self._tell("crashed", error),
        )

    def _tell(self, *report: object) -> None:
        with self._condition:
            self.told.append(report)
            self._condition.notify_all()

    def of(self, word: str) -> list[Any]:
        """Return the first value of all reports of a kind so far."""
        return [report[1] for report in self.told if report[0] == word]

    def of_all(self, word: str) -> list[tuple[Any, ...]]:
        """Return all values of all reports of a kind so far."""
        return [report[1:] for report in self.told if report[0] == word]

    def wait_for(self, word: str, count: int = 1) -> Any:
        """Wait until there are `count` reports of a kind; return the last one's first value."""
        with self._condition:
            assert self._condition.wait_for(lambda: len(self.of(word)) >= count, SECONDS), self.told
        return self.of(word)[count - 1]
