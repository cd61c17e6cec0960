"""Desk: a coordinator with everything below it, and the main thread's part played by the test.

The store is real, providers are scripted by the model's name: a session made with `model="slow"` talks to the
provider that the test put into `desk.providers["slow"]`, any other to one that says "ok". until() does what the loop
does: it empties the mailbox, runs the timers, saves, and waits until it is woken.
"""

import threading
import time
from collections.abc import Callable, Sequence

from qmux.cancel import CancelToken
from qmux.engine.coordinator import Coordinator
from qmux.engine.mailbox import Mailbox
from qmux.engine.requester import Connection
from qmux.engine.session import ManagedSession
from qmux.engine.timers import Timers
from qmux.engine.toolbox import Toolbox
from qmux.engine.workshop import Workshop
from qmux.errors import RetryableError
from qmux.model.event import Event, EventKind
from qmux.model.message import TextDelta
from qmux.model.session import SessionStatus
from qmux.settings.config import Settings
from qmux.settings.table import Value
from qmux.storage.record import ConversationRecord
from qmux.storage.store import Store
from qmux.terminal.gate import Gate
from qmux.terminal.pane import Pane
from qmux.terminal.rows import plain_text
from qmux.tools.audit_entry import Entry
from qmux.tools.file_access import FileAccessCoordinator
from qmux.tools.table import TOOLS
from tests.engine.stand_ins import SECONDS, Obstacle, ScriptedProvider, Step, ask, calls, says
from tests.tools.stand_ins import no_servers

COLUMNS, LINES = 80, 12
PATIENCE = 0.01  # seconds; a condition of another thread may come true without waking the main thread


class Desk:
    """See the module's docstring; `problems` says of a provider's name why it cannot be used."""

    def __init__(self, store: Store, **values: Value) -> None:
        self.tools = dict(TOOLS)
        self.audited: list[Entry] = []
        self.store = store
        self.providers: dict[str, ScriptedProvider] = {}
        self.problems: dict[str, str] = {}
        self._obstacles: list[Obstacle] = []
        self._woken = threading.Event()
        settings = Settings("", {name.replace("__", "."): value for name, value in values.items()})
        mailbox, timers = Mailbox(self._woken.set), Timers(time.monotonic)
        self.coordinator = Coordinator(settings, mailbox, timers, COLUMNS, LINES)
        toolbox = Toolbox(
            self.tools,
            settings,
            "/nonexistent/sessions",
            FileAccessCoordinator(SECONDS),
            self.audited.append,
            no_servers(self.tools),
        )
        self.workshop = Workshop(store, "tests", Gate(), settings, self._connect, self._problem, toolbox)
        self.coordinator.open(self.workshop)

    def _connect(self, provider: str, model: str, cancel: CancelToken) -> Connection:
        return Connection(self.providers.get(model) or ScriptedProvider(), model or "model-1")

    def _problem(self, provider: str) -> str:
        return self.problems.get(provider, "")

    def obstacle(self, stubborn: bool = False) -> Obstacle:
        """Return an obstacle that is opened at the latest when the test ends."""
        self._obstacles.append(Obstacle(stubborn))
        return self._obstacles[-1]

    def session(self, *replies: Sequence[Step], name: str = "", shown: bool = False) -> ManagedSession:
        """Return a new session whose provider plays `replies`, on the screen or behind it."""
        model = f"script-{len(self.providers)}"
        self.providers[model] = ScriptedProvider(*replies)
        made = self.coordinator.create(name=name, model=model)
        if shown:
            self.coordinator.switch(made)
        return made

    def provider(self, session: ManagedSession) -> ScriptedProvider:
        """Return the provider that a session of session() talks to."""
        return self.providers[session.model]

    def until(self, condition: Callable[[], bool]) -> None:
        """Be the main thread until `condition` holds."""
        deadline = time.monotonic() + SECONDS
        while True:
            self._woken.clear()
            self.turn()
            if condition():
                return
            assert time.monotonic() < deadline, f"it did not come to that: {self.coordinator.sessions}"
            self._woken.wait(PATIENCE)

    def turn(self) -> None:
        """Do what has come and what is due."""
        for call in self.coordinator.mailbox.drain():
            call()
        self.coordinator.timers.run_due()
        self.coordinator.flush()

    def at_rest(self, session: ManagedSession) -> None:
        """Be the main thread until a session neither works nor has work."""
        self.until(lambda: session.loaded and not session.working and not session.queued)

    def say(self, session: ManagedSession, text: str = "hi") -> None:
        """Send a message and wait until its turn has ended."""
        self.coordinator.turns.submit(session, text)
        self.at_rest(session)

    def events(self, session: ManagedSession) -> list[Event]:
        """Return what the database has of a session."""
        return self.store.events(session.id).result(SECONDS)

    def texts(self, session: ManagedSession, kind: EventKind) -> list[str]:
        """Return the texts of a session's stored events of a kind."""
        return [event.text() for event in self.events(session) if event.kind is kind]

    def record(self, session: ManagedSession) -> ConversationRecord:
        """Return what the database has of a session besides its events."""
        self.coordinator.flush()
        rows = self.store.conversations().result(SECONDS)
        return next(row for row in rows if row.id == session.id)

    def close(self) -> None:
        """Let every thread end."""
        for obstacle in self._obstacles:
            obstacle.pass_by()
        self.coordinator.shutdown(SECONDS)


def screen(session: ManagedSession) -> str:
    """Return what a session's pane shows, without the blanks at its lines' ends."""
    pane = session.pane
    assert isinstance(pane, Pane)
    frame = pane.frame
    return "\n".join(plain_text(row, frame.clusters).rstrip() for row in frame.rows).rstrip()


def asking(desk: Desk, *choices: str, shown: bool = True) -> ManagedSession:
    """Return a session with an open question."""
    made = desk.session(calls(ask("t", "Which?", choices)), says("Thanks."), shown=shown)
    desk.coordinator.turns.submit(made, "hi")
    desk.until(lambda: made.question is not None)
    return made


def failed(desk: Desk, *replies: list[Step]) -> ManagedSession:
    """Return a session whose first turn failed in mid-reply; `replies` come after that."""
    cut: list[Step] = [TextDelta("half"), RetryableError("The connection was cut.")]
    made = desk.session(cut, *replies, shown=True)
    desk.coordinator.turns.submit(made, "hi")
    desk.until(lambda: made.status is SessionStatus.FAILED)
    return made
