"""What is measured: qmux as a user starts it, and tmux beside it, each in a home of its own."""

import atexit
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, mkdtemp

from tests.bench.driver import Program

COLUMNS, LINES = 200, 50
ROOT = Path(__file__).parent.parent.parent
TMUX = shutil.which("tmux")


def environment(home: Path, more: Mapping[str, str] = {}) -> dict[str, str]:
    """Return a clean environment whose home is `home`, with `more` added."""
    return {
        "HOME": str(home),
        "PATH": os.environ["PATH"],
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "NO_PROXY": "*",
        **more,
    }


def configure(home: Path, settings: str) -> None:
    """Give the qmux whose home is `home` a settings file."""
    directory = home / ".config" / "qmux"
    directory.mkdir(parents=True)
    directory.joinpath("config.toml").write_text(settings)


@cache
def program() -> str:
    """Return the path of a qmux as an ordinary installation has it: a script in a plain virtual environment.

    The script beside this interpreter will not do: an editable installation adds 10 ms of import machinery.
    """
    environment = Path(mkdtemp(prefix="qmux-bench-"))
    atexit.register(rmtree, environment, True)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", "--symlinks", environment], check=True)
    library = Path(sysconfig.get_path("purelib", vars={"base": str(environment)}))
    library.joinpath("qmux.pth").write_text(f"{ROOT}\n{sysconfig.get_path('purelib')}\n")
    script = environment / "bin" / "qmux"
    script.write_text(
        f"#!{environment}/bin/python\nimport sys\nfrom qmux.cli import main\nsys.exit(main())\n"
    )
    script.chmod(0o755)
    return str(script)


@contextmanager
def qmux(*arguments: str, home: Path | None = None, env: Mapping[str, str] = {}) -> Iterator[Program]:
    """Yield a qmux that was just started, in an empty home unless one is given."""
    with (
        TemporaryDirectory() as empty,
        Program([program(), *arguments], environment(home or Path(empty), env), COLUMNS, LINES) as running,
    ):
        yield running


class Tmux:
    """A tmux server of its own, with a client in a pty."""

    def __init__(self, home: Path) -> None:
        self._socket = str(home / "socket")
        self._environment = environment(home)
        self.client: Program | None = None

    def attach(self, *command: str) -> Program:
        """Start the server with one window that runs `command`, and return its client."""
        self.client = Program(self._words("new-session", *command), self._environment, COLUMNS, LINES)
        return self.client

    def detached(self, columns: int, lines: int, history_lines: int, *command: str) -> None:
        """Start the server without a client, with one window of this size that runs `command`."""
        limit = ("set-option", "-g", "history-limit", str(history_lines), ";")
        size = ("-x", str(columns), "-y", str(lines))
        self.run("start-server", ";", *limit, "new-session", "-d", *size, *command)

    def run(self, *words: str) -> str:
        """Give the server a command and return what it prints."""
        ended = subprocess.run(
            self._words(*words), env=self._environment, capture_output=True, text=True, check=True
        )
        return ended.stdout.strip()

    def stop(self) -> None:
        """End the server and the client."""
        self.run("kill-server")
        if self.client is not None:
            self.client.stop()

    def _words(self, *words: str) -> list[str]:
        assert TMUX is not None
        return [TMUX, "-S", self._socket, "-f", "/dev/null", *words]


@contextmanager
def tmux() -> Iterator[Tmux]:
    """Yield a tmux that has not been started yet."""
    with TemporaryDirectory() as home:
        peer = Tmux(Path(home))
        try:
            yield peer
        finally:
            peer.stop()
