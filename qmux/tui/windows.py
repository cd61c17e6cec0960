"""Windows: one curses window under a panel for each layer of a scene.

Owns where they are, their order, and which of them stay when their layer has gone: a window knows the rows drawn in
it, so that a switch back to a session draws only those that changed meanwhile. That is a fifth of a switch's time,
for 28 bytes a cell. Leaves drawing in them to draw.py and showing them to curses_terminal.py. Main thread only.
Coordinates are 0-based cells of the terminal.
"""

import curses
import curses.panel
from typing import NamedTuple

from qmux.tui.draw import Surface
from qmux.view.scene import Layer, Rectangle, Scene

_MOST_HIDDEN = 4


class Window(NamedTuple):
    """A layer's window: where it is, the panel that orders it, and what is drawn in it."""

    rectangle: Rectangle
    panel: curses.panel.panel
    surface: Surface


class Windows:
    """The windows by the names of their layers: those on the screen, and hidden ones that were on it lately."""

    def __init__(self) -> None:
        self._shown: dict[str, Window] = {}
        self._hidden: dict[str, Window] = {}  # the one that was hidden first comes first

    def arrange(self, scene: Scene, columns: int, lines: int) -> list[tuple[Layer, Surface]]:
        """Put a window in the place of each visible layer and all in the scene's order; return them.

        Arguments:
            columns, lines: the terminal's size, which may be newer than the scene's.
        """
        placed = [(layer, _cut(layer.rectangle, columns, lines)) for layer in scene.layers]
        visible = [(layer, rectangle) for layer, rectangle in placed if rectangle.columns and rectangle.lines]
        before = self._shown
        self._shown = {layer.name: self._window(layer.name, rectangle) for layer, rectangle in visible}
        if list(before.values()) != list(self._shown.values()):
            self._hide({name: window for name, window in before.items() if name not in self._shown})
            for window in self._shown.values():
                window.panel.top()
        return [(layer, self._shown[layer.name].surface) for layer, _ in visible]

    def styles(self) -> list[str]:
        """Return the style strings of all rows on the screen."""
        return [row.style for window in self._shown.values() for row in window.surface.rows]

    def drop_hidden(self) -> None:
        """Forget the hidden windows: what is drawn in them is no longer what it should be."""
        self._hidden.clear()

    def drop(self) -> None:
        """Forget all windows."""
        self._shown.clear()
        self._hidden.clear()

    def _window(self, name: str, rectangle: Rectangle) -> Window:
        window = self._shown.get(name) or self._hidden.pop(name, None)
        return window if window is not None and window.rectangle == rectangle else _new_window(rectangle)

    def _hide(self, windows: dict[str, Window]) -> None:
        for name, window in windows.items():
            window.panel.hide()
            self._hidden[name] = window
        for name in list(self._hidden)[:-_MOST_HIDDEN]:
            del self._hidden[name]


def _cut(rectangle: Rectangle, columns: int, lines: int) -> Rectangle:
    """Cut a rectangle to a terminal of columns x lines."""
    column, line, wanted_columns, wanted_lines = rectangle
    return Rectangle(
        column, line, max(0, min(wanted_columns, columns - column)), max(0, min(wanted_lines, lines - line))
    )


def _new_window(rectangle: Rectangle) -> Window:
    column, line, columns, lines = rectangle
    window = curses.newwin(lines, columns, line, column)
    window.clearok(False)  # curses asks for a clear of its own with each window as large as the screen
    window.idlok(True)  # lets a terminal scroll instead of taking every line anew
    return Window(rectangle, curses.panel.new_panel(window), Surface(window, columns, lines))
