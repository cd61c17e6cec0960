"""A session's own permission rules, between Permissions and the event that keeps them over a restart.

Owns the shape of that event's rules. What a session trusts all the same, without a rule, is never kept. Any thread.
"""

from collections.abc import Iterable, Mapping

from qmux import log
from qmux.errors import UserError
from qmux.tools.permission import Permissions, Verdict, parse_rule, rule_text
from qmux.tools.rules import SESSION

_VERDICTS = {verdict.value: verdict for verdict in Verdict}


def own_rules(permissions: Permissions) -> list[dict[str, object]]:
    """Return the rules that are the session's own, for the payload of an event."""
    return [
        {"verdict": rule.verdict.value, "rule": rule_text(rule)}
        for rule in permissions.rules()
        if rule.origin == SESSION
    ]


def restore_rules(permissions: Permissions, rules: Iterable[Mapping[str, object]]) -> None:
    """Add the rules of an event; one that cannot be read allows nothing, and is logged."""
    for row in rules:
        try:
            verdict = _VERDICTS[str(row.get("verdict"))]
            permissions.add(parse_rule(str(row.get("rule")), verdict))
        except (KeyError, UserError) as error:
            log.warning(f"a permission rule of a session is not restored: {error}")
