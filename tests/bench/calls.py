"""Calls: a hundred tool calls in ten sessions at once, and from Ctrl-C to an idle session while nine others work."""

import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.driver import Program
from tests.bench.figures import Figure, judged, milliseconds, quantile
from tests.bench.peers import configure, qmux
from tests.fake_api import FakeApi
from tests.fake_api.script import Gate, Hold, Reply, Tool

SESSIONS, CALLS = 10, 10
ROUNDS = 100
SHORT, LONG, STEADY = "echo done", "echo begun; sleep 1000", "sleep 0.2; echo done"
SETTINGS = f"""
[api]
max_concurrent_api_calls = {SESSIONS}
[permissions]
allow = ["execute_bash"]
"""


def measure() -> Iterator[Figure]:
    """Yield the rows of tool calls."""
    with FakeApi() as api, TemporaryDirectory() as home:
        configure(Path(home), SETTINGS)
        variables = {"ANTHROPIC_API_KEY": "x", "ANTHROPIC_BASE_URL": api.url}
        with qmux("--new", "s1", home=Path(home), env=variables) as program:
            program.wait_for("q>")
            for number in range(2, SESSIONS + 1):
                program.settle(0.2)
                program.send(f"/new s{number}\r".encode())
            program.settle(0.5)
            seconds = _all_at_once(program, api)
            times = _cancels(program, api)
    floor = _floor()
    value = f"{seconds:.2f} s; ten threads with the bare commands take {floor:.2f} s"
    yield Figure(f"calls: {SESSIONS * CALLS} in {SESSIONS} sessions", value)
    yield judged("calls: cancel to idle", milliseconds(times), "p99 < 50 ms", quantile(times, 0.99) < 0.05)


def _calls(command: str) -> list[Tool]:
    return [Tool("execute_bash", {"command": command}, f"call_{number}") for number in range(CALLS)]


def _all_at_once(program: Program, api: FakeApi) -> float:
    """Return the seconds from the replies that call to the last request with results."""
    gate = Gate()
    api.when("begin", Reply("I begin.", Hold(gate), *_calls(SHORT)))
    for number in range(1, SESSIONS + 1):
        program.send(f"/switch s{number}\r".encode())
        program.settle(0.1)
        program.send(b"begin\r")
        api.wait_for_requests(number)
    began = time.monotonic()
    gate.release()
    api.wait_for_requests(2 * SESSIONS, 60.0)
    return time.monotonic() - began


def _cancels(program: Program, api: FakeApi) -> list[float]:
    """Return the times from Ctrl-C in one session to its prompt, while the others run commands all the time."""
    program.settle(0.5)
    api.when("work", Reply(*_calls(STEADY)))
    api.when("exit_status", Reply(*_calls(STEADY)))
    api.when("stop me", Reply(Tool("execute_bash", {"command": LONG})))
    for number in range(2, SESSIONS + 1):
        program.send(f"/switch s{number}\r".encode())
        program.settle(0.1, 1.0)
        program.send(b"work\r")
    program.send(b"/switch s1\r")
    program.settle(0.1, 1.0)
    times = []
    for _ in range(ROUNDS):
        program.send(b"stop me\r")
        program.wait_for("begun")
        program.settle(0.02, 0.1)
        times.append(-program.send(b"\x03") + program.wait_for("ACTIVE"))
        program.settle(0.02, 0.1)
    return times


def _floor() -> float:
    """Return how long ten threads take that run the same commands."""

    def run() -> None:
        for _ in range(CALLS):
            subprocess.run(["bash", "-c", SHORT], capture_output=True, check=True)

    threads = [threading.Thread(target=run) for _ in range(SESSIONS)]  # noqa: TID251 - the peer is no part of qmux
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.monotonic() - began
