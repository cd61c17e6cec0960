"""ConversationState: what the model is to be told, folded from a session's events.

Owns the fold, and how much of it the model has counted. Leaves the invariants of what goes to a provider to
repair.py and storing to the transcript, which serializes all calls.
"""

from collections.abc import Mapping
from typing import NamedTuple

from qmux.engine.entries import message_texts
from qmux.engine.repair import repaired, start_of
from qmux.model.event import Event, EventKind
from qmux.model.message import Message, Part, Reasoning, Text, ToolCall, ToolResult
from qmux.tools.base import Question

DEFAULT_CONTEXT = ("AGENTS.md", "AmazonQ.md", ".amazonq/rules/**/*.md")  # until the user changes it
SUMMARY_HEADING = "[The conversation until now, summarized:]"
CHARACTERS_PER_TOKEN = 4  # a rough mean over prose and code; used only until the server has counted
_HALFWAY = "Interrupted ({}): this call may have run, wholly or in part."
_NOT_BEGUN = "Interrupted ({}): this call was not run."


class OpenQuestion(NamedTuple):
    """A question of the model that nobody has answered, and the tool call that asked it."""

    call_id: str
    question: Question


class ConversationState:
    """The messages so far, and what of the present turn is still open."""

    def __init__(self) -> None:
        self._messages: list[tuple[str, list[Part]]] = []
        self._reply: list[str] = []  # the pieces of the text that streams; joined once, when it ends
        self._retried_from = 0
        self._turn_from = 0
        self.turn = 0
        self.turn_open = False
        self.unfinished = False  # the last turn has not come to its own end
        self.question: OpenQuestion | None = None
        self.rules: Mapping[str, object] = {}  # the session's own, as the event RULES has them
        self._started = ""  # the id of the tool call that runs
        self.user_inputs: list[str] = []
        self.typed: list[str] = []  # the same, and what was typed and dropped, in order
        self.context: tuple[str, ...] = DEFAULT_CONTEXT
        self.tokens = 0
        self.sent_tokens = self.received_tokens = 0  # of all requests so far
        self._unmeasured = 0  # characters said since the server counted
        self._unanswered: list[Part] = []  # the user's last message, while it has no whole answer

    def apply(self, event: Event) -> None:
        """Take in one event; events come in the order of their sequence."""
        self.turn = max(self.turn, event.turn)
        fold = _FOLDS.get(event.kind)
        if fold is None:
            return
        if event.kind not in _WITHIN_REPLY:
            self._join_reply()
        fold(self, event)

    def messages(self) -> tuple[Message, ...]:
        """Return the conversation as it may be sent: calls answered, nothing empty, a user's words first."""
        self._join_reply()
        return repaired(self._messages)

    def measure(self, tokens: int) -> None:
        """Take in how many tokens the server says the conversation has now."""
        self.tokens, self._unmeasured = tokens, 0

    @property
    def estimate(self) -> int:
        """Roughly how many tokens the conversation has: what the server counted last, and the characters since."""
        return self.tokens + self._unmeasured // CHARACTERS_PER_TOKEN

    def shares(self) -> dict[str, int]:
        """Return the characters of the conversation by whose they are."""
        counts = dict.fromkeys(("your messages", "replies", "tools"), 0)
        for role, parts in self._messages:
            for part in parts:
                spoken = "your messages" if role == "user" else "replies"
                counts["tools" if isinstance(part, ToolCall | ToolResult) else spoken] += characters(part)
        counts["replies"] += sum(map(len, self._reply))
        return counts

    def open_calls(self) -> list[ToolCall]:
        """Return the tool calls of the last reply that have no result yet; the user's next words give them up."""
        answered: set[str] = set()
        for role, parts in reversed(self._messages):
            if role == "assistant":
                return [part for part in parts if isinstance(part, ToolCall) and part.id not in answered]
            if any(isinstance(part, Text) for part in parts):
                return []
            answered |= {part.call_id for part in parts if isinstance(part, ToolResult)}
        return []

    def given_up(self, why: str) -> list[dict[str, object]]:
        """Return payloads of results for the open calls, which nobody runs any more, true about whether they ran.

        Arguments:
            why: "stopped by the user" and the like.
        """
        return [_given_up(call.id, why, call.id == self._started) for call in self.open_calls()]

    def _add(self, role: str, part: Part) -> None:
        if not self._messages or self._messages[-1][0] != role:
            self._messages.append((role, []))
        self._messages[-1][1].append(part)
        self._unmeasured += characters(part)

    def _join_reply(self) -> None:
        if self._reply:
            text, self._reply = "".join(self._reply), []
            self._unmeasured -= len(text)  # counted as it came
            self._add("assistant", Text(text))

    def _user_input(self, event: Event) -> None:
        self.turn_open = self.unfinished = True
        self.question = None
        self.user_inputs.append(event.text())
        self._typed(event)
        self._forget_reasoning(self._turn_from)
        texts = message_texts(event.text(), event.payload.get("attached"))
        self._unanswered = [Text(text) for text in texts]
        for part in self._unanswered:
            self._add("user", part)
        self._turn_from = len(self._messages)
        self._retried_from = len(self._messages)

    def _typed(self, event: Event) -> None:
        self.typed.append(event.text())

    def _text(self, event: Event) -> None:
        self._reply.append(event.text())
        self._unmeasured += len(event.text())

    def _reasoning(self, event: Event) -> None:
        data = event.payload.get("data")
        if isinstance(data, dict):
            self._add("assistant", Reasoning(event.text("provider"), event.text("model"), data))

    def _forget_reasoning(self, start: int) -> None:
        """Drop the reasoning from message `start` on.

        Providers need it only between a call and the end of that turn; kept longer, every change of what came before
        it (a summary, another system prompt) would have them refuse the conversation.
        """
        for _, parts in self._messages[start:]:
            parts[:] = [part for part in parts if not isinstance(part, Reasoning)]

    def _tool_call(self, event: Event) -> None:
        arguments = event.payload.get("arguments")
        fields = arguments if isinstance(arguments, dict) else {}
        call = ToolCall(event.text("id"), event.text("name"), fields, event.text("problem"))
        self._add("assistant", call)
        self._retried_from = len(self._messages)

    def _tool_start(self, event: Event) -> None:
        self._started = event.text("id")

    def _rules(self, event: Event) -> None:
        self.rules = event.payload

    def _tool_result(self, event: Event) -> None:
        result = ToolResult(event.text("id"), event.text(), bool(event.payload.get("is_error")))
        self._add("user", result)
        self._started = ""
        self._retried_from = len(self._messages)

    def _question(self, event: Event) -> None:
        choices = event.payload.get("choices")
        rows = tuple(str(choice) for choice in choices) if isinstance(choices, list) else ()
        self.question = OpenQuestion(event.text("id"), Question(event.text("question"), rows))

    def _answer(self, event: Event) -> None:
        self.question = None

    def _compaction(self, event: Event) -> None:
        """Let the summary stand for all but the user's newest messages that were kept, with what followed them."""
        kept = event.payload.get("kept")
        self._count(event)
        self._forget_reasoning(0)
        tail = self._since_message(kept) if isinstance(kept, int) and kept > 0 else ()
        self._begin_anew()
        self._add("user", Text(f"{SUMMARY_HEADING}\n{event.text()}"))
        for role, parts in tail or (Message("user", tuple(self._unanswered)),):
            for part in parts:
                self._add(role, part)
        self._retried_from = self._turn_from = len(self._messages)

    def _context(self, event: Event) -> None:
        patterns = event.payload.get("patterns")
        self.context = tuple(map(str, patterns)) if isinstance(patterns, list) else DEFAULT_CONTEXT

    def _cleared(self, event: Event) -> None:
        self._turn_ended(event)
        self._begin_anew()
        self._unanswered = []
        self.unfinished = False

    def _begin_anew(self) -> None:
        self._messages = []
        self._retried_from = self._turn_from = self._unmeasured = self.tokens = 0

    def _since_message(self, count: int) -> tuple[Message, ...]:
        """Return what was said since the newest but `count` - 1 of the user's messages; none if there are fewer."""
        messages = repaired(self._messages)
        start = start_of(messages, count)
        return messages[start:] if start else ()

    def _turn_ended(self, event: Event) -> None:
        self._forget_reasoning(self._retried_from)  # of a reply that was not finished
        self.turn_open = False
        self.question = None

    def _failed(self, event: Event) -> None:
        self._turn_ended(event)
        self._count(event)

    def _interrupted(self, event: Event) -> None:
        self._failed(event)
        self._unanswered = []

    def _turn_finished(self, event: Event) -> None:
        self._interrupted(event)
        self.unfinished = False
        tokens = sum(_tokens(event, key) for key in ("input_tokens", "output_tokens"))
        if tokens:
            self.measure(tokens)

    def _count(self, event: Event) -> None:
        """Add up what the requests of a turn took; a turn of an older qmux tells only of its last request."""
        whole = "total_input_tokens" in event.payload
        self.sent_tokens += _tokens(event, "total_input_tokens" if whole else "input_tokens")
        self.received_tokens += _tokens(event, "total_output_tokens" if whole else "output_tokens")

    def _retry(self, event: Event) -> None:
        """Forget the partial reply of the failed request: all that came after the last input, call or result."""
        del self._messages[self._retried_from :]
        self.turn_open = self.unfinished = True


_WITHIN_REPLY = {
    EventKind.TEXT,
    EventKind.TYPED,
    EventKind.RULES,
    EventKind.CONTEXT,
}  # the user may change these meanwhile

_FOLDS = {
    EventKind.USER_INPUT: ConversationState._user_input,
    EventKind.TEXT: ConversationState._text,
    EventKind.REASONING: ConversationState._reasoning,
    EventKind.TOOL_CALL: ConversationState._tool_call,
    EventKind.TOOL_START: ConversationState._tool_start,
    EventKind.TYPED: ConversationState._typed,
    EventKind.RULES: ConversationState._rules,
    EventKind.TOOL_RESULT: ConversationState._tool_result,
    EventKind.QUESTION: ConversationState._question,
    EventKind.ANSWER: ConversationState._answer,
    EventKind.COMPACTION: ConversationState._compaction,
    EventKind.CONTEXT: ConversationState._context,
    EventKind.CLEARED: ConversationState._cleared,
    EventKind.ERROR: ConversationState._failed,
    EventKind.INTERRUPTED: ConversationState._interrupted,
    EventKind.TURN_FINISHED: ConversationState._turn_finished,
    EventKind.RETRY: ConversationState._retry,
}


def _given_up(call_id: str, why: str, started: bool) -> dict[str, object]:
    text = (_HALFWAY if started else _NOT_BEGUN).format(why)
    shown = "Interrupted, may have run" if started else ""
    return {"id": call_id, "text": text, "is_error": True, "shown": shown}


def characters(part: Part) -> int:
    """Return roughly how many characters a part takes in a request."""
    if isinstance(part, ToolCall):
        return len(part.name) + len(str(part.arguments))
    if isinstance(part, Reasoning):
        return len(str(part.data))
    return len(part.text)


def _tokens(event: Event, key: str) -> int:
    count = event.payload.get(key)
    return count if isinstance(count, int) and count > 0 else 0
