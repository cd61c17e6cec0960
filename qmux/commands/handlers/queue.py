"""/queue: the messages that wait until the session is free."""

from collections.abc import Callable

from qmux.commands.command import Arguments
from qmux.commands.context import Context

_SHOWN = 200  # characters of a message in the list


def queue(context: Context, arguments: Arguments) -> None:
    """List the displayed session's queued messages, or take one of them out."""
    ACTIONS[arguments.text("action") or "list"](context, arguments)


def _list(context: Context, arguments: Arguments) -> None:
    queued = context.displayed().queued
    rows = [f"{number}. {_beginning(text)}" for number, text in enumerate(queued, 1)]
    context.print(
        "/queue", "\n".join(["Waiting to be sent:", *rows]) if rows else "No message waits to be sent."
    )


def _edit(context: Context, arguments: Arguments) -> None:
    context.view.prompt.set(_taken(context, arguments))


def _drop(context: Context, arguments: Arguments) -> None:
    dropped = _taken(context, arguments)
    context.say(f"Not sent: {_beginning(dropped)}")


def _taken(context: Context, arguments: Arguments) -> str:
    number = arguments.number("number") if arguments.given("number") else 0
    return context.coordinator.turns.take_back(context.displayed(), number)


def _beginning(text: str) -> str:
    line = " ".join(text[:_SHOWN].split())
    return line + (" ..." if len(text) > _SHOWN else "")


ACTIONS: dict[str, Callable[[Context, Arguments], None]] = {"list": _list, "edit": _edit, "drop": _drop}
