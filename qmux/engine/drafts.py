"""Drafts: what the user has typed for a session and not sent.

Owns when a draft is saved, and which dropped message a later start still knows. It is another hand of the
coordinator, which makes it. Leaves editing to the view, and writing to the coordinator's flush(). Main thread only.
"""

from qmux.engine.ledger import Ledger
from qmux.engine.session import ManagedSession
from qmux.engine.timers import Timers
from qmux.model.event import EventKind
from qmux.model.rope import Rope
from qmux.model.session import SessionStatus

DROPPED_LENGTH = 50_000  # characters of a dropped message that the next start still knows
DRAFT_SECONDS = 0.3  # how long after a key the draft is written to disk
DRAFT_SPEED = 2_000_000  # characters a second at most: a huge draft is written again only after a rest


class Drafts:
    """See the module's docstring."""

    def __init__(self, ledger: Ledger, timers: Timers) -> None:
        self._ledger = ledger
        self._timers = timers
        self._unsaved: dict[str, ManagedSession] = {}  # whose drafts are to be saved soon
        self._rests_until = 0.0  # in seconds of the timers' clock

    def keep(self, session: ManagedSession, text: Rope, cursor: int) -> None:
        """Remember what is typed but not sent; it is saved soon after. Words for a session end its snooze."""
        if session.draft_cursor == cursor and session.draft == text:
            return
        if text != session.draft and text and not text.startswith("/"):
            session.snoozed_until = 0.0
        session.draft, session.draft_cursor = text, cursor
        if not self._unsaved:
            rest = self._rests_until - self._timers.clock()
            self._timers.call_in(max(DRAFT_SECONDS, rest), self._save)
        self._unsaved[session.id] = session

    def keep_dropped(self, session: ManagedSession, text: str) -> None:
        """Keep a message that was typed and not sent for the history of later starts, unless it is very long."""
        if not session.loaded or session.transcript is None:
            return
        if text.strip() and len(text) <= DROPPED_LENGTH:
            session.transcript.note(session.turn, EventKind.TYPED, {"text": text})

    def _save(self) -> None:
        size = sum(len(session.draft) for session in self._unsaved.values())
        self._rests_until = self._timers.clock() + size / DRAFT_SPEED
        for session in self._unsaved.values():
            if session.status is not SessionStatus.COMPLETED:
                self._ledger.changed(session)
        self._unsaved = {}
