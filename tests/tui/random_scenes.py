"""Scenes of overlapping layers made from a seed: the child draws them, the test works out what they show."""

from random import Random

from qmux.terminal.rows import PaneModes, Row
from qmux.terminal.style import DEFAULT_CELL, Style, style_cell
from qmux.view.scene import Layer, Rectangle, Scene, SceneCursor

COLUMNS, LINES = 24, 8
CLUSTERS = {"\U00100000": "e\u0301", "\U00100001": "o\u0302"}
_CELLS = ("a", "b", " ", "é", "漢\0", "字\0", "\U00100000", "\U00100001")
_STYLES = (DEFAULT_CELL, *(style_cell(Style(color, -1, color)) for color in range(1, 5)))


def random_scene(seed: int) -> Scene:
    """Return the scene of `seed`: a pane, and up to three layers over it, which may reach over the edges."""
    random = Random(seed)
    layers = [_pane(random, Rectangle(0, 0, COLUMNS, LINES))]
    for index in range(random.randrange(4)):
        columns = random.choice(
            (0, 2, 3, 5, 8)
        )  # in a window of one column ncurses loses marks in the last line
        place = Rectangle(
            random.randrange(COLUMNS - 1), random.randrange(LINES), columns, random.randrange(4)
        )
        layers.append(_layer(random, f"layer {index}", place))
    cursor = SceneCursor(random.randrange(COLUMNS), random.randrange(LINES), 0)
    return Scene(COLUMNS, LINES, tuple(layers), cursor, "", PaneModes())


def _pane(random: Random, rectangle: Rectangle) -> Layer:
    """Return one of many panes; most of the time it shows what it did when it was seen last."""
    name = f"pane {random.randrange(7)}"
    return _layer(random if random.random() < 0.3 else Random(name), name, rectangle)


def _layer(random: Random, name: str, rectangle: Rectangle) -> Layer:
    rows = tuple(
        _row(random, random.randrange(rectangle.columns + 3)) for _ in range(random.randrange(LINES + 1))
    )
    return Layer(name, rectangle, rows, CLUSTERS)


def _row(random: Random, cells: int) -> Row:
    text = "".join(random.choice(_CELLS) for _ in range(cells))
    changes = [random.choice(_STYLES) if random.random() < 0.2 else DEFAULT_CELL for _ in text]
    return Row(text, "".join(changes))
