"""A pane of a real tmux, as the second opinion on what a sequence does.

One server with one pane in which a small program runs that writes what it is told to and collects the answers.
That tmux has read all of it is known by the answer to a last query, so nothing waits for time to pass.
"""

import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple, Self

HAS_TMUX = shutil.which("tmux") is not None

# Runs in the pane. Each request is a length and that many bytes; the answer is the same way round.
_PROGRAM = """
import os, socket, sys, tty
tty.setraw(0)
link = socket.socket(socket.AF_UNIX)
link.connect(sys.argv[1])
stream = link.makefile("rwb")
ANSWER = b"\\x1b[0n"
while size := stream.read(4):
    output = stream.read(int.from_bytes(size, "big"))
    awaited = output.count(b"\\x1b[5n") + 1
    left = output + b"\\x18\\x1b\\\\\\x1b[5n"
    while left:
        left = left[os.write(1, left):]
    answers = b""
    while answers.count(ANSWER) < awaited:
        answers += os.read(0, 4096)
    answers = answers.removesuffix(ANSWER)
    stream.write(len(answers).to_bytes(4, "big") + answers)
    stream.flush()
"""
# Whatever the case before has left behind. RIS of tmux knows nothing of the alternate screen.
_ANEW = "\x18\x1b\\\x1b[?1049l\x1b(B\x1b)B\x0f\x1b[m\x1bc\x1b[3J\x1b[?1000;1004;2004l\x1b[H"
_WAIT_SECONDS = 20


class Shown(NamedTuple):
    """What tmux shows: a line as text with SGR sequences, the cursor's column and line, and what it answered."""

    lines: list[str]
    cursor: tuple[int, int]
    replies: str


class TmuxPane:
    """A tmux server with one pane; the socket of the server and of the program are in `directory`."""

    def __init__(self, directory: Path) -> None:
        self._server = directory / "tmux"
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.settimeout(_WAIT_SECONDS)
        self._listener.bind(str(directory / "program"))
        self._listener.listen()
        self._size = (80, 24)
        self._run("-f/dev/null", "new-session", "-d", "-x80", "-y24", *_program(directory), ";",
                  "set-option", "-g", "status", "off", ";", "set-option", "-g", "window-size", "manual")  # fmt: skip
        self._link, _ = self._listener.accept()
        self._link.settimeout(_WAIT_SECONDS)
        self._stream = self._link.makefile("rwb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._run("kill-server")
        self._stream.close()
        self._link.close()
        self._listener.close()

    def play(self, columns: int, lines: int, output: str) -> Shown:
        """Return what `output` leaves on a new screen of that size."""
        if (columns, lines) != self._size:
            self._run("resize-window", "-x", str(columns), "-y", str(lines))
            self._size = columns, lines
        self._exchange(_ANEW)
        replies = self._exchange(output)
        captured = self._run("capture-pane", "-peN", ";", "display-message", "-p", "#{cursor_x} #{cursor_y}")
        *rows, cursor = captured.removesuffix("\n").split("\n")
        x, y = map(int, cursor.split())
        return Shown(rows, (x, y), replies)

    def _exchange(self, output: str) -> str:
        data = output.encode("utf-8", "surrogateescape")
        self._stream.write(len(data).to_bytes(4, "big") + data)
        self._stream.flush()
        size = int.from_bytes(self._stream.read(4), "big")
        return self._stream.read(size).decode("utf-8", "replace")

    def _run(self, *arguments: str) -> str:
        command = ["tmux", "-S", str(self._server), *arguments]
        ended = subprocess.run(
            command, check=True, capture_output=True, encoding="utf-8", timeout=_WAIT_SECONDS
        )
        return ended.stdout


def _program(directory: Path) -> list[str]:
    return [sys.executable, "-S", "-c", _PROGRAM, str(directory / "program")]
