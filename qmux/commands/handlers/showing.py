"""Displaying a session from a command, and saying so."""

from typing import TYPE_CHECKING

from qmux.commands.context import Context

if TYPE_CHECKING:
    from qmux.engine.session import ManagedSession


def show(context: Context, session: "ManagedSession") -> None:
    """Display `session` and say so."""
    context.coordinator.switch(session)
    say_switched(context)


def say_switched(context: Context) -> None:
    """Say which session is displayed now, and take away what lies over it."""
    context.view.popup = context.view.recall = context.view.chooser = context.view.found = None
    context.say(f"Switched to session: {context.displayed().name}")
