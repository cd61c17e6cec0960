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


class Target(NamedTuple):
    """What a click on a layer's cells runs: the columns from `start` up to `stop` of one of its lines."""

    line: int
    start: int
    stop: int
    command: str


class Layer(NamedTuple):
    """One rectangle of rows; rows beyond it are cut, missing ones blank. `clusters` expands private characters.

    `targets` are what can be clicked on in it, in cells of its own; a layer covers those of the layers under it.
    Layers of one name, in one scene after the other, are pictures of the same thing: little of it differs.
    """

    name: str
    rectangle: Rectangle
    rows: tuple[Row, ...]
    clusters: Mapping[str, str]
    targets: tuple[Target, ...] = ()

    def covers(self, column: int, line: int) -> bool:
        """Return whether a cell of the terminal is one of its own."""
        area = self.rectangle
        return 0 <= column - area.column < area.columns and 0 <= line - area.line < area.lines

    def command_at(self, column: int, line: int) -> str:
        """Return the command line that a click on a cell of the terminal runs, "" for none."""
        column, line = column - self.rectangle.column, line - self.rectangle.line
        hits = (row.command for row in self.targets if row.line == line and row.start <= column < row.stop)
        return next(hits, "")


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

    def layer_at(self, column: int, line: int) -> Layer | None:
        """Return the layer that is seen in a cell of the terminal, None outside of all."""
        return next((layer for layer in reversed(self.layers) if layer.covers(column, line)), None)
