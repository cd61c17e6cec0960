"""The stage: a script that draws with a real CursesTerminal in a pty."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.features.harness.pty_program import PtyProgram

ROOT = Path(__file__).parent.parent.parent
Play = Callable[..., PtyProgram]


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    """Return a function that runs a script on the stage: play(script, term="linux", columns=80, lines=24)."""
    programs: list[PtyProgram] = []

    def start(
        script: str, term: str | None = "linux", columns: int = 80, lines: int = 24, **environment: str
    ) -> PtyProgram:
        inherited = {
            name: value for name, value in os.environ.items() if name not in ("TERM", "LINES", "COLUMNS")
        }
        names = {**inherited, "PYTHONPATH": str(ROOT), **environment}
        if term is not None:
            names["TERM"] = term
        argv = [sys.executable, "-c", "from tests.tui.stage import *\n" + script]
        programs.append(PtyProgram(argv, names, columns, lines, str(tmp_path)))
        return programs[-1]

    yield start
    for program in programs:
        program.stop()
