"""Trust: what the user changes of a session's permissions, besides answering its questions.

Owns what /tools does, and that each change is kept with the session and recorded. It is another hand of the
coordinator, which makes it. Leaves the rules to tools/permission.py. Main thread only. It is imported before the
first frame, when there are no tools yet.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from qmux.engine.crew import Crew
from qmux.engine.session import ManagedSession
from qmux.engine.session_rules import own_rules
from qmux.errors import UserError
from qmux.model.event import EventKind
from qmux.model.suggest import did_you_mean
from qmux.tools.audit_entry import USER, Entry, What
from qmux.tools.permission import Permissions, Rule, Verdict, parse_rule, rule_text
from qmux.tools.rules import SESSION

if TYPE_CHECKING:
    from qmux.tools.base import Tool


class Trust:
    """See the module's docstring; `ready` refuses a session whose conversation is not in memory yet."""

    def __init__(self, crew: Crew, ready: Callable[[ManagedSession], None]) -> None:
        self._crew = crew
        self._ready = ready

    def tools(self, session: ManagedSession) -> "list[Tool]":
        """Return the tools of `session`; raises UserError while qmux is still starting."""
        return list(self._crew.tools.toolbox.table_of(session).values())

    def tool_names(self, session: ManagedSession) -> list[str]:
        """Return what people call the tools of `session`, none while qmux is still starting."""
        return [tool.name for tool in self.tools(session)] if self._crew.workshop is not None else []

    def permissions(self, session: ManagedSession) -> Permissions:
        """Return what `session` may do; raises UserError while it is being loaded."""
        self._ready(session)
        assert session.permissions is not None
        return session.permissions

    def trust(self, session: ManagedSession, text: str) -> list[Rule]:
        """Let tools, or what a rule covers, run without asking; return the rules.

        Raises:
            UserError: there is no such tool, it is no rule, or the settings deny it or want it asked about.
        """
        permissions = self.permissions(session)
        rules = [self._known(session, parse_rule(word)) for word in _words(text)]
        for rule in rules:
            _refuse_overruled(permissions, rule)
        for rule in rules:
            permissions.add(rule)
            self._changed(session, "trusted", rule_text(rule))
        return rules

    def untrust(self, session: ManagedSession, text: str) -> list[str]:
        """Take back a rule, by its number in the list or as it is written, or have tools ask each time.

        Returns what was taken back, or the tools' names. Raises UserError where there is nothing like that.
        """
        permissions = self.permissions(session)
        rule = _listed(permissions, text)
        if rule is not None:
            permissions.revoke(rule)
            self._changed(session, "revoked", rule_text(rule))
            return [rule_text(rule)]
        tools = [self._known(session, parse_rule(word, Verdict.ASK)) for word in _words(text)]
        if pattern := next((rule for rule in tools if rule.pattern), None):
            raise UserError(f"There is no rule {rule_text(pattern)} in this session. /tools lists them.")
        for rule in tools:
            self._ask_each_time(session, rule)
            self._changed(session, "asks each time", rule.tool)
        return [rule.tool for rule in tools]

    def trust_all(self, session: ManagedSession) -> None:
        """Let everything run without asking that no rule holds back, until qmux ends."""
        self.permissions(session).trust_all = True
        self._record(session, "trust-all")

    def reset(self, session: ManagedSession) -> None:
        """Take back all trust that is the session's own."""
        self.permissions(session).reset()
        self._changed(session, "reset")

    def isolate(self, session: ManagedSession) -> None:
        """Have `session` ignore what the settings allow; raises UserError if it does already."""
        permissions = self.permissions(session)
        if permissions.isolated:
            raise UserError(f"Session {session.name} is isolated already. /tools reset undoes it.")
        permissions.isolated = True
        self._changed(session, "isolated")

    def _known(self, session: ManagedSession, rule: Rule) -> Rule:
        """Return `rule` if it is about tools that there are."""
        names = self.tool_names(session)
        if rule.tool.startswith("@") or any(map(rule.names, names)):
            return rule  # a server's tools come and go
        hint = did_you_mean(rule.tool, names) or " /tools lists them."
        raise UserError(f"There is no tool {rule.tool[:40]}.{hint}")

    def _ask_each_time(self, session: ManagedSession, rule: Rule) -> None:
        """Take back the session's trust in a tool, and if it may still run by itself, have it ask."""
        permissions = self.permissions(session)
        for own in permissions.rules():
            if own.origin == SESSION and own.verdict is Verdict.ALLOW and own.tool == rule.tool:
                permissions.revoke(own)
        kinds = [tool.kind for tool in self.tools(session) if rule.names(tool.name)]
        labels = {permissions.label(rule.tool, kind) for kind in kinds}
        allowed = any(
            other.verdict is Verdict.ALLOW and other.names(rule.tool) for other in permissions.rules()
        )
        if allowed or permissions.trust_all or labels != {"not trusted"}:
            permissions.add(rule)

    def _changed(self, session: ManagedSession, what: str, rule: str = "") -> None:
        """Keep what the session has now, and record what the user did."""
        assert session.transcript is not None
        session.transcript.note(session.turn, EventKind.RULES, own_rules(self.permissions(session)))
        self._record(session, what, rule)

    def _record(self, session: ManagedSession, what: str, rule: str = "") -> None:
        entry = Entry(What.TRUST, session.name, session.id, target=rule, decision=what, by=USER)
        self._crew.tools.toolbox.audit(entry)


def _words(text: str) -> list[str]:
    """Return the rules in a line: several tools, or one rule with a pattern, in which blanks count."""
    words = [text] if "(" in text else text.split()
    if not words:
        raise UserError("Name a tool or a rule, for instance /tools trust execute_bash(git status *).")
    return words


def _listed(permissions: Permissions, text: str) -> Rule | None:
    """Return the rule that `text` numbers or writes."""
    rules = permissions.rules()
    if text.isdecimal():
        number = int(text)
        if 0 < number <= len(rules):
            return rules[number - 1]
        raise UserError(f"There is no rule {text}. /tools numbers them.")
    written = (rule for rule in rules if rule.pattern and rule.origin == SESSION)
    return next((rule for rule in written if rule_text(rule) == text.strip()), None)


def _refuse_overruled(permissions: Permissions, rule: Rule) -> None:
    """Refuse to trust in vain: what the settings deny or want asked about counts first."""
    stricter = (
        each for each in permissions.rules() if each.verdict is not Verdict.ALLOW and each.origin != SESSION
    )
    for other in stricter:
        if other.names(rule.tool) and other.pattern in ("", rule.pattern):
            key = f"permissions.{other.verdict.value}"
            raise UserError(f"{rule_text(rule)} cannot be trusted: {key} has {rule_text(other)}.")
