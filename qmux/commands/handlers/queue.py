"""/queue: the messages that wait until the session is free."""

from collections.abc import Callable

from qmux.commands.command import Arguments
from qmux.commands.context import Context

_SHOWN = 200  # characters of a message in the list


def queue(context: Context, arguments: Arguments) -> None:
    """List the displayed session's queued messages, take one of them out, or send what is held."""
    ACTIONS[arguments.text("action") or "list"](context, arguments)


def _list(context: Context, arguments: Arguments) -> None:
    session = context.displayed()
    rows = [f"{number}. {_beginning(text)}" for number, text in enumerate(session.unsent, 1)]
    held, queued = rows[: len(session.held)], rows[len(session.held) :]
    if held:
        held.insert(0, "Held since qmux was started again, until /queue send:")
    if queued:
        queued.insert(0, "Waiting to be sent:")
    context.print("/queue", "\n".join([*held, *queued]) or "No message waits to be sent.")


def _edit(context: Context, arguments: Arguments) -> None:
    context.view.prompt.set(_taken(context, arguments))


def _drop(context: Context, arguments: Arguments) -> None:
    dropped = _taken(context, arguments)
    context.say(f"Not sent: {_beginning(dropped)}")


def _send(context: Context, arguments: Arguments) -> None:
    context.coordinator.turns.send_held(context.displayed())


def _taken(context: Context, arguments: Arguments) -> str:
    number = arguments.number("number") if arguments.given("number") else 0
    return context.coordinator.turns.take_back(context.displayed(), number)


def _beginning(text: str) -> str:
    line = " ".join(text[:_SHOWN].split())
    return line + (" ..." if len(text) > _SHOWN else "")


ACTIONS: dict[str, Callable[[Context, Arguments], None]] = {
    "list": _list,
    "edit": _edit,
    "drop": _drop,
    "send": _send,
}
