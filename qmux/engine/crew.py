"""Crew: the panes, transcripts and workers of all sessions, and what those workers report.

Owns hiring, abandoning and the dropping of stale reports. Leaves statuses to the ledger and which message comes
next to the turns. It is another hand of the coordinator. Main thread only; reports arrive there through the mailbox.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from qmux.cancel import CancelToken
from qmux.engine.ledger import Ledger
from qmux.engine.mailbox import Mailbox
from qmux.engine.names import NAMED_MESSAGES
from qmux.engine.recovery import INTERRUPTED
from qmux.engine.reports import Loaded, Reports, TurnEnd
from qmux.engine.session import ManagedSession
from qmux.engine.timers import Timers
from qmux.errors import UserError
from qmux.model.event import EventKind
from qmux.model.session import Reason, SessionStatus
from qmux.settings.config import Settings
from qmux.terminal.sanitize import strip_controls

if TYPE_CHECKING:
    from qmux.engine.worker import Job, Worker
    from qmux.engine.workshop import Workshop

REST_SECONDS = 0.2  # how long a pane keeps its width before anything is laid out anew for it
ABANDON_SECONDS = 0.05  # how long a cancelled worker may take to become idle
LOOK_SECONDS = 2.0  # how long a server may take to list its models while nobody asked for it


class Crew:
    """See the module's docstring.

    Arguments:
        displayed: returns the session on the screen.
        free: called when a session could begin its next queued message; returns whether it did.
    """

    def __init__(
        self,
        settings: Settings,
        ledger: Ledger,
        mailbox: Mailbox,
        timers: Timers,
        displayed: Callable[[], ManagedSession | None],
        free: Callable[[ManagedSession], bool],
    ) -> None:
        self.workshop: Workshop | None = None
        self.watched: ManagedSession | None = None  # looked at without being displayed
        self._settings = settings
        self._ledger = ledger
        self._mailbox = mailbox
        self._timers = timers
        self._displayed = displayed
        self._free = free

    @property
    def tools(self) -> "Workshop":
        """The workshop; raises UserError while qmux is still starting."""
        if self.workshop is None:
            raise UserError("qmux is still starting. Try again in a moment.")
        return self.workshop

    def window(self, session: ManagedSession) -> int:
        """Return how many tokens the model of `session` reads: what its server says, else the setting."""
        return session.window or self._settings.integer("api.context_window")

    # -- people and rooms -----------------------------------------------------------------------------------

    def furnish(self, session: ManagedSession, columns: int, lines: int) -> None:
        """Give `session` a pane of `columns` x `lines`, a transcript and a worker."""

        def published() -> None:
            if session is self._displayed() or session is self.watched:
                self._mailbox.wake()

        session.pane = self.tools.make_pane(columns, lines, published)
        session.transcript = self.tools.make_transcript(session)
        self._hire(session)
        if not session.loaded:
            self.load(session)
        self._give(session, lambda worker: worker.runner.prepare)

    def fit(self, session: ManagedSession, columns: int, lines: int) -> None:
        """Give the pane of `session` a size; what was laid out for another width follows once this one has rested."""
        pane = session.pane
        if pane is None:
            self.furnish(session, columns, lines)
            return
        before = pane.columns
        pane.resize(columns, lines)
        width = pane.columns

        def rested() -> None:
            if session.pane is pane and pane.columns == width and session.transcript is not None:
                session.transcript.lay_out_anew()

        if width != before:
            self._timers.call_in(REST_SECONDS, rested)

    def load(self, session: ManagedSession) -> None:
        """Have the conversation of `session` read from the database, for the first time or again."""
        session.load_error = ""
        self._give(session, lambda worker: self.tools.loading(session, worker))

    def begin(self, session: ManagedSession, label: str, job: "Callable[[Worker], Job]") -> None:
        """Give the worker of `session` a turn to run, and show the session as Processing."""
        self._ledger.begin(session, label)
        self._give(session, job)

    def begin_chore(self, session: ManagedSession, label: str, job: "Callable[[Worker], Job]") -> None:
        """Give the worker of `session` something to do that is no turn, and show the session as Processing."""
        self._ledger.begin_chore(session, label)
        self._give(session, job)

    def cancel(self, session: ManagedSession) -> bool:
        """Stop the turn under way at once; return False if there is none."""
        worker, turn = session.worker, session.turn
        if worker is None or not (session.working or session.question):
            return False
        worker.cancel()

        def check() -> None:
            same = session.worker is worker and session.turn == turn
            if same and self._is_open(session) and not worker.idle:
                self.replace(session, "stopped by the user")

        self._timers.call_in(ABANDON_SECONDS, check)
        return True

    def replace(self, session: ManagedSession, why: str) -> None:
        """Abandon the worker of `session`: what it still does is dropped, a new one takes its place.

        A message that it has not come to is held: it was typed, and is not lost.
        """
        assert session.worker is not None and session.transcript is not None
        session.held += session.starting.values()
        session.starting.clear()
        session.transcript.next_generation()
        session.worker.abandon()
        self.tools.toolbox.release(session)
        session.transcript.give_up(session.turn, why)
        self._hire(session)
        self._ledger.turn_over(session)
        self._free(session)

    def dismiss(self, session: ManagedSession) -> None:
        """Let the worker of a session that is over stop: it says nothing more, and what it holds is free soon."""
        if session.worker is None:
            return
        assert session.transcript is not None
        session.transcript.next_generation()
        if session.working or session.question is not None:
            session.transcript.give_up(session.turn, "closed by the user")
        session.worker.stop()
        worker, toolbox = session.worker, self.tools.toolbox

        def let_go() -> None:
            worker.runner.release()
            toolbox.forget(session)

        self._timers.call_in(ABANDON_SECONDS, let_go)

    def _hire(self, session: ManagedSession) -> None:
        assert session.transcript is not None
        generation = session.transcript.generation
        session.worker = self.tools.hire(session, generation, self._reports(session, generation))

    def _give(self, session: ManagedSession, job: "Callable[[Worker], Job]") -> None:
        assert session.worker is not None
        session.worker.do(job(session.worker))

    # -- reports --------------------------------------------------------------------------------------------

    def _reports(self, session: ManagedSession, generation: int) -> Reports:
        def post(call: Callable[[], None]) -> None:
            def deliver() -> None:
                worker = session.worker
                if worker is not None and worker.generation == generation and self._is_open(session):
                    call()

            self._mailbox.post(deliver)

        return Reports(
            connected=lambda provider, model: post(lambda: self._connected(session, provider, model)),
            listed=lambda models: post(lambda: self._listed(session, models)),
            sized=lambda window: post(lambda: self._sized(session, window)),
            taken=lambda turn: post(lambda: self._taken(session, turn)),
            working=lambda label: post(lambda: self._ledger.working(session, label)),
            waiting=lambda label, until: post(lambda: self._ledger.working(session, label, until)),
            progressed=lambda share: post(lambda: self._ledger.progressed(session, share)),
            asked=lambda question: post(lambda: self._ledger.ask(session, question)),
            used=lambda tokens: post(lambda: self._count(session, tokens)),
            ended=lambda end: post(lambda: self._ended(session, end)),
            loaded=lambda loaded: post(lambda: self._loaded(session, loaded)),
            unread=lambda error: post(lambda: self._unread(session, error)),
            crashed=lambda error: post(lambda: self._crashed(session, error)),
        )

    def _is_open(self, session: ManagedSession) -> bool:
        return session.status is not SessionStatus.COMPLETED

    def _taken(self, session: ManagedSession, turn: int) -> None:
        session.starting.pop(turn, None)
        self._ledger.changed(session)

    def _connected(self, session: ManagedSession, provider: str, model: str) -> None:
        session.provider, session.model = provider, model
        self._ledger.changed(session)

    def _ended(self, session: ManagedSession, end: TurnEnd) -> None:
        if end.turn != session.turn:
            return  # a pause stopped it, and the next one has begun since
        if end.tokens:
            self._count(session, end.tokens)
        if end.outcome == "failed":
            self._ledger.fail(session, end.error)
            return
        self._ledger.turn_over(session)
        if self._free(session):
            return
        if end.outcome == "finished":
            self._look_around(session)
        unseen = end.outcome in ("finished", "chore") and session is not self._displayed()
        if unseen and session.reason is None:
            self._ledger.wait(session, Reason.REPLY)

    def _look_around(self, session: ManagedSession) -> None:
        """Have the server asked once for its models: after a reply, so that none waits, and not for long."""
        if session.window:
            return
        limit = CancelToken()

        def ask(worker: "Worker", cancel: CancelToken) -> None:
            forget = cancel.on_cancel(limit.cancel)
            worker.runner.requester.look_around(limit)
            forget()

        self._give(session, lambda worker: lambda cancel: ask(worker, cancel))
        self._timers.call_in(LOOK_SECONDS, limit.cancel)

    def _loaded(self, session: ManagedSession, loaded: Loaded) -> None:
        session.loaded = True
        session.turn = loaded.turn
        session.history[:0] = loaded.typed  # before what was typed and dropped while it was loading
        session.first_messages = loaded.user_inputs[:NAMED_MESSAGES]
        if session.last_error == INTERRUPTED and not loaded.interrupted:
            session.last_error = ""
            self._ledger.turn_over(session)  # it was no turn that qmux stopped in: there is nothing to retry
        session.question = loaded.question if session.reason is Reason.QUESTION else None
        if loaded.tokens:
            self._count(session, loaded.tokens)

    def _unread(self, session: ManagedSession, error: str) -> None:
        """Say so in the pane alone: the conversation cannot take an event before it is whole."""
        session.load_error = error
        if session.pane is not None:
            session.pane.feed(f"This conversation could not be read. {strip_controls(error)}\r\n")

    def _listed(self, session: ManagedSession, models: tuple[str, ...]) -> None:
        session.models = models

    def _sized(self, session: ManagedSession, window: int | None) -> None:
        session.window = window or self._settings.integer("api.context_window")
        if session.tokens:
            self._count(session, session.tokens)

    def _count(self, session: ManagedSession, tokens: int) -> None:
        session.tokens, session.context_share = tokens, tokens / self.window(session)

    def _crashed(self, session: ManagedSession, error: BaseException) -> None:
        """Contain a bug of ours in one session's thread: that session fails, its thread takes the next job."""
        text = f"qmux made a mistake ({type(error).__name__}: {error}). The log has the details."
        assert session.transcript is not None
        session.transcript.note(session.turn, EventKind.ERROR, {"text": text})
        self._ledger.fail(session, text)
