"""The overlay: who waits for the user, why and for how long, in a corner of the pane.

Owns the lines and the box. Leaves who waits and in which order, and what a snooze hides, to engine/attention.py, the
corner to layout.py. The box is as wide as its text, no wider than half of the pane, and never leaves the pane. Ages
are in whole minutes. Reasons differ by glyph and color; a name's first bracket has the color of its session's type.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from qmux.engine.attention import awake
from qmux.terminal.rows import Row
from qmux.terminal.sanitize import strip_controls
from qmux.terminal.width import cell_width
from qmux.view.scene import Target
from qmux.view.spans import Span, bar, shorten
from qmux.view.theme import MARK_ROLES, REASON_LOOKS, Role

if TYPE_CHECKING:
    from qmux.engine.attention import Waiting
    from qmux.engine.session import ManagedSession
    from qmux.settings.config import Settings
    from qmux.view.sessions import Sessions

_MINUTE = 60.0
_LEAST_NAME = 6  # cells of a name that are kept on however narrow a terminal: "[abcd…"


class Line(NamedTuple):
    """One line of the overlay: at its left a name, at its right what there is to say about it.

    `mark` is the role of its first cell, where that is another one; `command` what a click on it runs.
    """

    left: str
    right: str
    role: Role
    mark: Role | None = None
    command: str = ""


class Indicator(NamedTuple):
    """The overlay's rows, all `columns` wide; `since` when each session with an age on screen waits, and when those
    that are `snoozed` come back; `targets` are its names, to be clicked on."""

    rows: tuple[Row, ...]
    columns: int
    since: tuple[float, ...]
    snoozed: tuple[float, ...]
    targets: tuple[Target, ...]


def indicator(
    coordinator: "Sessions", settings: "Settings", columns: int, lines: int, wall: float
) -> Indicator:
    """Return the overlay for a pane of columns x lines; `wall` is the time in seconds since 1970."""
    everybody = coordinator.waiting()
    waiting = awake(everybody, wall)
    snoozed = tuple(row.session.snoozed_until for row in everybody if row not in waiting)
    shown = _shown(len(waiting), settings.integer("ui.max_indicator_sessions"), lines)
    entries = [_waiting_line(row, wall) for row in waiting[:shown]]
    if len(waiting) > shown:
        entries.append(Line(f"+{len(waiting) - shown} more", "", Role.OVERLAY_MORE, command="choose-session"))
    if settings.flag("ui.indicator_processing"):
        entries += _processing_lines(coordinator)
    rows = _rows(entries[:lines], columns)
    width = len(rows[0].text) if rows else 0
    targets = tuple(Target(line, 0, width, entry.command) for line, entry in enumerate(entries[:lines]))
    return Indicator(rows, width, tuple(row.since for row in waiting[:shown]), snoozed, targets)


def age(since: float, wall: float) -> str:
    """Return the whole minutes between two times in seconds, "" for less than one."""
    minutes = int((wall - since) // _MINUTE)
    return f"{minutes}m" if minutes > 0 else ""


def next_age(since: float, wall: float) -> float:
    """Return when age(since, ...) will next change after `wall`."""
    return since + _MINUTE * (max(0, (wall - since) // _MINUTE) + 1)


def _shown(waiting: int, most: int, lines: int) -> int:
    """Return how many sessions have a line of their own: where not all do, `lines` must leave one to say so."""
    shown = min(waiting, most)
    needed = shown + (waiting > shown)
    return shown if needed <= lines else max(0, lines - 1)


def _waiting_line(row: "Waiting", wall: float) -> Line:
    glyph, role = REASON_LOOKS[row.reason]
    right = f"{glyph} {age(row.since, wall)}".rstrip()
    return Line(_bracketed(row.session.name), right, role, MARK_ROLES[row.session.type], _show(row.session))


def _processing_lines(coordinator: "Sessions") -> list[Line]:
    return [
        Line(
            _bracketed(session.name),
            "Processing...",
            Role.OVERLAY_PROCESSING,
            MARK_ROLES[session.type],
            _show(session),
        )
        for session in coordinator.sessions
        if session.working and session.reason is None and session is not coordinator.active
    ]


def _show(session: "ManagedSession") -> str:
    return f"switch {session.number}"


def _bracketed(name: str) -> str:
    return f"[{strip_controls(name)}]"


def _rows(entries: Sequence[Line], columns: int) -> tuple[Row, ...]:
    """Return the lines as rows of equal width, what is right of the names below each other; long names are cut."""
    rest = max((cell_width(line.right) for line in entries), default=0)
    room = max(_LEAST_NAME, columns // 2 - rest - 1)
    entries = [line._replace(left=shorten(line.left, room)) for line in entries]
    widest = max((cell_width(line.left) for line in entries if line.right), default=0)
    texts = [f"{_padded(line.left, widest)} {line.right}" if line.right else line.left for line in entries]
    width = min(columns, max(map(cell_width, texts), default=0))
    return tuple(
        bar(width, _spans(text, line), (), line.role) for text, line in zip(texts, entries, strict=True)
    )


def _spans(text: str, line: Line) -> tuple[Span, ...]:
    """Return `text`, its first cell in the role of the line's mark."""
    if line.mark is None:
        return ((text, line.role),)
    return (text[:1], line.mark), (text[1:], line.role)


def _padded(name: str, cells: int) -> str:
    return name + " " * (cells - cell_width(name))
