"""How many heaps the C library keeps for many threads, by what it prints itself."""

import platform
import subprocess
import sys

import pytest

_HEAPS = """
import ctypes, threading
from qmux.allocator import share_one_heap

if {shared}:
    share_one_heap()
everybody = threading.Barrier(5)

def allocate():
    kept = [bytes(10_000) for _ in range(10)]
    everybody.wait()

threads = [threading.Thread(target=allocate) for _ in range(4)]
for thread in threads:
    thread.start()
everybody.wait()
for thread in threads:
    thread.join()
ctypes.CDLL(None).malloc_stats()
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries have no heaps for threads")
@pytest.mark.parametrize("shared", [True, False])
def test_all_threads_share_one_heap(shared: bool) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", _HEAPS.format(shared=shared)], check=True, capture_output=True, text=True
    )
    assert (ended.stderr.count("Arena ") == 1) is shared
