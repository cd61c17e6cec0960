"""The lists of sessions that commands print.

Owns their columns. Names come from the user, a model or the database: controls are stripped, so that no name can
break the list.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from qmux.model.session import STATUS_LOOKS, TYPE_LOOKS, Reason, SessionStatus, SessionType
from qmux.terminal.sanitize import strip_controls
from qmux.terminal.width import cell_width

if TYPE_CHECKING:
    from qmux.engine.session import ManagedSession
    from qmux.storage.record import ConversationRecord


class _Line(NamedTuple):
    """One session's cells; `mark` is "* " on the displayed one."""

    mark: str
    name: str
    status: str
    type: str
    age: str
    reason: str


def active_list(sessions: Sequence["ManagedSession"], displayed: "ManagedSession | None", now: float) -> str:
    """Return the list of open sessions under its heading; `now` is in seconds since 1970."""
    lines = [
        _Line(
            "* " if session is displayed else "  ",
            strip_controls(session.name),
            f"[{STATUS_LOOKS[session.status].word}]",
            TYPE_LOOKS[session.type].word,
            age(now - session.last_active),
            _reason(session, now),
        )
        for session in sessions
    ]
    return _section("Active Sessions:", lines)


def _reason(session: "ManagedSession", now: float) -> str:
    """Return why a session waits, and whether it is kept from saying so."""
    if session.reason is None:
        return ""
    return session.reason.value + (" (snoozed)" if session.snoozed_until > now else "")


def history_list(records: Iterable["ConversationRecord"], now: float) -> str:
    """Return the list of conversations that are not open here: the completed ones, then others', if any."""
    lines = [_record_line(record, now) for record in records]
    completed = f"[{STATUS_LOOKS[SessionStatus.COMPLETED].word}]"
    closed = [line for line in lines if line.status == completed]
    others = [line for line in lines if line.status != completed]
    text = _section("Completed Sessions:", closed)
    return text + _section("Sessions that are not open here:", others) if others else text


def age(seconds: float) -> str:
    """Return a span in its largest whole unit: "now" below a minute, then 5m, 3h, 12d."""
    minutes = int(max(0.0, seconds)) // 60
    if minutes == 0:
        return "now"
    if minutes < 60:
        return f"{minutes}m"
    return f"{minutes // 60}h" if minutes < 24 * 60 else f"{minutes // (24 * 60)}d"


def _record_line(record: "ConversationRecord", now: float) -> _Line:
    return _Line(
        "  ",
        strip_controls(record.session_name),
        f"[{_word_of_status(record.session_status)}]",
        word_of_type(record.session_type),
        age(now - record.last_active),
        record.reason if record.reason in {reason.value for reason in Reason} else "",
    )


def _word_of_status(stored: str) -> str:
    """Return the word for a status as the database keeps it; a value that is none of ours is shown as it is."""
    known = {status.value: look.word for status, look in STATUS_LOOKS.items()}
    return known.get(stored, strip_controls(stored))


def word_of_type(stored: str) -> str:
    """Return the word for a type as the database keeps it, likewise."""
    known = {kind.value: TYPE_LOOKS[kind].word for kind in SessionType}
    return known.get(stored, strip_controls(stored))


def _section(heading: str, lines: Sequence[_Line]) -> str:
    """Lay the lines out in columns below a heading, "(none)" where there are none."""
    if not lines:
        return f"{heading}\n  (none)\n"
    widths = [max(cell_width(line[column]) for line in lines) for column in range(len(_Line._fields))]
    return "\n".join([heading, *(_columns(line, widths) for line in lines), ""])


def _columns(line: _Line, widths: Sequence[int]) -> str:
    cells = [
        text + " " * (width - cell_width(text)) for text, width in zip(line[1:], widths[1:], strict=True)
    ]
    return (line.mark + "  ".join(cells)).rstrip()
