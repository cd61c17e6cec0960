"""Conversations: what the user does to a whole conversation, besides talking in it.

Owns summing up, clearing, copying, and what has to be so before each. It is another hand of the coordinator, which
makes it. Leaves statuses to the ledger, workers to the crew, and what a conversation becomes to the fold over its
events. Main thread only; what takes time is a chore of the session's worker.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from qmux.engine.crew import Crew
from qmux.engine.ledger import Ledger
from qmux.engine.session import ManagedSession
from qmux.errors import UserError
from qmux.model.event import EventKind
from qmux.model.session import SessionStatus

if TYPE_CHECKING:
    from qmux.cancel import CancelToken
    from qmux.engine.turn import TurnRunner


class Conversations:
    """See the module's docstring; `ready` refuses a session whose conversation is not in memory yet."""

    def __init__(self, crew: Crew, ledger: Ledger, ready: Callable[[ManagedSession], None]) -> None:
        self._crew = crew
        self._ledger = ledger
        self._ready = ready

    def compact(self, session: ManagedSession, wish: str) -> None:
        """Have the conversation summarized, attending to `wish`; raises UserError while it cannot be."""

        def work(runner: "TurnRunner", cancel: "CancelToken") -> None:
            runner.compactor.compact(wish, cancel)
            runner.reports.used(runner.transcript.conversation.estimate)

        self._chore(session, "summarizing", work)

    def check_clear(self, session: ManagedSession) -> None:
        """Refuse with a UserError if the conversation cannot be cleared now."""
        self._at_rest(session)

    def clear(self, session: ManagedSession) -> None:
        """Begin the conversation anew, and empty the pane; what was said stays in the database."""
        self._at_rest(session)
        assert session.transcript is not None
        session.transcript.note(session.turn, EventKind.CLEARED, {})
        session.scroll = 0
        session.context_share = None
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
            raise UserError(f"Session {session.name} is at work. Wait for it, or stop it with Ctrl-C.")
        if session.question is not None:
            raise UserError(f"Session {session.name} waits for your answer. Ctrl-C refuses it.")
