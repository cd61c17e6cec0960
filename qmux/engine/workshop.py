"""Workshop: the means to make what a session needs: pane, transcript, worker, connection.

Owns nothing of a session's life. The composition root builds it after the first frame, because what it makes is
slow to import, and hands it to the coordinator. Its methods are called by the main thread; the jobs and connections
that it makes are used in the workers' threads.
"""

from collections.abc import Callable

from qmux.cancel import CancelToken
from qmux.engine.archive import Archive
from qmux.engine.compaction import Limits
from qmux.engine.conversation import ConversationState
from qmux.engine.limiter import ApiRateLimiter
from qmux.engine.recovery import INTERRUPTED
from qmux.engine.reply import RawReply, Reply
from qmux.engine.reports import Loaded, Reports
from qmux.engine.requester import Connection
from qmux.engine.session import ManagedSession
from qmux.engine.session_rules import restore_rules
from qmux.engine.shell import run_command
from qmux.engine.toolbox import Toolbox
from qmux.engine.transcript import Transcript
from qmux.engine.turn import TurnRunner, TurnSettings
from qmux.engine.typesetter import Typesetter
from qmux.engine.worker import Job, Worker
from qmux.errors import QmuxError
from qmux.model.event import EventKind
from qmux.settings.config import Settings
from qmux.storage.store import Store
from qmux.terminal.gate import Gate
from qmux.terminal.pane import Pane

LOAD_SECONDS = 60.0  # a conversation that the database has not given by then is reported as failed

_END_CHARACTERS = 32_000  # of the payloads of the events that are read first

Connect = Callable[[str, str, CancelToken], Connection]
MakeReply = Callable[[Pane], Reply]


class Workshop:
    """See the module's docstring.

    Arguments:
        owner: the id of this running qmux in the database.
        connect: given a provider's name ("" = whichever is configured), a model ("" = its default) and a cancel
            token, returns a connection; blocks, and raises UserError or RetryableError.
        provider_problem: says why the named provider cannot be used now, "" if it can.
        make_reply: makes what a model's words become in a pane.
    """

    def __init__(
        self,
        store: Store,
        owner: str,
        gate: Gate,
        settings: Settings,
        connect: Connect,
        provider_problem: Callable[[str], str],
        toolbox: Toolbox,
        make_reply: MakeReply = lambda pane: RawReply(),
    ) -> None:
        self.store = store
        self.archive = Archive(store)
        self.run_command = run_command
        self.owner = owner
        self.provider_problem = provider_problem
        self._gate = gate
        self._settings = settings
        self._connect = connect
        self.toolbox = toolbox
        self._make_reply = make_reply
        self._typesetter = Typesetter()
        self.limiter = ApiRateLimiter(settings.integer("api.max_concurrent_api_calls"))

    def make_pane(self, columns: int, lines: int, published: Callable[[], None]) -> Pane:
        """Return a new pane; `published` is called in any thread after each new frame."""
        history_lines = self._settings.integer("ui.history_lines")
        return Pane(columns, lines, history_lines, self._gate, published, wrap_words=True)

    def make_transcript(self, session: ManagedSession) -> Transcript:
        """Return an empty transcript that shows in the pane of `session`."""
        limit = self._settings.integer("sessions.output_buffer_size_mb") * 1_000_000
        pane = session.pane
        assert pane is not None
        return Transcript(
            session.id,
            self.store,
            limit,
            pane,
            make_reply=lambda: self._make_reply(pane),
            typesetter=self._typesetter,
        )

    def close(self) -> None:
        """End what belongs to no session: its tails are not drawn any more."""
        self._typesetter.stop()

    def hire(self, session: ManagedSession, generation: int, reports: Reports) -> Worker:
        """Return a running worker for `session`."""
        assert session.transcript is not None
        runner = TurnRunner(
            session.transcript,
            generation,
            lambda cancel: self._connect(session.provider, session.model, cancel),
            self.limiter,
            TurnSettings(self._limits(), self.toolbox.for_session(session), session.instructions),
            reports,
        )
        return Worker(f"session-{session.number}", generation, runner, reports.crashed)

    def _limits(self) -> Limits:
        return Limits(
            self._settings.integer("api.max_tokens"),
            self._settings.integer("api.context_window"),
            self._settings.number("api.compact_at"),
        )

    def loading(self, session: ManagedSession, worker: Worker) -> Job:
        """Return the job that reads the conversation of `session` and shows it."""
        transcript, permissions = session.transcript, session.permissions
        reports = worker.runner.reports
        assert transcript is not None
        assert permissions is not None

        def load(cancel: CancelToken) -> None:
            try:
                self._show_end(transcript, session)
                events = self.store.events(session.id).result(LOAD_SECONDS)
            except QmuxError as error:
                reports.unread(str(error))
                return
            transcript.load(events)
            conversation = transcript.conversation
            restore_rules(permissions, conversation.rules)
            if conversation.turn_open and conversation.question is None:
                _interrupt(transcript, worker.generation)
            reports.loaded(_loaded(conversation))

        return load

    def _show_end(self, transcript: Transcript, session: ManagedSession) -> None:
        """Show the newest of a conversation, which needs few of its events."""
        characters = _END_CHARACTERS
        while True:
            events, is_whole = self.store.newest_events(session.id, characters).result(LOAD_SECONDS)
            if transcript.show_end(events, is_whole, session.scroll):
                return
            if characters == _END_CHARACTERS:
                transcript.show_glimpse(events)
            characters *= 4


def _interrupt(transcript: Transcript, generation: int) -> None:
    """End the turn in the middle of which qmux stopped."""
    conversation = transcript.conversation
    for result in conversation.given_up(INTERRUPTED):
        transcript.record(generation, conversation.turn, EventKind.TOOL_RESULT, result)
    transcript.record(generation, conversation.turn, EventKind.INTERRUPTED, {"text": INTERRUPTED})


def _loaded(conversation: ConversationState) -> Loaded:
    question = conversation.question
    return Loaded(
        conversation.turn,
        list(conversation.user_inputs),
        list(conversation.typed),
        question.question if question else None,
        conversation.tokens,
        conversation.unfinished,
    )
