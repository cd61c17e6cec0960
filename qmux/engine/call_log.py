"""CallLog: what one session's tool calls leave in the audit log.

Owns which words are written when. Leaves the file, and keeping secrets out of it, to tools/audit.py. Any thread.
"""

from collections.abc import Callable, Sequence

from qmux.tools.audit_entry import USER, Entry, What
from qmux.tools.base import Access
from qmux.tools.permission import Rule, rule_text


class CallLog:
    """Writes for one session, whose `name` may change; `conversation` is its id."""

    def __init__(self, audit: Callable[[Entry], None], name: Callable[[], str], conversation: str) -> None:
        self._audit = audit
        self._name = name
        self._conversation = conversation

    def decided(self, tool: str, accesses: Sequence[Access], decision: str, by: str = USER) -> None:
        """Note that a call was allowed or denied ("allow", "deny"), by a rule's text or the user."""
        self._record(What.DECISION, tool, accesses, decision, by)

    def ran(self, tool: str, accesses: Sequence[Access], failed: bool) -> None:
        """Note that a call ran to its end."""
        self._record(What.RUN, tool, accesses, "failed" if failed else "completed", "")

    def stopped(self, tool: str, accesses: Sequence[Access]) -> None:
        """Note that a call was ended while it ran."""
        self._record(What.RUN, tool, accesses, "cancelled", "")

    def trusted(self, rule: Rule) -> None:
        """Note that the user added a rule while they were asked."""
        text = rule_text(rule)
        self._audit(Entry(What.TRUST, self._name(), self._conversation, rule.tool, text, "trusted", USER))

    def _record(self, what: What, tool: str, accesses: Sequence[Access], decision: str, by: str) -> None:
        target = ", ".join(access.target for access in accesses)
        self._audit(Entry(what, self._name(), self._conversation, tool, target, decision, by))
