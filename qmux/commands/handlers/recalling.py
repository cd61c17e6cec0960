"""Commands that search the history of messages from the prompt."""

from qmux.commands.command import Arguments
from qmux.commands.context import Context
from qmux.view.recall import Recall


def older(context: Context, arguments: Arguments) -> None:
    """Begin to search, or go on to the next older message."""
    _recall(context).older()


def newer(context: Context, arguments: Arguments) -> None:
    """Begin to search, or go back to the next newer message."""
    _recall(context).newer()


def take(context: Context, arguments: Arguments) -> None:
    """Put what was found into the prompt; it is not sent yet."""
    context.view.take_recalled()


def leave(context: Context, arguments: Arguments) -> None:
    """End the search; the prompt is as it was."""
    context.view.recall = None


def delete(context: Context, arguments: Arguments) -> None:
    """Take the last character off the pattern."""
    _recall(context).delete()


def clear(context: Context, arguments: Arguments) -> None:
    """Begin the pattern anew."""
    _recall(context).clear()


def _recall(context: Context) -> Recall:
    """Return the search, begun now if there is none: through this session's messages, then the others'."""
    if context.view.recall is None:
        here = context.coordinator.active
        others = [session for session in context.coordinator.sessions if session is not here]
        lines = [line for session in others for line in session.history]
        context.view.recall = Recall(lines + (here.history if here is not None else []))
    return context.view.recall
