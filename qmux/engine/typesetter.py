"""Typesetter: the one thread that draws what may be drawn a moment later: the open ends of replies.

Words may come by the hundred in a second, and drawing an open paragraph costs a millisecond or two: each job is done
at most FRAMES_PER_SECOND times a second, however often it is asked for, and always once after the last time. Owns the
thread, which waits without a timeout while nothing is asked for. Leaves what a job does to the transcripts.
Any thread may call it.
"""

import threading
import time
from collections.abc import Callable

from qmux import log, threads

FRAMES_PER_SECOND = 30

Job = Callable[[], None]


class Typesetter:
    """See the module's docstring; the thread begins with the first job."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._due: dict[Job, float] = {}  # monotonic seconds
        self._done: dict[Job, float] = {}  # when those were last begun that may not be begun again yet
        self._running = False
        self._stopped = False

    def ask(self, job: Job) -> None:
        """Do `job` as soon as it may be done again. Equal jobs are one."""
        with self._condition:
            if self._stopped:
                return
            now = time.monotonic()
            self._due.setdefault(job, max(now, self._done.get(job, now - 1) + 1 / FRAMES_PER_SECOND))
            if not self._running:
                self._running = True
                threads.start("typesetter", self._work)
            self._condition.notify_all()

    def stop(self) -> None:
        """Let the thread end; what is asked for and not begun is dropped."""
        with self._condition:
            self._stopped = True
            self._condition.notify_all()

    def _work(self) -> None:
        while (job := self._next()) is not None:
            try:
                job()
            except Exception as error:  # noqa: BLE001 - one session's bug must not end the others' drawing
                log.exception("the open end of a reply could not be drawn", error)

    def _next(self) -> Job | None:
        with self._condition:
            while not self._stopped:
                now = time.monotonic()
                job = min(self._due, key=self._due.__getitem__, default=None)
                if job is not None and self._due[job] <= now:
                    del self._due[job]
                    self._done = {
                        one: at for one, at in self._done.items() if at > now - 1 / FRAMES_PER_SECOND
                    }
                    self._done[job] = now
                    return job
                self._condition.wait(self._due[job] - now if job is not None else None)
            return None
