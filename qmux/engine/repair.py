"""Repair: a conversation as every server takes it, whatever happened to it.

Owns the invariants of what is sent: the first message is the user's plain words; each tool call has exactly one
result, in the next message, before any words; no text is empty; the ids of calls are unique and, like their names,
made of what all servers allow. Pure. Leaves what was said to conversation.py. The sources are the rules of the
Messages API (tool_use and tool_result), of Chat Completions (tool_calls), and what their servers refuse.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from qmux.model.message import Message, Part, Text, ToolCall, ToolResult

UNANSWERED = "This call was interrupted before its result was known; it may have run."

_FOREIGN = re.compile("[^A-Za-z0-9_-]")
_LONGEST_NAME = 64  # of OpenAI's functions; Anthropic takes 128


def repaired(messages: Iterable[tuple[str, Sequence[Part]]]) -> tuple[Message, ...]:
    """Return messages of a role and parts as they may be sent; what is in order is not changed."""
    result: list[Message] = []
    ids = _Ids()
    for role, parts in messages:
        kept = [part for part in parts if not isinstance(part, Text) or part.text.strip()]
        if not kept or (role == "assistant" and not result):
            continue
        if role == "assistant":
            _close_calls(result, ids)
            _append(result, role, _valid_calls(kept, ids))
        else:
            _append(result, role, _settled(result, kept, ids))
    _close_calls(result, ids)
    return tuple(result)


def is_message(message: Message) -> bool:
    """Return whether a message is the user's own words, answering no tool call."""
    return message.role == "user" and not any(isinstance(part, ToolResult) for part in message.parts)


def start_of(messages: Sequence[Message], count: int) -> int:
    """Return where the newest `count` of the user's own messages begin; 0 if there are no more than that."""
    if count == 0:
        return len(messages)
    starts = [index for index, message in enumerate(messages) if is_message(message)]
    return starts[-count] if count <= len(starts) else 0


class _Ids:
    """The ids of calls as they are sent: each once, in characters that every server takes."""

    def __init__(self) -> None:
        self._used: set[str] = set()
        self._pending: list[tuple[str, str]] = []  # of the last reply: as the model gave it, as it is sent

    def begin(self) -> None:
        """A reply begins; the calls before it are answered."""
        self._pending = []

    def new(self, given: str) -> str:
        """Return the id to send for a call of the present reply."""
        plain = _FOREIGN.sub("_", given)[:_LONGEST_NAME] or "call"
        number, sent = 1, plain
        while sent in self._used:
            number += 1
            sent = f"{plain}-{number}"
        self._used.add(sent)
        self._pending.append((given, sent))
        return sent

    def take_pending(self) -> list[tuple[str, str]]:
        """Return the calls that are still to be answered, once."""
        pending, self._pending = self._pending, []
        return pending


def _append(result: list[Message], role: str, parts: Iterable[Part]) -> None:
    """Add a message, or to the one before it if that is of the same role."""
    if result and result[-1].role == role:
        result[-1] = Message(role, (*result[-1].parts, *parts))
    else:
        result.append(Message(role, tuple(parts)))


def _valid_calls(parts: Iterable[Part], ids: _Ids) -> Iterator[Part]:
    ids.begin()
    for part in parts:
        if isinstance(part, ToolCall):
            name = _FOREIGN.sub("_", part.name)[:_LONGEST_NAME] or "unknown"
            yield part._replace(id=ids.new(part.id), name=name)
        elif not isinstance(part, ToolResult):
            yield part


def _settled(result: list[Message], parts: Sequence[Part], ids: _Ids) -> list[Part]:
    """Return a user's parts behind the results of the reply before them; a result of no call becomes words."""
    results, pending = [], ids.take_pending()
    rest = list(parts)
    for given, sent in pending:
        answer = next((part for part in rest if isinstance(part, ToolResult) and part.call_id == given), None)
        if answer is not None:
            rest.remove(answer)
        results.append(
            answer._replace(call_id=sent) if answer else ToolResult(sent, UNANSWERED, is_error=True)
        )
    return [*results, *map(_as_words, rest)]


def _as_words(part: Part) -> Part:
    if isinstance(part, ToolResult):
        return Text(f"[The result of an earlier tool call: {part.text}]")
    return part


def _close_calls(result: list[Message], ids: _Ids) -> None:
    """Answer the calls of a reply that nothing follows."""
    answers = [ToolResult(sent, UNANSWERED, is_error=True) for _, sent in ids.take_pending()]
    if answers:
        _append(result, "user", answers)
