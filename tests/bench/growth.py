"""Growth: switch, echo and idleness with 10, 20 and 50 sessions, each with a screen of text: they shall stay flat."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.bench import echo, idle, switch
from tests.bench.driver import Program
from tests.bench.figures import Figure, judged, median
from tests.bench.peers import LINES, configure, qmux
from tests.bench.text import markdown
from tests.fake_api import FakeApi
from tests.fake_api.script import Reply, Request

COUNTS = (10, 20, 50)
SETTINGS = f"[sessions]\nmax_active_sessions = {COUNTS[-1]}\n"
FLAT = 1.5  # the most that a median may grow from the first count to the last; the noise of a shared machine


class _Measured(NamedTuple):
    switch: float
    echo: float
    ticks: int
    wakeups: int


def measure() -> Iterator[Figure]:
    """Yield a row for each of the three."""
    measured = [_with_sessions(count) for count in COUNTS]
    yield _times("growth: switch, median", [each.switch for each in measured])
    yield _times("growth: echo, median", [each.echo for each in measured])
    idle_figures = ", ".join(f"{each.ticks} ticks {each.wakeups} wakeups" for each in measured)
    idle_all = all(each.ticks == each.wakeups == 0 for each in measured)
    yield judged(f"growth: idle, {idle.SECONDS:.0f} s", f"{idle_figures} ({_counts()})", "0, 0", idle_all)


def _times(name: str, medians: list[float]) -> Figure:
    growth = medians[-1] / medians[0]
    value = " / ".join(f"{seconds * 1000:.2f}" for seconds in medians) + f" ms ({_counts()})"
    return judged(name, value, f"flat: <= {FLAT:g} x", growth <= FLAT)


def _counts() -> str:
    return "/".join(map(str, COUNTS)) + " sessions"


def _with_sessions(count: int) -> _Measured:
    with FakeApi() as api, TemporaryDirectory() as home:
        api.default = lambda request: Reply(markdown(LINES))
        configure(Path(home), SETTINGS)
        variables = {"ANTHROPIC_API_KEY": "x", "ANTHROPIC_BASE_URL": api.url}
        with qmux(home=Path(home), env=variables) as program:
            program.wait_for("q>")
            _fill(program, count)
            if not all(_begins(request) for request in api.requests):
                raise RuntimeError(
                    f"{count} sessions were to be made; some message went to one that had another"
                )
            switches = switch.in_turn(program)[0]
            echoes = echo.presses(program)
            idle.calm(program)
            return _Measured(median(switches), median(echoes), *idle.rest(program.pid))


def _begins(request: Request) -> bool:
    """Return whether a request has the first message of its conversation."""
    messages = request.body["messages"]
    return isinstance(messages, list) and len(messages) == 1


def _fill(program: Program, count: int) -> None:
    for number in range(count):
        if number:
            program.send(b"\x0e")
        program.settle(0.1)
        program.send(b"go\r")
        program.settle(0.2)
