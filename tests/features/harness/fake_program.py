"""FakeProgram: qmux in this process, on a FakeTerminal; the test's own thread drives the loop."""

import os
from collections.abc import Mapping, Sequence
from signal import Signals

import pytest

from qmux import log
from qmux.app import App
from qmux.cli import options
from tests.features.harness.fake_terminal import FakeTerminal
from tests.features.harness.program import Program


class FakeProgram(Program):
    """See PtyProgram for the arguments. `app` and `terminal` are there to be looked at.

    Paths and keys are read from the process's environment and directory, which the test has to itself.
    """

    def __init__(
        self, argv: Sequence[str], environment: Mapping[str, str], columns: int, lines: int, directory: str
    ) -> None:
        self.columns, self.lines = columns, lines
        self.terminal = FakeTerminal(columns, lines)
        self._patch = pytest.MonkeyPatch()
        for name, value in environment.items():
            self._patch.setenv(name, value)
        self._patch.chdir(directory)
        self._stopped = False
        log.attach(
            lambda line: None
        )  # what an earlier test logged in this process is none of this program's lines
        log.detach()
        self.app = App(options(argv), os.environ)
        self.app.start(self.terminal)

    def send(self, data: bytes) -> None:
        """Let the terminal send `data`, and the loop handle it."""
        self.terminal.send(data)
        self.advance(0)

    def screen(self) -> list[str]:
        """Return the lines of the last scene."""
        return self.terminal.screen()

    def cursor(self) -> tuple[int, int]:
        """Return where the last scene puts the cursor, (-1, -1) where it shows none."""
        scene = self.terminal.scene
        return (-1, -1) if scene is None or scene.cursor is None else scene.cursor[:2]

    def resize(self, columns: int, lines: int) -> None:
        """Resize the terminal, and let the loop handle it."""
        self.columns, self.lines = columns, lines
        self.terminal.resize(columns, lines)
        self.advance(0)

    def kill(self, signal: Signals) -> None:
        """Let a signal arrive; one that cannot be caught takes a real program."""
        assert signal is not Signals.SIGKILL, "the fake terminal has no process of its own to kill"
        self.terminal.signal(signal.name.removeprefix("SIG"))
        self.advance(0)

    def expect_copies(self) -> None:
        """Do nothing: the fake terminal takes copies at any time."""

    def copied(self) -> str:
        """Return what the fake terminal was given last."""
        return self.terminal.copied[-1] if self.terminal.copied else ""

    @property
    def exit_status(self) -> int | None:
        """The exit code that the program chose, or None while it runs."""
        return self.app.exit_code

    def stop(self) -> None:
        """Stop the program as it stops itself."""
        if not self._stopped:
            self._stopped = True
            self.app.stop()
            self._patch.undo()

    def advance(self, seconds: float) -> None:
        """Turn the loop once."""
        if self._stopped:
            return
        if self.app.running:
            self.app.loop.turn(seconds)
        if not self.app.running:
            self.stop()
