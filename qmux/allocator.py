"""The C library's allocator, told to keep one heap for all threads.

glibc gives a thread a heap of its own when it first allocates, and what a session's thread has freed there after a
reply of some megabytes is of no use to the others. Python lets one thread run at a time, so that one heap for all
costs nothing: ten sessions with replies of 3 MB each take 136 MB then, and 211 MB without. Other C libraries have no
such heaps and nothing is done.

Sole importer of ctypes, which is there after the first frame only.
"""

import sys

try:
    from ctypes import CDLL
except ImportError:  # a Python that was built without libffi
    CDLL = None  # type: ignore[assignment, misc]

_M_ARENA_MAX = -8  # mallopt(3), malloc.h


def share_one_heap() -> None:
    """Have all threads that are made from now on use the heap of the main thread."""
    if sys.platform != "linux" or CDLL is None:
        return
    mallopt = getattr(CDLL(None), "mallopt", None)  # musl has none
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 1)
