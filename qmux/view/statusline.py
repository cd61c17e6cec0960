"""The status line: which session is shown, what it does, and what of the others wants to be known.

Owns the segments, their words and the order in which they give way on a narrow terminal, which is that of Part, from
its end. A message takes the line while it lasts, but for the prefix key's mark and the count that stands in for the
overlay; where one is cut and there is room, the key that shows it whole is named. Elapsed time and the spinner change
_FRAMES_PER_SECOND times a second at most; nothing else moves by time. One row of the terminal's width.
"""

import math
from enum import IntEnum, auto
from typing import TYPE_CHECKING, NamedTuple

from qmux.model.session import STATUS_LOOKS, TYPE_LOOKS
from qmux.terminal.rows import Row
from qmux.terminal.sanitize import strip_controls
from qmux.terminal.width import cell_width
from qmux.view.scene import Target
from qmux.view.spans import Span, bar, shorten
from qmux.view.theme import TYPE_ROLES, Role

if TYPE_CHECKING:
    from qmux.engine.session import Activity, ManagedSession
    from qmux.view.sessions import Sessions
    from qmux.view.state import ViewState

_GAP = "  "
_FRAMES = "|/-\\"
_FRAMES_PER_SECOND = 4
_BAR_CELLS = 10
_WORTH_SHOWING = 8  # cells; a long text cut to less says nothing
_LEAST_MESSAGE = 30  # cells that a message keeps before the key that shows it whole is named


class Part(IntEnum):
    """The pieces of the line. Where one has no room, none of those behind it is shown, but for the state's sign."""

    FOLDED = auto()  # how many wait, where there is no room for the overlay
    NAME = auto()
    PREFIX = auto()
    WAY = auto()  # the key that shows a message whole
    MESSAGE = auto()
    WAITING = auto()
    RESTORING = auto()
    WARNING = auto()
    ACTIVITY = auto()
    STATUS = auto()
    CONTEXT = auto()
    WORKING = auto()
    SESSIONS = auto()
    TYPE = auto()
    MODEL = auto()


class Segment(NamedTuple):
    """One piece of the line; it is cut to no less than `least` cells, and `brief` stands for it where it has no room.

    `command` is what a click on it runs.
    """

    part: Part
    text: str
    role: Role
    least: int
    command: str = ""
    brief: str = ""


class StatusLine(NamedTuple):
    """The row, whether the activity of the displayed session is in it, which moves by time, and what to click on."""

    row: Row
    spinner: bool
    targets: tuple[Target, ...]


def status_line(state: "ViewState", coordinator: "Sessions", folded: bool, now: float) -> StatusLine:
    """Return the status line; `folded` says that it stands in for the overlay, `now` is in monotonic seconds."""
    message = state.message_at(now)
    if message is not None:
        return _message_line(message.text, state, _waiting_segments(coordinator, folded) if folded else [])
    left = _session_segments(state, coordinator.active, now)
    right = _other_segments(state, coordinator, folded)
    kept = _fitting([*left, *right], state.columns)
    row = bar(state.columns, _spans(kept, left), _spans(kept, right), Role.STATUS)
    moves = any(segment.role is Role.STATUS_ACTIVITY for segment in kept)
    return StatusLine(row, moves, _targets(state.columns, kept, right))


def next_tick(activity: "Activity", now: float) -> float:
    """Return when what is shown of `activity` will next change after `now`."""
    return activity.since + (_tick(activity, now) + 1) / _FRAMES_PER_SECOND


def _message_line(message: str, state: "ViewState", waiting: list[Segment]) -> StatusLine:
    text, right = Segment(Part.MESSAGE, strip_controls(message), Role.MESSAGE, 1), [*_prefix(state), *waiting]
    room = state.columns - sum(segment.least + len(_GAP) for segment in right)
    if cell_width(text.text) > room >= _LEAST_MESSAGE and state.messages_key:
        right.insert(0, _whole(Part.WAY, f"[{state.messages_key}]", Role.MESSAGE, "messages"))
    kept = _fitting([text, *right], state.columns)
    row = bar(state.columns, _spans(kept, [text]), _spans(kept, right), Role.MESSAGE)
    return StatusLine(row, False, _targets(state.columns, kept, right))


def _session_segments(state: "ViewState", session: "ManagedSession | None", now: float) -> list[Segment]:
    if session is None:
        return [_whole(Part.NAME, "qmux", Role.STATUS_NAME), *_restoring(state)]
    look = STATUS_LOOKS[session.status]
    status = _whole(Part.STATUS, f"{look.symbol} {look.word}", Role.STATUS)
    segments = [
        Segment(Part.NAME, f"{session.number}:{strip_controls(session.name)}", Role.STATUS_NAME, 1),
        _whole(Part.TYPE, TYPE_LOOKS[session.type].word, TYPE_ROLES[session.type]),
        status._replace(brief=look.symbol),
        *_restoring(state),
    ]
    if session.activity is not None:
        text = _activity(state, session.activity, now)
        segments.append(Segment(Part.ACTIVITY, text, Role.STATUS_ACTIVITY, _WORTH_SHOWING))
    if session.model:
        segments.append(Segment(Part.MODEL, strip_controls(session.model), Role.STATUS, _WORTH_SHOWING))
    if session.context_share is not None:
        share = session.context_share
        segments.append(_whole(Part.CONTEXT, f"context {share:.0%}", _context_role(share)))
    return segments


def _context_role(share: float) -> Role:
    """Return the color for how full the model's context is, as Amazon Q's prompt has it."""
    percent = round(share * 100)  # as it is shown
    if percent < 50:
        return Role.STATUS_CONTEXT_LOW
    return Role.STATUS_CONTEXT_HALF if percent < 90 else Role.STATUS_CONTEXT_FULL


def _other_segments(state: "ViewState", coordinator: "Sessions", folded: bool) -> list[Segment]:
    sessions = coordinator.sessions
    working = sum(session.working for session in sessions if session is not coordinator.active)
    segments = []
    if state.warnings:
        text = strip_controls("; ".join(state.warnings.values()))
        segments.append(Segment(Part.WARNING, text, Role.STATUS_WARNING, _WORTH_SHOWING))
    segments += _prefix(state)
    if working:
        segments.append(_whole(Part.WORKING, f"{working} working", Role.STATUS))
    if len(sessions) > 1:
        segments.append(_whole(Part.SESSIONS, f"{len(sessions)} sessions", Role.STATUS, "choose-session"))
    return segments + _waiting_segments(coordinator, folded)


def _waiting_segments(coordinator: "Sessions", folded: bool) -> list[Segment]:
    waiting = len(coordinator.waiting())
    if not waiting:
        return []
    if folded:
        return [_whole(Part.FOLDED, f"[{waiting}]", Role.STATUS_WAITING, "next")]
    return [_whole(Part.WAITING, f"{waiting} waiting", Role.STATUS_WAITING, "next")]


def _prefix(state: "ViewState") -> list[Segment]:
    return [_whole(Part.PREFIX, "prefix", Role.STATUS_PREFIX)] if state.prefix else []


def _restoring(state: "ViewState") -> list[Segment]:
    return [_whole(Part.RESTORING, "restoring sessions", Role.STATUS)] if state.restoring else []


def _whole(part: Part, text: str, role: Role, command: str = "") -> Segment:
    return Segment(part, text, role, cell_width(text), command)


def _fitting(segments: list[Segment], columns: int) -> dict[Segment, Span]:
    """Return the segments that have room, each with what is shown of it; behind one that has none only briefs are."""
    kept: dict[Segment, Span] = {}
    full = False
    for segment in sorted(segments, key=lambda segment: segment.part):
        room = columns - (len(_GAP) if kept else 0)
        full |= room < segment.least
        text = segment.brief if full else shorten(segment.text, room)
        if text and cell_width(text) <= room:
            kept[segment] = (text, segment.role)
            columns = room - cell_width(text)
    return kept


def _spans(kept: dict[Segment, Span], segments: list[Segment]) -> tuple[Span, ...]:
    """Return what is kept of `segments`, in their order, with gaps between."""
    spans: list[Span] = []
    for segment in segments:
        if segment in kept:
            spans += [(_GAP, Role.STATUS), kept[segment]] if spans else [kept[segment]]
    return tuple(spans)


def _targets(columns: int, kept: dict[Segment, Span], right: list[Segment]) -> tuple[Target, ...]:
    """Return where to click: of the pieces at the right end of a line of `columns` cells, those that do something."""
    targets: list[Target] = []
    stop = columns
    for segment in reversed([segment for segment in right if segment in kept]):
        start = stop - cell_width(kept[segment][0])
        if segment.command:
            targets.append(Target(0, start, stop, segment.command))
        stop = start - len(_GAP)
    return tuple(targets)


def _activity(state: "ViewState", activity: "Activity", now: float) -> str:
    """Return what is shown of `activity`, the same text all through one tick, whatever is reported meanwhile."""
    tick = _tick(activity, now)
    key = (activity.label, activity.since, tick)
    if state.ticked[0] != key:
        seconds = tick // _FRAMES_PER_SECOND
        shown = seconds if activity.until is None else _left(activity.until, activity.since, tick)
        frame = _FRAMES[tick % len(_FRAMES)]
        done = _done(activity.share, seconds) if activity.share is not None else ""
        state.ticked = key, f"{frame} {strip_controls(activity.label)} {_elapsed(shown)}{done}"
    return state.ticked[1]


def _left(until: float, since: float, tick: int) -> int:
    """Return the whole seconds that are left at the beginning of a tick, 0 only when it is over."""
    return max(0, math.ceil(until - since - tick / _FRAMES_PER_SECOND))


def _done(share: float, seconds: int) -> str:
    """Return a bar, the percentage, and how long it will take if it goes on as it did in `seconds`."""
    filled = int(share * _BAR_CELLS)
    left = f" {_elapsed(round(seconds * (1 - share) / share))} left" if 0 < share < 1 and seconds else ""
    return f" [{'#' * filled}{'.' * (_BAR_CELLS - filled)}] {int(share * 100)}%{left}"


def _elapsed(seconds: int) -> str:
    return f"{seconds}s" if seconds < 60 else f"{seconds // 60}m{seconds % 60:02}s"


def _tick(activity: "Activity", now: float) -> int:
    return max(0, int((now - activity.since) * _FRAMES_PER_SECOND))
