"""A session's thread does its jobs in order, stops at once when told to, and survives its crashes."""

import threading
from collections.abc import Iterator
from typing import cast

import pytest

from qmux.cancel import CancelToken
from qmux.engine.turn import TurnRunner
from qmux.engine.worker import Job, Worker
from qmux.errors import BugError, Cancelled, UserError
from tests.engine.stand_ins import SECONDS, Obstacle


class Runner:
    """In a turn runner's place: remembers that it was released and closed."""

    def __init__(self) -> None:
        self.released = threading.Event()
        self.closed = threading.Event()

    def release(self) -> None:
        """Give back what is held."""
        self.released.set()

    def close(self) -> None:
        """Close the connections."""
        self.closed.set()


class Crashes:
    """The crashes that a worker reported."""

    def __init__(self) -> None:
        self.errors: list[BaseException] = []
        self.came = threading.Event()

    def __call__(self, error: BaseException) -> None:
        """Take the report."""
        self.errors.append(error)
        self.came.set()


@pytest.fixture
def runner() -> Runner:
    """Return the runner of the test's worker."""
    return Runner()


@pytest.fixture
def crashes() -> Crashes:
    """Return what catches the crashes of the test's worker."""
    return Crashes()


@pytest.fixture
def worker(runner: Runner, crashes: Crashes) -> Iterator[Worker]:
    """Return a worker; its thread has ended in the end."""
    made = Worker("session-1", 3, cast(TurnRunner, runner), crashes)
    yield made
    made.stop()
    assert made.join(SECONDS)


def run(worker: Worker, job: Job) -> None:
    """Give the worker a job, and wait until it has come to the one after it."""
    done = threading.Event()
    worker.do(job)
    worker.do(lambda cancel: done.set())
    assert done.wait(SECONDS)


def fails(error: BaseException) -> Job:
    """Return a job that raises."""

    def job(cancel: CancelToken) -> None:
        raise error

    return job


def test_jobs_run_in_order_in_one_thread(worker: Worker) -> None:
    order: list[tuple[int, str]] = []

    def numbered(number: int) -> Job:
        return lambda cancel: order.append((number, threading.current_thread().name))

    for number in range(20):
        worker.do(numbered(number))
    run(worker, numbered(20))
    assert order == [(number, "session-1") for number in range(21)]


def test_each_job_has_a_token_of_its_own(worker: Worker) -> None:
    tokens: list[CancelToken] = []
    run(worker, tokens.append)
    worker.cancel()
    run(worker, tokens.append)
    assert not tokens[1].cancelled


def test_a_job_under_way_is_cancelled_at_once(worker: Worker, crashes: Crashes) -> None:
    obstacle, seen = Obstacle(), threading.Event()
    worker.do(obstacle)
    obstacle.await_reached()
    worker.cancel()
    worker.do(lambda cancel: seen.set())
    assert seen.wait(SECONDS)
    assert crashes.errors == [], "being cancelled is no crash"


def test_a_queued_job_starts_cancelled(worker: Worker) -> None:
    obstacle = Obstacle(stubborn=True)
    found: list[bool] = []
    worker.do(obstacle)
    worker.do(lambda cancel: found.append(cancel.cancelled))
    obstacle.await_reached()
    worker.cancel()
    obstacle.pass_by()
    run(worker, lambda cancel: found.append(cancel.cancelled))
    assert found == [True, False]


def test_cancelling_an_idle_worker_spoils_nothing(worker: Worker) -> None:
    run(worker, lambda cancel: None)
    worker.cancel()
    run(worker, lambda cancel: cancel.check())


def test_whether_it_is_idle(worker: Worker) -> None:
    obstacle = Obstacle()
    found = [worker.idle]
    worker.do(obstacle)
    found.append(worker.idle)  # also while the job still waits for the thread
    obstacle.await_reached()
    found.append(worker.idle)
    worker.stop()
    worker.join(SECONDS)
    found.append(worker.idle)
    assert found == [True, False, False, True]


@pytest.mark.parametrize(
    "error", [ValueError("bug"), BugError("bug"), UserError("not caught"), MemoryError(), AssertionError()]
)
def test_a_crash_is_reported_and_the_next_job_runs(
    worker: Worker, crashes: Crashes, error: BaseException
) -> None:
    run(worker, fails(error))
    assert crashes.errors == [error]


def test_a_cancelled_job_is_no_crash(worker: Worker, crashes: Crashes) -> None:
    run(worker, fails(Cancelled("stopped")))
    assert crashes.errors == []


def test_stop_cancels_drops_what_waits_and_closes(worker: Worker, runner: Runner) -> None:
    obstacle, late = Obstacle(), threading.Event()
    worker.do(obstacle)
    worker.do(lambda cancel: late.set())
    obstacle.await_reached()
    worker.stop()
    assert worker.join(SECONDS)
    assert runner.closed.is_set()
    assert not late.is_set()


def test_a_thread_that_does_not_stop_is_not_waited_for(worker: Worker, runner: Runner) -> None:
    obstacle = Obstacle(stubborn=True)
    worker.do(obstacle)
    obstacle.await_reached()
    worker.stop()
    assert not worker.join(0.01)
    assert not runner.closed.is_set()
    obstacle.pass_by()


def test_abandoning_gives_back_what_the_thread_holds(worker: Worker, runner: Runner) -> None:
    obstacle = Obstacle(stubborn=True)
    worker.do(obstacle)
    obstacle.await_reached()
    worker.abandon()
    assert runner.released.is_set()
    obstacle.pass_by()


def test_many_threads_may_give_jobs_while_others_cancel(worker: Worker) -> None:
    counted: list[int] = []

    def count(cancel: CancelToken) -> None:
        counted.append(1)

    for _ in range(200):
        worker.do(count)
        worker.cancel()
    run(worker, count)
    assert len(counted) == 201
