"""Echo: from a key to its character on the screen, with five sessions at full output speed and without any."""

from collections.abc import Iterator

from tests.bench.driver import Program
from tests.bench.figures import Figure, judged, milliseconds, quantile
from tests.bench.peers import qmux
from tests.bench.server import endless_server

PRESSES = 300
SESSIONS = 5


def measure() -> Iterator[Figure]:
    """Yield the rows of echo."""
    with endless_server() as server, qmux(env=server.environment) as program:
        program.wait_for("q>")
        program.settle(0.5)
        floor = presses(program)
        for number in range(SESSIONS):
            program.send(b"\x15go\r")
            if number < SESSIONS - 1:
                program.settle(0.05, 0.5)
                program.send(b"\x0e")
                program.settle(0.05, 0.5)
        program.send(b"\x0e")  # a quiet session to type in, the others at work behind it
        program.settle(0.05, 1.0)
        before = program.received
        busy = presses(program)
        sent = program.received - before
    yield Figure("echo: no load", milliseconds(floor))
    fast = quantile(busy, 0.99) < 0.01
    yield judged("echo: 5 sessions at full speed", milliseconds(busy), "p99 < 10 ms", fast)
    yield Figure("echo: bytes a key, 5 in background", f"{sent / PRESSES:.0f} bytes")


def presses(program: Program) -> list[float]:
    """Type letters; return the seconds until each stands on the screen."""
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
