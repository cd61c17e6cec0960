"""Library: what the user does with whole conversations: copying, saving, loading, finding and deleting them.

It is another hand of the coordinator, which makes it. Leaves files and the search to the archive, and what is done
within one conversation to conversations.py. Main thread only; what takes time is work for a clerk.
"""

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from qmux.engine import recovery
from qmux.engine.clerk import Clerk
from qmux.engine.crew import Crew
from qmux.engine.session import ManagedSession
from qmux.errors import UserError
from qmux.model import naming
from qmux.model.session import SessionStatus
from qmux.settings.config import Settings
from qmux.storage.record import ConversationRecord
from qmux.tools.audit_entry import USER, Entry, What

if TYPE_CHECKING:
    from qmux.engine.archive import Found
    from qmux.storage.ticket import Ticket


class Library:
    """See the module's docstring.

    Arguments:
        admit: makes a session of a record whose events are in the database; raises UserError at the limit.
    """

    def __init__(
        self,
        crew: Crew,
        clerk: Clerk,
        settings: Settings,
        admit: Callable[[ConversationRecord], ManagedSession],
    ) -> None:
        self._crew = crew
        self._clerk = clerk
        self._settings = settings
        self._admit = admit

    def export(self, session: ManagedSession, format: str, path: str, done: Callable[[str], None]) -> None:
        """Write a conversation to a file in one of export.FORMATS, then call `done` with the path."""
        archive, record = self._crew.tools.archive, recovery.to_record(session, "")
        audit = self._crew.tools.toolbox.audit

        def work() -> str:
            written = archive.write(record, format, path)
            audit(Entry(What.EXPORT, record.session_name, record.id, target=written, by=USER))
            return written

        self._clerk.do("export", work, done)

    def load(self, path: str, host: ManagedSession, done: Callable[[ManagedSession], None]) -> None:
        """Make a session of a conversation in a file, in the directory of `host`, then call `done` with it.

        The file's own directory does not count: what tools may touch unasked is not for a file to say.
        """
        archive, id = self._crew.tools.archive, _new_id()

        def work() -> ConversationRecord:
            saved = archive.read(path)
            archive.keep(saved, id)
            return saved.record

        def admit(record: ConversationRecord) -> None:
            known = not self._crew.tools.provider_problem(record.provider)
            here = record._replace(
                id=id,
                session_name=_name(record.session_name, self._settings.integer("sessions.name_max_length")),
                name_origin="user",
                session_status=SessionStatus.WAITING.value,
                working_directory=host.working_directory,
                provider=record.provider if known else "",
                model=record.model if known else "",
            )
            done(self._admit(here))

        self._clerk.do("load", work, admit)

    def fork(self, session: ManagedSession, name: str) -> ManagedSession:
        """Make a session that begins with all that was said in `session`; raises UserError at the limit."""
        id = _new_id()
        origin = recovery.to_record(session, "")
        copy = ConversationRecord(
            id=id,
            number=0,
            session_name=name or session.name,
            name_origin="user" if name else session.name_origin,
            session_type=origin.session_type,
            session_status=SessionStatus.WAITING.value,
            working_directory=origin.working_directory,
            provider=origin.provider,
            model=origin.model,
            group_name=origin.group_name,
            instructions=origin.instructions,
        )
        fork = self._admit(copy)
        archive = self._crew.tools.archive
        archive.copy(session.id, id)
        return fork

    def is_empty(self, session: ManagedSession) -> bool:
        """Return whether nothing was ever said in `session`, and nothing is about to be."""
        return session.loaded and not (session.turn or session.unsent or session.draft)

    def forget(self, session: ManagedSession) -> None:
        """Delete the conversation of a closed session in which nothing was said from the database."""
        self._crew.tools.store.delete(session.id)

    def delete(self, session: ManagedSession, by: str) -> None:
        """Delete the conversation of a closed session and its files; `by` is the setting that wants it so."""
        self._crew.tools.store.delete(session.id)
        self._crew.tools.toolbox.deleted(session.name, session.id, by)

    def delete_old(self, before: float) -> None:
        """Delete the completed conversations last active before a time (seconds since 1970), and their files."""
        toolbox = self._crew.tools.toolbox

        def done(ready: "Ticket[list[str]]") -> None:
            for id in ready.result(0):
                toolbox.deleted("", id, "sessions.cleanup_after_days")

        self._crew.tools.store.cleanup(before).on_done(done)

    def search(self, words: Sequence[str], limit: int, done: "Callable[[list[Found]], None]") -> None:
        """Look for messages and replies with all of `words`, in all conversations, and call `done` with them."""
        archive = self._crew.tools.archive
        self._clerk.do("search", lambda: archive.find(words, limit), done)


def _name(found: str, longest: int) -> str:
    """Return the name that a file brings along, if a session may have it."""
    try:
        return naming.check_name(found, (), longest)
    except UserError:
        return "loaded"


def _new_id() -> str:
    return os.urandom(16).hex()
