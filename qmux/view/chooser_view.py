"""The chooser as a picture: the list with the selected session's pane below it, or that pane alone while one peeks.

Owns the columns of the list and which of them give way on a narrow terminal. Leaves what is listed to chooser.py,
rows of panes to pane_view.py. A terminal below 40x12 has the list alone. Everything can be read without color: the
selected session has a ">", the displayed one a "*", each status a sign and a word, each reason a glyph and a word.
Coordinates are cells of the terminal; `wall` is in seconds since 1970.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from qmux.engine.asking import PermissionRequest
from qmux.model.session import STATUS_LOOKS, TYPE_LOOKS, Reason, SessionStatus
from qmux.terminal.rows import Row, plain_text
from qmux.terminal.sanitize import strip_controls
from qmux.terminal.width import cell_width
from qmux.view.chooser import FILTERS, Chooser
from qmux.view.indicator import age
from qmux.view.pane_view import viewport, visible_rows
from qmux.view.prompt_view import PromptPicture
from qmux.view.question import Hint, hint_of
from qmux.view.scene import Layer, Rectangle, Target
from qmux.view.spans import Span, bar, row_of, shorten
from qmux.view.theme import REASON_LOOKS, TYPE_ROLES, Role

if TYPE_CHECKING:
    from qmux.engine.session import ManagedSession
    from qmux.view.sessions import Sessions

_PREVIEW_COLUMNS, _PREVIEW_LINES = 40, 9  # of the area; below that the list is alone
_LEAST_LIST = 3  # sessions in sight where there is a preview
_ALL_COLUMNS = 60  # below that the list has no types, groups and ages
_WORD_COLUMNS = 40  # below that the list has the signs of statuses and reasons alone
_GAP = "  "
_LONGEST_NAME = 24
_STATUS_CELLS = max(cell_width(f"{look.symbol} {look.word}") for look in STATUS_LOOKS.values())
_SIGN_CELLS = max(cell_width(look.symbol) for look in STATUS_LOOKS.values())
_SIGNS_CELLS = 13  # beside the name: the marks and the number, the status, the reason
_PLAIN = (Role.CHOOSER, Role.CHOOSER_SELECTED)
_LOOKED_AT = 300  # code points of a text that a row may show: more than a terminal is wide


class Widths(NamedTuple):
    """The widths of the list's columns, in cells; 0 for one that is left out; `words` is false for signs alone."""

    name: int
    words: bool
    reason: int
    group: int
    type: int
    age: int


def chooser_layers(chooser: Chooser, sessions: "Sessions", area: Rectangle, wall: float) -> list[Layer]:
    """Return what stands in the pane's place."""
    selected = chooser.selected(sessions)
    if chooser.peeked is not None:
        return _with_preview([_title(chooser.peeked, area.columns, wall)], (), chooser, chooser.peeked, area)
    listed = chooser.listed(sessions)
    alone = selected is None or area.columns < _PREVIEW_COLUMNS or area.lines < _PREVIEW_LINES
    most = area.lines - 1 if alone else max(_LEAST_LIST, area.lines // 2 - 1)
    shown = _in_sight(chooser, listed, selected, most)
    count = _count(chooser.top, len(shown), len(listed), len(sessions.sessions))
    header, filters = _header(chooser, count, area.columns)
    rows = [header, *_list(shown, selected, sessions.active, area.columns, wall)]
    targets = (*filters, *_pointed_at(shown, area.columns))
    if selected is None or alone:
        return [Layer("chooser", area, tuple(rows), {}, targets)]
    return _with_preview([*rows, _title(selected, area.columns, wall)], targets, chooser, selected, area)


def chooser_prompt(chooser: Chooser, columns: int, most_rows: int) -> PromptPicture:
    """Return the line that is typed in, and above it, where there is room, what may be done."""
    peeked = chooser.peeked
    label = (
        "[Find] > " if peeked is None else f"[Peek: {shorten(strip_controls(peeked.name), columns // 3)}] > "
    )
    if most_rows == 1:
        return chooser.prompt_view.labeled(chooser.editor, label, columns, 1)
    hint = _hint(chooser, columns)
    return chooser.prompt_view.labeled(chooser.editor, label, columns, most_rows - 1).below(
        (hint.row,), hint.targets
    )


def ages(chooser: Chooser, sessions: "Sessions") -> tuple[float, ...]:
    """Return since when those have waited, or rested, whose ages are on the screen."""
    shown = [chooser.peeked] if chooser.peeked is not None else chooser.listed(sessions)
    return tuple(map(_since, shown))


def _hint(chooser: Chooser, columns: int) -> Hint:
    """Return what may be answered to the session that is peeked at, else what the keys do."""
    asked = hint_of(chooser.peeked, columns, "peek-answer")
    keys = chooser.list_hint if chooser.peeked is None else chooser.peek_hint
    return asked or Hint(row_of((shorten(keys, columns), Role.HINT)), ())


# -- the list ---------------------------------------------------------------------------------------------------


def _count(top: int, shown: int, listed: int, all: int) -> str:
    """Return how many of all are listed, or which of the list are in sight where not all of it is."""
    if shown < listed:
        return f"{top + 1}-{top + shown} of {listed} sessions"
    return f"{listed} of {all} sessions"


def _header(chooser: Chooser, count: str, columns: int) -> tuple[Row, list[Target]]:
    """Return the count, and the filters with their keys, the one in force in brackets, to be clicked on."""
    text, targets = f"{count} ", []
    for name in FILTERS:
        word = f"[{name}]" if name == chooser.shown else f"{chooser.keys.get(name, '')} {name}".strip()
        start = len(text) + len(_GAP)
        targets.append(Target(0, start, min(start + len(word), columns), f"chooser-filter {name}"))
        text += _GAP + word
    return bar(columns, ((shorten(text, columns), Role.STATUS_NAME),), (), Role.STATUS), targets


def _in_sight(
    chooser: Chooser, listed: "Sequence[ManagedSession]", selected: "ManagedSession | None", most: int
) -> "Sequence[ManagedSession]":
    """Return at most `most` sessions: those of last time, moved only as far as the selected one needs."""
    place = listed.index(selected) if selected is not None else 0
    top = max(place - most + 1, min(chooser.top, place))
    chooser.top = max(0, min(top, len(listed) - most))
    return listed[chooser.top : chooser.top + most]


def _pointed_at(shown: "Sequence[ManagedSession]", columns: int) -> Iterator[Target]:
    """Yield where to click on the sessions of the list, which stand below the header."""
    for line, session in enumerate(shown, 1):
        yield Target(line, 0, columns, f"chooser-select {session.number}")


def _list(
    shown: "Sequence[ManagedSession]",
    selected: "ManagedSession | None",
    displayed: "ManagedSession | None",
    columns: int,
    wall: float,
) -> list[Row]:
    """Return a row for each session."""
    widths = _widths(shown, columns, wall)
    return [_row(one, one is selected, one is displayed, widths, columns, wall) for one in shown]


def _widths(shown: "Sequence[ManagedSession]", columns: int, wall: float) -> Widths:
    names = max((cell_width(strip_controls(one.name)) for one in shown), default=0)
    words = columns >= _WORD_COLUMNS
    name = min(names, _LONGEST_NAME, max(1, columns // 4, 0 if words else columns - _SIGNS_CELLS))
    reasons = [one.reason for one in shown if one.reason is not None]
    reason = max((1 + cell_width(_reason_word(one, words)) for one in reasons), default=0)
    if columns < _ALL_COLUMNS:
        return Widths(name, words, reason, 0, 0, 0)
    groups = max((cell_width(_group(one)) for one in shown), default=0)
    types = max((len(TYPE_LOOKS[one.type].word) for one in shown), default=0)
    ages = max((len(age(_since(one), wall)) for one in shown), default=0)
    return Widths(name, words, reason, groups, types, ages)


def _row(
    session: "ManagedSession", selected: bool, displayed: bool, widths: Widths, columns: int, wall: float
) -> Row:
    marks = f"{'>' if selected else ' '}{'*' if displayed else ' '}{session.number:>2} "
    role = Role.CHOOSER_SELECTED if selected else Role.CHOOSER
    spans: list[Span] = [(marks + _fit(strip_controls(session.name), widths.name), role)]
    spans += _status(session.status, widths.words, role)
    spans += _reason(session.reason, widths, role)
    spans += _column(
        TYPE_LOOKS[session.type].word, widths.type, role if selected else TYPE_ROLES[session.type]
    )
    spans += _column(age(_since(session), wall), widths.age, role)
    spans += _column(_group(session), widths.group, role)
    spans.append(("  ", role))
    left = columns - sum(cell_width(text) for text, _ in spans)
    return bar(columns, (*spans, (shorten(_about(session), left), role)), (), role)


def _status(status: SessionStatus, words: bool, role: Role) -> list[Span]:
    look = STATUS_LOOKS[status]
    if not words:
        return _column(look.symbol, _SIGN_CELLS, role)
    return _column(f"{look.symbol} {look.word}", _STATUS_CELLS, role)


def _reason(reason: Reason | None, widths: Widths, role: Role) -> list[Span]:
    if reason is None or not widths.reason:
        return [(" " * widths.reason, role)]
    word = _reason_word(reason, widths.words)
    return [
        (" ", role),
        (word, REASON_LOOKS[reason][1]),
        (" " * (widths.reason - 1 - cell_width(word)), role),
    ]


def _reason_word(reason: Reason, words: bool) -> str:
    return f" {REASON_LOOKS[reason][0]} {reason.value} " if words else f" {REASON_LOOKS[reason][0]} "


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
    rows: list[Row], targets: tuple[Target, ...], chooser: Chooser, session: "ManagedSession", area: Rectangle
) -> list[Layer]:
    """Return `rows`, and below them the newest rows of the session's pane."""
    rows = rows[: area.lines]
    above = Layer("chooser", area._replace(lines=len(rows)), tuple(rows), {}, targets)
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
