"""Files as tools touch them: opened without blocking, read within bounds, replaced whole.

Owns what counts as a file, as text and as too large, that nothing is reached by a link which was not there when rules
judged the path, and writing atomically. Leaves paths to places.py, and claims between sessions to file_access.py.
Sizes are in bytes. Runs in a session's thread.
"""

import errno
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO

from qmux.tools.base import ToolMistakeError
from qmux.tools.wording import size

LARGEST_EDIT = 32 * 1024 * 1024  # what is edited is in memory, a few times
_PROBE = 8192  # a file with a NUL in its first bytes is no text, as git and grep see it

_KINDS = {
    stat.S_IFDIR: "a directory",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


@contextmanager
def told(path: str) -> Iterator[None]:
    """Turn the system's errors within a `with` block into one sentence about `path` for the model."""
    try:
        yield
    except FileNotFoundError as exc:
        raise ToolMistakeError(f"{path} does not exist.") from exc
    except OSError as exc:
        raise ToolMistakeError(f"{path}: {exc.strerror or exc}.") from exc


@contextmanager
def open_file(path: str) -> Iterator[BinaryIO]:
    """Open the regular file at the resolved `path` for reading; anything else could block, and is refused.

    Raises:
        ToolMistakeError: there is no such file, or it cannot be read.
    """
    with told(path):
        _check_kind(path, os.stat(path))  # first, because opening a device may do something
        # Not blocking, for what has become a pipe meanwhile and for a few files of /proc and /sys that wait.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        with open(os.open(path, flags), "rb") as file:
            _check_kind(path, os.fstat(file.fileno()))
            _check_place(path, file.fileno())
            yield file


@contextmanager
def open_text(path: str) -> Iterator[BinaryIO]:
    """Open the file at the resolved `path` as open_file() does, if it is text.

    Raises:
        ToolMistakeError: it is not, or cannot be read.
    """
    with open_file(path) as file:
        if is_binary(file.read(_PROBE)):
            raise ToolMistakeError(f"{path} is not a text file; it has {size(os.stat(path).st_size)}.")
        file.seek(0)
        yield file


def read_for_edit(path: str) -> str | None:
    """Return the text of the file at the resolved `path`, None if there is none yet.

    Bytes that are not UTF-8 are kept as surrogates, so that `replace` writes them as they were.

    Raises:
        ToolMistakeError: it is no text file, too large, or cannot be read.
    """
    with told(path):
        if _status(path) is None:
            return None
    with open_file(path) as file:
        content = file.read(LARGEST_EDIT + 1)
    if len(content) > LARGEST_EDIT:
        raise ToolMistakeError(f"{path} is too large to edit: it has more than {size(LARGEST_EDIT)}.")
    if is_binary(content):
        raise ToolMistakeError(f"{path} is not a text file.")
    return content.decode("utf-8", "surrogateescape")


def is_binary(beginning: bytes) -> bool:
    """Return whether a file that begins so is no text."""
    return b"\0" in beginning[:_PROBE]


def replace(path: str, text: str) -> None:
    """Make `text` the content of the file at the resolved `path`: all of it or, on an error, nothing.

    The file keeps its mode and owner. One that has further names (hard links), or cannot be replaced where it is
    (a mount of its own, a directory that is not ours), is written in place.

    Raises:
        ToolMistakeError: it cannot be written.
    """
    try:
        content = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError as exc:
        raise ToolMistakeError(
            f"The text for {path} has half a surrogate pair, which is no character."
        ) from exc
    with told(path):
        before = _status(path)
        if before is None:
            _write_beside(path, content, None)
            return
        _check_kind(path, before)
        if before.st_nlink > 1:
            _write_in_place(path, content)
            return
        try:
            _write_beside(path, content, before)
        except OSError as exc:
            if exc.errno not in (errno.EACCES, errno.EPERM, errno.EBUSY, errno.EROFS):
                raise
            _write_in_place(path, content)


def _status(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)
    except FileNotFoundError:
        return None


def _check_kind(path: str, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        kind = _KINDS.get(stat.S_IFMT(status.st_mode), "no regular file")
        raise ToolMistakeError(f"{path} is {kind}, not a file.")


def _check_place(path: str, descriptor: int) -> None:
    """Check that the open file is the one at the resolved `path`, and no link leads there by now.

    Rules have judged the path. Whoever puts a link in its way afterwards, and takes it away again, has opened another
    file than the one that stands there then.
    """
    if sys.platform == "win32":  # where one path has several spellings
        return
    if not _is_known_as(path, descriptor) and not _stands_at(path, descriptor):
        raise ToolMistakeError(f"{path} was moved or replaced at this very moment. Try again.")


def _is_known_as(path: str, descriptor: int) -> bool:
    """Return whether the system says so: Linux does, in a tenth of the time that looking takes."""
    try:
        return os.readlink(f"/proc/self/fd/{descriptor}") == path
    except OSError:
        return False


def _stands_at(path: str, descriptor: int) -> bool:
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        return False
    return os.path.realpath(path) == path and os.path.samestat(os.fstat(descriptor), found)


def _write_beside(path: str, content: bytes, before: os.stat_result | None) -> None:
    """Write a new file in the same directory, and let it take the place of `path`."""
    directory, name = os.path.split(path)
    beside = os.path.join(directory, f".{name[:200]}.{os.urandom(4).hex()}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(beside, flags, 0o666 if before is None else 0o600)
    try:
        with open(descriptor, "wb") as file:
            _check_place(beside, descriptor)
            file.write(content)
        if before is not None:
            _take_after(beside, before)
        os.replace(beside, path)
    except BaseException:
        with suppress(OSError):  # its directory may be another by now
            os.unlink(beside)
        raise


def _take_after(path: str, before: os.stat_result) -> None:
    """Give the file at `path` the owner and mode of another; root edits the files of others."""
    now = os.stat(path)
    if (now.st_uid, now.st_gid) != (before.st_uid, before.st_gid):
        os.chown(path, before.st_uid, before.st_gid)
    os.chmod(path, stat.S_IMODE(before.st_mode))


def _write_in_place(path: str, content: bytes) -> None:
    with open(path, "r+b", buffering=0) as file:
        _check_place(path, file.fileno())
        file.write(content)
        file.truncate()
