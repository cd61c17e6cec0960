"""Emulator: MB/s of one busy pane that shows five kinds of output, written to a pty by `cat`.

A pane of qmux, fed by a worker's thread 4 KB at a time, and a detached tmux take turns; stock pyte.Screen beside.
"""

import os
import pty
import subprocess
import sys
import time
import tty
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pyte

from qmux import threads
from qmux.terminal.gate import Gate
from qmux.terminal.pane import Pane
from tests.bench import player
from tests.bench.figures import Figure, median, speed_ratio
from tests.bench.peers import TMUX, tmux
from tests.bench.workloads import WORKLOADS, Workload

ROUNDS = 5
BYTES = 12_000_000
PYTE_BYTES = 1_000_000  # a fiftieth of the speed: more would only take longer
HISTORY_LINES = 10_000


def measure() -> Iterator[Figure]:
    """Yield the rows of the emulator's speed."""
    for workload in WORKLOADS:
        ours, theirs, stock = [], [], []
        for _ in range(ROUNDS):
            ours.append(_qmux(workload))
            if TMUX:
                theirs.append(_tmux(workload))
            stock.append(_pyte(workload))
        name = f"emulator, {workload.name}"
        if TMUX:
            yield speed_ratio(f"{name}: qmux / tmux", ours, theirs, workload.least)
        times = median(ours) / median(stock)
        yield Figure(
            f"{name}: stock pyte", f"{median(stock):.2f} MB/s; qmux {median(ours):.1f} MB/s, {times:.0f} x"
        )


def _qmux(workload: Workload) -> float:
    """Feed a pane in a worker's thread, as a session's pane is."""
    pane = Pane(workload.columns, workload.lines, HISTORY_LINES, Gate(), lambda: None)
    speeds: list[float] = []
    worker = threads.start("bench", lambda: speeds.append(_speed(workload, BYTES, pane.feed_bytes)))
    worker.join()
    return speeds[0]


def _pyte(workload: Workload) -> float:
    screen = pyte.Screen(workload.columns, workload.lines)
    return _speed(workload, PYTE_BYTES, pyte.ByteStream(screen).feed)


def _speed(workload: Workload, size: int, feed: Callable[[bytes], None]) -> float:
    """Return the MB/s at which `feed` takes what `cat` writes to a raw pty, 4 KB at a time."""
    with TemporaryDirectory() as home:
        path = Path(home, "output")
        size = path.write_bytes(workload.data(size))
        master, slave = pty.openpty()
        tty.setraw(slave)
        begun = time.monotonic()
        with subprocess.Popen(["cat", path], stdin=slave, stdout=slave):
            os.close(slave)
            while data := _read(master):
                feed(data)
            seconds = time.monotonic() - begun
        os.close(master)
    return size / 1e6 / seconds


def _read(master: int) -> bytes:
    try:
        return os.read(master, 65536)
    except OSError:  # the last writer has gone
        return b""


def _tmux(workload: Workload) -> float:
    with TemporaryDirectory() as home, tmux() as peer:
        path, result = Path(home, "output"), Path(home, "result")
        size = path.write_bytes(workload.data(BYTES))
        os.mkfifo(result)
        words = (sys.executable, player.__file__, str(path), str(result))
        peer.detached(workload.columns, workload.lines, HISTORY_LINES, *words)
        return size / 1e6 / float(result.read_text())
