"""Making a session: what the command says of it, what its template does, and the checks before anything is made.

Owns how the two go together: what the command says counts more. Leaves the keys of a template to
settings/templates.py.
"""

import os
from typing import NamedTuple

from qmux.commands.command import Arguments
from qmux.commands.context import Context
from qmux.commands.handlers.showing import show
from qmux.errors import UserError
from qmux.model.naming import check_group, check_name, unique
from qmux.model.session import SessionType, type_from_word
from qmux.model.suggest import did_you_mean
from qmux.settings.templates import Template
from qmux.tools.rules import parse_rule


class Wish(NamedTuple):
    """A session to make, checked as far as can be known before it is made."""

    type: SessionType | None
    name: str
    directory: str
    model: str
    group: str
    template: Template


def wish(context: Context, arguments: Arguments) -> Wish:
    """Return what a command and its template ask for; raises UserError where that cannot be made."""
    template = _template(context, arguments.text("template"))
    longest = context.settings.integer("sessions.name_max_length")
    taken = {session.name for session in context.coordinator.sessions}
    name, group = arguments.text("name"), arguments.text("group")
    if name:
        check_name(name, taken, longest)
    elif template.name:
        name = unique(check_name(template.name, (), longest), taken, longest)
    return Wish(
        arguments.session_type("type") or type_from_word(template.type),
        name,
        _directory(context, arguments.text("directory"), "--cwd")
        or _template_directory(context, arguments, template),
        arguments.text("model") or template.model,
        check_group(group, longest) if group else "",
        template,
    )


def fulfil(context: Context, wanted: Wish) -> None:
    """Make the session, show it, and let it begin as its template wants."""
    session = context.coordinator.create(
        wanted.type, wanted.name, wanted.directory, wanted.model, wanted.group, wanted.template.system
    )
    show(context, session)
    for rule in wanted.template.tools:
        try:
            context.coordinator.trust.trust(session, rule)
        except UserError as refused:
            # Denied by the settings, or no such tool; the session is there all the same.
            context.coordinator.notes.notice(session, str(refused))
    if wanted.template.message:
        context.coordinator.turns.submit(session, wanted.template.message)


def _template(context: Context, name: str) -> Template:
    """Return the template of that name, an empty one for ""; raises UserError if there is none, or none to use."""
    if not name:
        return Template()
    template = context.settings.templates.get(name)
    if template is None:
        known = context.settings.templates
        hint = did_you_mean(name, known) or (f" They are: {', '.join(known)}." if known else "")
        raise UserError(
            f"There is no template “{name[:40]}”.{hint} [templates.NAME] in the settings makes one."
        )
    if template.command:
        raise UserError(
            f"The template {name} runs a command, which sessions cannot do yet. Take its command out."
        )
    for rule in template.tools:
        parse_rule(rule)
    return template


def _template_directory(context: Context, arguments: Arguments, template: Template) -> str:
    return _directory(context, template.directory, f"templates.{arguments.text('template')}.directory")


def _directory(context: Context, typed: str, where: str) -> str:
    """Return the directory that was asked for, "" for none; `where` says who takes one."""
    if not typed:
        return ""
    directory = context.absolute(typed)
    if not os.path.isdir(directory):
        raise UserError(f"{directory} is not a directory. {where} takes one that exists.")
    return directory
