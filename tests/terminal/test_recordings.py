"""Real programs: a pane that is fed what they sent shows what tmux showed, cell for cell."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from qmux.terminal.gate import Gate
from qmux.terminal.pane import Pane
from qmux.terminal.rows import PaneFrame, full_style
from qmux.terminal.style import style_of
from tests import recordings
from tests.recordings.capture import Cell, cells, compared, composed, trimmed

_CHUNK = 1021  # prime: sequences and characters are cut at other places in each recording


class Difference(NamedTuple):
    """What tmux 3.3a shows otherwise at one moment of a recording, and why a pane is right not to show the same."""

    recording: str
    moment: int
    what: str  # "cursor" or "line N"
    argument: str


# Nothing else may differ, and a row that has become untrue is an error too.
DIFFERENCES = (
    Difference(
        "clusters",
        1,
        "cursor",
        "A spacing mark (U+093F) joins the letter before it (UAX #29), as in wcwidth.",
    ),
    Difference(
        "clusters", 5, "cursor", "VARIATION SELECTOR-16 makes an emoji, two cells, of U+2764 (UTS #51)."
    ),
    Difference(
        "clusters", 6, "cursor", "A keycap is an emoji by its VARIATION SELECTOR-16 (UTS #51): two cells."
    ),
    Difference(
        "clusters", 7, "cursor", "A skin tone joins the emoji before it (UTS #51): two cells together."
    ),
)


@pytest.mark.parametrize("name", recordings.names())
def test_a_pane_shows_what_tmux_shows(name: str) -> None:
    found = _found(recordings.load(name))
    argued = {row[:3] for row in DIFFERENCES if row.recording == name}
    unexpected = [f"{key}: {text}" for key, text in found.items() if key not in argued]
    assert not unexpected, "\n".join(unexpected)
    assert not argued - found.keys(), "no longer different"


def _found(recording: recordings.Recording) -> dict[tuple[str, int, str], str]:
    """Return all differences: (recording, moment, "cursor" or "line N") -> both sides."""
    pane = Pane(recordings.COLUMNS, recordings.LINES, 100, Gate(), lambda: None)
    found: dict[tuple[str, int, str], str] = {}
    begin = 0
    for number, moment in enumerate(recording.moments):
        for start in range(begin, moment.size, _CHUNK):
            pane.feed_bytes(recording.data[start : min(start + _CHUNK, moment.size)])
        begin = moment.size
        found |= {(recording.name, number, what): text for what, text in _differences(pane.frame, moment)}
    return found


def _differences(frame: PaneFrame, moment: recordings.Moment) -> Iterator[tuple[str, str]]:
    column, line, visible = moment.cursor
    theirs = (min(column, recordings.COLUMNS - 1), line, visible)  # tmux counts on while a wrap is pending
    ours = (frame.cursor.column, frame.cursor.line, int(frame.cursor.visible))
    if ours != theirs:
        yield "cursor", f"(column, line, visible) is {ours}, tmux's {theirs}"
    for number, (our, their) in enumerate(zip(_cells(frame), cells(moment.screen), strict=True)):
        if our != their:
            yield f"line {number}", _compared(our, their)


def _cells(frame: PaneFrame) -> list[list[Cell]]:
    return [
        trimmed(
            [
                Cell(composed(frame.clusters.get(text, text)), compared(style_of(style)))
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
    return f"\n  ours {texts[0]!r}\n  tmux {texts[1]!r}\n  from column {column}: {our}, tmux {their}"


def _padded(line: list[Cell], length: int) -> list[Cell]:
    return line + [Cell()] * (length - len(line))
