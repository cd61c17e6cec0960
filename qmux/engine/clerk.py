"""Clerk: work on files and on the whole database for the user, off the main thread.

Owns the thread that each such job gets, and the way back to the main thread. Leaves what is done to archive.py.
"""

from collections.abc import Callable
from typing import TypeVar

from qmux import threads
from qmux.engine.mailbox import Mailbox
from qmux.errors import RetryableError, UserError

T = TypeVar("T")


class Clerk:
    """Does what it is given, each job in a thread of its own."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    def do(self, name: str, work: Callable[[], T], done: Callable[[T], None]) -> None:
        """Do `work` in a thread called `name`, then call `done` with its result on the main thread.

        A UserError or RetryableError of `work` is raised there instead, as if the main thread had met it.
        """

        def run() -> None:
            try:
                result = work()
            except (UserError, RetryableError) as error:
                problem = error  # the name of an except clause does not outlive it
                self._mailbox.post(lambda: _raise(problem))
            else:
                self._mailbox.post(lambda: done(result))

        threads.start(name, run)


def _raise(error: Exception) -> None:
    raise error
