"""Commands about the displayed conversation, and the way out of the program."""

import os
from typing import TYPE_CHECKING

from qmux.commands.command import Arguments
from qmux.commands.context import Context
from qmux.commands.listing import MOST_HITS, hit_list
from qmux.commands.parse import PATH_ENDINGS
from qmux.engine.usage import usage_text
from qmux.errors import UserError
from qmux.model.naming import check_name
from qmux.model.session import SessionStatus
from qmux.terminal.sanitize import strip_controls

if TYPE_CHECKING:
    from qmux.engine.archive import Found
    from qmux.engine.session import ManagedSession


def retry(context: Context, arguments: Arguments) -> None:
    """Run the failed turn of the displayed session again."""
    context.coordinator.retry(context.displayed())


def pause(context: Context, arguments: Arguments) -> None:
    """Pause the displayed session."""
    session = context.displayed()
    if session.status is SessionStatus.PAUSED:
        raise UserError(f"Session {session.name} is paused already. /resume lets it go on.")
    context.coordinator.pause(session)
    context.say(f"Paused session: {session.name}. /resume lets it go on.")


def resume(context: Context, arguments: Arguments) -> None:
    """Let the displayed session go on after /pause."""
    session = context.displayed()
    context.coordinator.resume(session)
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
        context.coordinator.conversations.export(
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
    context.coordinator.conversations.export(
        session, "json", path, lambda written: context.say(f"Saved the conversation to {written}")
    )


def load(context: Context, arguments: Arguments) -> None:
    """Make a session of a conversation in a file; one in which nothing was said gives way to it."""
    host, path = context.displayed(), context.absolute(arguments.text("path"))
    coordinator = context.coordinator

    def done(session: "ManagedSession") -> None:
        coordinator.switch(session)
        if coordinator.conversations.is_empty(host):
            coordinator.close(host)
            coordinator.conversations.forget(host)
        context.say(f"Loaded the conversation as session {session.name}")

    coordinator.conversations.load(path, host, done)


def fork(context: Context, arguments: Arguments) -> None:
    """Make a session that goes on from what was said in the displayed one, and show it."""
    name = arguments.text("name")
    if name:
        taken = {session.name for session in context.coordinator.sessions}
        name = check_name(name, taken, context.settings.integer("sessions.name_max_length"))
    session = context.displayed()
    copy = context.coordinator.conversations.fork(session, name)
    context.coordinator.switch(copy)
    context.say(f"Forked session {session.name}. Now in: {copy.name}")


def search(context: Context, arguments: Arguments) -> None:
    """List where words were said, in all conversations."""
    text = arguments.text("words").strip()
    if not text:
        raise UserError("/search: WORDS is missing. Usage: /search WORDS")

    def done(found: "list[Found]") -> None:
        open_now = {session.id for session in context.coordinator.sessions}
        context.print(f"/search {text}", hit_list(found, open_now))

    context.coordinator.conversations.search(text.split(), MOST_HITS, done)


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
