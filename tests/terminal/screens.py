"""How the emulator's tests feed a screen and read it."""

from qmux.terminal.reflow import Lines, concatenate
from qmux.terminal.rows import WIDE_TAIL, Row
from qmux.terminal.screen import Screen
from qmux.terminal.stream import Stream


def fed(
    columns: int, lines: int, *chunks: str, history_lines: int = 1000, wrap_words: bool = False
) -> Screen:
    """Return a new screen after `chunks` were fed to it one by one."""
    screen = Screen(columns, lines, history_lines, wrap_words)
    stream = Stream(screen)
    for chunk in chunks:
        stream.feed(chunk)
    return screen


def all_rows(screen: Screen) -> list[Row]:
    """Return the rows of the scrollback and of the screen, without blank ones at the end.

    A style that is the default in all cells is "".
    """
    texts, styles, _ = screen.grid.lines()
    rows = screen.history.rows(0, len(screen.history)) + list(map(Row, texts, styles))
    while rows and not rows[-1].text:
        rows.pop()
    return [row if row.style.strip("\0") else Row(row.text) for row in rows]


def all_lines(screen: Screen) -> list[str]:
    """Return the lines of all rows, joined where they wrapped, as they would be copied; of a short history only."""
    assert screen.history.packed == 0
    recent = screen.history.take_recent()
    screen.history.put_back(recent)
    lines = joined(concatenate(recent, screen.grid.lines()), screen)
    while lines and not lines[-1]:
        lines.pop()
    return lines


def joined(rows: Lines, screen: Screen) -> list[str]:
    """Return rows as lines of text, clusters expanded."""
    lines, line = [], ""
    for text, wrapped in zip(rows.text, rows.wrapped, strict=True):
        line += expanded(text.replace(WIDE_TAIL, ""), screen)
        if not wrapped:
            lines.append(line)
            line = ""
    return [*lines, line]


def state(screen: Screen) -> tuple[object, ...]:
    """Return all that can be seen of a screen; which private character stands for a cluster cannot."""
    rows = screen.history.rows(0, len(screen.history))
    return (
        [expanded(text, screen) for text in screen.grid.text],
        [style.strip("\0") for style in screen.grid.style],
        bytes(screen.grid.wrapped),
        [(expanded(row.text, screen), row.style.strip("\0")) for row in rows],
        (screen.cursor.x, screen.cursor.y, screen.cursor.hidden, screen.cell, screen.cursor_shape),
        screen.outer_modes,
        screen.mode,
        screen.margins,
        screen.sides,
        screen.title,
        screen.icon_name,
        screen.replies,
        screen.events.pending,
        screen.tabstops,
    )


def expanded(text: str, screen: Screen) -> str:
    """Return a row's text with its clusters expanded and the tails of its wide characters kept."""
    return "".join(map(screen.clusters.expand, text))
