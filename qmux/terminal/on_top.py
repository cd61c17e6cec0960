"""On top: output that came before a pane's own, put above it when that is there already.

Owns how rows of one screen become another's. They keep their lines, and are wrapped anew if the other has got
another width meanwhile. Touched under the gate only, a block of rows at a time.
"""

from qmux.terminal.history import BLOCK
from qmux.terminal.reflow import Lines, concatenate, part, rewrap
from qmux.terminal.screen import Screen


def take_newest(screen: Screen) -> Lines:
    """Take the newest lines above the cursor's from a screen, about a block of rows; none if there are none left."""
    screen.scrolled_off(screen.cursor.y)
    screen.cursor.y = 0
    history = screen.history
    rows = history.take_newest(BLOCK)
    while len(history) and 0 not in rows.wrapped[:-1]:
        rows = concatenate(history.take_newest(BLOCK), rows)
    if not len(history):
        return rows
    start = rows.wrapped.find(0) + 1  # the line before it may have begun further up
    history.put_back(part(rows, 0, start))
    return part(rows, start, len(rows.text))


def put_on_top(screen: Screen, lines: Lines, source: Screen) -> None:
    """Put lines of `source` above all rows of `screen`, as far as there is room."""
    clusters = source.clusters.expansions
    if clusters:
        if screen.clusters.wants_sweep:
            screen.clusters.keep_only(screen.texts())
        ours = str.maketrans({cell: screen.clusters.intern(cluster) for cell, cluster in clusters.items()})
        lines = lines._replace(text=[text if text.isascii() else text.translate(ours) for text in lines.text])
    if source.columns != screen.columns:
        lines = rewrap(lines, screen.columns, screen.cut)
    screen.history.put_on_top(lines)
