"""Worker: a session's thread. It takes jobs one at a time, can be cancelled at once, and contains its crashes.

Owns the thread, its inbox and the cancel token of the job under way. Leaves what a job does to turn.py and what a
crash means to the coordinator. The main thread calls every public method; jobs run in the worker's own thread.
"""

import threading
from collections import deque
from collections.abc import Callable

from qmux import log, threads
from qmux.cancel import CancelToken
from qmux.engine.turn import TurnRunner
from qmux.errors import Cancelled

Job = Callable[[CancelToken], None]


class Worker:
    """One thread working for one session; `generation` tells it from those abandoned before it."""

    def __init__(
        self, name: str, generation: int, runner: TurnRunner, crashed: Callable[[BaseException], None]
    ) -> None:
        self.generation = generation
        self.runner = runner
        self._name = name
        self._crashed = crashed
        self._condition = threading.Condition()
        self._jobs: deque[tuple[Job, CancelToken]] = deque()
        self._cancel = CancelToken()
        self._stopped = False
        self._busy = False
        self._thread = threads.start(name, self._work)

    @property
    def idle(self) -> bool:
        """Whether no job is under way or waiting."""
        with self._condition:
            return not self._busy and not self._jobs

    def do(self, job: Job) -> None:
        """Run `job` in the worker's thread, after those before it."""
        with self._condition:
            self._jobs.append((job, CancelToken()))
            self._condition.notify_all()

    def cancel(self) -> None:
        """Stop the job under way at once; one that waits finds itself cancelled when it starts."""
        with self._condition:
            tokens = [self._cancel, *(token for _, token in self._jobs)]
        for token in tokens:
            token.cancel()

    def stop(self) -> None:
        """Cancel the job under way and let the thread end."""
        with self._condition:
            self._stopped = True
            self._condition.notify_all()
        self.cancel()

    def abandon(self) -> None:
        """Give up on a thread that does not end: what it holds is released, what it still does is dropped."""
        self.stop()
        self.runner.release()
        log.warning(f"{self._name} did not stop and was abandoned", self._name)

    def join(self, timeout: float) -> bool:
        """Wait at most `timeout` seconds for the thread to end; return whether it did."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _work(self) -> None:
        while (job := self._next()) is not None:
            try:
                job(self._cancel)  # the token that came with the job
            except Cancelled:
                log.debug("a job ended by its cancel token", self._name)
            except Exception as error:  # noqa: BLE001 - one session's bug must not end the others
                log.exception("the session's thread failed", error, self._name)
                self._crashed(error)
        self.runner.close()

    def _next(self) -> Job | None:
        with self._condition:
            self._busy = False
            self._condition.wait_for(lambda: self._jobs or self._stopped)
            if self._stopped:
                return None
            self._busy = True
            job, self._cancel = self._jobs.popleft()
            return job
