"""Overlay: from the end of a background session's reply, at the server, to its name in the corner."""

import time
from collections.abc import Iterator

from tests.bench.figures import Figure, judged, milliseconds, quantile
from tests.bench.peers import qmux
from tests.fake_api import FakeApi
from tests.fake_api.script import Gate, Hold, Reply

ROUNDS = 40


def measure() -> Iterator[Figure]:
    """Yield the row of the overlay."""
    with FakeApi() as api:
        variables = {"ANTHROPIC_API_KEY": "x", "ANTHROPIC_BASE_URL": api.url}
        with qmux("--new", "hidden", env=variables) as program:
            program.wait_for("q>")
            program.settle(0.5)
            program.send(b"/new shown\r")
            program.settle(0.5)
            times = []
            for _ in range(ROUNDS):
                gate = Gate()
                api.enqueue(Reply("done", Hold(gate)))
                program.send(b"\x1b1")
                program.settle(0.1)
                program.send(b"go\r")
                gate.reached.wait(5)
                program.send(b"\x1b2")
                program.settle(0.15)
                released = time.monotonic()
                gate.release()
                times.append(program.wait_for("[hidden]") - released)
    yield judged("overlay: event to screen", milliseconds(times), "p99 < 20 ms", quantile(times, 0.99) < 0.02)
