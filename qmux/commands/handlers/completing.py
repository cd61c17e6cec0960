"""Tab at the prompt, and the menu of what may stand at the cursor.

A candidate that is selected stands in the prompt already; typing goes on from it and narrows the menu. Nothing that
was typed is lost: leaving the menu takes the selected candidate back, and so does undo.
"""

from qmux.commands.command import Arguments
from qmux.commands.complete import Completion, ending
from qmux.commands.complete import complete as candidates
from qmux.commands.context import Context
from qmux.commands.handlers.editing import submit
from qmux.commands.parse import quote
from qmux.view.menu import Menu, MenuRow


def complete(context: Context, arguments: Arguments) -> None:
    """Complete the word before the cursor as far as it is certain, and show what may follow."""
    prompt = context.view.prompt
    completion = candidates(prompt.text, prompt.cursor, context)
    if completion.replacement:
        prompt.replace(completion.start, prompt.cursor, completion.replacement)
    elif not completion.candidates:
        context.bell()
    _offer(context, completion)


def follow(context: Context) -> None:
    """Bring the menu up to date with what the prompt has become, or close it where that is another place."""
    menu, prompt = context.view.menu, context.view.prompt
    if menu is None or prompt.text.share(0, prompt.cursor) == menu.before:
        return
    context.view.menu = None
    completion = candidates(prompt.text, prompt.cursor, context)
    if completion.start == menu.start and prompt.cursor > menu.start:
        _offer(context, completion)


def next_row(context: Context, arguments: Arguments) -> None:
    """Put the next candidate into the prompt, after the last the first."""
    _select(context, 1)


def previous_row(context: Context, arguments: Arguments) -> None:
    """Put the candidate before into the prompt, before the first the last."""
    _select(context, -1)


def take(context: Context, arguments: Arguments) -> None:
    """Go on behind the selected candidate, or that of a number; without one, run or send what is in the prompt.

    The second press of a double click finds no menu, and sends nothing.
    """
    if arguments.given("number") and not _put_in(context, arguments.number("number") - 1):
        return
    menu, context.view.menu = context.view.menu, None
    if menu is None or menu.selected is None:
        submit(context, arguments)
        return
    context.view.prompt.insert(menu.rows[menu.selected].ending)


def close(context: Context, arguments: Arguments) -> None:
    """Close the menu; what was typed stands there again."""
    menu, context.view.menu = context.view.menu, None
    if menu is not None and menu.selected is not None:
        context.view.prompt.undo()


def _offer(context: Context, completion: Completion) -> None:
    """Show what may follow if that is more than one thing."""
    found, prompt = completion.candidates, context.view.prompt
    if len(found) < 2:
        return
    rows = tuple(MenuRow(row.text, row.help, quote(row.text), ending(row)) for row in found)
    context.view.menu = Menu(rows, completion.start, prompt.text.share(0, prompt.cursor))


def _select(context: Context, step: int) -> None:
    if context.view.menu is not None:
        _put_in(context, context.view.menu.moved(step))


def _put_in(context: Context, selected: int) -> bool:
    """Put a candidate into the prompt in place of the one that stands there; return whether there is such a one."""
    menu, prompt = context.view.menu, context.view.prompt
    if menu is None or selected >= len(menu.rows):
        return False
    if menu.selected is not None:
        prompt.undo()
    prompt.replace(menu.start, prompt.cursor, menu.rows[selected].written)
    context.view.menu = menu._replace(selected=selected, before=prompt.text.share(0, prompt.cursor))
    return True
