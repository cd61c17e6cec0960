"""What a line of the audit log says, for those who have something to record; audit.py writes it.

Light on purpose: it is imported before the first frame, which the writer's JSON is not. Values only.
"""

from enum import Enum
from typing import NamedTuple

USER = "user"  # who decided, where it was no rule


class What(Enum):
    """What happened; the value is the word in the file."""

    RUN = "run"  # a tool ran; the decision is "completed" or "failed"
    DECISION = "decision"  # a call was allowed, refused by the user, or denied by a rule
    TRUST = "trust"  # a session's rules changed
    EXPORT = "export"  # a conversation was written to a file
    DELETION = "deletion"  # a conversation was deleted


class Entry(NamedTuple):
    """One line of the audit log, but for its time.

    `session` is the name and `conversation` the id. `target` is what a tool touches, a rule's text, or a path.
    `decision` is allow, ask, deny, completed, failed, added, revoked ... `by` is USER or the text of a rule.
    """

    what: What
    session: str
    conversation: str
    tool: str = ""
    target: str = ""
    decision: str = ""
    by: str = ""
