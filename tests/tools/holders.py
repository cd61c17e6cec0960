"""Processes awaited by the pipe that they hold open, without asking again and again whether they live."""

import os
from pathlib import Path


class Holders:
    """A named pipe: processes that have it open for writing are awaited by its end."""

    def __init__(self, path: Path) -> None:
        os.mkfifo(path)
        self.path = path
        self._descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        os.set_blocking(self._descriptor, True)

    def wait_until_gone(self) -> str:
        """Block until nobody holds it any more; return what was written."""
        with open(self._descriptor, encoding="utf-8") as pipe:
            return pipe.read()
