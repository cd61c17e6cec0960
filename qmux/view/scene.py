"""Scene: all that one frame shows, as values. The view makes it, a terminal draws it, a test reads it.

Layers are drawn in order, the later over the earlier. Coordinates are 0-based cells of the whole terminal.
Rows are the emulator's own row type (terminal/rows.py).
"""

from collections.abc import Mapping
from typing import NamedTuple

from qmux.terminal.rows import PaneModes, Row


class Rectangle(NamedTuple):
    """A part of the terminal; `columns` and `lines` may be 0, then nothing of it is visible."""

    column: int
    line: int
    columns: int
    lines: int


class Layer(NamedTuple):
    """One rectangle of rows; rows beyond it are cut, missing ones blank. `clusters` expands private characters.

    Layers of one name, in one scene after the other, are pictures of the same thing: little of it differs.
    """

    name: str
    rectangle: Rectangle
    rows: tuple[Row, ...]
    clusters: Mapping[str, str]


class SceneCursor(NamedTuple):
    """Where the terminal's cursor stands and its DECSCUSR shape (0: the terminal's own)."""

    column: int
    line: int
    shape: int


class Scene(NamedTuple):
    """One whole frame; `cursor` is None where none is shown; `modes` are what the shown pane wants of it."""

    columns: int
    lines: int
    layers: tuple[Layer, ...]
    cursor: SceneCursor | None
    title: str
    modes: PaneModes
