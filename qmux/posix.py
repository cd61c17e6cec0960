"""What POSIX offers beyond the portable os module: file locks, terminal modes, terminal sizes, process groups.

The home of fcntl and termios; importable on Windows, where msvcrt makes locks and terminal modes raise
UserError. Leaves which file is locked, and full-screen modes, to its callers. Any thread may call any
function; a lock belongs to the file descriptor, not to a thread.
"""

import os
import sys

from qmux.errors import UserError

if sys.platform == "win32":
    import _winapi
    import msvcrt

    _SYNCHRONIZE = 0x00100000  # the right to wait for a process
else:
    import fcntl
    import select
    import termios

TYPE_CHECKING = False  # typing itself is slow to import, and the first frame waits for this module
if TYPE_CHECKING:
    from typing import Any

    # What termios.tcgetattr returns: flags, speeds and control characters; only handed back, never looked into.
    TerminalState = list[Any]

# POSIX fixes these numbers in kill(1); the signal module would cost the start a millisecond.
_TERM, _KILL = 15, 9

DEFAULT_SIZE = (80, 24)  # columns, lines: what a terminal that says 0x0 is taken for, as ncurses does


def hold_lock(path: str) -> int | None:
    """Lock the file at `path` for this process, making it if need be, without waiting.

    Returns:
        The open file descriptor that holds the lock until it is closed (also by the process's death), or None
        if another living process holds it. Children do not inherit it over exec.

    Raises:
        OSError: the file cannot be made, or its file system has no locks.
    """
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        if not _lock(descriptor):
            os.close(descriptor)
            return None
        if _is_open_at(descriptor, path):
            return descriptor
        os.close(descriptor)  # its last holder removed the file between our open and our lock: begin again


def lock_is_held(path: str) -> bool:
    """Return whether a living process holds the lock at `path`; a missing file is held by nobody.

    Raises:
        OSError: the file cannot be opened.
    """
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        return not _lock(descriptor)
    finally:
        os.close(descriptor)


def window_size(descriptor: int) -> tuple[int, int]:
    """Return (columns, lines) of the terminal behind `descriptor`; 0x0 counts as 80x24.

    Raises:
        OSError: it is no terminal.
    """
    columns, lines = os.get_terminal_size(descriptor)
    return columns or DEFAULT_SIZE[0], lines or DEFAULT_SIZE[1]


def _is_open_at(descriptor: int, path: str) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(path))
    except FileNotFoundError:
        return False


if sys.platform == "win32":

    def _lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

    def save_terminal(descriptor: int) -> "TerminalState":
        """Raise UserError: Windows consoles have no termios."""
        raise UserError("This needs a POSIX terminal, which Windows does not have.")

    def restore_terminal(descriptor: int, state: "TerminalState") -> None:
        """Raise UserError: Windows consoles have no termios."""
        raise UserError("This needs a POSIX terminal, which Windows does not have.")

    def terminate_group(leader: int) -> None:
        """End the process `leader`. Windows has no process groups to signal: its children live on."""
        kill_group(leader)

    def kill_group(leader: int) -> None:
        """End the process `leader`, as terminate_group() does."""
        try:
            os.kill(leader, _TERM)
        except OSError:  # it is over
            return

    def wait_unreaped(pid: int) -> None:
        """Block until the child `pid` is over; its number stays its own while somebody has a handle to it."""
        handle = _winapi.OpenProcess(_SYNCHRONIZE, False, pid)
        try:
            _winapi.WaitForSingleObject(handle, _winapi.INFINITE)
        finally:
            _winapi.CloseHandle(handle)

else:

    def _lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def save_terminal(descriptor: int) -> "TerminalState":
        """Return the modes of the terminal behind `descriptor`, for restore_terminal().

        Raises:
            OSError: it is no terminal, or the terminal is gone.
        """
        try:
            return termios.tcgetattr(descriptor)
        except termios.error as exc:
            raise OSError(*exc.args) from exc

    def restore_terminal(descriptor: int, state: "TerminalState") -> None:
        """Set the modes that save_terminal() returned.

        At once, not when the output is drained: that would block for ever on a terminal stopped by Ctrl-S.

        Raises:
            OSError: the terminal is gone.
        """
        try:
            termios.tcsetattr(descriptor, termios.TCSANOW, state)
        except termios.error as exc:
            raise OSError(*exc.args) from exc

    def terminate_group(leader: int) -> None:
        """Send TERM to the process group that `leader` leads; one that is empty is no error."""
        _signal_group(leader, _TERM)

    def kill_group(leader: int) -> None:
        """Send KILL to the process group that `leader` leads; one that is empty is no error."""
        _signal_group(leader, _KILL)

    def _signal_group(leader: int, number: int) -> None:
        try:
            os.killpg(leader, number)
        except (ProcessLookupError, PermissionError):  # macOS: PermissionError where only zombies are left
            return

    if sys.platform == "darwin":

        def wait_unreaped(pid: int) -> None:
            """Block until the child `pid` is over, and leave it a zombie."""
            queue = select.kqueue()
            exited = select.kevent(pid, select.KQ_FILTER_PROC, select.KQ_EV_ADD, select.KQ_NOTE_EXIT)
            try:
                queue.control([exited], 1)
            except ProcessLookupError:  # over already
                return
            finally:
                queue.close()

    else:

        def wait_unreaped(pid: int) -> None:
            """Block until the child `pid` is over, and leave it a zombie.

            As long as it is not reaped, no other process and no other group gets its number.
            """
            os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
