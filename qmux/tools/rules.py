"""Permission rules: what one says, how it is written, and reading those of the settings.

Owns the notation, TOOL or TOOL(PATTERN). Leaves what patterns cover to patterns.py and shell_command.py, and the
decision to permission.py. Any thread.
"""

import re
from enum import Enum
from fnmatch import fnmatchcase
from typing import NamedTuple

from qmux.errors import UserError
from qmux.settings.config import Settings
from qmux.tools.base import Access, AccessKind, Place
from qmux.tools.patterns import (
    Match,
    enters_repository,
    path_covers,
    path_touches,
    url_covers,
    url_touches,
)
from qmux.tools.shell_command import command_covers, command_touches

SETTINGS, SESSION = "settings", "session"  # where a rule comes from

READS = "fs_read"  # the tool that reads files
SEARCHES_BELOW = "grep"  # the tool that reads all that is below its target
_NOTATION = re.compile(r"([\w@*?./:-]+)(?:\((.+)\))?", re.DOTALL)
_HELP = 'Write TOOL or TOOL(PATTERN), for instance "execute_bash(git status *)" or "fs_write(src/**)".'


class Verdict(Enum):
    """What a rule wants; the value is the word of settings and audit log."""

    ALLOW = "allow"
    ASK = "ask"
    DENY = "deny"


class Rule(NamedTuple):
    """One rule.

    `tool` is a name or a glob ("*", "@server/*"); "@server" means all of that server's. `pattern` narrows it, ""
    being all that the tool may touch: a command's pattern for tools that run, a path's for those that read or write,
    a URL's for those that fetch. `origin` is "settings" or "session".
    """

    verdict: Verdict
    tool: str
    pattern: str
    origin: str

    def names(self, tool: str) -> bool:
        """Return whether the rule is about `tool`."""
        whole_server = self.tool.startswith("@") and "/" not in self.tool
        return fnmatchcase(tool, f"{self.tool}/*" if whole_server else self.tool)

    def restricts(self, tool: str) -> bool:
        """Return whether the rule denies what `tool` does, or asks; what holds for reading holds for searching."""
        concerned = self.names(tool) or (tool == SEARCHES_BELOW and self.names(READS))
        return self.verdict is not Verdict.ALLOW and concerned

    def covers(self, access: Access, place: Place) -> bool:
        """Return whether the pattern surely covers what is accessed."""
        if not self.pattern:
            return True
        if access.kind is AccessKind.RUN:
            return command_covers(self.pattern, access.target)
        if access.kind is AccessKind.FETCH:
            return url_covers(self.pattern, access.target)
        if access.kind is AccessKind.CALL or not path_covers(self.pattern, access.target, place):
            return False
        return access.kind is AccessKind.READ or not enters_repository(self.pattern, access.target)

    def touches(self, access: Access, place: Place) -> Match:
        """Return whether the pattern applies to what is accessed; a call has nothing to judge by: it does."""
        if not self.pattern or access.kind is AccessKind.CALL:
            return Match.YES
        if access.kind is AccessKind.RUN:
            return command_touches(self.pattern, access.target)
        if access.kind is AccessKind.FETCH:
            return url_touches(self.pattern, access.target)
        return path_touches(self.pattern, access.target, place)


class RulesRead(NamedTuple):
    """The rules of the settings, and what was wrong with some of them, a sentence each."""

    rules: tuple[Rule, ...]
    warnings: tuple[str, ...]


def parse_rule(text: str, verdict: Verdict = Verdict.ALLOW, origin: str = SESSION) -> Rule:
    """Return the rule that `text` writes; the inverse of rule_text().

    Raises:
        UserError: it is no rule, or one that allows everything; the message says what to write instead.
    """
    found = _NOTATION.fullmatch(text.strip())
    if found is None:
        raise UserError(f'"{text.strip()[:80]}" is no permission rule. {_HELP}')
    if verdict is Verdict.ALLOW and not found[1].strip("*?"):
        raise UserError(
            f'"{text.strip()[:80]}" would allow every tool. Name the tools; /tools trust-all trusts all of them'
            " until qmux ends."
        )
    return Rule(verdict, found[1], found[2] or "", origin)


def rule_text(rule: Rule) -> str:
    """Return the rule as users write it; its verdict and origin are not part of that."""
    return f"{rule.tool}({rule.pattern})" if rule.pattern else rule.tool


def rules_from(settings: Settings) -> RulesRead:
    """Return the rules of permissions.deny, .ask and .allow, in this order.

    One that cannot be read allows nothing; as a denial or an ask it holds for its whole tool, or for every tool
    where not even that can be read.
    """
    rules: list[Rule] = []
    warnings: list[str] = []
    for verdict in (Verdict.DENY, Verdict.ASK, Verdict.ALLOW):
        for text in settings.texts(f"permissions.{verdict.value}"):
            try:
                rules.append(parse_rule(text, verdict, SETTINGS))
            except UserError as error:
                warning, stricter = _instead(text, verdict)
                rules += stricter
                warnings.append(f"permissions.{verdict.value}: {error} {warning}")
    return RulesRead(tuple(rules), tuple(warnings))


def _instead(text: str, verdict: Verdict) -> tuple[str, tuple[Rule, ...]]:
    """Return what becomes of a rule that cannot be read: the sentence that says so, and the rule in its place."""
    if verdict is Verdict.ALLOW:
        return "It is ignored.", ()
    tool = text.strip().partition("(")[0].strip()
    named = tool if _NOTATION.fullmatch(tool) else "*"
    who = f"every use of {named}" if named != "*" else "every tool"
    done = "is denied" if verdict is Verdict.DENY else "asks first"
    return f"Until it is mended, {who} {done}.", (Rule(verdict, named, "", SETTINGS),)
