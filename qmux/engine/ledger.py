"""Ledger: every change of a session's status and reason, and who has to be saved because of one.

Owns the rules of what a session becomes when a turn begins, ends, fails or asks. It is the coordinator's own hand:
nobody else holds one. Main thread only.
"""

import time
from collections.abc import Callable

from qmux.engine.asking import PermissionRequest
from qmux.engine.session import Activity, ManagedSession
from qmux.model.session import Reason, SessionStatus, transition
from qmux.tools.base import Question


class Ledger:
    """Changes statuses.

    Arguments:
        displayed: returns the session on the screen.
        began_waiting: told of each session that begins to wait for the user.
        monotonic: tells monotonic seconds, for activities; wall_clock tells seconds since 1970, for the rest.
    """

    def __init__(
        self,
        displayed: Callable[[], ManagedSession | None],
        began_waiting: Callable[[ManagedSession], None],
        monotonic: Callable[[], float],
        wall_clock: Callable[[], float] = time.time,
    ) -> None:
        self._displayed = displayed
        self._began_waiting = began_waiting
        self._monotonic = monotonic
        self._wall_clock = wall_clock
        self._changed: dict[str, ManagedSession] = {}

    def changed(self, session: ManagedSession) -> None:
        """Remember that `session` has to be saved."""
        self._changed[session.id] = session

    def take_changed(self) -> list[ManagedSession]:
        """Return the sessions that have to be saved, and forget them."""
        sessions, self._changed = list(self._changed.values()), {}
        return sessions

    def set_status(self, session: ManagedSession, status: SessionStatus) -> None:
        """Change the status; raises BugError where that is illegal, with nothing changed."""
        session.status = transition(session.status, status)
        self.changed(session)

    def settle(self, session: ManagedSession) -> None:
        """It is the user's move: Active if they see the session, else WaitingForInput."""
        session.activity = None
        displayed = session is self._displayed()
        self.set_status(session, SessionStatus.ACTIVE if displayed else SessionStatus.WAITING)

    def shown(self, session: ManagedSession) -> None:
        """The session is on the screen now; what waited only to be seen waits no longer."""
        session.last_active = self._wall_clock()
        session.on_screen = True
        if session.status is SessionStatus.WAITING:
            self.set_status(session, SessionStatus.ACTIVE)
        self.read(session)
        self.changed(session)

    def read(self, session: ManagedSession) -> None:
        """The user has seen what is new of the session; what waited only for that waits no longer."""
        if session.reason is Reason.REPLY:
            session.reason = None
            self.changed(session)

    def hidden(self, session: ManagedSession) -> None:
        """The session is no longer on the screen; what it does goes on."""
        session.on_screen = False
        if session.status is SessionStatus.ACTIVE:
            self.set_status(session, SessionStatus.WAITING)

    def begin(self, session: ManagedSession, label: str) -> None:
        """A turn begins, or goes on after an answer."""
        self.set_status(session, SessionStatus.PROCESSING)
        session.reason = session.question = None
        session.asks_further = False
        session.last_error = ""
        session.last_active = self._wall_clock()
        session.activity = Activity(label, self._monotonic())

    def begin_chore(self, session: ManagedSession, label: str) -> None:
        """Something that is no turn begins; a failed turn is still to be retried after it."""
        failure = session.last_error if session.status is SessionStatus.FAILED else ""
        self.begin(session, label)
        session.failure = failure

    def working(self, session: ManagedSession, label: str, until: float | None = None) -> None:
        """The turn under way does something else now, `until` that time in monotonic seconds where it is known."""
        shown = session.activity
        if session.working and (shown is None or (shown.label, shown.until) != (label, until)):
            session.activity = Activity(label, self._monotonic(), until=until)

    def progressed(self, session: ManagedSession, share: float) -> None:
        """What the turn under way does is done to that share, from 0 to 1."""
        if session.activity is not None:
            session.activity = session.activity._replace(share=share)

    def ask(self, session: ManagedSession, question: Question | PermissionRequest) -> None:
        """The turn under way waits for the user's answer."""
        session.question = question
        if session.status is not SessionStatus.PAUSED:
            self.settle(session)
        self.wait(session, Reason.PERMISSION if isinstance(question, PermissionRequest) else Reason.QUESTION)

    def wait(self, session: ManagedSession, reason: Reason) -> None:
        """The session begins to wait for the user."""
        self._wait(session, reason)
        self._began_waiting(session)

    def snooze(self, session: ManagedSession, seconds: float) -> None:
        """Leave the session out of the overlay for a time, 0 for no longer; what it waits for stays."""
        session.snoozed_until = self._wall_clock() + seconds if seconds else 0.0
        self.changed(session)

    def mute(self, session: ManagedSession, muted: bool) -> None:
        """Have the session alert no more, or again."""
        session.muted = muted
        self.changed(session)

    def _wait(self, session: ManagedSession, reason: Reason) -> None:
        session.reason = reason
        session.since = self._wall_clock()
        self.changed(session)

    def turn_over(self, session: ManagedSession) -> None:
        """No turn is under way any more, whatever ended it; a paused session stays paused."""
        session.activity = session.question = session.reason = None
        if session.status is not SessionStatus.PAUSED:
            self.settle(session)
        if session.failure:
            self._fail_again(session)

    def fail(self, session: ManagedSession, error: str) -> None:
        """The turn ended in an error."""
        self.turn_over(session)
        session.last_error = error
        self.set_status(session, SessionStatus.FAILED)
        self.wait(session, Reason.FAILED)

    def _fail_again(self, session: ManagedSession) -> None:
        """Go back to the failure of the last turn, now that what came after it is over."""
        session.last_error, session.failure = session.failure, ""
        if session.status is not SessionStatus.PAUSED:
            self.set_status(session, SessionStatus.FAILED)
        self._wait(session, Reason.FAILED)  # no news

    def close(self, session: ManagedSession) -> None:
        """The session is over for good."""
        self.set_status(session, SessionStatus.COMPLETED)
        # The last thing that happens to it: /undo-close goes back in this order.
        session.last_active = self._wall_clock()
        session.reason = session.activity = session.question = None
