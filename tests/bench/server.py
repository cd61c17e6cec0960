"""A model's server whose replies never end, in a process of its own: in ours it would slow the measuring clock."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_SERVER = """
import sys
from tests.fake_api import FakeApi
from tests.fake_api.script import Endless, Reply
from tests.bench.text import markdown
with FakeApi() as api:
    api.default = lambda request: Reply(Endless(markdown(20)))
    print(api.url, flush=True)
    for line in sys.stdin:
        print(api.active, flush=True)
"""


class EndlessServer:
    """The server as its clients and the measurement see it."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.environment = {"ANTHROPIC_API_KEY": "x", "ANTHROPIC_BASE_URL": self._line()}

    def active(self) -> int:
        """Return how many replies are being sent now."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return int(self._line())

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@contextmanager
def endless_server() -> Iterator[EndlessServer]:
    """Yield a server that runs."""
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        yield EndlessServer(process)
    finally:
        process.kill()
        process.communicate()
