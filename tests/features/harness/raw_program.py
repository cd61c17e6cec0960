"""RawProgram: a program in a pty of any kind, for what it sends as bytes and how it leaves the terminal.

Stock pyte reads ncurses right under few terminals only; here nothing is drawn.
"""

import re
import time
from collections.abc import Callable, Mapping, Sequence

import pytest

from tests.features.harness.program import DEADLINE
from tests.features.harness.pty_process import PtyProcess

# What a program switches on, and what switches it off again; of each the last that was sent counts.
_SWITCHES = {
    "the alternate screen": (rb"\x1b\[\?1049h", rb"\x1b\[\?1049l"),
    "bracketed paste": (rb"\x1b\[\?2004h", rb"\x1b\[\?2004l"),
    "focus events": (rb"\x1b\[\?1004h", rb"\x1b\[\?1004l"),
    "mouse events": (rb"\x1b\[\?100[0236]h", rb"\x1b\[\?100[0236]l"),
    "kitty's keyboard": (rb"\x1b\[>5u", rb"\x1b\[<u"),
    "modifyOtherKeys": (rb"\x1b\[>4;1m", rb"\x1b\[>4m"),
    "a hidden cursor": (rb"\x1b\[\?25l", rb"\x1b\[(\?25|34)h"),
    "the application's keypad": (rb"\x1b=", rb"\x1b>"),
    "the application's cursor keys": (rb"\x1b\[\?1h", rb"\x1b\[\?1l"),
    "a title of its own": (rb"\x1b\[22;0(;0)?t", rb"\x1b\[23;0(;0)?t"),
    "a style": (rb"\x1b\[(?!0?m|39;49m)[\d;]+m", rb"\x1b\[0?m|\x1b\[39;49m"),
    "a scrolling region": (rb"\x1b\[(?!1;24r)\d+;\d+r", rb"\x1b\[1;24r|\x1b\[r"),
}


class RawProgram:
    """A running program; see PtyProcess for the arguments. `said` is all that it has sent."""

    def __init__(
        self,
        argv: Sequence[str],
        environment: Mapping[str, str],
        directory: str,
        columns: int = 80,
        lines: int = 24,
    ) -> None:
        self.process = PtyProcess(argv, environment, columns, lines, directory)
        self.said = b""

    def type(self, text: str) -> None:
        """Type a few keys."""
        assert self.process.write(text.encode()) == len(text.encode()), "the program does not read its input"

    def wait_for(self, words: bytes) -> None:
        """Wait until the program has sent `words`."""
        self._wait(lambda: words in self.said, f"{words!r} did not come")

    def wait_exit(self) -> int:
        """Wait until the program has ended; return its exit status."""
        self._wait(lambda: self.process.exit_status is not None, "it did not end")
        while data := self.process.read(0):
            self.said += data
        return self.process.wait(0)

    def left_on(self) -> set[str]:
        """Return what is switched on after all that was sent."""
        return {
            name
            for name, switch in _SWITCHES.items()
            if _last(switch[0], self.said) > _last(switch[1], self.said)
        }

    def modes_changed(self) -> bool:
        """Return whether the terminal's modes (stty) are other than before the program ran."""
        return self.process.modes() != self.process.modes_before

    def stop(self) -> None:
        """Take the terminal away, and end the program by force if it stays."""
        self.process.hang_up()
        self.process.close()

    def _wait(self, condition: Callable[[], bool], problem: str) -> None:
        deadline = time.monotonic() + DEADLINE
        while not condition():
            left = deadline - time.monotonic()
            if left <= 0 or self.process.exit_status is not None:
                pytest.fail(f"{problem}; it sent {self.said[-2000:]!r}")
            self.said += self.process.read(left)


def _last(pattern: bytes, said: bytes) -> int:
    return max((match.start() for match in re.finditer(pattern, said)), default=-1)
