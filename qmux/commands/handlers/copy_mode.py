"""Commands of copy mode: looking around in a pane's rows, searching them, and copying.

PageUp at the prompt only scrolls, and typing goes on meanwhile: whoever reads back while writing an answer must not
find his letters taken for commands. Copy mode, which takes all keys, is entered by the prefix key with [ or, a page
up at once, with PageUp, as in tmux, and begins where the pane is looked at.

What is copied goes three ways: to the terminal's clipboard (the program never learns whether it arrived), into
Copying.copied for the prefix key with ], and from there to a file.
"""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from qmux.commands.bindings import COPY
from qmux.commands.command import Arguments, Handler
from qmux.commands.context import Context
from qmux.commands.run import run_line
from qmux.errors import UserError
from qmux.view.copying import pane_text
from qmux.view.selection import selected_text

if TYPE_CHECKING:
    from qmux.engine.session import ManagedSession
    from qmux.terminal.pane import Pane
    from qmux.view.copy_mode import CopyMode
    from qmux.view.pane_text import PaneText
    from qmux.view.selection import Kind

_KEYS = {
    "copy-select": "selects",
    "copy-selection": "copies",
    "copy-search-forward": "searches",
    "copy-leave": "leaves",
}


def enter(context: Context, arguments: Arguments) -> None:
    """Begin copy mode in the displayed pane, a page up if that is asked for."""
    mode = begin_mode(context)
    if arguments.flag("page-up"):
        mode.page_up(_mode(context)[1])


def begin_mode(context: Context) -> "CopyMode":
    """Return the displayed pane's copy mode, begun where the pane is looked at if it is not in it."""
    session, pane = _shown(context)
    view = context.view
    view.copying.hint = context.bindings.hint(_KEYS, COPY)
    lines = view.pane_lines()
    return view.copying.enter(pane, view.viewport(session, pane.frame, lines), lines)


def leave(context: Context, arguments: Arguments) -> None:
    """End copy mode and show the newest rows."""
    context.view.copying.leave(context.displayed())


def motion(change: "Callable[[CopyMode, PaneText], None]") -> Handler:
    """Return the handler that applies one of the mode's own methods."""

    def handler(context: Context, arguments: Arguments) -> None:
        change(*_mode(context))

    return handler


def begin(kind: "Kind") -> Handler:
    """Return the handler that begins a selection of a kind."""

    def handler(context: Context, arguments: Arguments) -> None:
        mode, text = _mode(context)
        mode.begin(text, kind)

    return handler


def scroll_up(context: Context, arguments: Arguments) -> None:
    """Move the view up by some rows."""
    mode, text = _mode(context)
    mode.scroll(text, -arguments.number("lines"))


def scroll_down(context: Context, arguments: Arguments) -> None:
    """Move the view down by some rows."""
    mode, text = _mode(context)
    mode.scroll(text, arguments.number("lines"))


# Searching


def ask_forward(context: Context, arguments: Arguments) -> None:
    """Take a pattern to search for below the cursor."""
    context.view.copying.ask(_mode(context)[0], "/")


def ask_backward(context: Context, arguments: Arguments) -> None:
    """Take a pattern to search for above the cursor."""
    context.view.copying.ask(_mode(context)[0], "?")


def search(context: Context, arguments: Arguments) -> None:
    """Go to the first match of the pattern that was typed, of the last one if none was."""
    mode, text = _mode(context)
    direction, mode.asking = mode.asking, ""
    pattern = context.view.copying.search.take().partition("\n")[0]  # a paste may have more lines
    if pattern or mode.pattern:
        _say_unless(context, mode, mode.search(text, pattern, direction == "?"))


def stop_asking(context: Context, arguments: Arguments) -> None:
    """Drop the pattern that is being typed."""
    _mode(context)[0].asking = ""


def search_next(context: Context, arguments: Arguments) -> None:
    """Go to the next match."""
    mode, text = _searched(context)
    _say_unless(context, mode, mode.search_again(text))


def search_previous(context: Context, arguments: Arguments) -> None:
    """Go to the next match in the other direction."""
    mode, text = _searched(context)
    _say_unless(context, mode, mode.search_reverse(text))


# Copying


def copy(context: Context, arguments: Arguments) -> None:
    """Copy what is selected and end copy mode; without a selection only end it."""
    mode, text = _mode(context)
    selection = mode.selection(text)
    copied = "" if selection is None else selected_text(selection, text)
    if copied:
        context.view.copying.copied = copied
        context.say(_told(copied, context.copy(copied), context.bindings.way_to("paste-buffer")))
    elif selection is not None:
        context.say("Nothing but blanks was selected, and nothing was copied.")
    leave(context, arguments)


def copy_to_prompt(context: Context, arguments: Arguments) -> None:
    """Copy what is selected, end copy mode, and begin the command that writes it to a file."""
    copy(context, arguments)
    run_line("command-prompt copy-to-file", context)


def copy_to_file(context: Context, arguments: Arguments) -> None:
    """Write what was copied last to a file."""
    copied = _copied(context)
    path = context.absolute(arguments.text("path"))
    if os.path.isdir(path):
        raise UserError(f"{path} is a directory. Name a file in it.")

    def write() -> None:
        context.say(f"Wrote what was copied to {context.write_file(path, copied + chr(10))}")

    if os.path.exists(path):
        context.ask(f"{path} exists. Replace it?", write, "Nothing was written.")
    else:
        write()


def paste(context: Context, arguments: Arguments) -> None:
    """Insert what was copied last into the prompt, which takes keys again."""
    copied = _copied(context)
    leave(context, arguments)
    context.view.prompt.insert(copied)


def _shown(context: Context) -> "tuple[ManagedSession, Pane]":
    session = context.displayed()
    if session.pane is None or not session.loaded:
        raise UserError(f"Session {session.name} is still being loaded. Try again in a moment.")
    return session, session.pane


def _mode(context: Context) -> "tuple[CopyMode, PaneText]":
    """Return the displayed session's copy mode, and the rows of its pane as they are now."""
    session, pane = _shown(context)
    mode = context.view.copying.mode(session)
    if mode is None:
        raise UserError(context.bindings.told("Copy mode is over. {copy-mode} begins it."))
    text = _text(context, pane)
    mode.settle(text)
    return mode, text


def _text(context: Context, pane: "Pane") -> "PaneText":
    return pane_text(pane, pane.frame, context.view.pane_lines())


def _searched(context: Context) -> "tuple[CopyMode, PaneText]":
    mode, text = _mode(context)
    if not mode.pattern:
        raise UserError(
            context.bindings.told(
                "Nothing was searched for yet. {copy-search-forward} and {copy-search-backward} begin a search."
            )
        )
    return mode, text


def _say_unless(context: Context, mode: "CopyMode", found: bool) -> None:
    context.say("" if found else f"Nothing in this pane matches {mode.pattern}")


def _copied(context: Context) -> str:
    if not context.view.copying.copied:
        raise UserError(context.bindings.told("Nothing was copied yet. {copy-mode} begins copy mode."))
    return context.view.copying.copied


def _told(copied: str, taken: bool, paste: str) -> str:
    """Return what to say of a copy that the terminal was given, or was not; `paste` is the key that inserts it."""
    count = copied.count("\n") + 1
    what = f"{count:,} lines" if count > 1 else f"{len(copied):,} character{'s' * (len(copied) > 1)}"
    if taken:
        return f"Copied {what}. {paste} pastes them into the prompt."
    return f"Copied {what}, too much for the terminal's clipboard. {paste} and /copy-to-file have them."
