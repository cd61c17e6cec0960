"""What is drawn on terminals whose sequences stock pyte does not know, read by qmux's own emulator."""

import os
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from qmux.terminal.gate import Gate
from qmux.terminal.pane import Pane
from qmux.terminal.rows import plain_text
from tests.features.harness.picture import picture
from tests.features.harness.program import DEADLINE
from tests.features.harness.pty_process import PtyProcess
from tests.tui.conftest import ROOT
from tests.tui.random_scenes import COLUMNS, LINES, random_scene

SCENES = 150
_STAGE = f"""
from tests.tui.stage import *
from tests.tui.random_scenes import random_scene
begin()
for seed in range({SCENES}): terminal.draw(random_scene(seed)); terminal.bell(); wait_for_key('n')
"""


@contextmanager
def stage(term: str, directory: Path) -> Iterator[PtyProcess]:
    """Yield the program that draws a scene, rings, and waits for a key."""
    inherited = {name: value for name, value in os.environ.items() if name not in ("LINES", "COLUMNS")}
    environment = {**inherited, "PYTHONPATH": str(ROOT), "TERM": term}
    program = PtyProcess([sys.executable, "-c", _STAGE], environment, COLUMNS, LINES, str(directory))
    try:
        yield program
    finally:
        program.close()


def drawing(program: PtyProcess) -> bytes:
    """Return what comes until the bell."""
    said = b""
    while b"\a" not in said:
        part = program.read(DEADLINE)
        assert part, f"nothing more came after {said[-200:]!r}"
        said += part
    return said


def shown(pane: Pane) -> list[str]:
    frame = pane.frame
    return [plain_text(row, frame.clusters).rstrip() for row in frame.rows]


@pytest.mark.parametrize("term", ["xterm-256color", "xterm", "tmux-256color", "vt100"])
def test_any_scene_after_any_other_shows_what_it_should(tmp_path: Path, term: str) -> None:
    pane = Pane(COLUMNS, LINES, 0, Gate(), lambda: None)
    with stage(term, tmp_path) as program:
        for seed in range(SCENES):
            pane.feed_bytes(drawing(program))
            scene = random_scene(seed)
            expected = [unicodedata.normalize("NFC", line) for line in picture(scene)]
            assert [unicodedata.normalize("NFC", line) for line in shown(pane)] == expected, f"seed {seed}"
            cursor = pane.frame.cursor
            assert scene.cursor is not None and (cursor.column, cursor.line) == scene.cursor[:2]
            program.write(b"n")
