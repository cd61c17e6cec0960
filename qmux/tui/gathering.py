"""Gathering: what is written for a frame, gathered into one write.

An ncurses that was built with its terminal driver, as Debian's is, empties its buffer after each move of the cursor:
a whole screen of 50 lines comes in as many writes, each of which wakes whoever reads the terminal. So while a frame
is drawn, the descriptor that curses writes to stands for a file in memory. What was in it, written at once, takes
0.65 of the time (0.34 ms to 0.53 for 8 KB); an SSH connection carries fewer packets, and nobody sees half a frame.

Where there are no files in memory (they are Linux's) everything is written as it comes. Main thread only.
"""

import os
import select

TYPE_CHECKING = False  # typing itself is slow to import, and the first frame waits for this module
if TYPE_CHECKING:
    from types import TracebackType


class Gathering:
    """Gathers what is written to a descriptor inside a `with` statement, and writes it at its end.

    The first time everything passes as it comes, since curses then has settings of the terminal itself to make.

    Arguments:
        output: the terminal's descriptor.
    """

    def __init__(self, output: int) -> None:
        self._output = output
        self._terminal = os.dup(output)
        self._memory = _file_in_memory()
        self._gathers = False

    def pass_next(self) -> None:
        """Let the next frame pass as the first one did: the terminal was the shell's meanwhile."""
        self._gathers = False

    def __enter__(self) -> None:
        """Begin to gather."""
        if self._gathers and self._memory is not None:
            os.dup2(self._memory, self._output)

    def __exit__(
        self, kind: "type[BaseException] | None", error: "BaseException | None", trace: "TracebackType | None"
    ) -> None:
        """Write what was gathered, whatever happened."""
        if self._gathers and self._memory is not None:
            os.dup2(self._terminal, self._output)
            self._write(self._memory)
        self._gathers = True

    def _write(self, memory: int) -> None:
        size = os.lseek(memory, 0, os.SEEK_CUR)
        if size:
            os.lseek(memory, 0, os.SEEK_SET)
            write_all(self._output, os.pread(memory, size, 0))


def write_all(descriptor: int, data: bytes) -> None:
    """Write `data` to a terminal, waiting while it takes no more; a terminal that is gone takes it and shows nothing.

    Whoever shares the terminal with us may have made it non-blocking, so that a write of much data is refused.
    """
    while data:
        try:
            data = data[os.write(descriptor, data) :]
        except BlockingIOError:
            select.select([], [descriptor], [])
        except OSError:  # the terminal is gone, and reading from it says so
            return


def _file_in_memory() -> int | None:
    try:
        return os.memfd_create("frame")
    except (AttributeError, OSError):
        return None
