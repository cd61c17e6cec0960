"""What a terminal is to the loop: one wait, one draw, and a way back to how it was.

Owns the protocol. Leaves curses to curses_terminal.py and the in-process fake to the tests. All methods but wake()
are called by the main thread only.
"""

from typing import NamedTuple, Protocol

from qmux.model.input import Input
from qmux.view.scene import Scene


class Wait(NamedTuple):
    """What ended a wait: input in order, a call of wake(), a new size, a signal by name ("TERM", "HUP", "INT",
    "TSTP", "CONT"); `closed` says that the terminal is gone. All empty when the deadline passed."""

    inputs: tuple[Input, ...] = ()
    woken: bool = False
    resized: bool = False
    signals: tuple[str, ...] = ()
    closed: bool = False


class Terminal(Protocol):
    """A terminal in full-screen mode between start() and restore()."""

    def start(self) -> None:
        """Save the terminal's state and enter full-screen mode; raises UserError where that cannot work."""
        ...

    def size(self) -> tuple[int, int]:
        """Return (columns, lines), both at least 1."""
        ...

    def wait(self, timeout: float | None) -> Wait:
        """Block until something happens or `timeout` seconds have passed (None: for ever)."""
        ...

    def wake(self) -> None:
        """Make wait() return; callable from any thread and before start()."""
        ...

    def draw(self, scene: Scene) -> None:
        """Show `scene`, sending only what changed since the last one."""
        ...

    def redraw(self) -> None:
        """Forget what the terminal shows: the next draw() sends everything."""
        ...

    def bell(self) -> None:
        """Ring the terminal's bell."""
        ...

    def notify(self, text: str) -> None:
        """Show `text`, printable characters, as a notification, on terminals that have such."""
        ...

    def copy(self, text: str) -> bool:
        """Put `text` on the terminal's clipboard, if it has one; return whether it was not too long for that."""
        ...

    def suspend(self) -> None:
        """Give the terminal back to the shell and stop this process; on continuation enter full-screen mode again."""
        ...

    def lend(self, argv: list[str]) -> int:
        """Give the terminal to a program until it ends; return its exit status. Raises UserError if it cannot run."""
        ...

    def restore(self) -> None:
        """Give back the terminal as start() found it; callable any number of times."""
        ...
