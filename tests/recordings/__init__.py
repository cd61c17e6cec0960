"""What real programs sent to a terminal of 80 columns and 24 lines, and what tmux showed of it.

A recording is two files in data/: NAME.bytes.gz, the bytes as the program wrote them, and NAME.json, the moments at
which its screen stood still, each with the screen and the cursor that tmux had after the bytes up to there.
`python -m tests.recordings.record` makes the first, `python -m tests.recordings.expect` the second. Coordinates are
0-based cells.
"""

import gzip
import json
from pathlib import Path
from typing import NamedTuple

COLUMNS, LINES = 80, 24
DATA = Path(__file__).parent / "data"


class Moment(NamedTuple):
    """What tmux showed after the first `size` bytes.

    Arguments:
        size: how many bytes of the recording had been fed.
        keys: what had been typed last, as text.
        cursor: column, line, and 1 if it was visible.
        screen: the lines as `capture-pane -e -N` prints them, with their SGR sequences.
    """

    size: int
    keys: str
    cursor: tuple[int, int, int]
    screen: tuple[str, ...]


class Recording(NamedTuple):
    """One program's output."""

    name: str
    data: bytes
    moments: tuple[Moment, ...]


def names() -> list[str]:
    """Return the names of all recordings."""
    return sorted(path.stem for path in DATA.glob("*.json"))


def load(name: str) -> Recording:
    """Return a recording."""
    moments = json.loads(DATA.joinpath(f"{name}.json").read_text())
    return Recording(name, read_data(name), tuple(map(_moment, moments)))


def read_data(name: str) -> bytes:
    """Return the bytes of a recording."""
    return gzip.decompress(DATA.joinpath(f"{name}.bytes.gz").read_bytes())


def write_data(name: str, data: bytes) -> None:
    """Store the bytes of a recording; the same bytes make the same file."""
    DATA.joinpath(f"{name}.bytes.gz").write_bytes(gzip.compress(data, 9, mtime=0))


def write_moments(name: str, moments: list[Moment]) -> None:
    """Store what was shown, a line of the file for a line of the screen."""
    values = [moment._asdict() for moment in moments]
    DATA.joinpath(f"{name}.json").write_text(json.dumps(values, indent=1) + "\n")


def _moment(value: dict[str, object]) -> Moment:
    match value:
        case {
            "size": int(size),
            "keys": str(keys),
            "cursor": [int(x), int(y), int(shown)],
            "screen": [*screen],
        }:
            return Moment(size, keys, (x, y, shown), tuple(map(str, screen)))
    raise ValueError(f"not a moment of a recording: {value!r:.80}")
