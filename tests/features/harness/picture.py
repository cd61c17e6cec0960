"""Scene -> lines of text: what a terminal would show, worked out without one."""

from collections.abc import Mapping

from qmux.terminal.rows import BLANK, WIDE_TAIL, Row
from qmux.terminal.text import cut
from qmux.view.scene import Layer, Scene

_BLANK = " "


def picture(scene: Scene) -> list[str]:
    """Return the scene's lines without trailing blanks; later layers cover earlier ones."""
    cells = [[_BLANK] * scene.columns for _ in range(scene.lines)]
    for layer in scene.layers:
        _paint(layer, cells)
    return ["".join(character for character in line if character != WIDE_TAIL).rstrip() for line in cells]


def _paint(layer: Layer, cells: list[list[str]]) -> None:
    column, line, columns, lines = layer.rectangle
    for index in range(max(0, min(lines, len(cells) - line))):
        row = layer.rows[index] if index < len(layer.rows) else BLANK
        _paint_row(cut(row, columns), layer.clusters, columns, cells[line + index], column)


def _paint_row(row: Row, clusters: Mapping[str, str], columns: int, target: list[str], column: int) -> None:
    end = min(column + columns, len(target))
    if end <= column:
        return
    for edge in (column, end):  # wide characters below that an edge cuts in two
        if edge < len(target) and target[edge] == WIDE_TAIL:
            target[edge - 1] = target[edge] = _BLANK
    drawn = [clusters.get(character, character) for character in cut(row, end - column).text]
    target[column:end] = drawn + [_BLANK] * (end - column - len(drawn))
