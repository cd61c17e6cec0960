"""Patience: how long a tool that searches may go on.

Owns the check between two steps of work. Leaves commands to process.py, which cannot be asked. One thread at a time.
"""

import time
from collections.abc import Callable

from qmux.cancel import CancelToken
from qmux.tools.base import ToolMistakeError


class Patience:
    """A time limit in seconds from now on, and a cancel; `timeout` is asked when it seems to be over."""

    def __init__(self, timeout: Callable[[], float], cancel: CancelToken) -> None:
        self._timeout = timeout
        self._cancel = cancel
        self._limit = timeout()
        self._began = time.monotonic()

    def check(self) -> None:
        """Go on, or raise.

        Raises:
            Cancelled: through the token.
            ToolMistakeError: the time is over.
        """
        self._cancel.check()
        if time.monotonic() - self._began < self._limit:
            return
        self._limit = self._timeout()
        if time.monotonic() - self._began >= self._limit:
            raise ToolMistakeError(
                f"This took longer than the time limit of {self._limit:g} s. Ask for less at once."
            )
