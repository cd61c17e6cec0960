"""ConversationState: what the model is to be told, folded from a session's events.

Owns the fold and the invariants of what goes to a provider: every tool call is followed at once by one result, no
part is empty, the first message is the user's. Leaves storing to the transcript, which serializes all calls.
"""

from typing import NamedTuple

from qmux.model.event import Event, EventKind
from qmux.model.message import Message, Part, Reasoning, Text, ToolCall, ToolResult
from qmux.tools.base import Question

_UNANSWERED = "This call was interrupted before its result was known; it may have run."


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
        self.question: OpenQuestion | None = None
        self.user_inputs: list[str] = []
        self.tokens = 0

    def apply(self, event: Event) -> None:
        """Take in one event; events come in the order of their sequence."""
        self.turn = max(self.turn, event.turn)
        fold = _FOLDS.get(event.kind)
        if fold is None:
            return
        if event.kind is not EventKind.TEXT:
            self._join_reply()
        fold(self, event)

    def messages(self) -> tuple[Message, ...]:
        """Return the conversation as it may be sent: calls answered, nothing empty, a user's words first."""
        self._join_reply()
        result: list[Message] = []
        for role, parts in self._messages:
            kept = tuple(part for part in parts if not isinstance(part, Text) or part.text.strip())
            if not kept or (role == "assistant" and not result):
                continue
            _settle_calls(result, role, kept)
        _close_calls(result)
        return tuple(result)

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

    def _add(self, role: str, part: Part) -> None:
        if not self._messages or self._messages[-1][0] != role:
            self._messages.append((role, []))
        self._messages[-1][1].append(part)

    def _join_reply(self) -> None:
        if self._reply:
            self._add("assistant", Text("".join(self._reply)))
            self._reply = []

    def _user_input(self, event: Event) -> None:
        self.turn_open = True
        self.question = None
        self.user_inputs.append(event.text())
        self._forget_reasoning(self._turn_from)
        self._add("user", Text(event.text()))
        self._turn_from = len(self._messages)
        self._retried_from = len(self._messages)

    def _text(self, event: Event) -> None:
        self._reply.append(event.text())

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

    def _tool_result(self, event: Event) -> None:
        result = ToolResult(event.text("id"), event.text(), bool(event.payload.get("is_error")))
        self._add("user", result)
        self._retried_from = len(self._messages)

    def _question(self, event: Event) -> None:
        choices = event.payload.get("choices")
        rows = tuple(str(choice) for choice in choices) if isinstance(choices, list) else ()
        self.question = OpenQuestion(event.text("id"), Question(event.text("question"), rows))

    def _answer(self, event: Event) -> None:
        self.question = None

    def _compaction(self, event: Event) -> None:
        self._messages = [("user", [Text(event.text())])]
        self._turn_from = 0
        self._retried_from = 1

    def _turn_ended(self, event: Event) -> None:
        self._forget_reasoning(self._retried_from)  # of a reply that was not finished
        self.turn_open = False
        self.question = None

    def _turn_finished(self, event: Event) -> None:
        self._turn_ended(event)
        tokens = [event.payload.get(key) for key in ("input_tokens", "output_tokens")]
        self.tokens = sum(count for count in tokens if isinstance(count, int)) or self.tokens

    def _retry(self, event: Event) -> None:
        """Forget the partial reply of the failed request: all that came after the last input, call or result."""
        del self._messages[self._retried_from :]
        self.turn_open = True


_FOLDS = {
    EventKind.USER_INPUT: ConversationState._user_input,
    EventKind.TEXT: ConversationState._text,
    EventKind.REASONING: ConversationState._reasoning,
    EventKind.TOOL_CALL: ConversationState._tool_call,
    EventKind.TOOL_RESULT: ConversationState._tool_result,
    EventKind.QUESTION: ConversationState._question,
    EventKind.ANSWER: ConversationState._answer,
    EventKind.COMPACTION: ConversationState._compaction,
    EventKind.ERROR: ConversationState._turn_ended,
    EventKind.INTERRUPTED: ConversationState._turn_ended,
    EventKind.TURN_FINISHED: ConversationState._turn_finished,
    EventKind.RETRY: ConversationState._retry,
}


def _calls(message: Message) -> list[str]:
    return [part.id for part in message.parts if isinstance(part, ToolCall)]


def _settle_calls(result: list[Message], role: str, parts: tuple[Part, ...]) -> None:
    """Append a message; right after a reply with calls, make it start with exactly one result for each."""
    wanted = _calls(result[-1]) if result and result[-1].role == "assistant" else []
    given = {part.call_id: part for part in parts if isinstance(part, ToolResult)}
    others = tuple(part for part in parts if not isinstance(part, ToolResult))
    if role == "assistant":
        _close_calls(result)
        result.append(Message(role, others))
        return
    results = tuple(given.get(id, ToolResult(id, _UNANSWERED, is_error=True)) for id in wanted)
    if results or others:
        result.append(Message(role, results + others))


def _close_calls(result: list[Message]) -> None:
    """Answer the calls of a reply that nothing follows."""
    if result and result[-1].role == "assistant" and _calls(result[-1]):
        answers = tuple(ToolResult(id, _UNANSWERED, is_error=True) for id in _calls(result[-1]))
        result.append(Message("user", answers))
