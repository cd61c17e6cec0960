"""Where grapheme clusters begin and end around a place in a text of any length.

Owns the search; leaves what a cluster is to terminal/width.py. Places are indexes of code points, 0 before the first.
Only _WINDOW code points either side are looked at, so that a keystroke in a text of 10 MB costs what it costs in
a word. Starting in the middle of a text is right because clusters fall back into step at the next base character;
a run of more than _WINDOW flags or joined marks, which does not happen in writing, may be cut in the wrong place.
"""

from qmux.model.rope import Sliced
from qmux.terminal.width import clusters

_WINDOW = 128


def next_boundary(text: Sliced, index: int) -> int:
    """Return the end of the cluster that begins at `index`, the text's length at its end."""
    if index >= len(text):
        return len(text)
    return boundary_after(text, index + 1)


def previous_boundary(text: Sliced, index: int) -> int:
    """Return the start of the cluster that ends at `index`, 0 at the text's start."""
    return _around(text, index)[0] if index > 0 else 0


def boundary_after(text: Sliced, index: int) -> int:
    """Return `index` if a cluster begins there, else the end of the cluster that it is inside of."""
    return _around(text, index)[1] if 0 < index < len(text) else index


def boundary_before(text: Sliced, index: int) -> int:
    """Return `index` if a cluster begins there, else the start of the cluster that it is inside of."""
    if not 0 < index < len(text):
        return index
    start, end = _around(text, index)
    return index if end == index else start


def _around(text: Sliced, index: int) -> tuple[int, int]:
    """Return start and end of the cluster that holds the code point before `index`."""
    if text[max(0, index - 2) : index + 1].isascii():
        return index - 1, index
    start = end = max(0, index - _WINDOW)
    for cluster, _ in clusters(text[start : index + _WINDOW]):
        start, end = end, end + len(cluster)
        if end >= index:
            break
    return start, end
