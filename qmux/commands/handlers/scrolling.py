"""Commands that scroll the displayed pane through its history; the view keeps the place within bounds."""

from qmux.commands.command import Arguments
from qmux.commands.context import Context

_OVERLAP = 2  # lines that a page keeps of the one before


def page_up(context: Context, arguments: Arguments) -> None:
    """Scroll back by a page."""
    context.view.scroll_up(_page(context))


def page_down(context: Context, arguments: Arguments) -> None:
    """Scroll on by a page."""
    context.view.scroll_down(_page(context))


def lines_up(context: Context, arguments: Arguments) -> None:
    """Scroll back by some lines."""
    context.view.scroll_up(arguments.number("lines"))


def lines_down(context: Context, arguments: Arguments) -> None:
    """Scroll on by some lines."""
    context.view.scroll_down(arguments.number("lines"))


def top(context: Context, arguments: Arguments) -> None:
    """Scroll to the oldest line that is kept."""
    pane = context.displayed().pane
    if pane is not None:
        context.view.scroll_up(pane.frame.history + pane.frame.lines)


def bottom(context: Context, arguments: Arguments) -> None:
    """Scroll to the newest line."""
    context.view.scroll_bottom()


def _page(context: Context) -> int:
    """Return the lines of a page: a pane without the overlap, at least one."""
    pane = context.displayed().pane
    return max(1, pane.frame.lines - _OVERLAP) if pane is not None else 1
