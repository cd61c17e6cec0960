"""ConversationRecord: what the database keeps of one session besides its events.

Owns the value. Imports nothing slow, so that the engine can speak of it before sqlite3 is loaded;
conversations.py reads and writes it.
"""

from typing import NamedTuple

from qmux.model.rope import Rope


class ConversationRecord(NamedTuple):
    """One row of the conversations table.

    `session_type`, `session_status` and `reason` are the values of SessionType, SessionStatus and Reason (""
    for none); `name_origin` is fallback, generated or user. Times are in seconds since 1970, `waiting_since`
    0 while nothing waits. `owner` is the running qmux that has the session; the store fills it in when it
    saves. `scroll` is in rows back from the bottom, `draft_cursor` an index of a code point. `snoozed_until` is 0
    where the session is not snoozed; `instructions` are what a template adds to the system prompt.
    """

    id: str
    number: int
    session_name: str
    name_origin: str
    session_type: str
    session_status: str
    reason: str = ""
    waiting_since: float = 0.0
    working_directory: str = ""
    provider: str = ""
    model: str = ""
    last_error: str = ""
    draft: Rope = Rope()
    draft_cursor: int = 0
    queued: tuple[str, ...] = ()
    scroll: int = 0
    created: float = 0.0
    last_active: float = 0.0
    owner: str = ""
    group_name: str = ""
    muted: bool = False
    snoozed_until: float = 0.0
    instructions: str = ""
