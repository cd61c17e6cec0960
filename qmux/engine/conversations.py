"""Conversations: what the user does within a conversation, besides talking in it.

Owns summing up, clearing, models and context files, and what has to be so before each. It is another hand of the
coordinator, which makes it. Leaves copying, saving and finding conversations to library.py, statuses to the ledger,
workers to the crew, and what a conversation becomes to the fold over its events. Main thread only; what takes time
is a chore of the session's worker.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from qmux.engine.conversation import CHARACTERS_PER_TOKEN, ConversationState
from qmux.engine.crew import Crew
from qmux.engine.ledger import Ledger
from qmux.engine.models import chosen, model_list
from qmux.engine.session import ManagedSession
from qmux.engine.usage import Usage
from qmux.errors import UserError
from qmux.model.event import EventKind
from qmux.model.session import SessionStatus
from qmux.settings.config import Settings
from qmux.terminal.sanitize import strip_controls

if TYPE_CHECKING:
    from qmux.cancel import CancelToken
    from qmux.engine.turn import TurnRunner


class Conversations:
    """See the module's docstring.

    Arguments:
        ready: refuses a session whose conversation is not in memory yet.
    """

    def __init__(
        self,
        crew: Crew,
        ledger: Ledger,
        settings: Settings,
        ready: Callable[[ManagedSession], None],
    ) -> None:
        self._crew = crew
        self._ledger = ledger
        self._settings = settings
        self._ready = ready

    def compact(self, session: ManagedSession, wish: str) -> None:
        """Have the conversation summarized, attending to `wish`; raises UserError while it cannot be."""

        def work(runner: "TurnRunner", cancel: "CancelToken") -> None:
            runner.compactor.compact(wish, cancel)
            runner.reports.used(runner.transcript.conversation.estimate)

        self._chore(session, "summarizing", work)

    def run_command(self, session: ManagedSession, command: str) -> None:
        """Run a shell command of the user's in the directory of `session`, and show its output in its pane."""
        if not command.strip():
            raise UserError("!: COMMAND is missing. Usage: !COMMAND, for example !git status")
        run, directory = self._crew.tools.run_command, session.working_directory
        self._chore(session, "shell", lambda runner, cancel: run(runner, command, directory, cancel))

    def list_models(self, session: ManagedSession) -> None:
        """Have the models that the session's server has listed in its pane."""

        def work(runner: "TurnRunner", cancel: "CancelToken") -> None:
            models = runner.requester.models(cancel)
            text = model_list(models, runner.requester.connected(cancel).model)
            runner.record(EventKind.COMMAND_OUTPUT, {"command": "/model", "text": text})

        self._chore(session, "listing the models", work)

    def choose_model(self, session: ManagedSession, typed: str) -> None:
        """Have the session talk to the model that `typed` means, if its server lists it."""

        def work(runner: "TurnRunner", cancel: "CancelToken") -> None:
            _use(runner, chosen(runner.requester.models(cancel), typed), cancel)

        self._chore(session, "looking for the model", work)

    def use_model(self, session: ManagedSession, model: str) -> None:
        """Have the session talk to `model`, whether its server lists it or not."""
        self._chore(session, "taking the model", lambda runner, cancel: _use(runner, model, cancel))

    def usage(self, session: ManagedSession) -> Usage:
        """Return what of its model's context a session uses, and what it took so far."""
        self._ready(session)
        assert session.transcript is not None and session.worker is not None
        runner = session.worker.runner
        fixed = {"context files": len(runner.context.text), "instructions": runner.fixed_characters}
        return session.transcript.look(lambda conversation: self._usage(session, conversation, fixed))

    def _usage(
        self, session: ManagedSession, conversation: ConversationState, fixed: Mapping[str, int]
    ) -> Usage:
        shares = {**fixed, **conversation.shares()}
        settings = self._settings
        return Usage(
            conversation.estimate,
            self._crew.window(session),
            {name: count // CHARACTERS_PER_TOKEN for name, count in shares.items()},
            conversation.sent_tokens,
            conversation.received_tokens,
            settings.number("api.input_price"),
            settings.number("api.output_price"),
        )

    def context(self, session: ManagedSession) -> tuple[str, ...]:
        """Return the patterns of the context files of `session`."""
        self._ready(session)
        assert session.transcript is not None
        return session.transcript.look(lambda conversation: conversation.context)

    def set_context(self, session: ManagedSession, patterns: Sequence[str]) -> None:
        """Have the model told of the files that `patterns` mean, from the next message on."""
        self._ready(session)
        assert session.transcript is not None
        session.transcript.note(session.turn, EventKind.CONTEXT, {"patterns": list(patterns)})

    def show_context(self, session: ManagedSession, line: str, expanded: bool) -> None:
        """Have the context files listed in the session's pane, with their text if `expanded`."""

        def work(runner: "TurnRunner", cancel: "CancelToken") -> None:
            patterns = runner.transcript.conversation.context
            text = runner.context.listing(patterns, runner.compactor.window, cancel.check, expanded)
            runner.record(EventKind.COMMAND_OUTPUT, {"command": line, "text": text})

        self._chore(session, "reading the context", work)

    def check_clear(self, session: ManagedSession) -> None:
        """Refuse with a UserError if the conversation cannot be cleared now."""
        self._at_rest(session)

    def clear(self, session: ManagedSession) -> None:
        """Begin the conversation anew, and empty the pane; what was said stays in the database."""
        self._at_rest(session)
        assert session.transcript is not None
        session.transcript.note(session.turn, EventKind.CLEARED, {})
        session.scroll = 0
        session.context_share, session.tokens = None, 0
        session.first_messages = []
        session.last_error = ""
        self._ledger.turn_over(session)

    def _chore(
        self, session: ManagedSession, label: str, work: "Callable[[TurnRunner, CancelToken], None]"
    ) -> None:
        """Have the worker of `session` do something that is no turn."""
        self._at_rest(session)
        if session.status is SessionStatus.PAUSED:
            raise UserError(f"Session {session.name} is paused. /resume lets it go on.")
        session.turn += 1
        session.scroll = 0
        turn = session.turn
        self._crew.begin_chore(
            session,
            label,
            lambda worker: (
                lambda cancel: worker.runner.chore(turn, lambda cancel: work(worker.runner, cancel), cancel)
            ),
        )

    def _at_rest(self, session: ManagedSession) -> None:
        """Refuse what cannot be done while a turn is under way."""
        self._ready(session)
        if session.working:
            raise UserError(f"Session {session.name} is at work. Wait for it, or stop it first.")
        if session.question is not None:
            raise UserError(f"Session {session.name} waits for your answer. Give it, or refuse, first.")


def _use(runner: "TurnRunner", model: str, cancel: "CancelToken") -> None:
    runner.requester.use(model, cancel)
    runner.notice(f"The model is {strip_controls(model)} from the next message on.")
