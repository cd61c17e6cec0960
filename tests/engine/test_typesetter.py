"""Jobs that may wait a moment: done soon, once however often they are asked for, and never while nobody asks."""

import threading
from collections.abc import Iterator

import pytest

from qmux.engine.typesetter import FRAMES_PER_SECOND, Typesetter
from tests.engine.stand_ins import SECONDS


@pytest.fixture
def typesetter() -> Iterator[Typesetter]:
    """Return one that is stopped at the end."""
    made = Typesetter()
    yield made
    made.stop()


class Job:
    """Counts its calls; the first stops until it is let go."""

    def __init__(self, waits: bool = False) -> None:
        self.calls = 0
        self.begun = threading.Semaphore(0)
        self.go_on = threading.Event()
        if not waits:
            self.go_on.set()

    def __call__(self) -> None:
        """Be done."""
        self.calls += 1
        self.begun.release()
        assert self.go_on.wait(SECONDS)

    def await_begun(self) -> None:
        """Wait until it is begun once more."""
        assert self.begun.acquire(timeout=SECONDS)


def test_a_job_is_done_in_another_thread(typesetter: Typesetter) -> None:
    job, names = Job(), []
    typesetter.ask(lambda: names.append(threading.current_thread().name))
    typesetter.ask(job)
    job.await_begun()
    assert names == ["typesetter"]


def test_what_is_asked_for_while_it_waits_is_done_once(typesetter: Typesetter) -> None:
    first, job, last = Job(waits=True), Job(), Job()
    typesetter.ask(first)
    first.await_begun()
    for _ in range(100):
        typesetter.ask(job)
    typesetter.ask(last)
    first.go_on.set()
    job.await_begun()
    last.await_begun()
    assert job.calls == 1


def test_what_is_asked_for_after_it_began_is_done_once_more(typesetter: Typesetter) -> None:
    job = Job(waits=True)
    typesetter.ask(job)
    job.await_begun()
    typesetter.ask(job)
    job.go_on.set()
    job.await_begun()


def test_a_job_is_done_at_most_so_often(typesetter: Typesetter, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("qmux.engine.typesetter.time.monotonic", lambda: now[0])
    job, other = Job(), Job()
    typesetter.ask(job)
    job.await_begun()
    typesetter.ask(job)
    typesetter.ask(other)
    other.await_begun()
    assert job.calls == 1
    now[0] += 1 / FRAMES_PER_SECOND
    typesetter.ask(job)
    job.await_begun()


def test_a_mistake_in_one_job_does_not_end_the_others(typesetter: Typesetter) -> None:
    def mistaken() -> None:
        raise ValueError

    job = Job()
    typesetter.ask(mistaken)
    typesetter.ask(job)
    job.await_begun()


def test_nothing_is_begun_after_the_end() -> None:
    typesetter, job = Typesetter(), Job()
    before = threading.active_count()
    typesetter.stop()
    typesetter.ask(job)
    assert job.calls == 0 and threading.active_count() <= before
