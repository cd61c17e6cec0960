"""The worst 4 KB for each kind of sequence, on a large screen: the gate is not held for all of them at once."""

import math
import random

import pytest

from qmux.terminal import stream
from qmux.terminal.gate import Gate
from qmux.terminal.pane import BURST, Pane
from qmux.terminal.rows import PaneFrame
from qmux.terminal.screen import Screen
from qmux.terminal.stream import Stream
from tests.terminal.fuzzing import make_program
from tests.terminal.screens import fed, state

COLUMNS, LINES = 500, 200
PIECE = 256  # characters of text that may each join another: a millisecond
FULL = "\x1b[41m" + "x" * COLUMNS * LINES + "\x1b[H"
STOPS = "".join(f"\x1b[{column}G\x1bH" for column in range(1, COLUMNS))
SIDES = "\x1b[?69h\x1b[2;499s"

# What stands before, and what is repeated up to 4 KB.
WORST = [
    pytest.param(FULL, "\x1b[200Hx\x1b[2J", id="text goes into the scrollback"),
    pytest.param("", "\x1b[200Hx\x1bc", id="reset"),
    pytest.param("", "\x1b#8\x1b[2J", id="the screen filled and erased"),
    pytest.param("\x1b[44m", "\x1b[2J", id="erase with a background"),
    pytest.param(FULL, "\x1b[L", id="insert lines"),
    pytest.param(FULL, "\x1b[M", id="delete lines"),
    pytest.param(FULL, "\x1bM", id="reverse index"),
    pytest.param(FULL, "\x1b[200S", id="scroll a screenful"),
    pytest.param(FULL, "\x1b[T", id="scroll down"),
    pytest.param(FULL + "\x1b[200H", "\x84", id="index"),
    pytest.param(FULL + "\x1b[200H", "\n", id="line feeds"),
    pytest.param(FULL + "\x1b[2;199r\x1b[199H", "\r\n", id="line ends in a region"),
    pytest.param(FULL + SIDES, "\x1b[S", id="scroll a box"),
    pytest.param(FULL + SIDES, "\x1b[L", id="insert lines in a box"),
    pytest.param(FULL + SIDES + "\x1b[200;2H", "\r\n", id="line ends in a box"),
    pytest.param(FULL + "\x1b[?69h\x1b[2;3s\x1b[200;2H", "abcdefg", id="text in a narrow box"),
    pytest.param("", "\rx\x1b[9999b", id="repeat"),
    pytest.param("", "\r\U0001f1e6\x1b[9999b", id="repeat what joins"),
    pytest.param(FULL, "\x1b[@", id="insert characters"),
    pytest.param(FULL, "\x1b[P", id="delete characters"),
    pytest.param(FULL + "\x1b[4h", "x\r", id="insert mode"),
    pytest.param("\x1b[3g", "\r\t", id="no tab stop"),
    pytest.param(STOPS, "\r\x1b[9999I", id="many tab stops"),
    pytest.param(STOPS + "\x1b[500G", "\x1b[Z\x1b[C", id="back over many tab stops"),
    pytest.param("", "\x1b[?1049h\x1b[?1049l", id="the alternate screen"),
    pytest.param("", "\x1b[1\x84\x84\x84m", id="controls in a sequence"),
    pytest.param("", "a\u0301", id="marks"),
    pytest.param("", "\U0001f469\u200d", id="joiners"),
    pytest.param("", "\U0001f1e6", id="flags"),
    pytest.param("", "a\u0301\r\n", id="short lines of marks"),
    pytest.param("\x1b[?7l", "日", id="wide characters without autowrap"),
]


@pytest.mark.parametrize(("before", "repeated"), WORST)
def test_the_gate_is_let_go_between_sequences(
    before: str, repeated: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = repeated * (BURST // len(repeated))
    at_once, _ = shown(before, output)
    monkeypatch.setattr(stream, "monotonic", lambda: math.inf)  # it is always late
    in_parts, frames = shown(before, output)
    assert in_parts.rows == at_once.rows
    assert in_parts.cursor == at_once.cursor
    # A look at the clock after each sequence, but for motions, or each piece of text in which anything may join.
    controls = sum(map(output.count, "\x1b\n\x84"))
    assert frames >= (controls // 2 or len(output) // PIECE)


def shown(before: str, output: str) -> tuple[PaneFrame, int]:
    """Return the frame after `output`, and how many were published for it."""
    frames: list[None] = []
    pane = Pane(COLUMNS, LINES, 1000, Gate(), lambda: frames.append(None))
    pane.feed(before)
    frames.clear()
    pane.feed(output)
    return pane.frame, len(frames)


@pytest.mark.parametrize("seed", range(40))
def test_parts_show_what_all_at_once_shows(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    program = make_program(random.Random(seed))
    output = [step.output.decode("utf-8", "replace") for step in program.steps]
    at_once = fed(*program.size, *output, wrap_words=program.wrap_words)
    in_parts = Screen(*program.size, 1000, program.wrap_words)
    parser = Stream(in_parts)
    monkeypatch.setattr(stream, "monotonic", lambda: math.inf)
    for piece in output:
        while not parser.feed(piece, 0):
            piece = ""
    assert state(in_parts) == state(at_once)
