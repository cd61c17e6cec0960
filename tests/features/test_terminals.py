"""Every kind of terminal: qmux works in it or says why not, and leaves it as it was, byte by byte and mode by mode."""

import os
import pty
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.features.conftest import ROOT
from tests.features.harness.pty_process import PtyProcess

DEADLINE = 10.0
USABLE = ("vt100", "linux", "xterm", "xterm-256color", "screen", "screen-256color", "tmux-256color", "no-such-term")
ALTERNATE = {"xterm", "xterm-256color", "screen", "screen-256color", "tmux-256color", "no-such-term"}
COMMAND = [sys.executable, "-m", "qmux"]

# What is switched on, and by what it is switched off again; the last one that was sent counts.
SWITCHES = {
    "alternate screen": (rb"\x1b\[\?1049h", rb"\x1b\[\?1049l"),
    "bracketed paste": (rb"\x1b\[\?2004h", rb"\x1b\[\?2004l"),
    "focus events": (rb"\x1b\[\?1004h", rb"\x1b\[\?1004l"),
    "mouse": (rb"\x1b\[\?100[0236]h", rb"\x1b\[\?100[0236]l"),
    "hidden cursor": (rb"\x1b\[\?25l", rb"\x1b\[\?25h|\x1b\[34h\x1b\[\?25h"),
    "application keypad": (rb"\x1b=", rb"\x1b>"),
    "application cursor keys": (rb"\x1b\[\?1h", rb"\x1b\[\?1l"),
    "attributes": (rb"\x1b\[[0-9;]+m", rb"\x1b\[0?m|\x1b\[0;10m|\x1b\[m\x0f"),
    "title": (rb"\x1b\[22;0(;0)?t", rb"\x1b\[23;0(;0)?t"),
}


class Session:
    """qmux in a pty of the kind `term` ("" for none), looked at as bytes."""

    def __init__(self, home: Path, term: str, argv: list[str] | None = None) -> None:
        environment = {name: os.environ[name] for name in ("PATH", "LANG", "NO_PROXY") if name in os.environ}
        environment |= {"HOME": str(home), "PYTHONPATH": str(ROOT)} | ({"TERM": term} if term else {})
        self.process = PtyProcess(argv or COMMAND, environment, 80, 24, str(home))
        self.said = b""

    def wait_for(self, words: bytes) -> None:
        """Wait until qmux has sent `words`."""
        deadline = time.monotonic() + DEADLINE
        while words not in self.said:
            assert time.monotonic() < deadline and self.process.exit_status is None, self.said[-2000:]
            self.said += self.process.read(1.0)

    def wait_exit(self) -> int:
        """Wait until qmux has ended; return its exit status."""
        deadline = time.monotonic() + DEADLINE
        while self.process.exit_status is None:
            assert time.monotonic() < deadline, self.said[-2000:]
            self.said += self.process.read(1.0)
        while data := self.process.read(0):
            self.said += data
        return self.process.wait(0)
