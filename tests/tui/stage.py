"""What a program in a pty plays for the tests of CursesTerminal: scenes made in a few words.

Runs in the child: `python -c "from tests.tui.stage import *; ..."`.
"""

import sys
from collections.abc import Mapping

from qmux.errors import UserError
from qmux.model.input import Key
from qmux.terminal.rows import PaneModes, Row
from qmux.terminal.style import DEFAULT_STYLE, Style, style_cell
from qmux.terminal.text import row_from_text
from qmux.tui.curses_terminal import CursesTerminal
from qmux.tui.full_screen import FullScreen
from qmux.tui.terminal import Wait
from qmux.view.scene import Layer, Rectangle, Scene, SceneCursor

__all__ = [
    "CursesTerminal", "Key", "Layer", "PaneModes", "Rectangle", "Row", "Scene", "SceneCursor", "Style", "Wait",
    "begin", "layer", "row", "scene", "show", "style_cell", "sys", "terminal", "wait_for_key",
]  # fmt: skip

terminal = CursesTerminal(FullScreen())


def begin() -> None:
    """Start the terminal, or end with the user's message."""
    try:
        terminal.start()
    except UserError as error:
        sys.exit(f"error: {error}")


def row(text: str, style: Style = DEFAULT_STYLE) -> Row:
    """Return a row of one style."""
    return row_from_text(text, style)


def layer(
    name: str, rectangle: tuple[int, int, int, int], *rows: Row, clusters: Mapping[str, str] | None = None
) -> Layer:
    """Return a layer at (column, line, columns, lines)."""
    return Layer(name, Rectangle(*rectangle), rows, clusters or {})


def scene(*layers: Layer, cursor: SceneCursor | None = None, title: str = "", mouse: int = 0) -> Scene:
    """Return a scene of the terminal's size."""
    return Scene(*terminal.size(), layers, cursor, title, PaneModes(mouse=mouse))


def show(*texts: str, style: Style = DEFAULT_STYLE) -> None:
    """Draw lines of text from the top on."""
    columns, lines = terminal.size()
    terminal.draw(scene(layer("pane", (0, 0, columns, lines), *(row(text, style) for text in texts))))


def wait_for_key(name: str) -> list[Wait]:
    """Wait until the key `name` was pressed; return all waits until then."""
    waits: list[Wait] = []
    while True:
        wait = terminal.wait(None)
        waits.append(wait)
        if any(isinstance(event, Key) and event.name == name for event in wait.inputs):
            return waits
        if wait.closed or {"TERM", "HUP"} & set(wait.signals):
            terminal.restore()
            sys.exit(f"ended by {wait}")
