"""Archive: conversations as files, and what was said in any of them as something to be found.

Owns the file that reads back without loss, its check (such a file may be a stranger's), and the search. Leaves the
other formats to export.py and SQL to storage/. Its methods block, but for
copy(), and belong in a clerk's thread.
"""

import json
import os
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from qmux import files
from qmux.engine import export
from qmux.errors import UserError
from qmux.model.event import Event, EventKind
from qmux.storage.events import checked
from qmux.storage.record import ConversationRecord
from qmux.storage.search import Hit
from qmux.storage.store import Store
from qmux.tools.base import ToolMistakeError
from qmux.tools.files import open_text
from qmux.tools.wording import size

ENDING = ".json"
LARGEST = 256 * 1024 * 1024  # bytes of a file that is loaded; read, it takes several times as much memory
SECONDS = 60.0  # what the database has not given by then is reported as failed

# What a copy does not bring along: what the user trusts, they trust in one session. A file may be a stranger's: it
# does not say either which files a model is told of.
_NOT_COPIED = {EventKind.RULES, EventKind.TYPED}
_NOT_LOADED = {EventKind.RULES, EventKind.TYPED, EventKind.CONTEXT}


class Saved(NamedTuple):
    """A conversation out of a file; its events have no conversation's id yet."""

    record: ConversationRecord
    events: list[Event]


class Found(NamedTuple):
    """A hit of the search, and the conversation that it is in."""

    record: ConversationRecord
    hit: Hit


class Archive:
    """See the module's docstring."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def write(self, record: ConversationRecord, format: str, path: str) -> str:
        """Write a conversation to a file in one of export.FORMATS; return the path; raises UserError."""
        events = self._store.events(record.id).result(SECONDS)
        return files.write_whole(path, export.FORMATS[format](record, events))

    def read(self, path: str) -> Saved:
        """Read a conversation from the file `path`, else from PATH.json.

        Raises:
            UserError: there is no such file, or it holds no whole conversation.
        """
        if not os.path.exists(path) and not path.endswith(ENDING):
            return self.read(path + ENDING)
        try:
            with open_text(os.path.realpath(path)) as file:
                content = file.read(LARGEST + 1)
        except ToolMistakeError as exc:
            raise UserError(f"{exc} /load takes a file that /save has written.") from exc
        if len(content) > LARGEST:
            raise UserError(f"{path} is too large: it has more than {size(LARGEST)}.")
        return _saved(content, path)

    def find(self, words: Sequence[str], limit: int) -> list[Found]:
        """Return where all of `words` were said in one message or reply, the newest first."""
        records = {record.id: record for record in self._store.conversations().result(SECONDS)}
        hits = self._store.search(words, limit)
        return [Found(records[hit.conversation_id], hit) for hit in hits if hit.conversation_id in records]

    def keep(self, saved: Saved, conversation_id: str) -> None:
        """Store the events of a loaded conversation under an id that is not used yet."""
        events = [event._replace(conversation_id=conversation_id) for event in saved.events]
        self._store.append(events).result(SECONDS)

    def copy(self, conversation_id: str, copy_id: str) -> None:
        """Have stored a second time what has happened in a conversation, but for the rules that the user gave it.

        This one does not block: whatever reads the copy stands behind it in the database's queue.
        """
        self._store.copy(conversation_id, copy_id, without=_NOT_COPIED)


def _saved(content: bytes, path: str) -> Saved:
    """Take what is in a file apart; raises UserError."""
    try:
        document = json.loads(content.decode("utf-8"))
        if document["format"] != export.FORMAT or document["version"] != export.VERSION:
            raise UserError(f"{path} was written by another version of qmux, or by something else.")
        record = _record(document["conversation"])
        events = [_event(row) for row in document["events"]]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as exc:
        raise UserError(f"{path} holds no conversation. /save and /export --format json write them.") from exc
    kept = [event for event in events if event.kind not in _NOT_LOADED]
    numbers = [event.sequence for event in kept]
    if any(first >= second for first, second in pairwise(numbers)):
        raise UserError(f"{path} is damaged: its events are not in order.")
    return Saved(record, kept)


def _event(row: Mapping[str, object]) -> Event:
    return checked("", row["sequence"], row["turn"], row["kind"], row["payload"], row["time"])


def _record(row: Mapping[str, object]) -> ConversationRecord:
    """Return what of a file's record says what the conversation is; where it stood is this qmux's to say."""

    def text(key: str) -> str:
        value = row.get(key)
        return value if isinstance(value, str) else ""

    return ConversationRecord(
        id="",
        number=0,
        session_name=text("session_name"),
        name_origin="",
        session_type=text("session_type"),
        session_status="",
        provider=text("provider"),
        model=text("model"),
    )
