"""Commands of the popup: scrolling it and closing it."""

from collections.abc import Callable

from qmux.commands.command import Arguments, Handler
from qmux.commands.context import Context
from qmux.errors import UserError
from qmux.view.popup import Popup


def turn(change: Callable[[Popup], None]) -> Handler:
    """Return the handler that applies one of the popup's own motions."""

    def handler(context: Context, arguments: Arguments) -> None:
        change(_popup(context))

    return handler


def lines_up(context: Context, arguments: Arguments) -> None:
    """Scroll back by some lines."""
    _popup(context).scroll(-arguments.number("lines"))


def lines_down(context: Context, arguments: Arguments) -> None:
    """Scroll on by some lines."""
    _popup(context).scroll(arguments.number("lines"))


def close(context: Context, arguments: Arguments) -> None:
    """Take the popup away."""
    context.view.popup = None


def _popup(context: Context) -> Popup:
    if context.view.popup is None:
        raise UserError(context.bindings.told("Nothing is open to scroll. {/keys} shows the keys."))
    return context.view.popup
