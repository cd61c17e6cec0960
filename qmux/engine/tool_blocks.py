"""ToolBlocks: how a tool call looks in the pane, from its first line to how it ended.

    🛠️  Using tool: execute_bash
     ⋮
     ● I will run the following shell command: git status
     ⋮
     ↳ Purpose: See what changed
    Allow this action? Use 't' to trust (always allow) this tool for the session. [y/n/t]:
    > y
    (what it prints, dim)
     ● Completed in 0.72s

Owns the words and their styles, those that Q CLI's users know. What the user decides by is stripped of styles too: an
invisible color could hide half of a command. Leaves lines, and the filter that all other text passes, to render.py.
What it remembers of earlier events is which block is open; one belongs to one renderer.
"""

from collections.abc import Callable

from qmux.model.event import Event
from qmux.terminal.sanitize import strip_controls

_HEADER = "\x1b[1;35m"
_PLAIN = ""
_DIM = "\x1b[2m"
_QUESTION = "\x1b[1;33m"
_ERROR = "\x1b[31m"

_SHOWN_LINES = 20  # of a failed call's result; the model gets all of it
_SHOWN_CHARACTERS = 2000

# Returns a text, filtered, as lines of its own in a style.
Lines = Callable[[str, str], str]


class ToolBlocks:
    """Makes the lines of tool calls; `lines` is the renderer's."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._names: dict[str, str] = {}  # of the calls without a result, by their ids
        self._open = ""  # the id of the call whose block is on the screen and has no end yet
        self._printed = False  # whether it has printed anything

    @property
    def is_open(self) -> bool:
        """Whether a block waits for its end."""
        return bool(self._open)

    def called(self, event: Event) -> str:
        """Show nothing: a call has its block when its turn comes."""
        self._names[event.text("id")] = event.text("name")
        return ""

    def asked(self, event: Event) -> str:
        """Show what a call would do, and ask whether it may."""
        keys = event.text("keys")
        trust = " Use 't' to trust (always allow) this tool for the session." if keys.endswith("/t]") else ""
        return self._block(event, "") + self._lines(_QUESTION, f"Allow this action?{trust} {keys}:")

    def offered(self, event: Event) -> str:
        """Ask what to trust from now on."""
        choices = event.payload.get("choices")
        rows = [strip_controls(str(choice)) for choice in choices] if isinstance(choices, list) else []
        numbered = [f"  {number}. {row}" for number, row in enumerate(rows, 1)]
        return self._lines(
            _QUESTION, "\n".join(["Trust what, in this session?", *numbered, event.text("keys") + ":"])
        )

    def started(self, event: Event) -> str:
        """Show the block of a call about which nobody was asked."""
        return "" if self._open == event.text("id") else self._block(event, " (trusted)")

    def printed(self) -> None:
        """Take note that the open call printed something."""
        self._printed = True

    def ended(self, event: Event) -> str:
        """Show how a call ended; what it printed, or what the model alone has to know, is not shown again."""
        name = self._names.pop(event.text("id"), "")
        is_open = self.is_open and self._open == event.text("id")
        self._open = ""
        seconds = event.payload.get("seconds")
        failed = bool(event.payload.get("is_error"))
        if isinstance(seconds, int | float) and not isinstance(seconds, bool):
            return self._after_run(event, float(seconds), failed)
        shown = event.payload.get("shown")
        text = shown if isinstance(shown, str) else event.text() if failed else ""
        if not text:
            return ""
        header = "" if is_open else self._lines(_HEADER, f"🛠️  Using tool: {name}")
        return header + self._lines(_ERROR, f" ● {_bounded(text)}") + "\r\n"

    def _block(self, event: Event, trusted: str) -> str:
        self._open, self._printed = event.text("id"), False
        lines = [self._lines(_HEADER, f"🛠️  Using tool: {strip_controls(event.text('tool'))}{trusted}")]
        lines.append(self._lines(_DIM, " ⋮"))
        lines.append(self._lines(_PLAIN, f" ● {strip_controls(event.text('line'))}"))
        if event.text("detail"):
            lines.append(self._lines(_PLAIN, event.text("detail")))
        if event.text("purpose"):
            lines.append(self._lines(_DIM, " ⋮"))
            lines.append(self._lines(_PLAIN, f" ↳ Purpose: {strip_controls(event.text('purpose'))}"))
        return "".join(lines)

    def _after_run(self, event: Event, seconds: float, failed: bool) -> str:
        if not failed:
            return self._lines(_DIM, f" ● Completed in {_duration(seconds)}") + "\r\n"
        text = "" if self._printed else _bounded(event.text())
        end = self._lines(_ERROR, f" ● Execution failed after {_duration(seconds)}{':' if text else ''}")
        return end + (self._lines(_ERROR, text) if text else "") + "\r\n"


def _duration(seconds: float) -> str:
    if seconds >= 60:
        return f"{int(seconds) // 60}m{int(seconds) % 60:02}s"
    return f"{seconds:.2f}s" if seconds < 10 else f"{seconds:.1f}s"


def _bounded(text: str) -> str:
    """Return the beginning of a text that a person is to read at a glance."""
    lines = text[:_SHOWN_CHARACTERS].split("\n")
    cut = len(text) > _SHOWN_CHARACTERS or len(lines) > _SHOWN_LINES
    return "\n".join(lines[:_SHOWN_LINES]) + ("\n..." if cut else "")
