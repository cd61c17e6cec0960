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


class Drafts:
    """See the module's docstring."""

    def __init__(self, ledger: Ledger, timers: Timers) -> None:
        self._ledger = ledger
        self._timers = timers
        self._unsaved: dict[str, ManagedSession] = {}  # whose drafts are to be saved soon

    def keep(self, session: ManagedSession, text: Rope, cursor: int) -> None:
        """Remember what is typed but not sent; it is saved soon after. Words for a session end its snooze."""
        if session.draft_cursor == cursor and session.draft == text:
            return
        if text != session.draft and text and not text.startswith("/"):
            session.snoozed_until = 0.0
        session.draft, session.draft_cursor = text, cursor
        if not self._unsaved:
            self._timers.call_in(DRAFT_SECONDS, self._save)
        self._unsaved[session.id] = session

    def keep_dropped(self, session: ManagedSession, text: Rope) -> None:
        """Keep a message that was typed and not sent for the history of later starts, unless it is very long."""
        if not session.loaded or session.transcript is None:
            return
        if not text.blank and len(text) <= DROPPED_LENGTH:
            session.transcript.note(session.turn, EventKind.TYPED, {"text": str(text)})

    def _save(self) -> None:
        for session in self._unsaved.values():
            if session.status is not SessionStatus.COMPLETED:
                self._ledger.changed(session)
        self._unsaved = {}
