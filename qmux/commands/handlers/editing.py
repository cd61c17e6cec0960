"""Commands that keys run at the prompt: editing the line, sending it, asking about it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from qmux.commands.bindings import CHOOSER, COPY, FOUND, PEEK, PROMPT
from qmux.commands.command import Arguments, Handler
from qmux.commands.context import Context
from qmux.commands.handlers.sessions import close
from qmux.commands.run import run_line
from qmux.engine.asking import PermissionRequest
from qmux.errors import UserError
from qmux.view.prompt import LineEditor
from qmux.view.state import ViewState

if TYPE_CHECKING:
    from qmux.engine.session import ManagedSession


def edit(change: Callable[[LineEditor], None]) -> Handler:
    """Return the handler that applies one of the editor's own commands to what is typed into."""

    def handler(context: Context, arguments: Arguments) -> None:
        change(context.view.editor)

    return handler


def up(context: Context, arguments: Arguments) -> None:
    """Move one line up, from the first one into the history; an empty prompt takes the last queued message back."""
    session = context.coordinator.active
    if session is not None and session.unsent and not context.view.prompt.text:
        context.view.prompt.set(context.coordinator.turns.take_back(session))
    else:
        context.view.prompt.up()


def submit(context: Context, arguments: Arguments) -> None:
    """Run the prompt's line if it begins with / or !, else send it as a message; a line that fails stays as it was.

    With an answer given, that answers the open question, and the line stays. What was said of an earlier line leaves
    the status line, and makes room for what comes of this one.
    """
    prompt = context.view.prompt
    if arguments.text("answer"):
        choose_answer(context, context.displayed(), arguments.text("answer"))
        return
    if prompt.text.blank:
        return
    if not prompt.text.startswith("/"):
        refuse_typed_ahead(context, context.displayed())
    typed, cursor = prompt.text, prompt.cursor
    line = prompt.take()  # before it runs: a command may bring another session's draft
    context.say("")
    try:
        if line.startswith("/"):
            run_line(line, context)
        elif line.startswith("!"):
            context.coordinator.conversations.run_command(context.displayed(), line[1:])
        else:
            context.coordinator.turns.submit(context.displayed(), line)
    except UserError:
        prompt.set(typed, cursor)
        raise


def choose_answer(context: Context, session: "ManagedSession", answer: str) -> None:
    """Answer the open question of `session` with one of its choices, which was clicked on or is bound to a key."""
    question = session.question
    if question is None:
        raise UserError(f"Session {session.name} asks nothing.")
    if isinstance(question, PermissionRequest) and not context.view.guard.was_read(question):
        raise UserError("That came before the question could be read: it decides nothing.")
    context.coordinator.turns.submit(session, answer)


def refuse_typed_ahead(context: Context, session: "ManagedSession") -> None:
    """Refuse what was typed before the open permission question of `session` could be read."""
    question = session.question
    if isinstance(question, PermissionRequest) and not context.view.guard.lets_pass(question):
        raise UserError(
            "Typed before the question could be read: it decides nothing. "
            + context.bindings.told(
                "{kill-to-start} cuts it, {yank} inserts it.",
                PROMPT if context.view.chooser is None else PEEK,
            )
        )


def close_or_delete_word(context: Context, arguments: Arguments) -> None:
    """Delete the word before the cursor; on an empty prompt ask to close the session."""
    if context.view.prompt.text:
        context.view.prompt.delete_word_left()
    else:
        close(context, arguments)


def end_of_input(context: Context, arguments: Arguments) -> None:
    """Delete the character at the cursor; on an empty prompt ask to close the session."""
    if context.view.prompt.text:
        context.view.prompt.delete()
    else:
        close(context, arguments)


def cancel(context: Context, arguments: Arguments) -> None:
    """Stop the turn or refuse the question; without either drop the line, without that say how to leave."""
    session, turns = context.coordinator.active, context.coordinator.turns
    if session is not None and (turns.cancel(session) or turns.refuse(session)):
        return
    if context.view.prompt.text:
        _drop(context)
        return
    context.say("There is nothing to cancel. /quit leaves qmux and keeps the sessions.")


def _drop(context: Context) -> None:
    """Empty the prompt; its history keeps the message. A command, which may hold a key, is not kept on disk."""
    prompt, session = context.view.prompt, context.coordinator.active
    if session is not None and not prompt.text.startswith("/"):
        context.coordinator.drafts.keep_dropped(session, prompt.text)
    prompt.clear()


def command_prompt(context: Context, arguments: Arguments) -> None:
    """Begin a slash command in the prompt; what stood there is kept in the history."""
    prompt = context.view.prompt
    if prompt.text:
        _drop(context)
    beginning = arguments.text("beginning")
    prompt.insert(f"/{beginning} " if beginning else "/")


def prefix(context: Context, arguments: Arguments) -> None:
    """Take the next key as one of the prefix keys."""
    context.view.prefix = True


def extend(context: Context, arguments: Arguments) -> None:
    """Take the next key as one of those after C-x."""
    context.view.extended = True


def send_prefix(context: Context, arguments: Arguments) -> None:
    """Do what the prefix key would do if it were none: in a list over the pane, in copy mode, or at the prompt."""
    binding = context.bindings.behind_prefix(_under_prefix(context.view))
    if binding is None:
        raise UserError(
            context.bindings.told("{prefix} does nothing but wait for another key. {/keys} lists the keys.")
        )
    run_line(binding.command, context)


def _under_prefix(view: ViewState) -> str:
    """Return the context in which the prefix key was pressed."""
    if view.found is not None:
        return FOUND
    if view.chooser is not None:
        return CHOOSER if view.chooser.peeked is None else PEEK
    return PROMPT if view.copying.mode(view.session) is None else COPY


def confirm_yes(context: Context, arguments: Arguments) -> None:
    """Do what the open question asks about."""
    confirmation, context.view.confirmation = context.view.confirmation, None
    if confirmation is not None:
        confirmation.yes()


def confirm_no(context: Context, arguments: Arguments) -> None:
    """Leave undone what the open question asks about."""
    confirmation, context.view.confirmation = context.view.confirmation, None
    if confirmation is not None:
        confirmation.no()


def redraw(context: Context, arguments: Arguments) -> None:
    """Send the whole screen anew."""
    context.redraw()


def suspend(context: Context, arguments: Arguments) -> None:
    """Give the terminal back to the shell until fg."""
    context.suspend()
