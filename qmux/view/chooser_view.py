"""The chooser as a picture: the list with the selected session's pane below it, or that pane alone while one peeks.

Owns the columns of the list and which of them give way on a narrow terminal. Leaves what is listed to chooser.py,
rows of panes to pane_view.py. A terminal below 40x12 has the list alone. Everything can be read without color: the
selected session has a ">", the displayed one a "*", each status a sign and a word, each reason a glyph and a word.
Coordinates are cells of the terminal; `wall` is in seconds since 1970.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from qmux.engine.asking import PermissionRequest
from qmux.model.session import STATUS_LOOKS, TYPE_LOOKS, Reason
from qmux.terminal.rows import Row, plain_text
from qmux.terminal.sanitize import strip_controls
from qmux.terminal.width import cell_width
from qmux.view.chooser import FILTERS, Chooser
from qmux.view.indicator import age
from qmux.view.pane_view import viewport, visible_rows
from qmux.view.prompt_view import PromptPicture
from qmux.view.question import hint_row
from qmux.view.scene import Layer, Rectangle
from qmux.view.spans import Span, bar, row_of, shorten
from qmux.view.theme import REASON_LOOKS, TYPE_ROLES, Role

if TYPE_CHECKING:
    from qmux.engine.session import ManagedSession
    from qmux.view.sessions import Sessions

_PREVIEW_COLUMNS, _PREVIEW_LINES = 40, 9  # of the area; below that the list is alone
_LEAST_LIST = 3  # sessions in sight where there is a preview
_ALL_COLUMNS = 60  # below that the list has no types, groups and ages
_LONGEST_NAME = 24
_STATUS_CELLS = max(cell_width(f"{look.symbol} {look.word}") for look in STATUS_LOOKS.values())
_PLAIN = (Role.CHOOSER, Role.CHOOSER_SELECTED)
_LOOKED_AT = 300  # code points of a text that a row may show: more than a terminal is wide


class Widths(NamedTuple):
    """The widths of the list's columns, in cells; 0 for one that is left out."""

    name: int
    reason: int
    group: int
    type: int
    age: int


def chooser_layers(chooser: Chooser, sessions: "Sessions", area: Rectangle, wall: float) -> list[Layer]:
    """Return what stands in the pane's place."""
    selected = chooser.selected(sessions)
    if chooser.peeked is not None:
        return _with_preview([_title(chooser.peeked, area.columns, wall)], chooser, chooser.peeked, area)
    listed = chooser.listed(sessions)
    header = _header(chooser, len(listed), len(sessions.sessions), area.columns)
    if selected is None or area.columns < _PREVIEW_COLUMNS or area.lines < _PREVIEW_LINES:
        rows = _list(listed, selected, sessions.active, area.columns, area.lines - 1, wall)
        return [Layer("chooser", area, (header, *rows), {})]
    rows = _list(listed, selected, sessions.active, area.columns, max(_LEAST_LIST, area.lines // 2 - 1), wall)
    return _with_preview([header, *rows, _title(selected, area.columns, wall)], chooser, selected, area)


def chooser_prompt(chooser: Chooser, columns: int, most_rows: int) -> PromptPicture:
    """Return the line that is typed in, and above it, where there is room, what may be done."""
    peeked = chooser.peeked
    label = (
        "[Find] > " if peeked is None else f"[Peek: {shorten(strip_controls(peeked.name), columns // 3)}] > "
    )
    hint = _hint(chooser, columns) if most_rows > 1 else None
    picture = chooser.prompt_view.labeled(chooser.editor, label, columns, most_rows - (hint is not None))
    if hint is None:
        return picture
    return picture._replace(rows=(hint, *picture.rows), line=picture.line + 1)


def ages(chooser: Chooser, sessions: "Sessions") -> tuple[float, ...]:
    """Return since when those have waited, or rested, whose ages are on the screen."""
    shown = [chooser.peeked] if chooser.peeked is not None else chooser.listed(sessions)
    return tuple(map(_since, shown))


def _hint(chooser: Chooser, columns: int) -> Row:
    if chooser.peeked is None:
        return row_of((shorten(chooser.list_hint, columns), Role.HINT))
    return hint_row(chooser.peeked, columns) or row_of((shorten(chooser.peek_hint, columns), Role.HINT))


# -- the list ---------------------------------------------------------------------------------------------------


def _header(chooser: Chooser, listed: int, all: int, columns: int) -> Row:
    """Return how many are listed, and the filters with their keys, the one in force in brackets."""
    words = [
        f"[{name}]" if name == chooser.shown else f"{chooser.keys.get(name, '')} {name}".strip()
        for name in FILTERS
    ]
    text = shorten(f"{listed} of {all} sessions   {'  '.join(words)}", columns)
    return bar(columns, ((text, Role.STATUS_NAME),), (), Role.STATUS)


def _list(
    listed: "Sequence[ManagedSession]",
    selected: "ManagedSession | None",
    displayed: "ManagedSession | None",
    columns: int,
    most: int,
    wall: float,
) -> list[Row]:
    """Return a row for each session, at most `most` around the selected one."""
    place = listed.index(selected) if selected is not None else 0
    top = max(0, min(place - most // 2, len(listed) - most))
    shown = listed[top : top + most]
    widths = _widths(shown, columns, wall)
    return [_row(one, one is selected, one is displayed, widths, columns, wall) for one in shown]


def _widths(shown: "Sequence[ManagedSession]", columns: int, wall: float) -> Widths:
    names = max((cell_width(strip_controls(one.name)) for one in shown), default=0)
    name = min(names, _LONGEST_NAME, max(1, columns // 4))
    reason = max(
        (1 + cell_width(_reason_word(one.reason)) for one in shown if one.reason is not None), default=0
    )
    if columns < _ALL_COLUMNS:
        return Widths(name, reason, 0, 0, 0)
    groups = max((cell_width(_group(one)) for one in shown), default=0)
    types = max((len(TYPE_LOOKS[one.type].word) for one in shown), default=0)
    return Widths(name, reason, groups, types, max((len(age(_since(one), wall)) for one in shown), default=0))


def _row(
    session: "ManagedSession", selected: bool, displayed: bool, widths: Widths, columns: int, wall: float
) -> Row:
    marks = f"{'>' if selected else ' '}{'*' if displayed else ' '}{session.number:>2} "
    look = STATUS_LOOKS[session.status]
    role = Role.CHOOSER_SELECTED if selected else Role.CHOOSER
    spans: list[Span] = [(marks + _fit(strip_controls(session.name), widths.name), role)]
    spans += _column(f"{look.symbol} {look.word}", _STATUS_CELLS, role)
    spans += _reason(session.reason, widths.reason, role)
    spans += _column(
        TYPE_LOOKS[session.type].word, widths.type, role if selected else TYPE_ROLES[session.type]
    )
    spans += _column(age(_since(session), wall), widths.age, role)
    spans += _column(_group(session), widths.group, role)
    spans.append(("  ", role))
    left = columns - sum(cell_width(text) for text, _ in spans)
    return bar(columns, (*spans, (shorten(_about(session), left), role)), (), role)


def _reason(reason: Reason | None, cells: int, role: Role) -> list[Span]:
    if reason is None or not cells:
        return [(" " * cells, role)]
    word = _reason_word(reason)
    return [(" ", role), (word, REASON_LOOKS[reason][1]), (" " * (cells - 1 - cell_width(word)), role)]


def _reason_word(reason: Reason) -> str:
    return f" {REASON_LOOKS[reason][0]} {reason.value} "


def _column(text: str, cells: int, role: Role) -> list[Span]:
    return [("  ", role if role in _PLAIN else Role.CHOOSER), (_fit(text, cells), role)] if cells else []


def _fit(text: str, cells: int) -> str:
    text = shorten(text, cells)
    return text + " " * (cells - cell_width(text))


def _group(session: "ManagedSession") -> str:
    return strip_controls(session.group)


def _since(session: "ManagedSession") -> float:
    return session.since if session.reason is not None else session.last_active


def _about(session: "ManagedSession") -> str:
    """Return what the session wants, or the last line that it said."""
    if isinstance(session.question, PermissionRequest):
        return _one_line(session.question.line)
    if session.question is not None:
        return _one_line(session.question.text)
    return _one_line(session.last_error) if session.reason is Reason.FAILED else _last_line(session)


def _last_line(session: "ManagedSession") -> str:
    if session.pane is None:
        return ""
    frame = session.pane.frame
    texts = (plain_text(row, frame.clusters).strip() for row in reversed(frame.rows))
    return _one_line(next(filter(None, texts), ""))


def _one_line(text: str) -> str:
    return strip_controls(text[:_LOOKED_AT])


# -- the pane ---------------------------------------------------------------------------------------------------


def _title(session: "ManagedSession", columns: int, wall: float) -> Row:
    """Return the rule above a session's pane: which one that is, what it is at, where it works and with what."""
    look = STATUS_LOOKS[session.status]
    reason = (
        f"{session.reason.value} {age(session.since, wall)}".strip() if session.reason is not None else ""
    )
    quiet = [
        word for word, holds in (("muted", session.muted), ("snoozed", session.snoozed_until > wall)) if holds
    ]
    parts = (f"{session.number}:{session.name}", f"{look.symbol} {look.word}", reason, *quiet)
    text = "  ".join(filter(None, (*parts, session.working_directory, session.model)))
    return bar(
        columns, ((shorten(f"── {_one_line(text)} ", columns), Role.CHOOSER_TITLE),), (), Role.CHOOSER_TITLE
    )


def _with_preview(
    rows: list[Row], chooser: Chooser, session: "ManagedSession", area: Rectangle
) -> list[Layer]:
    """Return `rows`, and below them the newest rows of the session's pane."""
    rows = rows[: area.lines]
    above = Layer("chooser", area._replace(lines=len(rows)), tuple(rows), {})
    below = area._replace(line=area.line + len(rows), lines=area.lines - len(rows))
    pane = session.pane
    if pane is None or not below.lines:
        return [above, Layer("preview", below, (), {})]
    frame = pane.frame
    view = viewport(frame, chooser.scroll, below.lines)
    chooser.scroll = view.scroll
    shown = visible_rows(
        frame, view, below.lines, lambda first, count: chooser.history.read(pane, frame, first, count)
    )
    return [above, Layer(f"preview {session.number}", below, shown, frame.clusters)]
