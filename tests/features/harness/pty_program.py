"""PtyProgram: a real program in a pty, drawn by stock pyte, every byte of its output checked."""

import time
from collections.abc import Mapping, Sequence
from signal import Signals

from tests.features.harness.outer_terminal import OuterTerminal
from tests.features.harness.program import DEADLINE, Program
from tests.features.harness.pty_process import PtyProcess


class PtyProgram(Program):
    """See PtyProcess for the arguments. `terminal` is what the program sees."""

    def __init__(
        self, argv: Sequence[str], environment: Mapping[str, str], columns: int, lines: int, directory: str
    ) -> None:
        self.columns, self.lines = columns, lines
        self.terminal = OuterTerminal(columns or 80, lines or 24)
        self.process = PtyProcess(argv, environment, columns, lines, directory)
        self._closed = False

    def send(self, data: bytes) -> None:
        """Type `data`; what the program writes meanwhile is taken, so that neither waits for the other."""
        deadline = time.monotonic() + DEADLINE
        rest = memoryview(
            data
        )  # a paste of 10 MB goes out in pieces of 4 KB, and none of them copies the rest
        while rest:
            written = self.process.write(rest)
            rest = rest[written:]
            if rest and not written:
                self.process.wait_for_room(1.0)
                self.advance(0)
            assert time.monotonic() < deadline, "the program does not read its input"

    def screen(self) -> list[str]:
        """Return the lines as drawn so far."""
        return self.terminal.screen()

    def cursor(self) -> tuple[int, int]:
        """Return the cursor's column and line as drawn so far."""
        return self.terminal.cursor()

    def resize(self, columns: int, lines: int) -> None:
        """Resize the terminal, then tell the program."""
        self.columns, self.lines = columns, lines
        self.terminal.resize(columns, lines)
        self.process.resize(columns, lines)

    def kill(self, signal: Signals) -> None:
        """Send the program a signal."""
        self.process.kill(signal)

    def hang_up(self) -> None:
        """Take the terminal away, as a lost connection does."""
        self.process.hang_up()

    def expect_copies(self) -> None:
        """Let the terminal take what is copied."""
        self.terminal.expects_copies = True

    def copied(self) -> str:
        """Return what is on the terminal's clipboard."""
        return self.terminal.copied[-1] if self.terminal.copied else ""

    @property
    def exit_status(self) -> int | None:
        """What the program ended with; all that it wrote before is drawn by then."""
        status = self.process.exit_status
        if status is not None and not self._closed:
            self.drain()
        return status

    def drain(self) -> None:
        """Draw what the program has written already."""
        while data := self.process.read(0):
            self._take(data)

    def advance(self, seconds: float) -> None:
        """Draw what the program writes next."""
        self._take(self.process.read(seconds))

    def stop(self) -> None:
        """End the program."""
        if not self._closed:
            self._closed = True
            self.process.close()

    def _take(self, data: bytes) -> None:
        answers = self.terminal.feed(data)
        if answers:
            self.send(answers)
