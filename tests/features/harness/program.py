"""Program: what a feature test says to qmux and sees of it, the same in each of the three worlds.

Waiting is for a condition, with a deadline; a condition that does not come fails the test and shows the
screen.
"""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from signal import Signals

import pytest

from tests.features.harness.keys import key_bytes

DEADLINE = 10.0  # seconds; generous, since only failures wait so long

Predicate = Callable[[list[str]], bool]


class Program(ABC):
    """A running qmux in a terminal of `columns` by `lines` cells."""

    columns: int
    lines: int

    # -- what differs between the worlds --------------------------------------------------------------------

    @abstractmethod
    def send(self, data: bytes) -> None:
        """Let the terminal send `data`."""

    @abstractmethod
    def screen(self) -> list[str]:
        """Return the lines of the screen without trailing blanks."""

    @abstractmethod
    def cursor(self) -> tuple[int, int]:
        """Return the cursor's column and line."""

    @abstractmethod
    def resize(self, columns: int, lines: int) -> None:
        """Change the terminal's size."""

    @abstractmethod
    def kill(self, signal: Signals) -> None:
        """Send the program a signal."""

    @abstractmethod
    def expect_copies(self) -> None:
        """Take what qmux copies from now on; before, it fails the test where the harness sees it."""

    @abstractmethod
    def copied(self) -> str:
        """Return what was copied last, "" if nothing was."""

    @property
    @abstractmethod
    def exit_status(self) -> int | None:
        """What the program ended with (128 + N or -N by signal N), or None while it runs."""

    @abstractmethod
    def stop(self) -> None:
        """End the program and its terminal, by force if need be; callable twice."""

    @abstractmethod
    def advance(self, seconds: float) -> None:
        """Let the program go on until something happens, at most for `seconds`."""

    # -- what is the same in all ----------------------------------------------------------------------------

    def press(self, *keys: str) -> None:
        """Press keys by name, such as "C-n", "Enter", "M-1"."""
        for key in keys:
            self.send(key_bytes(key))

    def type(self, text: str) -> None:
        """Type text, a key for each character."""
        self.send(text.encode())

    def paste(self, text: str) -> None:
        """Paste text as a terminal with bracketed paste does."""
        self.send(b"\x1b[200~" + text.replace("\n", "\r").encode() + b"\x1b[201~")

    def focus(self, gained: bool) -> None:
        """Give the terminal's window the focus, or take it away."""
        self.send(b"\x1b[I" if gained else b"\x1b[O")

    def line(self, index: int) -> str:
        """Return one line of the screen; negative ones count from the bottom."""
        return self.screen()[index]

    def wait_for(self, what: str | Predicate, timeout: float = DEADLINE) -> list[str]:
        """Wait until the screen shows a text, or until a predicate holds for its lines; return the lines."""
        predicate = _shows(what) if isinstance(what, str) else what
        deadline = time.monotonic() + timeout
        while not predicate(lines := self.screen()):
            left = deadline - time.monotonic()
            if left <= 0 or self.exit_status is not None:
                self._fail(f"{what!r} was not on the screen", lines)
            self.advance(left)
        return lines

    def let_pass(self, seconds: float) -> None:
        """Let time pass, where that is what the program looks at."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.advance(left)

    def wait_gone(self, text: str, timeout: float = DEADLINE) -> list[str]:
        """Wait until the screen shows `text` no more; return its lines."""
        shows = _shows(text)
        return self.wait_for(lambda lines: not shows(lines), timeout)

    def wait_exit(self, timeout: float = DEADLINE) -> int:
        """Wait until the program has ended; return its exit status."""
        deadline = time.monotonic() + timeout
        while (status := self.exit_status) is None:
            left = deadline - time.monotonic()
            if left <= 0:
                self._fail("the program did not end", self.screen())
            self.advance(left)
        return status

    def _fail(self, problem: str, lines: list[str]) -> None:
        border = "+" + "-" * self.columns + "+"
        picture = "\n".join([border, *(f"|{line}" for line in lines), border])
        column, line = self.cursor()
        ended = "" if self.exit_status is None else f"; the program ended with {self.exit_status}"
        pytest.fail(f"{problem}{ended}; cursor in column {column}, line {line}\n{picture}", pytrace=True)


def _shows(text: str) -> Predicate:
    return lambda lines: any(text in line for line in lines)
