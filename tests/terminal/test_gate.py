"""The gate's order: the main thread first, workers as they came; and its rests."""

import threading
import time
from threading import Thread  # noqa: TID251 - the type only

import pytest

from qmux import threads
from qmux.terminal import gate as gate_module
from qmux.terminal.gate import Gate

DEADLINE = 10.0


def wait_for_waiters(gate: Gate, count: int) -> None:
    """Wait until `count` threads queue at the gate."""
    end = time.monotonic() + DEADLINE
    while len(gate._waiters) < count:
        assert time.monotonic() < end, f"{len(gate._waiters)} of {count} threads queue"
        threading.Event().wait(0.001)


class Order:
    """Notes who came through the gate, in order."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        self.names: list[str] = []
        self.threads: list[Thread] = []

    def come(self, name: str) -> None:
        with self.gate.hold():
            self.names.append(name)

    def start(self, name: str) -> None:
        self.threads.append(threads.start(name, lambda: self.come(name)))

    def join(self) -> list[str]:
        for thread in self.threads:
            thread.join(DEADLINE)
            assert not thread.is_alive()
        return self.names


def test_workers_are_first_come_first_served() -> None:
    gate = Gate()
    order = Order(gate)
    with gate.hold():
        for number in range(6):
            order.start(str(number))
            wait_for_waiters(gate, number + 1)
    assert order.join() == ["0", "1", "2", "3", "4", "5"]


def test_the_main_thread_goes_to_the_front() -> None:
    gate = Gate()
    order = Order(gate)
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        with gate.hold():
            held.set()
            assert release.wait(DEADLINE)

    def let_go() -> None:
        wait_for_waiters(gate, 4)  # three workers and the main thread
        release.set()

    holder = threads.start("holder", hold)
    assert held.wait(DEADLINE)
    for number in range(3):
        order.start(str(number))
        wait_for_waiters(gate, number + 1)
    releaser = threads.start("releaser", let_go)
    order.come("main")
    assert order.join() == ["main", "0", "1", "2"]
    holder.join(DEADLINE)
    releaser.join(DEADLINE)


def test_the_gate_is_free_again_after_an_error() -> None:
    gate = Gate()
    with pytest.raises(ZeroDivisionError), gate.hold():
        raise ZeroDivisionError
    with gate.hold():
        pass


def seconds_of_a_worker(gate: Gate) -> float:
    """Return how long a worker takes to hold and let go of the gate."""
    took: list[float] = []

    def work() -> None:
        start = time.monotonic()
        with gate.hold():
            pass
        took.append(time.monotonic() - start)

    threads.start("worker", work).join(DEADLINE)
    return took[0]


def test_a_worker_rests_only_after_a_key_and_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate_module, "REST_SECONDS", 0.2)
    monkeypatch.setattr(gate_module, "WORK_SECONDS", 0.0)
    gate = Gate()
    assert seconds_of_a_worker(gate) < 0.2
    gate.key_pressed()
    assert seconds_of_a_worker(gate) >= 0.2
    monkeypatch.setattr(gate_module, "WORK_SECONDS", DEADLINE)
    assert seconds_of_a_worker(gate) < 0.2


def test_the_main_thread_cuts_a_rest_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate_module, "WORK_SECONDS", 0.0)
    monkeypatch.setattr(gate_module, "REST_SECONDS", DEADLINE)
    gate = Gate()
    gate.key_pressed()
    held = threading.Event()

    def work() -> None:
        with gate.hold():
            held.set()

    worker = threads.start("worker", work)
    assert held.wait(DEADLINE)
    start = time.monotonic()
    with gate.hold():
        pass
    assert time.monotonic() - start < DEADLINE / 2
    worker.join(DEADLINE)
