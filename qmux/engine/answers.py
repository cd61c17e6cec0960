"""AnswerBox: where a worker waits for its user's answer to a question.

Owns the hand-over of one answer at a time. The worker's thread expects and takes; the main thread puts.
"""

import threading

from qmux.cancel import CancelToken


class AnswerBox:
    """A place for one answer."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._expected = False
        self._answer: str | None = None

    def expect(self) -> None:
        """Get ready for an answer; an earlier one is forgotten."""
        with self._condition:
            self._expected = True
            self._answer = None

    def put(self, answer: str) -> bool:
        """Hand over the answer; return False if nobody waits for one."""
        with self._condition:
            if not self._expected:
                return False
            self._expected = False
            self._answer = answer
            self._condition.notify_all()
        return True

    def take(self, cancel: CancelToken) -> str:
        """Block until there is an answer and return it; raises Cancelled through `cancel`."""
        forget = cancel.on_cancel(self._wake)
        try:
            with self._condition:
                self._condition.wait_for(lambda: self._answer is not None or cancel.cancelled)
                self._expected = False
                cancel.check()
                assert self._answer is not None
                return self._answer
        finally:
            forget()

    def _wake(self) -> None:
        with self._condition:
            self._condition.notify_all()
