"""Real programs: a pane that is fed what they sent shows what tmux showed, cell for cell."""

from collections.abc import Iterator

import pytest

from qmux.terminal.gate import Gate
from qmux.terminal.pane import Pane
from qmux.terminal.rows import PaneFrame, full_style
from qmux.terminal.style import style_of
from tests import recordings
from tests.recordings.capture import Cell, cells, trimmed

_CHUNK = 1021  # prime: sequences and characters are cut at other places in each recording


@pytest.mark.parametrize("name", recordings.names())
def test_a_pane_shows_what_tmux_shows(name: str) -> None:
    recording = recordings.load(name)
    pane = Pane(recordings.COLUMNS, recordings.LINES, 100, Gate(), lambda: None)
    begin, found = 0, list[str]()
    for number, moment in enumerate(recording.moments):
        for start in range(begin, moment.size, _CHUNK):
            pane.feed_bytes(recording.data[start : min(start + _CHUNK, moment.size)])
        begin = moment.size
        found += [
            f"moment {number}, after {moment.keys!r}: {difference}"
            for difference in _differences(pane.frame, moment)
        ]
    assert not found, "\n".join(found)


def _differences(frame: PaneFrame, moment: recordings.Moment) -> Iterator[str]:
    cursor = (frame.cursor.column, frame.cursor.line, int(frame.cursor.visible))
    if cursor != moment.cursor:
        yield f"the cursor (column, line, visible) is at {cursor}, tmux's at {moment.cursor}"
    for number, (ours, theirs) in enumerate(zip(_cells(frame), cells(moment.screen), strict=True)):
        if ours != theirs:
            yield f"line {number}\n{_compared(ours, theirs)}"


def _cells(frame: PaneFrame) -> list[list[Cell]]:
    return [
        trimmed(
            [
                Cell(frame.clusters.get(text, text), style_of(style))
                for text, style in zip(row.text, full_style(row), strict=True)
            ]
        )
        for row in frame.rows
    ]


def _compared(ours: list[Cell], theirs: list[Cell]) -> str:
    """Return both texts, and the first cell that differs."""
    length = max(len(ours), len(theirs))
    pairs = zip(_padded(ours, length), _padded(theirs, length), strict=True)
    column, (our, their) = next((n, pair) for n, pair in enumerate(pairs) if pair[0] != pair[1])
    texts = ["".join(cell.text for cell in line) for line in (ours, theirs)]
    return f"  ours {texts[0]!r}\n  tmux {texts[1]!r}\n  from column {column}: {our}, tmux {their}"


def _padded(line: list[Cell], length: int) -> list[Cell]:
    return line + [Cell()] * (length - len(line))
