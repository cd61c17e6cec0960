"""Renderer: events in, terminal text out; the same events always give the same text.

Owns how a conversation looks in its pane. Leaves escapes to terminal/sanitize.py (whatever a model, a tool or a
user wrote passes its filter first) and cells to the emulator. One renderer belongs to one transcript, which
serializes all calls.
"""

from collections.abc import Callable

from qmux.engine.entries import notes
from qmux.engine.reply import RawReply, Reply
from qmux.engine.tool_blocks import ToolBlocks
from qmux.model.event import Event, EventKind
from qmux.terminal.sanitize import TextFilter

_RESET = "\x1b[0m"
_USER = "\x1b[1;36m"
_DIM = "\x1b[2m"
_ERROR = "\x1b[31m"
_WARNING = "\x1b[33m"
_QUESTION = "\x1b[1;33m"

_CLEAR = "\x1b[H\x1b[2J\x1b[3J"  # the screen and the scrollback

# What may come in the middle of a reply; all else ends it.
WITHIN_REPLY = {
    EventKind.TEXT,
    EventKind.TYPED,
    EventKind.NOTICE,
    EventKind.COMMAND_OUTPUT,
    EventKind.RULES,
    EventKind.CONTEXT,
}


class Renderer:
    """Turns one conversation's events into text for its pane, remembering only what is open of a reply or a tool.

    Arguments:
        reply: how the model's words are shown; this renderer's own.
    """

    def __init__(self, reply: Reply | None = None) -> None:
        self._reply: Reply = reply or RawReply()
        self._printed = RawReply()  # by a tool
        self._tools = ToolBlocks(self._block)
        self._table: dict[EventKind, Callable[[Event], str]] = {
            EventKind.USER_INPUT: self._user_input,
            EventKind.TYPED: lambda event: "",
            EventKind.TEXT: self._text,
            EventKind.REASONING: self._reasoning,
            EventKind.TOOL_CALL: self._tools.called,
            EventKind.PERMISSION: self._tools.asked,
            EventKind.OFFERS: self._tools.offered,
            EventKind.TOOL_START: self._tools.started,
            EventKind.TOOL_OUTPUT: self._tool_output,
            EventKind.SHELL_OUTPUT: self._shell_output,
            EventKind.TOOL_RESULT: self._tools.ended,
            EventKind.RULES: lambda event: "",
            EventKind.CONTEXT: lambda event: "",
            EventKind.QUESTION: self._question,
            EventKind.ANSWER: self._answer,
            EventKind.NOTICE: self._notice,
            EventKind.COMMAND_OUTPUT: self._command_output,
            EventKind.COMPACTION: self._compaction,
            EventKind.CLEARED: self._cleared,
            EventKind.ERROR: self._error,
            EventKind.INTERRUPTED: self._interrupted,
            EventKind.RETRY: self._retry,
            EventKind.TURN_FINISHED: self._turn_finished,
        }

    def render(self, event: Event) -> str:
        """Return what `event` adds to the pane for good."""
        end = "" if event.kind in WITHIN_REPLY else self._reply.finish()
        return end + self._table[event.kind](event)

    def close(self) -> str:
        """End what is open, as whatever comes next of the user would; return what is then final."""
        return f"{self._reply.finish()}{self._end_line()}"

    @property
    def laid_out(self) -> bool:
        """Whether something in the reply under way depends on the pane's width."""
        return self._reply.laid_out

    def tail(self) -> str:
        """Return how the open end of a reply would look if it ended here."""
        return self._reply.tail()

    def _text(self, event: Event) -> str:
        return self._reply.feed(event.text())

    def _block(self, style: str, text: str) -> str:
        """Return `text`, filtered, as lines of its own in one style; an open line is ended first."""
        harmless = TextFilter()
        body = harmless.feed(text.rstrip("\n")) + harmless.finish()
        body = body.replace("\r\n", f"{_RESET}\r\n{style}")
        return f"{self._end_line()}{style}{body}{_RESET}\r\n"

    def _end_line(self) -> str:
        """End the open line of a reply or of what a tool prints."""
        return f"{self._reply.pause()}{self._printed.pause()}"

    def _user_input(self, event: Event) -> str:
        first, *rest = event.text().rstrip("\n").split("\n")
        said = self._block(_USER, "\n".join([f"> {first}", *(f"  {line}" for line in rest)]))
        attached = "\n".join(f"  {note}" for note in notes(event.payload.get("attached")))
        return said + (self._block(_DIM, attached) if attached else "") + "\r\n"

    def _reasoning(self, event: Event) -> str:
        summary = event.text("summary").strip()
        return self._block(_DIM, summary) if summary else ""

    def _tool_output(self, event: Event) -> str:
        """Return what a tool prints, dim; a lone carriage return goes back on its line, as progress bars want it."""
        self._tools.printed()
        return f"{_DIM}{self._print(event)}{_RESET}"

    def _shell_output(self, event: Event) -> str:
        over = "status" in event.payload
        return f"{self._print(event)}{self._end_line()}\r\n" if over else self._print(event)

    def _print(self, event: Event) -> str:
        return "\r".join(map(self._printed.feed, event.text().split("\r")))

    def _question(self, event: Event) -> str:
        choices = event.payload.get("choices")
        rows = [str(choice) for choice in choices] if isinstance(choices, list) else []
        lines = [f"? {event.text('question')}", *(f"  {number}. {row}" for number, row in enumerate(rows, 1))]
        return self._block(_QUESTION, "\n".join(lines))

    def _answer(self, event: Event) -> str:
        answer = self._block(_USER, f"> {event.text()}")
        return answer if self._tools.is_open else f"{answer}\r\n"

    def _notice(self, event: Event) -> str:
        return self._block(_DIM, event.text())

    def _command_output(self, event: Event) -> str:
        command, text = self._block(_DIM, event.text("command")), event.text()
        return f"{command}{self._block('', text)}\r\n" if text else command

    def _compaction(self, event: Event) -> str:
        return self._block(_DIM, "The conversation was summarized. /export has all of it.")

    def _cleared(self, event: Event) -> str:
        return f"{self._end_line()}{_CLEAR}"

    def _error(self, event: Event) -> str:
        reason = event.text()
        stop = "" if reason.endswith((".", "?", "!")) else "."
        return self._block(_ERROR, f"Session failed: {reason}{stop} Use /retry to continue.") + "\r\n"

    def _interrupted(self, event: Event) -> str:
        return self._block(_WARNING, f"[interrupted: {event.text()}]") + "\r\n"

    def _retry(self, event: Event) -> str:
        return self._block(
            _DIM, "Trying again; what came of the failed reply is not part of the conversation."
        )

    def _turn_finished(self, event: Event) -> str:
        return f"{self._end_line()}\r\n"
