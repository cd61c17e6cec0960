"""Echo: from a key to its character on the screen, with five sessions at full output speed and without any."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.bench.driver import Program
from tests.bench.figures import milliseconds, quantile, row
from tests.bench.peers import qmux

PRESSES = 300
SESSIONS = 5

# The server runs in a process of its own: in ours it would slow the clock that measures.
_SERVER = """
import sys
from tests.fake_api import FakeApi
from tests.fake_api.script import Endless, Reply
from tests.bench.text import markdown
with FakeApi() as api:
    api.default = lambda request: Reply(Endless(markdown(20)))
    print(api.url, flush=True)
    sys.stdin.read()
"""


def measure() -> None:
    """Print the rows of echo."""
    with _server() as url, qmux(env={"ANTHROPIC_API_KEY": "x", "ANTHROPIC_BASE_URL": url}) as program:
        program.wait_for("q>")
        program.settle(0.5)
        floor = _presses(program)
        for number in range(SESSIONS):
            program.send(b"\x15go\r")
            if number < SESSIONS - 1:
                program.settle(0.05, 0.5)
                program.send(b"\x0e")
                program.settle(0.05, 0.5)
        program.send(b"\x0e")  # a quiet session to type in, the others at work behind it
        program.settle(0.05, 1.0)
        before = program.received
        busy = _presses(program)
        sent = program.received - before
    row("echo: no load", milliseconds(floor))
    reached = "reached" if quantile(busy, 0.99) < 0.01 else "MISSED"
    row("echo: 5 sessions at full speed", milliseconds(busy), f"p99 < 10 ms: {reached}")
    row("echo: bytes a key, 5 in background", f"{sent / PRESSES:.0f} bytes")


def _presses(program: Program) -> list[float]:
    times = []
    for number in range(PRESSES):
        character = chr(ord("a") + number % 26)
        pressed = program.send(character.encode())
        times.append(program.wait_for(character, 5.0) - pressed)
        if number % 26 == 25:
            program.send(b"\x15")
            program.settle(0.02, 0.2)
    program.send(b"\x15")
    program.settle(0.05, 0.5)
    return times


@contextmanager
def _server() -> Iterator[str]:
    """Yield the URL of a server whose replies never end."""
    server = subprocess.Popen(
        [sys.executable, "-c", _SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    try:
        yield server.stdout.readline().strip()
    finally:
        server.kill()
        server.communicate()
