"""Background: what goes to the terminal while nine sessions that are not shown stream at full speed."""

import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.driver import Program, usage
from tests.bench.figures import Figure, judged
from tests.bench.idle import calm
from tests.bench.peers import configure, qmux
from tests.bench.server import EndlessServer, endless_server

SESSIONS = 9
SECONDS = 10.0
SETTINGS = f"[api]\nmax_concurrent_api_calls = {SESSIONS}\n"


def measure() -> Iterator[Figure]:
    """Yield the row of the background: nobody waits, so that the overlay has nothing to change."""
    with endless_server() as server, TemporaryDirectory() as home:
        configure(Path(home), SETTINGS)
        with qmux(home=Path(home), env=server.environment) as program:
            program.wait_for("q>")
            _set_to_work(program, server)
            calm(program)
            ticks, _ = usage(program.pid)
            sent, streaming = _sent(program), server.active()
            ticks = usage(program.pid)[0] - ticks
    value = f"{sent} bytes in {SECONDS:.0f} s, {streaming} replies streaming, {ticks} CPU ticks"
    yield judged("background: 9 streaming sessions", value, "0 bytes", sent == 0 and streaming == SESSIONS)


def _set_to_work(program: Program, server: EndlessServer) -> None:
    for number in range(SESSIONS):
        program.settle(0.05, 0.5)
        program.send(b"go\r")
        _until_active(program, server, number + 1)
        program.send(b"\x0e")


def _until_active(program: Program, server: EndlessServer, count: int) -> None:
    deadline = time.monotonic() + 20
    while server.active() < count:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{count} replies were to stream; {server.active()} do")
        program.read(0.05)


def _sent(program: Program) -> int:
    before = program.received
    deadline = time.monotonic() + SECONDS
    while (left := deadline - time.monotonic()) > 0:
        program.read(left)
    return program.received - before
