"""Coordinator: the one that creates, finds, switches, renames, pauses, closes and kills sessions.

Owns the registry and which session is displayed; its ledger changes statuses, its crew works. Leaves storing to the
store, and asking "are you sure" to the commands. It lives on the main thread and has no lock; workers reach it by
reports through the mailbox. Changes mark sessions as unsaved; flush() saves them once per turn of the loop.

It is imported before the first frame: whatever is slow to import comes in through open().
"""

import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from qmux import log
from qmux.engine import attention, recovery
from qmux.engine.asking import TRUST, PermissionRequest
from qmux.engine.clerk import Clerk
from qmux.engine.conversations import Conversations
from qmux.engine.crew import NAMED_MESSAGES, Crew
from qmux.engine.ledger import Ledger
from qmux.engine.mailbox import Mailbox
from qmux.engine.registry import Registry
from qmux.engine.servers import Servers
from qmux.engine.session import ManagedSession
from qmux.engine.timers import Timers
from qmux.engine.trust import Trust
from qmux.errors import UserError
from qmux.model import naming
from qmux.model.detection import detect_type
from qmux.model.event import EventKind
from qmux.model.session import Reason, SessionStatus, SessionType
from qmux.settings.config import Settings
from qmux.tools.base import Question

if TYPE_CHECKING:
    from qmux.engine.workshop import Workshop
    from qmux.storage.record import ConversationRecord
    from qmux.storage.ticket import Ticket
    from qmux.terminal.rows import PaneFrame

_T = TypeVar("_T")

COMMIT_SECONDS = 0.02  # how long a new session may wait for the database before it is shown all the same
DROPPED_LENGTH = 50_000  # characters of a dropped message that the next start still knows
DRAFT_SECONDS = 0.3  # how long after a key the draft is written to disk
DRAFT_SPEED = 2_000_000  # characters a second at most, so that keys in a huge draft do not wait for the disk


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
        self._crew = Crew(settings, self._ledger, mailbox, timers, self._displayed, self._next_queued)
        self.conversations = Conversations(
            self._crew, self._ledger, Clerk(mailbox), settings, self._ready, self._admit
        )
        self.trust = Trust(self._crew, self._ready)
        self.servers = Servers(self._crew, Clerk(mailbox))
        self._drafts: dict[str, ManagedSession] = {}  # whose drafts are to be saved soon

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

    def history(self, done: Callable[[list["ConversationRecord"]], None]) -> None:
        """Read all conversations, closed ones too, and call `done` with them on the main thread."""
        self._later(self._crew.tools.store.conversations(), done)

    # -- coming and going -----------------------------------------------------------------------------------

    def open(self, workshop: "Workshop") -> None:
        """Take the means to make sessions; until then there are none."""
        self._crew.workshop = workshop

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
        if name:
            name = naming.check_name(name, self._registry.names, self._name_length)
        directory = _directory(working_directory)
        kind = type or SessionType.DEVELOPMENT
        shown = name or naming.fallback_name(kind, self._registry.names, self._name_length)
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
        left, self.active = self.active, session  # first, so that what leaving does to a pane draws nothing
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

    def rename(self, session: ManagedSession, name: str) -> None:
        """Give `session` a name of the user's choice; raises UserError with the rule and a proposal."""
        taken = self._registry.names - {session.name}
        session.name = naming.check_name(name, taken, self._name_length)
        session.name_origin = "user"
        self._ledger.changed(session)

    def set_group(self, session: ManagedSession, group: str) -> None:
        """Put `session` into a group, "" for none; raises UserError with the rule and a proposal."""
        session.group = naming.check_group(group, self._name_length) if group else ""
        self._ledger.changed(session)

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
            self.conversations.delete(session, "sessions.clear_on_close")
        log.info("closed", session.name)

    def undo_close(self, done: Callable[[ManagedSession | None], None]) -> None:
        """Make a session again of the conversation that was closed last, then call `done` with it, None without any.

        Raises:
            UserError: there are sessions.max_active_sessions already.
        """
        self._check_limit()

        def reopened(record: "ConversationRecord | None") -> None:
            done(None if record is None else self._bring_back(record))

        self._later(self._crew.tools.store.reopen(), reopened)

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

    # -- a session's work -----------------------------------------------------------------------------------

    def submit(self, session: ManagedSession, text: str) -> None:
        """Send `text`: as the answer if a question is open, at once if the session is free, else when it is."""
        self._ready(session)
        session.snoozed_until = 0.0
        if session.question is not None:
            self._answer(session, session.question, text)
            return
        if session.working and session.asks_further:
            raise UserError("What to trust is about to be asked. Press Enter once the choice is there.")
        session.queued.append(text)
        self._ledger.changed(session)
        if not session.working:
            self._next_queued(session)

    def take_back(self, session: ManagedSession, number: int = 0) -> str:
        """Take a message out of those that wait to be sent, the last one unless `number` (from 1) says which.

        Raises:
            UserError: there is none of that number.
        """
        if not 0 <= number <= len(session.queued) or not session.queued:
            waiting = f"{len(session.queued)} wait" if session.queued else "none waits"
            raise UserError(
                f"Session {session.name} has no such message: {waiting} to be sent. /queue lists them."
            )
        self._ledger.changed(session)
        return session.queued.pop(number - 1)

    def refuse(self, session: ManagedSession) -> bool:
        """Decline the open question of `session`; return False if there is none."""
        if session.question is None:
            return False
        self._answer(session, session.question, "")
        return True

    def cancel(self, session: ManagedSession) -> bool:
        """Stop the turn of `session` at once, keeping what was said; return False if none is under way."""
        return session.working and self._crew.cancel(session)

    def kill(self, session: ManagedSession) -> None:
        """End whatever `session` does, without waiting for its thread; the session itself stays."""
        unsent, session.queued = session.queued, []
        if session.worker is not None and (session.working or session.question is not None):
            self._crew.replace(session, "killed by the user")
        if unsent:
            self.notice(session, "\n".join(["Not sent:", *unsent]))

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
        self._next_queued(session)

    def print(self, session: ManagedSession, command: str, text: str) -> None:
        """Show what a command printed in the pane of `session`, from its beginning if it is longer than the pane."""
        self._ready(session)
        assert session.pane is not None
        began = _end_of_output(session.pane.frame)
        self._note(session, EventKind.COMMAND_OUTPUT, {"command": command, "text": text})
        frame = session.pane.frame
        session.scroll = max(0, _end_of_output(frame) - began - frame.lines + 1)

    def notice(self, session: ManagedSession, text: str) -> None:
        """Show a notice of qmux in the pane of `session`."""
        self._ready(session)
        self._note(session, EventKind.NOTICE, {"text": text})

    def keep_dropped(self, session: ManagedSession, text: str) -> None:
        """Keep a message that was typed and not sent for the history of later starts, unless it is very long."""
        if session.loaded and text.strip() and len(text) <= DROPPED_LENGTH:
            self._note(session, EventKind.TYPED, {"text": text})

    def keep_draft(self, session: ManagedSession, text: str, cursor: int) -> None:
        """Remember what is typed but not sent; it is saved soon after. Words for a session end its snooze."""
        if session.draft_cursor == cursor and session.draft == text:
            return
        if text != session.draft and text and not text.startswith("/"):
            session.snoozed_until = 0.0
        session.draft, session.draft_cursor = text, cursor
        if not self._drafts:
            self.timers.call_in(DRAFT_SECONDS + len(text) / DRAFT_SPEED, self._save_drafts)
        self._drafts[session.id] = session

    # -- inside ---------------------------------------------------------------------------------------------

    @property
    def _name_length(self) -> int:
        return self.settings.integer("sessions.name_max_length")

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
        name = naming.unique(record.session_name or "session", self._registry.names, self._name_length)
        session = recovery.from_record(record, number, name, self._crew.tools.provider_problem, time.time())
        self._registry.add(session)
        self._ledger.changed(session)
        return session

    def _displayed(self) -> ManagedSession | None:
        return self.active

    def _later(self, ticket: "Ticket[_T]", done: Callable[[_T], None]) -> None:
        ticket.on_done(lambda ready: self.mailbox.post(lambda: done(ready.result(0))))

    def _note(self, session: ManagedSession, kind: EventKind, payload: dict[str, object]) -> None:
        if session.transcript is not None:
            session.transcript.note(session.turn, kind, payload)

    def _save(self, session: ManagedSession) -> "Ticket[None]":
        return self._crew.tools.store.save(recovery.to_record(session, self._crew.tools.owner))

    def _save_drafts(self) -> None:
        for session in self._drafts.values():
            if session.status is not SessionStatus.COMPLETED:
                self._ledger.changed(session)
        self._drafts = {}

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

    def _begin(self, session: ManagedSession, text: str) -> None:
        session.turn += 1
        session.scroll = 0
        if session.pane is not None:
            session.pane.clear_mark()
        self._name(session, text)
        turn = session.turn
        self._crew.begin(
            session, "thinking", lambda worker: lambda cancel: worker.runner.start(turn, text, cancel)
        )

    def _answer(self, session: ManagedSession, question: Question | PermissionRequest, text: str) -> None:
        assert session.worker is not None
        answer = question.answer(text)
        session.scroll = 0
        if session.worker.runner.answers.put(answer):
            self._ledger.begin(session, "thinking")
            session.asks_further = answer == TRUST and isinstance(question, PermissionRequest)
            return
        turn = session.turn  # whoever asked is gone: qmux was started again since
        self._crew.begin(
            session, "thinking", lambda worker: lambda cancel: worker.runner.resume(turn, answer, cancel)
        )

    def _next_queued(self, session: ManagedSession) -> bool:
        """Send the next queued message if there is one and it may be sent; return whether it was."""
        if not session.queued or session.question is not None or session.status is SessionStatus.PAUSED:
            return False
        self._begin(session, session.queued.pop(0))
        return True

    def _name(self, session: ManagedSession, text: str) -> None:
        """Let the type and a generated name improve with each of the first messages, then leave them."""
        if len(session.first_messages) >= NAMED_MESSAGES:
            return
        session.first_messages.append(text)
        if not session.type_chosen:
            session.type = detect_type(session.first_messages)
        if session.name_origin == "user" or not self.settings.flag("sessions.auto_generate_names"):
            return
        taken = self._registry.names - {session.name}
        name = naming.generate(session.first_messages, session.type, taken, self._name_length)
        session.name, session.name_origin = name, "generated"


def _end_of_output(frame: "PaneFrame") -> int:
    """Return the line at which output goes on, counted since the pane began."""
    return frame.scrolled + frame.cursor.line


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
