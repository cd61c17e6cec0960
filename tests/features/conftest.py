"""Fixtures of the feature tests: the same test in three worlds.

`start` starts qmux in the world that `run` names. A test that makes sense in some worlds only says so with
`@pytest.mark.parametrize("run", ["pty", "tmux"], indirect=True)`.
"""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.fake_api import FakeApi
from tests.features.harness.fake_program import FakeProgram
from tests.features.harness.program import Program
from tests.features.harness.pty_program import PtyProgram
from tests.features.harness.raw_program import RawProgram
from tests.features.harness.tmux_program import TmuxProgram

ROOT = Path(__file__).parent.parent.parent
Start = Callable[..., Program]
StartRaw = Callable[..., RawProgram]
QMUX = (sys.executable, "-m", "qmux")


@pytest.fixture(params=["fake", "pty", pytest.param("tmux", marks=pytest.mark.tmux)])
def run(request: pytest.FixtureRequest) -> str:
    """Return the name of the world that the test runs in."""
    world: str = request.param
    if world == "tmux" and shutil.which("tmux") is None:
        pytest.skip("tmux is not installed")
    return world


@pytest.fixture
def api() -> Iterator[FakeApi]:
    """Return a scripted model server on loopback."""
    with FakeApi() as server:
        yield server


@pytest.fixture
def start(run: str, clean_environment: Path) -> Iterator[Start]:
    """Return start(*argv, columns=80, lines=24, env={}, home=None), which starts qmux and may be called again.

    `env` adds to the environment. The programs share one home, the test's own, unless `home` names another.
    """
    programs: list[Program] = []

    def start_program(
        *argv: str,
        columns: int = 80,
        lines: int = 24,
        env: dict[str, str] | None = None,
        home: Path | None = None,
    ) -> Program:
        home = home or clean_environment
        variables = environment(home) | (env or {})
        programs.append(_program(run, argv, variables, columns, lines, str(home)))
        return programs[-1]

    yield start_program
    for program in programs:
        program.stop()


@pytest.fixture
def protocol() -> str:
    """Return the wire protocol that start_with_api speaks; a test that is parametrized by "protocol" has both."""
    return "anthropic"


@pytest.fixture
def start_with_api(start: Start, api: FakeApi, protocol: str) -> Start:
    """Return `start` for a program that is set to use the model server."""

    def start_program(*argv: str, env: dict[str, str] | None = None, **rest: object) -> Program:
        return start(*argv, env=api.environment(protocol) | (env or {}), **rest)

    return start_program


@pytest.fixture
def start_raw(clean_environment: Path) -> Iterator[StartRaw]:
    """Return start_raw(*argv, **variables), which starts `argv`, or qmux, in a pty of the kind TERM, if given."""
    programs: list[RawProgram] = []

    def start_program(*argv: str, **variables: str) -> RawProgram:
        inherited = environment(clean_environment)
        del inherited["TERM"]
        programs.append(RawProgram(argv or QMUX, inherited | variables, str(clean_environment)))
        return programs[-1]

    yield start_program
    for program in programs:
        program.stop()


def environment(home: Path) -> dict[str, str]:
    """Return the environment of a program: little of this process's, and no size of its terminal."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "NO_PROXY") if name in os.environ}
    return {**kept, "HOME": str(home), "PYTHONPATH": str(ROOT), "TERM": "linux"}


def _program(
    world: str, argv: tuple[str, ...], variables: dict[str, str], columns: int, lines: int, directory: str
) -> Program:
    if world == "fake":
        return FakeProgram(argv, variables, columns, lines, directory)
    command = [*QMUX, *argv]
    if world == "pty":
        return PtyProgram(command, variables, columns, lines, directory)
    return TmuxProgram(command, variables, columns, lines, directory)
