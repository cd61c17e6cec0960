"""The Anthropic Messages protocol, version 2023-06-01.

Owns its requests and its events. Leaves the stream to exchange.py and errors to server.py. Sampling
parameters are never sent, so that later versions of the protocol, which refuse them, work alike. Thinking
is asked for, as a summary, where the model is known to do it. Its blocks are signed over what came before
them: they go back unchanged, or, where a server refuses them, not at all.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

from qmux.cancel import CancelToken
from qmux.model.message import (
    Message,
    Part,
    Reasoning,
    StreamEnd,
    StreamEvent,
    Text,
    TextDelta,
    ToolCall,
    ToolResult,
    Usage,
)
from qmux.providers.base import ModelInfo, Request
from qmux.providers.concessions import Concessions
from qmux.providers.exchange import Exchange, raise_reported_error
from qmux.providers.json_fields import (
    JsonObject,
    integer_field,
    object_field,
    objects_field,
    parse_object,
    text_field,
    tokens_field,
)
from qmux.providers.models import listed_models
from qmux.providers.server import Server
from qmux.providers.tool_calls import finished_call

_VERSION = "2023-06-01"
_THINKING = {"type": "adaptive", "display": "summarized"}
# The models that decide themselves how long they think; Bedrock and gateways put words before and after the name.
_THINKERS = re.compile(r"claude-(fable|opus|sonnet|haiku)-(5|4-[6-8])\b")


class AnthropicProvider:
    """A client of a server that speaks Anthropic Messages.

    Arguments:
        key_header: what carries the key: {"x-api-key": ...} or {"authorization": ...}.
        cache: ask the server to cache the prompt up to its last block; servers other than Anthropic's may
        refuse.
    """

    def __init__(self, server: Server, key_header: Mapping[str, str], *, cache: bool) -> None:
        self.name = server.name
        self.identity = server.identity
        self._server = server
        self._cache = cache
        self._concessions = Concessions({"thinking": None})
        self._exchange = Exchange(server, {"anthropic-version": _VERSION, **key_header})

    def stream(self, request: Request, cancel: CancelToken) -> Iterator[StreamEvent]:
        """Send `request` and yield the reply as it arrives; see Provider.stream().

        A server that refuses thinking, or a block of it, gets the request once more without any.
        """
        return self._concessions.stream(lambda: self._attempt(request, cancel))

    def models(self, cancel: CancelToken) -> list[ModelInfo]:
        """Return the models that the server lists, the newest first."""
        return listed_models(self._exchange.get("/v1/models?limit=1000", cancel))

    def close(self) -> None:
        """Close the connection."""
        self._exchange.close()

    def _attempt(self, request: Request, cancel: CancelToken) -> Iterator[StreamEvent]:
        thinks = not self._concessions.made("thinking")
        body = _body(request, self.name if thinks else "")
        if thinks and _THINKERS.search(request.model):
            body["thinking"] = _THINKING
        if self._cache:
            _mark_last_block(body)
        return self._exchange.stream("/v1/messages", body, _Decoder(self._server, request.model), cancel)


# -- requests -----------------------------------------------------------------------------------------------


def _body(request: Request, reasoner: str) -> dict[str, object]:
    """Return the body of `request`; of the reasoning in it, only that which `reasoner` gave."""
    body: dict[str, object] = {
        "model": request.model,
        "max_tokens": request.max_tokens,
        "stream": True,
        "messages": _messages(request.with_reasoning_of(reasoner)),
    }
    if request.system:
        body["system"] = request.system
    if request.tools:
        body["tools"] = [
            {"name": tool.name, "description": tool.description, "input_schema": tool.schema}
            for tool in request.tools
        ]
    return body


def _mark_last_block(body: Mapping[str, object]) -> None:
    """Let the server cache all up to the user's last block; the next request finds it there."""
    last = objects_field(body, "messages")[-1:]
    for message in last:
        blocks = message["content"]
        if message["role"] == "user" and isinstance(blocks, list):
            blocks[-1] = {**blocks[-1], "cache_control": {"type": "ephemeral"}}


def _messages(messages: tuple[Message, ...]) -> list[JsonObject]:
    """Return the messages with neighbors of one role merged and without empty ones, which are refused."""
    merged: list[JsonObject] = []
    for role, group in groupby(messages, key=lambda message: message.role):
        parts = [part for message in group for part in message.parts]
        # Results must stand directly after their calls, before any text. The sort is stable.
        parts.sort(key=lambda part: not isinstance(part, ToolResult))
        blocks = [_block(part) for part in parts if not (isinstance(part, Text) and not part.text.strip())]
        if blocks:
            merged.append({"role": role, "content": blocks})
    return merged


def _block(part: Part) -> JsonObject:
    if isinstance(part, Text):
        return {"type": "text", "text": part.text}
    if isinstance(part, ToolCall):
        return {"type": "tool_use", "id": part.id, "name": part.name, "input": part.arguments}
    if isinstance(part, Reasoning):
        return part.data
    return {
        "type": "tool_result",
        "tool_use_id": part.call_id,
        "content": part.text,
        "is_error": part.is_error,
    }


# -- replies ------------------------------------------------------------------------------------------------


class _OpenBlock(NamedTuple):
    """A block that is not text and still open: its start, and the pieces of what it holds by their field."""

    start: JsonObject
    pieces: dict[str, list[str]]

    def joined(self, name: str) -> str:
        """Return what came for the field `name`, in the start and in the deltas."""
        return text_field(self.start, name) + "".join(self.pieces.get(name, ()))


class _Decoder:
    """Decodes one reply. Unknown events, blocks and deltas are passed over, as the protocol asks."""

    def __init__(self, server: Server, model: str) -> None:
        self._server = server
        self._model = model
        self._open: dict[int, _OpenBlock] = {}
        self._counts: dict[str, int] = {}
        self._stop_reason = ""

    def event(self, data: str) -> Iterator[StreamEvent]:
        """Yield what one event brings; see exchange.Decoder."""
        fields = parse_object(data)
        raise_reported_error(self._server, fields)
        kind = text_field(fields, "type")
        index = integer_field(fields, "index") or 0
        if kind == "content_block_delta":
            yield from self._delta(index, object_field(fields, "delta"))
        elif kind == "content_block_start":
            yield from self._start(index, object_field(fields, "content_block"))
        elif kind == "content_block_stop":
            yield from self._stop(index)
        elif kind == "message_start":
            yield from self._used(object_field(object_field(fields, "message"), "usage"))
        elif kind == "message_delta":
            self._stop_reason = text_field(object_field(fields, "delta"), "stop_reason") or self._stop_reason
            yield from self._used(object_field(fields, "usage"))
        elif kind == "message_stop":
            yield from self._complete()

    def whole(self, reply: JsonObject) -> Iterator[StreamEvent]:
        """Yield what a reply in one piece brings; see exchange.Decoder."""
        if "content" not in reply:
            raise ValueError("it holds no message")
        for index, block in enumerate(objects_field(reply, "content")):
            yield from self._start(index, block)
        yield from self._used(object_field(reply, "usage"))
        self._stop_reason = text_field(reply, "stop_reason")
        yield from self._complete()

    def end(self) -> Iterator[StreamEvent]:
        """Yield nothing: only message_stop completes a reply."""
        return iter(())

    def _start(self, index: int, block: JsonObject) -> Iterator[StreamEvent]:
        if text_field(block, "type") in _COLLECTED:
            self._open[index] = _OpenBlock(block, {})
        elif text := text_field(block, "text"):
            yield TextDelta(text)

    def _delta(self, index: int, delta: JsonObject) -> Iterator[StreamEvent]:
        if text := text_field(delta, "text"):
            yield TextDelta(text)
        elif index in self._open:
            for name in ("partial_json", "thinking", "signature"):
                self._open[index].pieces.setdefault(name, []).append(text_field(delta, name))

    def _stop(self, index: int) -> Iterator[StreamEvent]:
        block = self._open.pop(index, None)
        if block is None:
            return
        if text_field(block.start, "type") == "tool_use":
            # The input of the start is {} where deltas follow, whole where a server does not stream
            # arguments.
            arguments = block.joined("partial_json") or object_field(block.start, "input")
            yield finished_call(text_field(block.start, "id"), text_field(block.start, "name"), arguments)
        else:
            yield from self._reasoning(block)

    def _reasoning(self, block: _OpenBlock) -> Iterator[Reasoning]:
        """Yield a block of thinking; one without its signature would be refused and is dropped."""
        if text_field(block.start, "type") == "redacted_thinking":
            yield Reasoning(self._server.name, self._model, block.start)
            return
        thinking, signature = block.joined("thinking"), block.joined("signature")
        if signature:
            data = {**block.start, "thinking": thinking, "signature": signature}
            yield Reasoning(self._server.name, self._model, data, thinking)

    def _used(self, usage: JsonObject) -> Iterator[StreamEvent]:
        """Yield the tokens so far; counts are cumulative, and null or absent ones have not changed."""
        for name in (*_INPUT_COUNTS, "output_tokens"):
            count = tokens_field(usage, name)
            self._counts[name] = self._counts.get(name, 0) if count is None else count
        read = sum(self._counts[name] for name in _INPUT_COUNTS)
        yield Usage(read, self._counts["output_tokens"])

    def _complete(self) -> Iterator[StreamEvent]:
        for index in sorted(self._open):
            yield from self._stop(index)
        yield StreamEnd(self._stop_reason or "end_turn")


_COLLECTED = ("tool_use", "thinking", "redacted_thinking")
_INPUT_COUNTS = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
