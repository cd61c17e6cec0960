"""`python -m tests.recordings.expect [NAME ...]`: play recordings to tmux, keep what it shows at each moment.

A player in a tmux pane writes the bytes up to a moment and asks for a status report (DSR 5): the answer means that
tmux has read all that came before. The player goes on when the screen has been taken.

The screen is taken from a second tmux around the first one, which is told that its terminal cannot erase in color.
The first one's own capture-pane would leave out what was erased in color after the last character of a line (tmux
3.3a: such cells are not "used"), but it draws them: here as blanks, which the second one's capture-pane prints.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.recordings import COLUMNS, LINES, load, names, write_moments

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


# In the status line of the inner tmux: set anew, it makes tmux draw all of its screen, the status line last.
_MARK = "status-format[0]"
_INNER_OPTIONS = (
    ("default-terminal", "tmux-256color"),
    ("terminal-overrides", "*:bce@"),
    ("terminal-features", "*:256:RGB:overline:strikethrough:usstyle"),
    ("remain-on-exit", "on"),
    ("escape-time", "0"),
)


class Tmux:
    """A tmux server of its own."""

    def __init__(self, socket: Path) -> None:
        self.words = ("tmux", "-u", "-S", str(socket), "-f", "/dev/null")

    def run(self, *words: str) -> str:
        """Give the server a command and return what it prints."""
        return subprocess.run((*self.words, *words), capture_output=True, encoding="utf-8", check=True).stdout

    def start(self, lines: int, *command: str) -> None:
        """Start the server with `command` in its one pane, detached."""
        self.run("new-session", "-d", "-x", str(COLUMNS), "-y", str(lines), *command)


def expect(name: str) -> None:
    """Store what tmux shows of a recording."""
    recording = load(name)
    moments = []
    with _playing(recording.data, [moment.size for moment in recording.moments]) as (inner, outer):
        for number, moment in enumerate(recording.moments):
            inner.run("wait-for", "shown")
            screen = _screen(inner, outer, f"drawn up to moment {number}")
            moments.append(moment._replace(cursor=_cursor(inner), screen=screen))
            inner.run("wait-for", "-S", "taken")
    write_moments(name, moments)


@contextmanager
def _playing(data: bytes, sizes: list[int]) -> Iterator[tuple[Tmux, Tmux]]:
    with TemporaryDirectory() as home:
        inner, outer = Tmux(Path(home, "inner")), Tmux(Path(home, "outer"))
        player, played = Path(home, "player.py"), Path(home, "bytes")
        player.write_text(_PLAYER)
        played.write_bytes(data)
        inner.start(
            LINES + 1, sys.executable, str(player), " ".join(inner.words), str(played), *map(str, sizes)
        )
        try:
            for option in _INNER_OPTIONS:
                inner.run("set-option", "-g", *option)
            outer.start(LINES + 1, "cat")
            outer.run("set-option", "-g", "status", "off")
            outer.run("set-option", "-g", "remain-on-exit", "on")  # it ends with the inner one
            outer.run("set-option", "-g", "default-terminal", "tmux-256color")
            outer.run("respawn-pane", "-k", "env", "-u", "TMUX", *inner.words, "attach")
            _screen(inner, outer, "attached: the pane has its size")
            inner.run("wait-for", "-S", "begin")
            yield inner, outer
        finally:
            inner.run("kill-server")
            outer.run("kill-server")


def _cursor(inner: Tmux) -> tuple[int, int, int]:
    x, y, shown = inner.run("display-message", "-p", "#{cursor_x} #{cursor_y} #{cursor_flag}").split()
    return int(x), int(y), int(shown)


def _screen(inner: Tmux, outer: Tmux, mark: str) -> tuple[str, ...]:
    """Return what the outer tmux shows when all has been drawn; `mark` is any text that was not given before."""
    inner.run("set-option", "-g", _MARK, mark)
    while True:
        *screen, status = outer.run("capture-pane", "-p", "-e", "-N").split("\n")[: LINES + 1]
        if mark in status:
            return tuple(screen)


def main() -> None:
    """Take what tmux shows of the recordings named on the command line, or of all."""
    for name in sys.argv[1:] or names():
        expect(name)


if __name__ == "__main__":
    main()
