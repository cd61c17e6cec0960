"""Where everything is on a terminal of any size from 1x1: rectangles as values.

    +---------------------------+
    | pane            [overlay] |   all lines but two; fewer while the prompt is tall
    | prompt                    |   one line, at most a third of the terminal
    | status line               |   one line
    +---------------------------+

What is too much for a small terminal goes in this order: the overlay folds below 40x10 into a count in the status
line, the status line needs two lines, the pane three. The prompt is always there.

A pane's emulator always has pane_size(): all lines but two. A prompt of several lines covers the bottom of the
picture and does not resize the pane: a resize would reflow the text and tell the program in a command session
of a new size at every Alt-Enter. What keeps the newest output in sight then is pane_view.py, which shows a lower
part of the pane, only as much lower as its cursor's line needs. Coordinates: 0-based cells of the terminal.
"""

from typing import NamedTuple

from qmux.view.scene import Rectangle

_FOLD_COLUMNS, _FOLD_LINES = 40, 10


class Layout(NamedTuple):
    """The rectangles of one frame, which never overlap; `folded` says that there is no room for an overlay."""

    pane: Rectangle
    prompt: Rectangle
    status: Rectangle
    folded: bool


def layout(columns: int, lines: int, prompt_rows: int) -> Layout:
    """Divide a terminal of columns x lines (both >= 1) for a prompt that wants `prompt_rows` rows (>= 1)."""
    status = 1 if lines >= 2 else 0
    prompt = min(prompt_rows, most_prompt_rows(lines))
    pane = lines - status - prompt
    return Layout(
        Rectangle(0, 0, columns, pane),
        Rectangle(0, pane, columns, prompt),
        Rectangle(0, pane + prompt, columns, status),
        columns < _FOLD_COLUMNS or lines < _FOLD_LINES,
    )


def pane_size(columns: int, lines: int) -> tuple[int, int]:
    """Return the size of every pane's emulator on a terminal of columns x lines, at least 1x1."""
    return max(1, columns), max(1, lines - 2)


def most_prompt_rows(lines: int) -> int:
    """Return how many rows the prompt, with what stands above it, may have: a third of the terminal."""
    return max(1, lines // 3)


def corner(area: Rectangle, position: str, columns: int, lines: int) -> Rectangle:
    """Return a box of at most columns x lines in a corner of `area`: "top-right", "bottom-left" and so on."""
    columns, lines = min(columns, area.columns), min(lines, area.lines)
    bottom, right = position.startswith("bottom"), position.endswith("right")
    return Rectangle(
        area.column + (area.columns - columns if right else 0),
        area.line + (area.lines - lines if bottom else 0),
        columns,
        lines,
    )
