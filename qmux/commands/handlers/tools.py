"""The command /tools: what the displayed session's tools may do."""

from collections.abc import Callable, Mapping

from qmux.commands.command import Arguments
from qmux.commands.context import Context
from qmux.engine.session import ManagedSession
from qmux.errors import UserError
from qmux.terminal.sanitize import strip_controls
from qmux.terminal.width import cell_width
from qmux.tools.permission import Permissions, Rule, rule_text
from qmux.tools.rules import SESSION

_LONGEST = 200  # characters of a rule that are shown


def tools(context: Context, arguments: Arguments) -> None:
    """List what the displayed session's tools may do, or change it."""
    session, action, rule = context.displayed(), arguments.text("action"), arguments.text("rule")
    if not action:
        context.print("/tools", _list(context, session))
        return
    if rule and action not in ("trust", "untrust"):
        raise UserError(
            f"/tools {action} takes nothing more. /tools trust and /tools untrust take tools or a rule."
        )
    context.print(f"/tools {action} {_shown(rule)}".rstrip(), ACTIONS[action](context, session, rule) + "\n")


def _trust(context: Context, session: ManagedSession, rule: str) -> str:
    rules = context.coordinator.trust.trust(session, rule)
    return "\n".join(map(_trusted, rules))


def _trusted(rule: Rule) -> str:
    if rule.pattern:
        return (
            f"{_shown(rule_text(rule))} is now trusted. I will not ask for confirmation before running that."
        )
    return f"Tool '{_shown(rule.tool)}' is now trusted. I will not ask for confirmation before running this tool."


def _untrust(context: Context, session: ManagedSession, rule: str) -> str:
    taken_back = context.coordinator.trust.untrust(session, rule)
    return "\n".join(
        f"{_shown(text)} is no longer trusted."
        if "(" in text
        else f"Tool '{text}' set to per-request confirmation."
        for text in taken_back
    )


def _trust_all(context: Context, session: ManagedSession, rule: str) -> str:
    context.coordinator.trust.trust_all(session)
    return (
        "All tools are now trusted (!). qmux will execute this session's tools without asking for confirmation until"
        " it ends, except what the settings deny or want asked about. /tools reset takes it back."
    )


def _reset(context: Context, session: ManagedSession, rule: str) -> str:
    context.coordinator.trust.reset(session)
    return "Reset all tools to the permission levels as defined in the settings."


def _isolate(context: Context, session: ManagedSession, rule: str) -> str:
    context.coordinator.trust.isolate(session)
    return (
        f"Session {strip_controls(session.name)} no longer uses what permissions.allow trusts. What is denied stays"
        " denied. /tools reset undoes it."
    )


_Action = Callable[[Context, ManagedSession, str], str]

# What /tools can do, by the word for it.
ACTIONS: Mapping[str, _Action] = {
    "trust": _trust,
    "untrust": _untrust,
    "trust-all": _trust_all,
    "reset": _reset,
    "isolate": _isolate,
}


def _list(context: Context, session: ManagedSession) -> str:
    trust = context.coordinator.trust
    permissions = trust.permissions(session)
    labels = [(_shown(tool.name), permissions.label(tool.name, tool.kind)) for tool in trust.tools(session)]
    width = max(cell_width(name) for name, _ in labels)
    rows: dict[str, list[str]] = {}
    for name, label in labels:
        rows.setdefault(_head(name), []).append(f"  {name}{' ' * (width - cell_width(name))}  {label}")
    tools = [line for head, lines in rows.items() for line in (head, *lines)]
    return "\n".join([*tools, *_rules(permissions), *_remarks(permissions), ""])


def _head(tool: str) -> str:
    """Return the heading that a tool stands under: its MCP server, or none."""
    server, slash, _ = tool.removeprefix("@").partition("/")
    return f"Tools of the MCP server {server}:" if slash else "Tools:"


def _rules(permissions: Permissions) -> list[str]:
    """Return the lines of the rules, numbered through as untrust takes them."""
    numbered = list(enumerate(permissions.rules(), 1))
    own = [_rule(number, rule) for number, rule in numbered if rule.origin == SESSION]
    settings = [_rule(number, rule) for number, rule in numbered if rule.origin != SESSION]
    heads = (("Rules of this session:", own), ("Rules of the settings:", settings))
    return [line for head, lines in heads if lines for line in ("", head, *lines)]


def _rule(number: int, rule: Rule) -> str:
    return f"  {number}  {rule.verdict.value:5}  {_shown(rule_text(rule))}"


def _remarks(permissions: Permissions) -> list[str]:
    remarks = []
    if permissions.trust_all:
        remarks += ["", "All tools are trusted (!) until qmux ends."]
    if permissions.isolated:
        remarks += ["", "This session is isolated: what permissions.allow trusts does not count."]
    return remarks


def _shown(text: str) -> str:
    """Return a rule or a name in one harmless line: a model's command may stand in it."""
    line = strip_controls(text)
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 4]} ..."
