"""A session's own permission rules, between Permissions and the event that keeps them over a restart.

Owns the shape of that event. That everything is trusted is never kept; that a session is isolated is. Any thread.
"""

from collections.abc import Mapping

from qmux import log
from qmux.errors import UserError
from qmux.tools.permission import Permissions, Verdict, parse_rule, rule_text
from qmux.tools.rules import SESSION

_VERDICTS = {verdict.value: verdict for verdict in Verdict}


def own_rules(permissions: Permissions) -> dict[str, object]:
    """Return what is the session's own, as the payload of an event."""
    rules = [
        {"verdict": rule.verdict.value, "rule": rule_text(rule)}
        for rule in permissions.rules()
        if rule.origin == SESSION
    ]
    return {"rules": rules, "isolated": permissions.isolated}


def restore_rules(permissions: Permissions, payload: Mapping[str, object]) -> None:
    """Add the rules of an event; one that cannot be read allows nothing, and is logged."""
    if payload.get("isolated") is True:
        permissions.isolated = True
    rows = payload.get("rules")
    for row in rows if isinstance(rows, list) else ():
        try:
            permissions.add(parse_rule(str(row["rule"]), _VERDICTS[str(row["verdict"])]))
        except (KeyError, TypeError, UserError) as error:
            log.warning(f"a permission rule of a session is not restored: {error}")
