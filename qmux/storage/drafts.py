"""The chunks of long drafts: all but the first, which stands in its conversation's row.

Owns their table. A draft of 10 MB has 300 chunks, of which a key changes one; only what has another stamp than in the
table is written. So a draft is saved as soon as a short one, and neither the disk nor the interpreter, which hands a
text to SQLite without letting another thread run, is held up by its length. All functions run in the storage thread,
inside a transaction. What is read is untrusted: a rope cleans it.
"""

from typing import TYPE_CHECKING

from qmux.model.rope import Rope

if TYPE_CHECKING:
    from qmux.storage.database import Connection

_SAVE = "INSERT OR REPLACE INTO draft_chunks (conversation_id, place, stamp, text) VALUES (?, ?, ?, ?)"


def save(connection: "Connection", conversation_id: str, draft: Rope) -> None:
    """Keep the chunks of `draft` behind the first.

    The stamp is the chunk's hash, computed once; another process has other hashes, and writes all anew.
    """
    rows = connection.execute(
        "SELECT place, stamp FROM draft_chunks WHERE conversation_id = ?", (conversation_id,)
    )
    kept: dict[int, int] = dict(rows.fetchall())
    chunks = list(enumerate(draft.chunks))[1:]
    for place, chunk in chunks:
        if kept.pop(place, None) != hash(chunk):
            connection.execute(_SAVE, (conversation_id, place, hash(chunk), chunk))
    gone = ((conversation_id, place) for place in kept)
    connection.executemany("DELETE FROM draft_chunks WHERE conversation_id = ? AND place = ?", gone)


def rest(connection: "Connection", conversation_id: str) -> Rope:
    """Return what save() has kept of a draft."""
    query = "SELECT text FROM draft_chunks WHERE conversation_id = ? ORDER BY place"
    whole = Rope()
    for (text,) in connection.execute(query, (conversation_id,)):
        whole += Rope(str(text))
    return whole


def delete(connection: "Connection", conversation_id: str) -> None:
    """Delete what save() has kept of a draft."""
    connection.execute("DELETE FROM draft_chunks WHERE conversation_id = ?", (conversation_id,))
