"""Table: a turn runner at work for one session, with all that it needs around it, and a script for its provider."""

from collections.abc import Callable, Mapping, Sequence

from qmux import threads
from qmux.cancel import CancelToken
from qmux.engine.call_log import CallLog
from qmux.engine.compaction import Limits
from qmux.engine.limiter import ApiRateLimiter
from qmux.engine.reports import TurnEnd
from qmux.engine.requester import Connection
from qmux.engine.toolbox import SessionTools
from qmux.engine.transcript import Transcript
from qmux.engine.turn import TurnRunner, TurnSettings
from qmux.model.event import Event, EventKind
from qmux.model.message import Message, ToolSpec
from qmux.storage.store import Store
from qmux.tools.ask_user import ASK_USER
from qmux.tools.audit_entry import Entry
from qmux.tools.base import Place, Preview, Tool, ToolContext, ToolOutcome
from qmux.tools.permission import Permissions
from tests.engine.stand_ins import SECONDS, RecordedReports, ScriptedProvider, Step
from tests.tools.stand_ins import Files


def echo(arguments: Mapping[str, object], context: ToolContext) -> ToolOutcome:
    """Answer with the arguments and the session's directory."""
    return ToolOutcome(f"{arguments.get('word')} in {context.place.working_directory}")


ECHO = Tool(
    ToolSpec("echo", "Say it again.", {"type": "object"}),
    lambda arguments, place: (),
    lambda arguments, place: Preview("echo"),
    echo,
)
TOOLS = {"ask_user": ASK_USER, "echo": ECHO}


class Table:
    """A runner at work for one session, with all that it needs around it."""

    def __init__(self, store: Store, recorded: RecordedReports, *replies: Sequence[Step]) -> None:
        self.provider = ScriptedProvider(*replies)
        self.recorded = recorded
        self.limiter = ApiRateLimiter(1)
        self.audited: list[Entry] = []
        self.transcript = Transcript("c1", store, 1_000_000)
        self.cancel = CancelToken()
        self.tools = dict(TOOLS)
        self.limits = Limits(4096, 10_000, 0.8)
        self.permissions = Permissions(Place("/work", "/sessions/c1"), ())
        self.runner = self.hire(0)
        self._store = store
        self._crash: BaseException | None = None
        self._thread = threads.start("session", lambda: None)

    def hire(self, generation: int) -> TurnRunner:
        """Return a runner of a generation."""
        place = Place("/work", "/sessions/c1")
        log = CallLog(self.audited.append, lambda: "tests", "c1")
        tools = SessionTools(
            self.tools,
            place,
            self.permissions,
            lambda waiting: Files(),
            lambda: 120.0,
            lambda: "",
            log,
            lambda cancel, waiting: None,
        )
        settings = TurnSettings(self.limits, tools)
        return TurnRunner(
            self.transcript, generation, self.connect, self.limiter, settings, self.recorded.reports
        )

    def connect(self, cancel: CancelToken) -> Connection:
        """Return the scripted provider."""
        return Connection(self.provider, "model-1")

    def start(self, text: str = "hi", turn: int = 1) -> None:
        """Begin a turn in a thread of its own."""
        self.run(lambda: self.runner.start(turn, text, self.cancel))

    def run(self, job: Callable[[], None]) -> None:
        """Run a job in a thread of its own."""
        self._crash = None
        self._thread = threads.start("session", job, self._crashed)

    def _crashed(self, error: BaseException) -> None:
        self._crash = error

    def end(self) -> TurnEnd:
        """Wait until the job is over; return how the turn ended, and raise what the job raised."""
        self._thread.join(SECONDS)
        assert not self._thread.is_alive()
        if self._crash is not None:
            raise self._crash
        last = self.recorded.of("ended")[-1]
        assert isinstance(last, TurnEnd)
        return last

    def answer(self, text: str, count: int = 1) -> None:
        """Wait for the question and answer it."""
        self.recorded.wait_for("asked", count)
        assert self.runner.answers.put(text)

    def events(self) -> list[Event]:
        """Return what was stored."""
        return self._store.events("c1").result(SECONDS)

    def stored(self) -> list[str]:
        """Return the kinds of what was stored."""
        return [event.kind.value for event in self.events()]

    def texts(self, kind: EventKind) -> list[str]:
        """Return the texts of the stored events of a kind."""
        return [event.text() for event in self.events() if event.kind is kind]

    @property
    def last_request(self) -> tuple[Message, ...]:
        """The messages of the last request."""
        return self.provider.requests[-1].messages


Seat = Callable[..., Table]
