"""Templates of sessions: the tables [templates.NAME] of the settings file.

Owns their keys and the check of them. Leaves what can be known only while qmux runs (whether a directory is there,
whether there is such a tool) to the command that uses a template.
"""

from collections.abc import Mapping
from typing import NamedTuple

from qmux.model.session import TYPE_LOOKS, type_from_word
from qmux.model.suggest import did_you_mean

TABLE = "templates"


class Template(NamedTuple):
    """What a session is made of; "" and () where the template does not say.

    Arguments:
        type: a session type as users type it. name: the session's. directory: where it works.
        system: what its model is told besides the usual. tools: rules that it trusts. message: sent at once.
        command: a program to run instead of a conversation.
    """

    type: str = ""
    name: str = ""
    model: str = ""
    system: str = ""
    tools: tuple[str, ...] = ()
    directory: str = ""
    message: str = ""
    command: str = ""


# What each key is, for the documents; the fields of Template.
KEYS: dict[str, str] = {
    "type": f"The session's type: {', '.join(look.word for look in TYPE_LOOKS.values())}.",
    "name": "Its name; a number is added while that is taken.",
    "model": "The model it talks to.",
    "system": "What its model is told besides what qmux tells every model; lines may be many.",
    "tools": 'What it may do without asking, a list of rules such as "execute_bash(git status *)".',
    "directory": "Where it works; ~ is your home.",
    "message": "The first message, sent at once.",
    "command": "Reserved for sessions that run a program; such a template cannot be used yet.",
}


def check_templates(content: object, problems: list[str]) -> dict[str, Template]:
    """Return the templates in the table `content`, by their names; add to `problems` what is wrong with them."""
    if not isinstance(content, Mapping):  # nothing, or what is refused as no table
        return {}
    templates: dict[str, Template] = {}
    for name, table in content.items():
        if not isinstance(table, Mapping):
            problems.append(f"{TABLE}.{name} must be a table, [{TABLE}.{name}].")
            continue
        found = [_problem(f"{TABLE}.{name}", key, value) for key, value in table.items()]
        wrong = [problem for problem in found if problem]
        problems += wrong
        if not wrong:
            templates[str(name)] = _template(table)
    return templates


def _template(table: Mapping[str, object]) -> Template:
    """Return the template of a table that was checked."""
    texts = {key: str(value) for key, value in table.items() if isinstance(value, str)}
    rules = table.get("tools")
    return Template(**texts, tools=tuple(map(str, rules)) if isinstance(rules, list) else ())


def _problem(template: str, key: str, value: object) -> str:
    """Return what is wrong with one line of a template, "" if nothing is."""
    if key not in KEYS:
        return f"{template}.{key} is unknown; a template has {', '.join(KEYS)}.{did_you_mean(key, KEYS)}"
    if key == "tools":
        good = isinstance(value, list) and all(isinstance(rule, str) and rule.isprintable() for rule in value)
        return "" if good else f"{template}.tools must be a list of rules, texts of printable characters."
    if not isinstance(value, str):
        return f"{template}.{key} must be a text."
    if key == "type" and type_from_word(value) is None:
        words = [look.word for look in TYPE_LOOKS.values()]
        return f"{template}.type is {value[:40]!r}; it must be one of {', '.join(words)}.{did_you_mean(value, words)}"
    several = key in ("system", "message")
    printable = all(line.isprintable() for line in value.splitlines()) if several else value.isprintable()
    return "" if printable else f"{template}.{key} has characters in it that are not printable."
