"""Closed: the conversations that are closed, and making sessions of them again.

Owns which of them is meant by a name. It is another hand of the coordinator, which makes it. Leaves their rows to the
store, and what a session becomes on its way back to recovery.py. Main thread only; the database answers later.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from qmux.engine.crew import Crew
from qmux.engine.mailbox import Mailbox
from qmux.engine.session import ManagedSession
from qmux.errors import UserError
from qmux.model.suggest import did_you_mean

if TYPE_CHECKING:
    from qmux.storage.record import ConversationRecord

_OFFERED = 200  # the newest, whose names are completed


class Closed:
    """See the module's docstring; `newest` are those closed last, the last one first, as of the last look().

    Arguments:
        mailbox: brings what the database answers to the main thread.
        check_limit: raises UserError while there are as many sessions as there may be.
        bring_back: makes a session of a record.
    """

    def __init__(
        self,
        crew: Crew,
        mailbox: Mailbox,
        check_limit: Callable[[], None],
        bring_back: "Callable[[ConversationRecord], ManagedSession]",
    ) -> None:
        self.newest: tuple[ConversationRecord, ...] = ()
        self._crew = crew
        self._mailbox = mailbox
        self._check_limit = check_limit
        self._bring_back = bring_back

    def look(self) -> None:
        """Have `newest` brought up to date soon."""
        if self._crew.workshop is not None:
            self._mailbox.deliver(self._crew.tools.store.closed(_OFFERED), self._take)

    def undo(self, name: str, done: Callable[[ManagedSession | None], None]) -> None:
        """Make a session again of the conversation that `name` means, of the one closed last if it is "".

        `done` is called with the session, with None if nothing is closed.

        Raises:
            UserError: there are sessions.max_active_sessions already; later, on the main thread, that no closed one
                has such a name.
        """
        self._reopen(lambda records: _meant(name, records) if records else None, done)

    def reopen(self, id: str, done: Callable[[ManagedSession | None], None]) -> None:
        """Make a session again of the closed conversation with this id, then call `done`, with None if it is gone."""
        self._reopen(lambda records: next((one for one in records if one.id == id), None), done)

    def _reopen(
        self,
        choose: "Callable[[list[ConversationRecord]], ConversationRecord | None]",
        done: Callable[[ManagedSession | None], None],
    ) -> None:
        self._check_limit()

        def opened(record: "ConversationRecord | None") -> None:
            self.look()
            done(None if record is None else self._bring_back(record))

        self._mailbox.deliver(self._crew.tools.store.reopen(choose), opened)

    def _take(self, records: "list[ConversationRecord]") -> None:
        self.newest = tuple(records)


def _meant(name: str, records: "Sequence[ConversationRecord]") -> "ConversationRecord":
    """Return the record of that name, the last closed of several, else the only one whose name begins so.

    No name means the one closed last. Raises UserError; runs in the storage thread.
    """
    if not name:
        return records[0]
    folded = name.casefold()
    exact = [record for record in records if record.session_name.casefold() == folded]
    found = exact or [record for record in records if record.session_name.casefold().startswith(folded)]
    names = dict.fromkeys(record.session_name for record in found)
    if not found:
        hint = did_you_mean(name, [record.session_name for record in records])
        raise UserError(f"No closed session is named “{name[:40]}”.{hint or ' /sessions --all lists them.'}")
    if len(names) > 1 and not exact:
        raise UserError(f"Several closed sessions begin with “{name[:40]}”: {', '.join(names)}.")
    return found[0]
