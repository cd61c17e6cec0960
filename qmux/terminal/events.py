"""Events: what a program in a pane asks for that is no matter of its screen.

Owns which operating system commands (OSC) become events and how they are read; leaves to whoever takes them whether
anything is done: all of it is a wish of untrusted output. The queue is bounded: of what nobody takes the oldest is
forgotten. Touched under the gate only. Sources: xterm's ctlseqs (OSC 52), the desktops' OSC 7, iTerm2's OSC 9,
urxvt's OSC 777, FinalTerm's OSC 133.
"""

import binascii
from collections.abc import Callable, Mapping
from typing import NamedTuple

from qmux.terminal.sanitize import strip_controls

EVENTS_LIMIT = 64
_TEXT_LIMIT = 2048  # of all but the clipboard's


class PaneEvent(NamedTuple):
    """A wish; what `text` is depends on `kind`.

    Arguments:
        kind, text: see below.
        row: of a mark, the row that it stands in, numbered as Pane.excerpt() does: since the pane began, until a new
            width makes other rows. None on the alternate screen, and of all other events.

    bell: nothing. directory: a file URL, the program's working directory. clipboard: what is to be copied, maybe of
    several lines. mark: "A" before a prompt, "B" after it, "C" before output, "D;STATUS" after it. notification: one
    line. progress: "STATE;PERCENT". Kinds and limits are those of the tables below; but for the clipboard's, texts
    have no controls.
    """

    kind: str
    text: str = ""
    row: int | None = None


BELL = PaneEvent("bell")
MARK = "mark"


class Events:
    """The queue of one pane."""

    def __init__(self) -> None:
        self._events: list[PaneEvent] = []

    @property
    def pending(self) -> tuple[PaneEvent, ...]:
        """Return what would be taken, and leave it there."""
        return tuple(self._events)

    def take(self) -> list[PaneEvent]:
        """Return the events since the last time, oldest first."""
        events, self._events = self._events, []
        return events

    def add(self, event: PaneEvent) -> None:
        """Add an event; the same again in a row counts once, and of texts for the clipboard only the last."""
        if event.kind == "clipboard":
            self._events = [other for other in self._events if other.kind != "clipboard"]
        if event not in self._events[-1:]:
            self._events.append(event)
            del self._events[:-EVENTS_LIMIT]


def event_of(code: str, value: str) -> PaneEvent | None:
    """Return the event that the operating system command `code` with `value` stands for, None if for none."""
    read = _READERS.get(code)
    return read(value) if read else None


def _directory(value: str) -> PaneEvent | None:
    return PaneEvent("directory", _line(value)) if value.startswith("file:") else None


def _mark(value: str) -> PaneEvent | None:
    return PaneEvent(MARK, _line(value)) if value[:1] in ("A", "B", "C", "D") and value else None


def _clipboard(value: str) -> PaneEvent | None:
    """Read "SELECTION;BASE64". A question for the clipboard, "c;?", is none that is ever answered."""
    encoded = value.partition(";")[2]
    try:
        text = binascii.a2b_base64(encoded, strict_mode=True).decode()
    except (ValueError, UnicodeDecodeError):
        return None
    return PaneEvent("clipboard", text) if text else None


def _notification(value: str) -> PaneEvent | None:
    if value.startswith("4;"):
        return PaneEvent("progress", _line(value[2:]))
    return PaneEvent("notification", _line(value)) if value else None


def _urxvt_notification(value: str) -> PaneEvent | None:
    """Read "notify;TITLE;BODY"."""
    name, _, text = value.partition(";")
    return _notification(text.replace(";", ": ", 1)) if name == "notify" else None


def _line(value: str) -> str:
    return strip_controls(value)[:_TEXT_LIMIT]


_READERS: Mapping[str, Callable[[str], PaneEvent | None]] = {
    "7": _directory,
    "9": _notification,
    "52": _clipboard,
    "133": _mark,
    "777": _urxvt_notification,
}
