"""Permissions: may this session's model do that? Allow, ask or deny, by rules and defaults.

Owns the order in which rules count, the defaults, and what a user is offered to trust. Leaves the rules' notation
to rules.py, asking and remembering to the engine, the record to audit.py. One object per session, thread-safe:
workers decide, the main thread lists and revokes.

The order, for each thing that a call would touch: rules that deny; places that no rule may open (another session's
directory, qmux's own files, /proc); rules that ask; trust-all; rules that allow; the defaults. All that a call
touches must be allowed. By default reading is allowed in the working directory, reading and writing in the session's
own directory; writing elsewhere asks, as users of Amazon Q CLI expect, and so does all the rest.
"""

import os
import threading
from collections.abc import Sequence
from typing import NamedTuple

from qmux.errors import UserError
from qmux.tools.base import Access, AccessKind, Place
from qmux.tools.patterns import Match, escape, is_below, path_touches, tree_touches
from qmux.tools.rules import SEARCHES_BELOW, SESSION, Rule, Verdict, parse_rule, rule_text, rules_from
from qmux.tools.shell_command import BLANKS, is_read_only, read_arguments, sensible_prefix

__all__ = ["Decision", "Permissions", "Rule", "Verdict", "parse_rule", "rule_text", "rules_from"]

_SEVERITY = (Verdict.ALLOW, Verdict.ASK, Verdict.DENY)
_PROCESSES = "/proc"  # has the environment of qmux, with its keys
_PATHS = (AccessKind.READ, AccessKind.WRITE)


class Decision(NamedTuple):
    """What is to be done, and why: a rule's text, "trust-all", or a default in words."""

    verdict: Verdict
    rule: str


class Permissions:
    """One session's permissions; see the module's docstring.

    Arguments:
        place: where the session works; the directories beside its own belong to other sessions.
        inherited: the rules of the settings.
        isolated: inherited rules that allow do not count; those that deny or ask always do.
        read_only_commands_allowed: commands that surely only read need no permission, wherever they read.
        guarded: directories whose files always need an explicit yes, such as those with qmux's settings.

    `trust_all` and `isolated` may be set at any time.
    """

    def __init__(
        self,
        place: Place,
        inherited: Sequence[Rule] = (),
        isolated: bool = False,
        read_only_commands_allowed: bool = False,
        guarded: Sequence[str] = (),
    ) -> None:
        self.trust_all = False
        self.isolated = isolated
        self._isolated_at_first = isolated
        self._place = Place(*map(os.path.realpath, place))
        self._guarded = tuple(map(os.path.realpath, guarded))
        self._inherited = tuple(inherited)
        self._read_only_allowed = read_only_commands_allowed
        self._session: tuple[Rule, ...] = ()
        self._lock = threading.Lock()  # for changes; whoever reads takes the tuple as it is

    # -- deciding -------------------------------------------------------------------------------------------

    def decide(self, tool: str, accesses: Sequence[Access]) -> Decision:
        """Return what is to be done with a call of `tool`; one that touches nothing is always allowed."""
        decisions = [self._judge(tool, access) for access in accesses]
        nothing = Decision(Verdict.ALLOW, "default: it touches nothing")
        return max(decisions, key=lambda decision: _SEVERITY.index(decision.verdict), default=nothing)

    def offers(self, tool: str, accesses: Sequence[Access]) -> tuple[Rule, ...]:
        """Return the rules that would allow this call from now on, the narrowest first.

        The exact command, file or URL; the command's prefix, the directory or the host; the tool. None where no rule
        could help, or where the call is not to be asked about.
        """
        settled = any(self._before_trust(tool, access) for access in accesses)
        if settled or self.decide(tool, accesses).verdict is not Verdict.ASK:
            return ()
        patterns = dict.fromkeys((*self._patterns(accesses), ""))
        rules = (Rule(Verdict.ALLOW, tool, pattern, SESSION) for pattern in patterns)
        return tuple(rule for rule in rules if all(rule.covers(access, self._place) for access in accesses))

    def withheld(self) -> tuple[str, ...]:
        """Return the patterns of files that a search of what is below a directory has to leave out."""
        return tuple(rule.pattern for rule in self.rules() if rule.pattern and rule.restricts(SEARCHES_BELOW))

    def _judge(self, tool: str, access: Access) -> Decision:
        return self._before_trust(tool, access) or self._by_trust(tool, access) or self._by_default(access)

    def _before_trust(self, tool: str, access: Access) -> Decision | None:
        """Return the decision that no trust can change, None if there is none."""
        rules = [rule for rule in self.rules() if rule.restricts(tool)]
        judged = [(rule, rule.touches(access, self._place)) for rule in rules]
        for rule, match in judged:
            if rule.verdict is Verdict.DENY and match is Match.YES:
                return Decision(Verdict.DENY, rule_text(rule))
        if access.kind in _PATHS and (guard := self._guard(access.target, tool == SEARCHES_BELOW)):
            return Decision(Verdict.ASK, guard)
        asking = next((rule for rule, match in judged if match is not Match.NO), None)
        return Decision(Verdict.ASK, rule_text(asking)) if asking else None

    def _guard(self, path: str, deep: bool) -> str:
        """Return why a path always needs a yes, "" if it does not; `deep` means all that is below it too."""
        if is_below(path, self._place.session_directory):
            return ""
        sessions = os.path.dirname(self._place.session_directory)
        if is_below(path, sessions):
            return "default: another session's directory"
        if is_below(path, _PROCESSES):
            return "default: what the system tells of processes"
        inside = any(is_below(path, directory) for directory in self._guarded)
        around = deep and any(is_below(directory, path) for directory in (sessions, *self._guarded))
        return "default: qmux's own files" if inside or around else ""

    def _by_trust(self, tool: str, access: Access) -> Decision | None:
        if self.trust_all:
            return Decision(Verdict.ALLOW, "trust-all")
        for rule in self.rules():
            if rule.verdict is Verdict.ALLOW and rule.names(tool) and rule.covers(access, self._place):
                return Decision(Verdict.ALLOW, rule_text(rule))
        return None

    def _by_default(self, access: Access) -> Decision:
        if access.kind in _PATHS and is_below(access.target, self._place.session_directory):
            return Decision(Verdict.ALLOW, "default: the session's own directory")
        if access.kind is AccessKind.READ and is_below(access.target, self._place.working_directory):
            return Decision(Verdict.ALLOW, "default: reading in the working directory")
        if access.kind is AccessKind.RUN and self._read_only_allowed and self._only_reads(access.target):
            return Decision(Verdict.ALLOW, "tools.allow_read_only_commands")
        return Decision(Verdict.ASK, f"default: ask before a tool may {_VERBS[access.kind]}")

    def _only_reads(self, command: str) -> bool:
        """Return whether `command` surely only reads, and nothing that always needs a yes."""
        if not is_read_only(command):
            return False
        here = self._place.working_directory
        named = (
            (os.path.realpath(os.path.join(here, os.path.expanduser(argument.path))), argument.deep)
            for argument in read_arguments(command)
        )
        return not any(self._guard(path, deep) or self._is_withheld(path, deep) for path, deep in named)

    def _is_withheld(self, path: str, deep: bool) -> bool:
        """Return whether a rule denies or asks when the tools that read files are to read this."""
        judge = tree_touches if deep else path_touches
        rules = [rule for rule in self.rules() if rule.restricts(SEARCHES_BELOW)]
        return any(
            not rule.pattern or judge(rule.pattern, path, self._place) is not Match.NO for rule in rules
        )

    # -- what to trust --------------------------------------------------------------------------------------

    def _patterns(self, accesses: Sequence[Access]) -> list[str]:
        """Return patterns that may cover all accesses, the narrowest first."""
        kinds = {access.kind for access in accesses}
        targets = list(dict.fromkeys(access.target for access in accesses))
        if kinds == {AccessKind.RUN} and len(targets) == 1:
            prefix = sensible_prefix(targets[0].strip(BLANKS))
            return [escape(targets[0].strip(BLANKS)), *([f"{escape(prefix)} *"] if prefix else [])]
        if kinds == {AccessKind.FETCH} and len(targets) == 1:
            return [escape(targets[0]), escape("/".join(targets[0].split("/")[:3])) + "/*"]
        if kinds <= set(_PATHS) and targets:
            return self._path_patterns(targets)
        return []

    def _path_patterns(self, paths: Sequence[str]) -> list[str]:
        exact = [self._pattern(paths[0])] if len(paths) == 1 else []
        directory = os.path.commonpath(map(os.path.dirname, paths))
        if directory in (os.path.dirname(directory), os.path.realpath(os.path.expanduser("~"))):
            return exact  # the root, or the whole home directory: too much for one key
        return [*exact, self._pattern(directory, "/**")]

    def _pattern(self, path: str, below: str = "") -> str:
        """Return the pattern of what is `below` a path: relative to the working directory if it is there."""
        top = self._place.working_directory
        if not is_below(path, top):
            return escape(path) + below
        pattern = escape(os.path.relpath(path, top)) + below
        plain = "/" in pattern and pattern[0] not in "~@"  # else it would be read as something else
        return pattern if plain else f"./{pattern}"

    # -- the rules ------------------------------------------------------------------------------------------

    def rules(self) -> tuple[Rule, ...]:
        """Return the rules that count, in the order in which /tools lists them: the session's, the settings'."""
        if not self.isolated:
            return self._session + self._inherited
        return self._session + tuple(rule for rule in self._inherited if rule.verdict is not Verdict.ALLOW)

    def label(self, tool: str, kind: AccessKind | None) -> str:
        """Return in how far a tool is trusted, in the words of Amazon Q CLI where it has any; patterns aside."""
        rules = (rule for rule in self.rules() if rule.names(tool) or rule.restricts(tool))
        whole = {rule.verdict for rule in rules if not rule.pattern}
        if kind is None:
            return "always allowed"
        if Verdict.DENY in whole:
            return "denied"
        if Verdict.ASK in whole:
            return "not trusted"
        if self.trust_all or Verdict.ALLOW in whole:
            return "trusted"
        if kind is AccessKind.READ:
            return "trust working directory"
        reads = kind is AccessKind.RUN and self._read_only_allowed
        return "trust read-only commands" if reads else "not trusted"

    def add(self, rule: Rule) -> None:
        """Add a rule to the session's; it replaces one about the same with another verdict."""
        with self._lock:
            others = (
                each for each in self._session if (each.tool, each.pattern) != (rule.tool, rule.pattern)
            )
            self._session = (*others, rule._replace(origin=SESSION))

    def revoke(self, rule: Rule) -> None:
        """Take a rule of the session back.

        Raises:
            UserError: it is a rule of the settings, or there is none like it.
        """
        with self._lock:
            if rule in self._session:
                self._session = tuple(each for each in self._session if each != rule)
                return
        text = rule_text(rule)
        if rule in self._inherited:
            raise UserError(
                f"{text} comes from permissions.{rule.verdict.value}: change it in the settings file."
            )
        raise UserError(f"There is no rule {text} in this session. /tools lists them.")

    def reset(self) -> None:
        """Take all of the session's own trust back: its rules, trust-all, and a change of isolation."""
        with self._lock:
            self._session = ()
            self.trust_all = False
            self.isolated = self._isolated_at_first


_VERBS = {
    AccessKind.READ: "read there",
    AccessKind.WRITE: "write there",
    AccessKind.RUN: "run that",
    AccessKind.FETCH: "fetch that",
    AccessKind.CALL: "be called",
}
