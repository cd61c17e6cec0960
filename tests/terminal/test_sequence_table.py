"""The sequence table against the emulator, and against a real tmux."""

from collections.abc import Iterator
from itertools import groupby

import pytest

from qmux.terminal.screen import Screen
from qmux.terminal.sgr import described
from qmux.terminal.style import DEFAULT_STYLE, Style, style_of
from tests.terminal.screens import fed
from tests.terminal.sequence_table import CASES
from tests.terminal.sequences.case import Case, StyleRun
from tests.terminal.tmux_pane import HAS_TMUX, Shown, TmuxPane

Cell = tuple[str, Style]


def play(case: Case) -> Screen:
    return fed(*case.size, as_decoded(case.output))


def as_decoded(output: str) -> str:
    """Return output as a pane's decoder gives it: what is no UTF-8, lone surrogates here, is U+FFFD."""
    return output.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def cells(screen: Screen, line: int) -> list[Cell]:
    """Return the cells of a line, less links, blanks in the default style at the end left out."""
    text, style = screen.grid.text[line], screen.grid.style[line]
    styles = [style_of(cell)._replace(link=0) for cell in style.ljust(len(text), "\0")]
    row = list(zip(map(screen.clusters.expand, text), styles, strict=True))
    while row and row[-1] == (" ", DEFAULT_STYLE):
        row.pop()
    return row


def style_runs(screen: Screen) -> Iterator[StyleRun]:
    for line in range(screen.lines):
        column = 0
        for style, run in groupby(style for _, style in cells(screen, line)):
            count = len(list(run))
            if style != DEFAULT_STYLE:
                yield line, column, count, described(style).removeprefix("0;")
            column += count


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_sequence(case: Case) -> None:
    screen = play(case)
    assert "\n".join(screen.display).rstrip("\n") == case.screen
    assert (screen.cursor.x, screen.cursor.y) == case.cursor
    assert tuple(style_runs(screen)) == case.styles
    assert screen.take_replies() == case.replies


def test_names_are_unique() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 250


@pytest.fixture(scope="module")
def tmux(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TmuxPane]:
    with TmuxPane(tmp_path_factory.mktemp("tmux")) as pane:
        yield pane


@pytest.mark.skipif(not HAS_TMUX, reason="there is no tmux")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_tmux_shows_the_same(case: Case, tmux: TmuxPane) -> None:
    shown = tmux.play(*case.size, case.output)
    differences = list(differing(play(case), shown))
    if case.tmux:
        assert differences, f"tmux shows the same now, though: {case.tmux}"
    else:
        assert differences == []


def on_a_cell(screen: Screen, column: int, line: int) -> tuple[int, int]:
    return min(column, screen.columns - 1), line


def differing(screen: Screen, shown: Shown) -> Iterator[tuple[str, object, object]]:
    """Yield in what a screen and a tmux differ: what, ours, theirs. A cursor that waits is on the last column."""
    # tmux tells wide and joined characters as they were written, so a wide screen shows them as they were there.
    theirs = fed(400, screen.lines, "\x1b)0" + "\r\n".join(shown.lines))
    for line in range(screen.lines):
        if cells(screen, line) != cells(theirs, line):
            yield f"line {line}", cells(screen, line), cells(theirs, line)
    ours, other = on_a_cell(screen, screen.cursor.x, screen.cursor.y), on_a_cell(screen, *shown.cursor)
    if ours != other:
        yield "cursor", ours, other
    replies = screen.take_replies()
    if replies != shown.replies:
        yield "replies", replies, shown.replies
