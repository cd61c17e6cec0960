"""Start: from exec to the first full frame, in turn with tmux, and the cost of an interpreter that does nothing."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.figures import Figure, milliseconds, time_ratio
from tests.bench.peers import TMUX, configure, program, qmux, tmux

ROUNDS = 15
SETTINGS = "[ui]\nhistory_lines = 5000\n"


def measure() -> Iterator[Figure]:
    """Yield the start-up rows."""
    program()  # made before the clock runs
    plain, configured, peer, floor = [], [], [], []
    for _ in range(ROUNDS):
        plain.append(_qmux(""))
        configured.append(_qmux(SETTINGS))
        floor.append(_interpreter())
        if TMUX:
            peer.append(_tmux())
    yield Figure("start: python -c pass", milliseconds(floor))
    yield Figure("start: qmux", milliseconds(plain))
    yield Figure("start: qmux with settings", milliseconds(configured))
    if TMUX:
        yield time_ratio("start: qmux / tmux new-session", plain, peer, 2)
        yield time_ratio("start: the same with settings", configured, peer, 3)


def _qmux(settings: str) -> float:
    with TemporaryDirectory() as home:
        if settings:
            configure(Path(home), settings)
        with qmux(home=Path(home)) as running:
            return running.wait_for("q>") - running.started


def _tmux() -> float:
    with tmux() as peer:
        client = peer.attach("cat")
        return client.wait_for("[0]") - client.started


def _interpreter() -> float:
    started = time.monotonic()
    subprocess.run([Path(program()).with_name("python"), "-c", "pass"], check=True)
    return time.monotonic() - started
