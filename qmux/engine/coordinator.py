"""Coordinator: the one that creates, finds, shows and closes sessions, and whom the loop and the commands know.

Owns the registry and which session is displayed. For all else it makes hands of its own: the ledger changes statuses,
the crew works; what the user does to one session is in `turns`, `drafts`, `names`, `conversations`, `trust` and
`servers`, to whole conversations in `library` and `closed`, what qmux says there in `notes`. Leaves storing to the
store, and asking "are you sure" to the commands. It lives on the main thread and has no lock; workers reach it by
reports through the mailbox. Changes mark sessions as unsaved; flush() saves them once per turn of the loop.

It is imported before the first frame: whatever is slow to import comes in through open().
"""

import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from qmux import log
from qmux.engine import attention, recovery
from qmux.engine.clerk import Clerk
from qmux.engine.closed import Closed
from qmux.engine.conversations import Conversations
from qmux.engine.crew import Crew
from qmux.engine.drafts import Drafts
from qmux.engine.ledger import Ledger
from qmux.engine.library import Library
from qmux.engine.mailbox import Mailbox
from qmux.engine.names import Names
from qmux.engine.notes import Notes
from qmux.engine.registry import Registry
from qmux.engine.servers import Servers
from qmux.engine.session import ManagedSession
from qmux.engine.timers import Timers
from qmux.engine.trust import Trust
from qmux.engine.turns import Turns
from qmux.errors import UserError
from qmux.model.session import SessionType
from qmux.settings.config import Settings

if TYPE_CHECKING:
    from qmux.engine.workshop import Workshop
    from qmux.storage.record import ConversationRecord
    from qmux.storage.ticket import Ticket
    from qmux.tools.file_claims import Claimed

COMMIT_SECONDS = 0.02  # how long a new session may wait for the database before it is shown all the same


class Coordinator:
    """See the module's docstring. `columns` x `lines` is the size of every pane, in cells.

    Arguments:
        began_waiting: told of each session that begins to wait for the user.
    """

    def __init__(
        self,
        settings: Settings,
        mailbox: Mailbox,
        timers: Timers,
        columns: int,
        lines: int,
        began_waiting: Callable[[ManagedSession], None] = lambda session: None,
    ) -> None:
        self.settings = settings
        self.mailbox = mailbox
        self.timers = timers
        self.columns = columns
        self.lines = lines
        self.active: ManagedSession | None = None
        self._last: ManagedSession | None = None
        self._walk = attention.Walk()
        self._registry = Registry()
        self._ledger = Ledger(self._displayed, began_waiting, timers.clock)
        self._crew = Crew(settings, self._ledger, mailbox, timers, self._displayed, self._send_next)
        self.names = Names(self._registry, self._ledger, settings)
        self.notes = Notes(self._ready)
        self.drafts = Drafts(self._ledger, timers)
        self.turns = Turns(self._crew, self._ledger, self.names, self.notes, self._ready)
        self.conversations = Conversations(self._crew, self._ledger, settings, self._ready)
        self.library = Library(self._crew, Clerk(mailbox), settings, self._admit)
        self.closed = Closed(self._crew, mailbox, self._check_limit, self._bring_back)
        self.trust = Trust(self._crew, self._ready)
        self.servers = Servers(self._crew, Clerk(mailbox))

    # -- looking --------------------------------------------------------------------------------------------

    @property
    def sessions(self) -> list[ManagedSession]:
        """The open sessions in the order of their numbers."""
        return self._registry.sessions

    @property
    def at_limit(self) -> bool:
        """Whether one more session would be too many."""
        return len(self._registry) >= self.settings.integer("sessions.max_active_sessions")

    def find(self, text: str) -> ManagedSession:
        """Return the session that the user means by `text`; raises UserError where that is none or several."""
        return self._registry.find(text)

    def waiting(self) -> list[attention.Waiting]:
        """Return who waits for the user and is not displayed, in the order of the overlay; snoozed ones too."""
        return attention.waiting(self.sessions, self.active)

    def awake(self) -> list[attention.Waiting]:
        """Return those of waiting() that are not snoozed."""
        return attention.awake(self.waiting(), time.time())

    def oldest_inactive(self) -> ManagedSession | None:
        """Return the session that was left the longest ago and neither works nor is displayed."""
        idle = [session for session in self.sessions if session is not self.active and not session.working]
        return min(idle, key=lambda session: session.last_active, default=None)

    def file_claims(self) -> list["Claimed"]:
        """Return which files tools hold, and who waits for them, by the names of the sessions."""
        return self._crew.tools.toolbox.claims.snapshot()

    def history(self, done: Callable[[list["ConversationRecord"]], None]) -> None:
        """Read all conversations, closed ones too, and call `done` with them on the main thread."""
        self.mailbox.deliver(self._crew.tools.store.conversations(), done)

    # -- coming and going -----------------------------------------------------------------------------------

    def open(self, workshop: "Workshop") -> None:
        """Take the means to make sessions; until then there are none."""
        self._crew.workshop = workshop
        self.closed.look()

    def restore(self, records: list["ConversationRecord"]) -> list[ManagedSession]:
        """Bring back the sessions of `records`, latest first, without showing one; return them."""
        return [self._bring_back(record) for record in records]

    def create(
        self,
        type: SessionType | None = None,
        name: str = "",
        working_directory: str = "",
        model: str = "",
        group: str = "",
        instructions: str = "",
    ) -> ManagedSession:
        """Make a session, without showing it; without a type, the first message tells it.

        `instructions` are told to its model besides the usual ones.

        Raises:
            UserError: there are sessions.max_active_sessions already, or the name or directory cannot be used.
        """
        self._check_limit()
        name = self.names.checked(name) if name else ""
        directory = _directory(working_directory)
        kind = type or SessionType.DEVELOPMENT
        shown = name or self.names.fallback(kind)
        session = ManagedSession(os.urandom(16).hex(), self._registry.free_number(), shown, kind, directory)
        session.type_chosen = type is not None
        session.name_origin = "user" if name else "fallback"
        session.model, session.group, session.instructions = model, group, instructions
        session.created = session.last_active = time.time()
        session.loaded = True
        self._crew.furnish(session, self.columns, self.lines)
        self._registry.add(session)
        # Commit, then show: a session that was seen is there after a kill -9.
        self._save(session).wait(COMMIT_SECONDS)
        log.info("created", session.name)
        return session

    def switch(self, session: ManagedSession) -> None:
        """Display `session`; the one displayed until now goes on in the background."""
        self._walk.begin_anew()
        self._display(session)

    def _display(self, session: ManagedSession) -> None:
        if session is self.active:
            return
        if session.pane is not None:  # both while it is not displayed, so that nothing is drawn twice
            session.pane.settle_mark()
        left, self.active = self.active, session
        if left is not None:
            self._leave(left)
        self._crew.fit(session, self.columns, self.lines)
        self._ledger.shown(session)

    def switch_next(self) -> None:
        """Display the session with the next number."""
        if self.active is not None:
            self.switch(self._registry.beside(self.active, 1))

    def switch_previous(self) -> None:
        """Display the session with the previous number."""
        if self.active is not None:
            self.switch(self._registry.beside(self.active, -1))

    def switch_last(self) -> None:
        """Display the session that was displayed before this one."""
        if self._last is None:
            raise UserError("There is no other session yet. /new makes one.")
        self.switch(self._last)

    def next_waiting(self) -> ManagedSession | None:
        """Display the next of those that wait, in the order of the overlay.

        None when all were visited, by this way and no other in between; then they are visited anew.
        """
        session = self._walk.step(self.awake())
        if session is not None:
            self._display(session)
        return session

    def snooze(self, session: ManagedSession, seconds: float) -> None:
        """Leave `session` out of the overlay and silent for a time, or 0 for no longer; it still waits."""
        self._ledger.snooze(session, seconds)

    def mute(self, session: ManagedSession, muted: bool) -> None:
        """Have `session` alert no more, or again."""
        self._ledger.mute(session, muted)

    def close(self, session: ManagedSession) -> None:
        """End `session` for good: what it runs is cancelled, its conversation stays in the database."""
        self._crew.dismiss(session)
        self._ledger.close(session)
        self._registry.remove(session)
        if self._last is session:
            self._last = None
        if session is self.active:
            self._show_instead(session)
        self.flush()
        if self.settings.flag("sessions.clear_on_close"):
            self.library.delete(session, "sessions.clear_on_close")
        self.closed.look()
        log.info("closed", session.name)

    def resize(self, columns: int, lines: int) -> None:
        """Give panes a new size in cells: the displayed one now, the others when they are shown."""
        self.columns, self.lines = columns, lines
        for session in (self.active, self._crew.watched):
            if session is not None and session.pane is not None:
                self._crew.fit(session, columns, lines)

    def watch(self, session: ManagedSession | None) -> None:
        """Have the pane of a session drawn as it changes though it is not displayed, and in the right size."""
        if session is self._crew.watched:
            return
        self._crew.watched = session
        if session is not None and self._crew.workshop is not None:
            self._crew.fit(session, self.columns, self.lines)

    def read(self, session: ManagedSession) -> None:
        """Take note that the user has read what is new of `session`, though it is not displayed."""
        self._ledger.read(session)

    def flush(self) -> None:
        """Save the sessions that changed."""
        for session in self._ledger.take_changed():
            self._save(session)

    def shutdown(self, seconds: float) -> None:
        """Save everything as it stands and end all workers, waiting `seconds` in all at the most.

        A turn under way stays Processing in the database, so that the next start shows it as interrupted.
        """
        for session in self.sessions:
            self._ledger.changed(session)
            if session.transcript is not None:
                session.transcript.next_generation()
        self.flush()
        if self._crew.workshop is not None:
            self._crew.workshop.close()
        workers = [session.worker for session in self.sessions if session.worker is not None]
        for worker in workers:
            worker.stop()
        deadline = time.monotonic() + seconds
        for worker in workers:
            worker.join(max(0.0, deadline - time.monotonic()))

    # -- inside ---------------------------------------------------------------------------------------------

    def _check_limit(self) -> None:
        if self.at_limit:
            limit = self.settings.integer("sessions.max_active_sessions")
            raise UserError(
                f"{limit} sessions are open, the limit (sessions.max_active_sessions). /close one first."
            )

    def _admit(self, record: "ConversationRecord") -> ManagedSession:
        """Make a session of a conversation that is in the database already; raises UserError at the limit."""
        self._check_limit()
        now = time.time()
        session = self._bring_back(record._replace(created=now, last_active=now))
        log.info("admitted", session.name)
        return session

    def _bring_back(self, record: "ConversationRecord") -> ManagedSession:
        number = self._registry.free_number(record.number)
        name = self.names.unique(record.session_name or "session")
        session = recovery.from_record(record, number, name, self._crew.tools.provider_problem, time.time())
        self._registry.add(session)
        self._ledger.changed(session)
        return session

    def _displayed(self) -> ManagedSession | None:
        return self.active

    def _send_next(self, session: ManagedSession) -> bool:
        return self.turns.send_next(session)

    def _save(self, session: ManagedSession) -> "Ticket[None]":
        return self._crew.tools.store.save(recovery.to_record(session, self._crew.tools.owner))

    def _leave(self, session: ManagedSession) -> None:
        """Let `session` go to the background, with a mark where the user stopped reading."""
        self._last = session
        self._ledger.hidden(session)
        self._ledger.changed(session)  # its draft, whatever the timer was about to do
        if session.pane is not None:
            session.pane.set_mark()

    def _show_instead(self, closed: ManagedSession) -> None:
        """Show the session visited before `closed`, or any other, or a fresh one."""
        self.active = None
        others = sorted(self.sessions, key=lambda session: session.last_active)
        if others:
            self.switch(self._last or others[-1])
        else:
            directory = closed.working_directory if os.path.isdir(closed.working_directory) else ""
            self.switch(self.create(working_directory=directory))
        if self._last is self.active:
            self._last = None

    def _ready(self, session: ManagedSession) -> None:
        """Refuse what has to wait until the conversation of `session` is in memory."""
        if session.pane is None:
            self._crew.furnish(session, self.columns, self.lines)
        if session.load_error:
            error = session.load_error
            self._crew.load(session)
            raise UserError(f"Session {session.name} could not be read. {error} It is being read again.")
        if not session.loaded:
            raise UserError(f"Session {session.name} is still being loaded. Try again in a moment.")


def _directory(text: str) -> str:
    """Return `text`, or where qmux was started, as an absolute path; raises UserError if it is no directory."""
    path = os.path.expanduser(text)
    try:
        path = os.path.abspath(path)  # also of "": where qmux was started, which may be gone by now
    except FileNotFoundError:
        path = os.path.expanduser("~")
    if not os.path.isdir(path):
        raise UserError(f"{path} is not a directory. Give --cwd one that exists.")
    return path
