"""Turns: what the user says to one session, and how they stop it and have it go on.

Owns which message is sent when: at once, after the turn under way, or as the answer to a question. It is another hand
of the coordinator, which makes it. Leaves statuses to the ledger, workers to the crew, and the turn itself to turn.py
in the session's thread. Main thread only. It is imported before the first frame.
"""

from collections.abc import Callable

from qmux.engine import recovery
from qmux.engine.asking import TRUST, PermissionRequest
from qmux.engine.crew import Crew
from qmux.engine.ledger import Ledger
from qmux.engine.names import Names
from qmux.engine.notes import Notes
from qmux.engine.session import ManagedSession
from qmux.engine.too_long import check_message
from qmux.errors import UserError
from qmux.model.session import Reason, SessionStatus
from qmux.tools.base import Question


class Turns:
    """See the module's docstring; `ready` refuses a session whose conversation is not in memory yet."""

    def __init__(
        self, crew: Crew, ledger: Ledger, names: Names, notes: Notes, ready: Callable[[ManagedSession], None]
    ) -> None:
        self._crew = crew
        self._ledger = ledger
        self._names = names
        self._notes = notes
        self._ready = ready

    # -- saying ---------------------------------------------------------------------------------------------

    def submit(self, session: ManagedSession, text: str) -> None:
        """Send `text`: as the answer if a question is open, at once if the session is free, else when it is.

        Raises:
            UserError: the session is not ready, or `text` is more than its model can read.
        """
        self._ready(session)
        check_message(text, self._crew.window(session))
        session.snoozed_until = 0.0
        if session.question is not None:
            self._answer(session, session.question, text)
            return
        if session.working and session.asks_further:
            raise UserError("What to trust is about to be asked. Send this again once the choice is there.")
        session.queued.append(text)
        self._ledger.changed(session)
        if not session.working:
            self.send_next(session)

    def take_back(self, session: ManagedSession, number: int = 0) -> str:
        """Take a message out of those that wait to be sent, the last one unless `number` (from 1) says which.

        The numbers are those of `session.unsent`.

        Raises:
            UserError: there is none of that number.
        """
        unsent = len(session.unsent)
        if not 0 <= number <= unsent or not unsent:
            waiting = f"{unsent} wait" if unsent else "none waits"
            raise UserError(
                f"Session {session.name} has no such message: {waiting} to be sent. /queue lists them."
            )
        self._ledger.changed(session)
        place = (number or unsent) - 1
        held = len(session.held)
        return session.held.pop(place) if place < held else session.queued.pop(place - held)

    def send_held(self, session: ManagedSession) -> None:
        """Send what was held since qmux ended, before all that was queued since; raises UserError if nothing is."""
        self._ready(session)
        if not session.held:
            raise UserError(f"Session {session.name} holds no message back.")
        session.queued[:0], session.held = session.held, []
        self._ledger.changed(session)
        if not session.working:
            self.send_next(session)

    def refuse(self, session: ManagedSession) -> bool:
        """Decline the open question of `session`; return False if there is none."""
        if session.question is None:
            return False
        self._answer(session, session.question, "")
        return True

    def send_next(self, session: ManagedSession) -> bool:
        """Send the next queued message if there is one and it may be sent; return whether it was."""
        if not session.queued or session.question is not None or session.status is SessionStatus.PAUSED:
            return False
        self._begin(session, session.queued.pop(0))
        return True

    # -- stopping and going on ------------------------------------------------------------------------------

    def cancel(self, session: ManagedSession) -> bool:
        """Stop the turn of `session` at once, keeping what was said; return False if none is under way."""
        return session.working and self._crew.cancel(session)

    def kill(self, session: ManagedSession) -> None:
        """End whatever `session` does, without waiting for its thread; the session itself stays."""
        unsent, session.queued = session.queued, []
        if session.worker is not None and (session.working or session.question is not None):
            self._crew.replace(session, "killed by the user")
        if unsent:
            self._notes.notice(session, "\n".join(["Not sent:", *unsent]))

    def retry(self, session: ManagedSession) -> None:
        """Try the failed turn again; raises UserError if the last turn did not fail."""
        if session.status is not SessionStatus.FAILED:
            raise UserError(f"Session {session.name} has nothing to retry: its last turn did not fail.")
        self._ready(session)
        turn = session.turn
        self._crew.begin(session, "thinking", lambda worker: lambda cancel: worker.runner.retry(turn, cancel))

    def pause(self, session: ManagedSession) -> None:
        """Let `session` rest: its turn is stopped, messages queue until /resume."""
        self.cancel(session)
        self._ledger.set_status(session, SessionStatus.PAUSED)

    def resume(self, session: ManagedSession) -> None:
        """Let a paused session go on; raises UserError while what it needs is still missing."""
        if session.status is not SessionStatus.PAUSED:
            raise UserError(f"Session {session.name} is not paused.")
        problem = recovery.problem(session, self._crew.tools.provider_problem)
        if problem:
            raise UserError(f"Session {session.name} cannot go on: {problem}")
        if session.reason is Reason.FAILED:
            self._ledger.set_status(session, SessionStatus.FAILED)
        else:
            session.last_error = ""
            self._ledger.settle(session)
        self.send_next(session)

    # -- inside ---------------------------------------------------------------------------------------------

    def _begin(self, session: ManagedSession, text: str) -> None:
        session.turn += 1
        _read_to_the_end(session)
        self._names.learn(session, text)
        turn = session.turn
        session.starting[turn] = text
        self._crew.begin(
            session, "thinking", lambda worker: lambda cancel: worker.runner.start(turn, text, cancel)
        )

    def _answer(self, session: ManagedSession, question: Question | PermissionRequest, text: str) -> None:
        assert session.worker is not None
        answer = question.answer(text)
        _read_to_the_end(session)
        if session.worker.runner.answers.put(answer):
            self._ledger.begin(session, "thinking")
            session.asks_further = answer == TRUST and isinstance(question, PermissionRequest)
            return
        turn = session.turn  # whoever asked is gone: qmux was started again since
        self._crew.begin(
            session, "thinking", lambda worker: lambda cancel: worker.runner.resume(turn, answer, cancel)
        )


def _read_to_the_end(session: ManagedSession) -> None:
    """Look at the newest rows; who sends something has read what was new."""
    session.scroll = 0
    if session.pane is not None:
        session.pane.clear_mark()
