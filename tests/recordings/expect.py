"""`python -m tests.recordings.expect [NAME ...]`: play recordings to tmux, keep what it shows at each moment.

A player in a detached tmux pane writes the bytes up to a moment, asks for a status report (DSR 5): its answer means
that tmux has read all that came before. It then waits until the screen has been taken.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.recordings import COLUMNS, LINES, Moment, load, names, write_moments

_PLAYER = """
import os, subprocess, sys, tty
tty.setraw(0)
tmux, data, sizes = sys.argv[1].split(), open(sys.argv[2], "rb").read(), list(map(int, sys.argv[3:]))
subprocess.run([*tmux, "wait-for", "begin"])
for begin, end in zip([0, *sizes], sizes):
    rest = memoryview(data)[begin:end]
    while rest:
        rest = rest[os.write(1, rest):]
    os.write(1, b"\\x1b[5n")
    answer = b""
    while not answer.endswith(b"\\x1b[0n"):
        answer += os.read(0, 1024)
    subprocess.run([*tmux, "wait-for", "-S", "shown"])
    subprocess.run([*tmux, "wait-for", "taken"])
"""


class Tmux:
    """A server of its own without a client."""

    def __init__(self, home: str) -> None:
        self.words = ("tmux", "-S", f"{home}/socket", "-f", "/dev/null")

    def run(self, *words: str) -> str:
        """Give the server a command and return what it prints."""
        return subprocess.run(
            (*self.words, *words), capture_output=True, encoding="utf-8", errors="surrogateescape", check=True
        ).stdout


def expect(name: str) -> None:
    """Store what tmux shows of a recording."""
    recording = load(name)
    moments = []
    with _playing(recording.data, [moment.size for moment in recording.moments]) as tmux:
        for moment in recording.moments:
            tmux.run("wait-for", "shown")
            moments.append(_taken(tmux, moment))
            tmux.run("wait-for", "-S", "taken")
    write_moments(name, moments)


@contextmanager
def _playing(data: bytes, sizes: list[int]) -> Iterator[Tmux]:
    with TemporaryDirectory() as home:
        tmux = Tmux(home)
        player, played = Path(home, "player.py"), Path(home, "bytes")
        player.write_text(_PLAYER)
        played.write_bytes(data)
        command = (sys.executable, str(player), " ".join(tmux.words), str(played), *map(str, sizes))
        try:
            tmux.run("-u", "new-session", "-d", "-x", str(COLUMNS), "-y", str(LINES), *command)
            tmux.run("set-option", "-g", "remain-on-exit", "on")
            tmux.run("set-option", "-g", "status", "off")
            tmux.run("resize-window", "-x", str(COLUMNS), "-y", str(LINES))
            tmux.run("wait-for", "-S", "begin")
            yield tmux
        finally:
            tmux.run("kill-server")


def _taken(tmux: Tmux, moment: Moment) -> Moment:
    x, y, shown = tmux.run("display-message", "-p", "#{cursor_x} #{cursor_y} #{cursor_flag}").split()
    screen = tmux.run("capture-pane", "-p", "-e", "-N").split("\n")[:LINES]
    return moment._replace(cursor=(int(x), int(y), int(shown)), screen=tuple(screen))


def main() -> None:
    """Take what tmux shows of the recordings named on the command line, or of all."""
    for name in sys.argv[1:] or names():
        expect(name)


if __name__ == "__main__":
    main()
