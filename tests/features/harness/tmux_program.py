"""TmuxProgram: the real program in a real tmux, with a server of its own."""

import itertools
import os
import shlex
import subprocess
import threading
from collections.abc import Mapping, Sequence
from signal import Signals

from tests.features.harness.keys import key_bytes
from tests.features.harness.program import Program

_numbers = itertools.count()
_LOOK_SECONDS = 0.02  # between looks at the pane: tmux has no way to wait for what a pane shows
_STATE = "#{pane_dead}:#{pane_dead_status}:#{pane_dead_signal}"

# Keys that tmux names otherwise, and those that a pane gets only in forms which tmux does not make by itself.
_NAMES = {"S-Tab": "BTab"}
_RAW = {"Escape"}


class TmuxProgram(Program):
    """See PtyProgram for the arguments."""

    def __init__(
        self, argv: Sequence[str], environment: Mapping[str, str], columns: int, lines: int, directory: str
    ) -> None:
        self.columns, self.lines = columns, lines
        self._socket = f"qmux-test-{os.getpid()}-{next(_numbers)}"
        self._stopped = False
        self._state = ""  # of the program, as of the last look at the pane; "" if that is no longer news
        self._never = threading.Event()
        settings = ["set -g status off", "set -g remain-on-exit on", "set -g default-terminal tmux-256color"]
        settings += ["set -s escape-time 5", "set -s focus-events on", "set -g history-limit 0"]
        make = ["new-session", "-d", "-x", str(columns), "-y", str(lines), "-c", directory]
        # TERM is tmux's to set. The line is run by a shell, which exec makes room for the program itself.
        variables = [f"{name}={value}" for name, value in environment.items() if name != "TERM"]
        line = shlex.join(["exec", "env", "-i", *variables]) + ' TERM="$TERM" ' + shlex.join(argv)
        commands = [*(part for setting in settings for part in [*setting.split(), ";"]), *make, line]
        self._tmux("start-server", ";", *commands)
        self._pid = int(self._ask("#{pane_pid}"))

    def _tmux(self, *arguments: str) -> str:
        command = ["tmux", "-L", self._socket, "-f", "/dev/null", *arguments]
        return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout

    def _ask(self, format: str) -> str:
        return self._tmux("display-message", "-p", format).rstrip("\n")

    def press(self, *keys: str) -> None:
        """Press keys by name; tmux turns them into bytes."""
        for key in keys:
            if key in _RAW:
                self.send(key_bytes(key))
            else:
                self._tmux("send-keys", _NAMES.get(key, key))

    def type(self, text: str) -> None:
        """Type text."""
        self._tmux("send-keys", "-l", "--", text)

    def paste(self, text: str) -> None:
        """Paste text by a tmux buffer, marked if the program asked for it."""
        self._tmux("set-buffer", "--", text)
        self._tmux("paste-buffer", "-p", "-d")

    def send(self, data: bytes) -> None:
        """Let the terminal send `data`."""
        self._tmux("send-keys", "-H", *(f"{byte:02x}" for byte in data))

    def screen(self) -> list[str]:
        """Return the lines of the pane."""
        looked = self._tmux("capture-pane", "-p", ";", "display-message", "-p", _STATE)
        *shown, self._state = looked.removesuffix("\n").split("\n")
        lines = shown[: self.lines]
        return [line.rstrip() for line in lines] + [""] * (self.lines - len(lines))

    def cursor(self) -> tuple[int, int]:
        """Return the pane's cursor."""
        column, line = self._ask("#{cursor_x} #{cursor_y}").split()
        return int(column), int(line)

    def resize(self, columns: int, lines: int) -> None:
        """Resize the window."""
        self.columns, self.lines = columns, lines
        self._tmux("resize-window", "-x", str(columns), "-y", str(lines))

    def kill(self, signal: Signals) -> None:
        """Send the program a signal."""
        os.kill(self._pid, signal)

    def expect_copies(self) -> None:
        """Let programs set tmux's buffers, which they may not do by default."""
        self._tmux("set-option", "-s", "set-clipboard", "on")

    def copied(self) -> str:
        """Return tmux's newest buffer."""
        return self._tmux("show-buffer") if self._tmux("list-buffers") else ""

    @property
    def exit_status(self) -> int | None:
        """What the program ended with, minus the signal that killed it; tmux 3.3 or later tells both."""
        dead, status, number = (self._state or self._ask(_STATE)).split(":")
        if number:
            return -int(number)
        if status:
            return int(status)
        if dead == "1":  # tmux 3.3 can miss that its child has ended, and looks again when told to
            os.kill(int(self._ask("#{pid}")), Signals.SIGCHLD)
        return None

    def stop(self) -> None:
        """End the server, and with it the program."""
        if not self._stopped:
            self._stopped = True
            path = self._ask("#{socket_path}")
            self._tmux("kill-server")
            os.unlink(path)  # tmux leaves it behind

    def advance(self, seconds: float) -> None:
        """Let a moment pass."""
        self._state = ""
        self._never.wait(min(seconds, _LOOK_SECONDS))
