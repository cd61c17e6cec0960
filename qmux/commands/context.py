"""Context: what a command's handler may use.

Owns the border between commands and the running program: app.py fills it, tests fill it with stand-ins. All of it
belongs to the main thread.
"""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from qmux.commands.bindings import CONFIRM, Bindings
from qmux.commands.command import Arguments, Command
from qmux.errors import UserError
from qmux.view.state import Confirmation, ViewState

if TYPE_CHECKING:
    from qmux.engine.coordinator import Coordinator
    from qmux.engine.session import ManagedSession
    from qmux.settings.config import Settings


class Context(NamedTuple):
    """The running program, as a handler sees it.

    Arguments:
        commands: the table, given here because its rows name the handlers, which therefore cannot import it.
        bindings: the keys in force.
        say: show one line in the status line.
        print: put the output of a command (its line, its text) into the displayed session's pane.
        quit: save everything and end the program.
        redraw: send the whole screen anew. suspend: stop the program as Ctrl-Z does. bell: ring the bell.
        lend: give the terminal to a program until it ends, return its exit status; raises UserError.
        copy: put a text on the terminal's clipboard; false if it is too long for that.
        wall_clock: seconds since 1970.
        write_file: write a text to a path, return the path written; raises UserError.
    """

    coordinator: "Coordinator"
    view: ViewState
    settings: "Settings"
    commands: tuple[Command, ...]
    bindings: Bindings
    say: Callable[[str], None]
    print: Callable[[str, str], None]
    quit: Callable[[], None]
    redraw: Callable[[], None]
    suspend: Callable[[], None]
    bell: Callable[[], None]
    lend: Callable[[list[str]], int]
    copy: Callable[[str], bool]
    wall_clock: Callable[[], float]
    write_file: Callable[[str, str], str]

    def ask(self, text: str, yes: Callable[[], None], refused: str) -> None:
        """Ask the user a question: a yes calls `yes`, anything else says `refused`."""
        keys = self.bindings.way_to("confirm-yes", CONFIRM), self.bindings.way_to("confirm-no", CONFIRM)
        default = keys[1].upper() if len(keys[1]) == 1 else keys[1]
        self.view.confirmation = Confirmation(text, yes, lambda: self.say(refused), (keys[0], default))

    def displayed(self) -> "ManagedSession":
        """Return the displayed session; raise UserError while there is none yet."""
        session = self.coordinator.active
        if session is None:
            raise UserError("No session is open yet. Try again in a moment.")
        return session

    def named(self, arguments: Arguments) -> "ManagedSession":
        """Return the session that the argument `session` names, the displayed one if it was left out."""
        name = arguments.text("session")
        return self.coordinator.find(name) if name else self.displayed()

    def absolute(self, path: str) -> str:
        """Return a typed path as an absolute one, "~" expanded, relative to the displayed session's directory."""
        session = self.coordinator.active
        base = session.working_directory if session is not None else os.getcwd()
        return os.path.normpath(os.path.join(base, os.path.expanduser(path)))
