"""Compaction: a summary in the place of a conversation that has become too long for its model.

Owns when it is due, what the model is asked, and the ladder of what to leave out when even that is too long.
Leaves sending to requester.py, what becomes of the conversation to the fold (conversation.py), and when a turn tries
again to turn.py. Everything runs in the session's worker thread. The history is told as plain words, without the tool
calls' own form: a request without tools must not have any, and so no call can be parted from its result.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from qmux.cancel import CancelToken
from qmux.engine.conversation import characters
from qmux.engine.repair import is_message, start_of
from qmux.engine.requester import Requester
from qmux.engine.too_long import refused_message
from qmux.engine.transcript import Transcript
from qmux.errors import ContextOverflowError, UserError
from qmux.model.event import EventKind
from qmux.model.message import Message, Part, Text, TextDelta, ToolCall, ToolResult, Usage
from qmux.providers.base import Request

Messages = tuple[Message, ...]

LONGEST_MESSAGE = 25_000  # characters of one message on the last rung, as Amazon Q's CLI has it

INSTRUCTION = (
    "Summarize the conversation above, so that you can go on with the work from the summary alone; the"
    " conversation will be gone. Write, each under a heading of its own: what the user wants, with all conditions"
    " and corrections; what was decided and why; the files, functions and commands that matter, by name, with what"
    " was changed or found there; what was tried and failed, with the words of the error; what remains to be done,"
    " and the next step. Quote names, paths, numbers and error messages exactly. Do not greet, do not comment, do"
    " not call tools."
)

SYSTEM = "You write exact, complete and brief summaries of work in progress, for whoever continues it."

HOPELESS = (
    "The conversation is too long for the model, and so is each shortened form of it that could be summarized. /model"
    " may know one with a larger context; /clear begins anew, and /export keeps what was said."
)


class Limits(NamedTuple):
    """What the model can take, in tokens: `max_tokens` in a reply, `window` in all, where its server does not say.

    The conversation may fill `share` of it, from 0 to 1; 0 means that it may fill all of it.
    """

    max_tokens: int
    window: int
    share: float


class Summary(NamedTuple):
    """What stands for the conversation from now on; the user's newest `kept` messages are not in it and stay."""

    text: str
    kept: int


class Rung(NamedTuple):
    """One way to ask for a summary: the messages it is made of, and how many of the user's it spares."""

    messages: Messages
    kept: int


class Compactor:
    """Summarizes one session's conversation; `record` lets an event happen in the present turn."""

    def __init__(
        self,
        transcript: Transcript,
        requester: Requester,
        limits: Limits,
        record: Callable[[EventKind, Mapping[str, object]], None],
    ) -> None:
        self._transcript = transcript
        self._requester = requester
        self._limits = limits
        self._record = record
        self._usages: list[Usage] = []  # of each request for the present summary

    @property
    def automatic(self) -> bool:
        """Whether the user wants conversations to be summarized without being asked."""
        return self._limits.share > 0

    @property
    def window(self) -> int:
        """How many tokens the model can take in all."""
        return self._requester.window or self._limits.window

    @property
    def due(self) -> bool:
        """Whether the conversation fills as much of the window as it may, and a summary can change that."""
        conversation = self._transcript.conversation
        full = self.automatic and conversation.estimate >= self.window * self._limits.share
        return full and not _is_one_message(conversation.messages())

    def check(self) -> None:
        """Raise ContextOverflowError where the user's message is all that there is: no summary makes that shorter."""
        messages = self._transcript.conversation.messages()
        if _is_one_message(messages):
            raise refused_message(sum(map(characters, messages[0].parts)), self.window)

    def compact(self, wish: str, cancel: CancelToken) -> None:
        """Put a summary in the place of the conversation; raises as summarize() does, with nothing changed."""
        self._usages = []
        messages = self._transcript.conversation.messages()
        summary = summarize(messages, wish, lambda asked: self._ask(asked, cancel))
        self._record(EventKind.COMPACTION, {**summary._asdict(), **totals(self._usages)})

    def _ask(self, messages: Messages, cancel: CancelToken) -> str:
        self._usages.append(Usage(0, 0))
        text = []
        for event in self._requester.stream(
            lambda model: self._request(model, messages), cancel, "summarizing"
        ):
            if isinstance(event, TextDelta):
                text.append(event.text)
            elif isinstance(event, Usage):
                self._usages[-1] = event
        return "".join(text)

    def _request(self, model: str, messages: Messages) -> Request:
        return Request(model, SYSTEM, messages, (), self._limits.max_tokens)


def totals(usages: Sequence[Usage]) -> dict[str, int]:
    """Return what several requests took, as events keep it."""
    return {
        "total_input_tokens": sum(usage.input_tokens for usage in usages),
        "total_output_tokens": sum(usage.output_tokens for usage in usages),
    }


def summarize(messages: Messages, wish: str, ask: Callable[[Messages], str]) -> Summary:
    """Have the conversation summarized, leaving out more and more of it while it is too long.

    Arguments:
        wish: what the user wants the summary to attend to, or "".
        ask: sends messages to the model and returns its answer.

    Raises:
        UserError: there is nothing to summarize, the answer is empty, or nothing of it is short enough.
        Cancelled, RetryableError: through `ask`.
    """
    tried = False
    for rung in ladder(messages):
        tried = True
        try:
            text = ask((*rung.messages, _request(wish))).strip()
        except ContextOverflowError:
            continue
        if not text:
            raise UserError(
                "The model gave an empty summary. The conversation is as it was; try /compact again."
            )
        return Summary(text, rung.kept)
    raise ContextOverflowError(HOPELESS) if tried else UserError("There is nothing to summarize yet.")


def ladder(messages: Messages) -> Iterator[Rung]:
    """Yield what to summarize, the next one shorter than that before it (Amazon Q's CLI has the same three rungs).

    A message that is still to be answered is spared from the first rung on; the second spares the exchange before it
    as well; the third cuts every message.
    """
    spared = 1 if messages and is_message(messages[-1]) else 0
    for kept, limit in ((spared, None), (spared + 1, None), (spared, LONGEST_MESSAGE)):
        head = plain(messages[: start_of(messages, kept)])
        if head:
            yield Rung(head if limit is None else tuple(_cut(message, limit) for message in head), kept)


def plain(messages: Iterable[Message]) -> Messages:
    """Return messages as words alone: tool calls and their results are told, not made."""
    told = (Message(role, tuple(text for part in parts for text in _told(part))) for role, parts in messages)
    return tuple(message for message in told if message.parts)


def _is_one_message(messages: Messages) -> bool:
    """Return whether there is nothing but what the user says now."""
    return len(messages) == 1 and is_message(messages[0])


def _told(part: Part) -> Iterator[Text]:
    """Yield the words for a part; there are none for what a model thought."""
    if isinstance(part, Text):
        yield part
    elif isinstance(part, ToolCall):
        yield Text(f"[I called the tool {part.name} with {json.dumps(part.arguments, ensure_ascii=False)}]")
    elif isinstance(part, ToolResult):
        yield Text(f"[The tool answered{' with an error' if part.is_error else ''}: {part.text}]")


def _cut(message: Message, limit: int) -> Message:
    """Return the message with no more than `limit` characters of words, from its beginning and its end."""
    text = "\n".join(part.text for part in message.parts if isinstance(part, Text))
    if len(text) <= limit:
        return message
    half = limit // 2
    left_out = f"\n[... {len(text) - 2 * half} characters left out ...]\n"
    return Message(message.role, (Text(text[:half] + left_out + text[-half:]),))


def _request(wish: str) -> Message:
    attend = f"\n\nAttend above all to this: {wish}" if wish else ""
    return Message("user", (Text(INSTRUCTION + attend),))
