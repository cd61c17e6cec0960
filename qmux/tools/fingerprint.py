"""Fingerprints of files: is this what it was when somebody read it?

Cheap first: time of change, size and inode; where these differ or may be too coarse, the contents of a file that is
small enough. Never blocks on a pipe or a device. Pure, but for looking at the disk; any thread.
"""

import hashlib
import os
import stat
import time
from typing import NamedTuple

SMALL = 1_000_000  # bytes; reading and hashing that much takes about 1 ms

# A pipe that took the place of the file since it was looked at must not block; Windows has no such flag or pipe.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


# File systems stamp times in steps of up to some milliseconds: a younger file may change without a new time.
_SETTLED = 100_000_000  # nanoseconds


class Stamp(NamedTuple):
    """What changes with a file, as a rule: its time of change in nanoseconds, its size, its inode."""

    modified: int
    size: int
    inode: int


class Fingerprint(NamedTuple):
    """What a path led to.

    `digest` is empty for what is too large, not a file, or not readable; `settled` says that the file was old enough
    for any later change to change its stamp.
    """

    stamp: Stamp
    digest: bytes
    settled: bool


MISSING = Fingerprint(Stamp(0, -1, 0), b"", True)  # nothing was there


def fingerprint(path: str, known: Fingerprint | None = None) -> Fingerprint:
    """Return the fingerprint of what stands at `path` now, MISSING if nothing does.

    `known` is an earlier one: if its stamp proves that nothing changed, it is returned and the file is not read.
    """
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return MISSING
    stamp = Stamp(found.st_mtime_ns, found.st_size, found.st_ino)
    if known is not None and known.settled and known.stamp == stamp:
        return known
    hashed = stat.S_ISREG(found.st_mode) and found.st_size <= SMALL
    settled = time.time_ns() - found.st_mtime_ns > _SETTLED
    return Fingerprint(stamp, _digest(path) if hashed else b"", settled)


def same(old: Fingerprint, new: Fingerprint) -> bool:
    """Return whether the contents are the same, as far as two fingerprints can tell."""
    if old.digest and new.digest:
        return old.digest == new.digest
    return old.stamp == new.stamp


def _digest(path: str) -> bytes:
    try:
        descriptor = os.open(path, _FLAGS)
    except OSError:
        return b""
    with open(descriptor, "rb", buffering=0) as file:
        content = file.read(SMALL + 1)
    return hashlib.blake2b(content or b"", digest_size=16).digest()
