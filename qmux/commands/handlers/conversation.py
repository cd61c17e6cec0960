"""Commands about the displayed conversation, and the way out of the program."""

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from qmux.commands.command import Arguments, Handler
from qmux.commands.context import Context
from qmux.commands.parse import PATH_ENDINGS
from qmux.engine.usage import usage_text
from qmux.errors import UserError
from qmux.model.naming import check_name
from qmux.model.session import SessionStatus
from qmux.model.suggest import did_you_mean
from qmux.terminal.sanitize import strip_controls

if TYPE_CHECKING:
    from qmux.engine.session import ManagedSession


def retry(context: Context, arguments: Arguments) -> None:
    """Run the failed turn of the displayed session again."""
    context.coordinator.turns.retry(context.displayed())


def pause(context: Context, arguments: Arguments) -> None:
    """Pause the displayed session."""
    session = context.displayed()
    if session.status is SessionStatus.PAUSED:
        raise UserError(f"Session {session.name} is paused already. /resume lets it go on.")
    context.coordinator.turns.pause(session)
    context.say(f"Paused session: {session.name}. /resume lets it go on.")


def resume(context: Context, arguments: Arguments) -> None:
    """Let the displayed session go on after /pause."""
    session = context.displayed()
    context.coordinator.turns.resume(session)
    context.say(f"Resumed session: {session.name}")


def export(context: Context, arguments: Arguments) -> None:
    """Write a session's whole conversation to a file."""
    session = context.named(arguments)
    typed = arguments.text("path")
    format = arguments.text("format") or _format_of(typed)
    path = context.absolute(typed) if typed else session.working_directory
    if os.path.isdir(path):
        path = _free_path(path, session.name, format)

    def start() -> None:
        name = session.name
        context.coordinator.library.export(
            session, format, path, lambda written: context.say(f"Exported session {name} to {written}")
        )

    if os.path.exists(path):
        context.ask(f"{path} exists. Replace it?", start, "Nothing was exported.")
    else:
        start()


def compact(context: Context, arguments: Arguments) -> None:
    """Have the displayed conversation summarized."""
    context.coordinator.conversations.compact(context.displayed(), arguments.text("wish").strip())


def clear(context: Context, arguments: Arguments) -> None:
    """Begin the displayed conversation anew, after a question."""
    session = context.displayed()
    conversations = context.coordinator.conversations
    conversations.check_clear(session)

    def yes() -> None:
        conversations.clear(session)
        context.view.copying.leave(session)
        context.say(f"Cleared the conversation of session {session.name}. /export still has all of it.")

    context.ask(
        f"Clear the conversation of {session.name}? The model will forget it.", yes, "Nothing was cleared."
    )


def context(context: Context, arguments: Arguments) -> None:
    """List or change the files that the model is always told of."""
    action, paths = arguments.text("action") or "show", arguments.words("paths")
    if paths and action in ("show", "clear"):
        raise UserError(f"/context {action} takes no paths. /context add and /context rm do.")
    if not paths and action in ("add", "rm"):
        raise UserError(f"/context {action}: PATH is missing. Usage: /context {action} PATH...")
    CONTEXT_ACTIONS[action](context, arguments)


def _show_context(context: Context, arguments: Arguments) -> None:
    expanded = arguments.flag("expand")
    line = "/context show --expand" if expanded else "/context show"
    context.coordinator.conversations.show_context(context.displayed(), line, expanded)


def _add_context(context: Context, arguments: Arguments) -> None:
    paths = arguments.words("paths")
    missing = [path for path in paths if not _is_pattern(path) and not os.path.exists(context.absolute(path))]
    if missing and not arguments.flag("force"):
        raise UserError(f"{missing[0]} does not exist. /context add -f adds it all the same.")
    before = context.coordinator.conversations.context(context.displayed())
    _set_context(context, list(dict.fromkeys((*before, *paths))))
    context.say(f"The model is told of {', '.join(paths)} from the next message on.")


def _remove_context(context: Context, arguments: Arguments) -> None:
    paths = arguments.words("paths")
    before = context.coordinator.conversations.context(context.displayed())
    unknown = [path for path in paths if path not in before]
    if unknown:
        listed = f" It has {', '.join(before)}." if before else " It is empty."
        raise UserError(f"{unknown[0]} is not in the context.{did_you_mean(unknown[0], before) or listed}")
    _set_context(context, [pattern for pattern in before if pattern not in paths])
    context.say(f"The model is no longer told of {', '.join(paths)}.")


def _clear_context(context: Context, arguments: Arguments) -> None:
    _set_context(context, [])
    context.say("The model is told of no files any more. /context add takes them in again.")


def _set_context(context: Context, patterns: Sequence[str]) -> None:
    context.coordinator.conversations.set_context(context.displayed(), patterns)


CONTEXT_ACTIONS: Mapping[str, Handler] = {
    "show": _show_context,
    "add": _add_context,
    "rm": _remove_context,
    "clear": _clear_context,
}


def model(context: Context, arguments: Arguments) -> None:
    """List the models, or change the displayed session's."""
    session, typed = context.displayed(), arguments.text("model")
    conversations = context.coordinator.conversations
    if not typed:
        conversations.list_models(session)
    elif arguments.flag("force"):
        conversations.use_model(session, typed)
    else:
        conversations.choose_model(session, typed)


def usage(context: Context, arguments: Arguments) -> None:
    """Show what of the model's context is used."""
    context.print("/usage", usage_text(context.coordinator.conversations.usage(context.displayed())))


def save(context: Context, arguments: Arguments) -> None:
    """Write the displayed conversation to a file that /load reads."""
    session, path = context.displayed(), context.absolute(arguments.text("path"))
    if os.path.isdir(path):
        raise UserError(f"{path} is a directory. Name a file in it.")
    if os.path.exists(path) and not arguments.flag("force"):
        raise UserError(f"{path} exists. /save PATH -f replaces it.")
    context.coordinator.library.export(
        session, "json", path, lambda written: context.say(f"Saved the conversation to {written}")
    )


def load(context: Context, arguments: Arguments) -> None:
    """Make a session of a conversation in a file; one in which nothing was said gives way to it."""
    host, path = context.displayed(), context.absolute(arguments.text("path"))
    coordinator = context.coordinator

    def done(session: "ManagedSession") -> None:
        coordinator.switch(session)
        if coordinator.library.is_empty(host):
            coordinator.close(host)
            coordinator.library.forget(host)
        context.say(f"Loaded the conversation as session {session.name}")

    coordinator.library.load(path, host, done)


def fork(context: Context, arguments: Arguments) -> None:
    """Make a session that goes on from what was said in the displayed one, and show it."""
    name = arguments.text("name")
    if name:
        taken = {session.name for session in context.coordinator.sessions}
        name = check_name(name, taken, context.settings.integer("sessions.name_max_length"))
    session = context.displayed()
    copy = context.coordinator.library.fork(session, name)
    context.coordinator.switch(copy)
    context.say(f"Forked session {session.name}. Now in: {copy.name}")


def quit_program(context: Context, arguments: Arguments) -> None:
    """Leave the program, after a question if sessions are at work."""
    busy = [session.name for session in context.coordinator.sessions if session.working or session.question]
    if not busy:
        context.quit()
        return
    who = f"{busy[0]} is" if len(busy) == 1 else f"{len(busy)} sessions are"
    context.ask(f"{who} at work and will be interrupted. Quit?", context.quit, "Not quitting.")


def _format_of(path: str) -> str:
    """Return the format that a file's ending asks for, md if it asks for none."""
    return next((ending[1:] for ending in PATH_ENDINGS if path.endswith(ending)), "md")


def _free_path(directory: str, name: str, format: str) -> str:
    """Return a path in the directory, named after the session, where no file is yet."""
    stem = strip_controls(name).replace(os.sep, "-").lstrip(".") or "session"
    number = 1
    path = os.path.join(directory, f"{stem}.{format}")
    while os.path.exists(path):
        number += 1
        path = os.path.join(directory, f"{stem}-{number}.{format}")
    return path


def _is_pattern(path: str) -> bool:
    return any(character in path for character in "*?[{")
