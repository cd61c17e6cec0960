"""Memory: a process with ten panes, each with 10,000 lines of colored scrollback, beside a tmux server with such.

"The program" is a qmux in whose sessions the same text came as a reply: conversations and the database count.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench import panes, player
from tests.bench.driver import rss
from tests.bench.figures import Figure, judged, megabytes, size_ratio
from tests.bench.peers import TMUX, qmux, tmux
from tests.bench.workloads import markdown
from tests.fake_api import FakeApi
from tests.fake_api.script import Reply

SESSIONS = 10
COLUMNS, LINES = 120, 40
HISTORY_LINES = 10_000
LIMIT = 125_000_000


def measure() -> Iterator[Figure]:
    """Yield the rows of memory."""
    with TemporaryDirectory() as home:
        path = Path(home, "output")
        path.write_bytes(_text())
        bare, full = _qmux(path)
        if TMUX:
            yield size_ratio("memory: qmux / tmux, 10 panes", bare, _tmux(Path(home), path), 0.8)
    yield judged("memory: with full output buffers", megabytes(full), "< 125 MB", full < LIMIT)
    yield Figure("memory: the program, 10 such replies", megabytes(_program()))


def _text() -> bytes:
    """Return as many lines as fill a pane and its scrollback but for one: at its limit tmux drops a tenth of it."""
    lines = cycle(markdown().splitlines(keepends=True))
    return b"".join(islice(lines, HISTORY_LINES + LINES - 2))


def _qmux(path: Path) -> tuple[int, int]:
    """Return the bytes of a process with full panes, and then with full output buffers as well."""
    words = (
        sys.executable,
        "-m",
        panes.__name__,
        str(path),
        *map(str, (SESSIONS, COLUMNS, LINES, HISTORY_LINES)),
    )
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        bare = _when_full(process)
        process.stdin.write("\n")
        process.stdin.flush()
        full = _when_full(process)
        process.stdin.close()
    return bare, full


def _when_full(process: "subprocess.Popen[str]") -> int:
    assert process.stdout is not None
    line = process.stdout.readline()
    if "full" not in line:
        raise RuntimeError(f"the process with the panes ended early: {line!r}")
    return rss(process.pid)


def _program() -> int:
    """Return the bytes of a real qmux in whose sessions such a text came as a model's reply."""
    with FakeApi() as api:
        api.default = lambda request: Reply(_text().decode())
        with qmux(env={"ANTHROPIC_API_KEY": "x", "ANTHROPIC_BASE_URL": api.url}) as program:
            program.wait_for("q>")
            for number in range(SESSIONS):
                if number:
                    program.send(b"\x0e")
                program.settle(0.2)
                program.send(b"go\r")
                api.wait_for_requests(number + 1)
                program.settle(1.0)
            return rss(program.pid)


def _tmux(home: Path, path: Path) -> int:
    """Return the bytes of a server whose panes have shown the file at `path`."""
    result = home / "result"
    os.mkfifo(result)
    command = (sys.executable, player.__file__, str(path), str(result))
    with tmux() as peer:
        peer.detached(COLUMNS, LINES, HISTORY_LINES, *command)
        result.read_text()
        for _ in range(SESSIONS - 1):
            peer.run("new-window", *command)
            result.read_text()
        return rss(int(peer.run("display-message", "-p", "#{pid}")))
