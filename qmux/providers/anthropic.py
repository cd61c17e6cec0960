"""The Anthropic Messages protocol, version 2023-06-01.

Owns its requests and its events. Leaves the stream to exchange.py and errors to server.py. Sampling
parameters are never sent, so that later versions of the protocol, which refuse them, work alike. Thinking
is not asked for.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from qmux.cancel import CancelToken
from qmux.model.message import (
    Message,
    Part,
    StreamEnd,
    StreamEvent,
    Text,
    TextDelta,
    ToolCall,
    ToolResult,
    Usage,
)
from qmux.providers.base import Request
from qmux.providers.exchange import Exchange, raise_reported_error
from qmux.providers.json_fields import (
    JsonObject,
    integer_field,
    object_field,
    objects_field,
    parse_object,
    text_field,
)
from qmux.providers.server import Server
from qmux.providers.tool_calls import finished_call

_VERSION = "2023-06-01"


class AnthropicProvider:
    """A client of a server that speaks Anthropic Messages.

    Arguments:
        cache: ask the server to cache the prompt up to its last block; servers other than Anthropic's may
        refuse.
    """

    def __init__(self, server: Server, *, cache: bool) -> None:
        self.name = server.name
        self.identity = server.identity
        self._server = server
        self._cache = cache
        headers = {"anthropic-version": _VERSION}
        if server.key:
            headers["x-api-key"] = server.key
        self._exchange = Exchange(server, headers)

    def stream(self, request: Request, cancel: CancelToken) -> Iterator[StreamEvent]:
        """Send `request` once and yield the reply as it arrives; see Provider.stream()."""
        return self._exchange.stream(
            "/v1/messages", _body(request, self._cache), _Decoder(self._server), cancel
        )

    def models(self, cancel: CancelToken) -> list[str]:
        """Return the ids of the models that the server lists, the newest first."""
        listed = objects_field(self._exchange.get("/v1/models?limit=1000", cancel), "data")
        return [name for model in listed if (name := text_field(model, "id"))]

    def close(self) -> None:
        """Close the connection."""
        self._exchange.close()


# -- requests -----------------------------------------------------------------------------------------------


def _body(request: Request, cache: bool) -> JsonObject:
    body: dict[str, object] = {
        "model": request.model,
        "max_tokens": request.max_tokens,
        "stream": True,
        "messages": _messages(request.messages),
    }
    if request.system:
        body["system"] = request.system
    if request.tools:
        body["tools"] = [
            {"name": tool.name, "description": tool.description, "input_schema": tool.schema}
            for tool in request.tools
        ]
    if cache:
        body["cache_control"] = {"type": "ephemeral"}
    return body


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
    return {
        "type": "tool_result",
        "tool_use_id": part.call_id,
        "content": part.text,
        "is_error": part.is_error,
    }


# -- replies ------------------------------------------------------------------------------------------------


class _ToolBlock(NamedTuple):
    """A tool_use block that is still open: its start, and the pieces of its arguments."""

    start: JsonObject
    pieces: list[str]


class _Decoder:
    """Decodes one reply. Unknown events, blocks and deltas are passed over, as the protocol asks."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._open: dict[int, _ToolBlock] = {}
        self._usage = Usage(0, 0)
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
        if text_field(block, "type") == "tool_use":
            self._open[index] = _ToolBlock(block, [])
        elif text := text_field(block, "text"):
            yield TextDelta(text)

    def _delta(self, index: int, delta: JsonObject) -> Iterator[StreamEvent]:
        if text := text_field(delta, "text"):
            yield TextDelta(text)
        elif index in self._open:
            self._open[index].pieces.append(text_field(delta, "partial_json"))

    def _stop(self, index: int) -> Iterator[StreamEvent]:
        if block := self._open.pop(index, None):
            # The input of the start is {} where deltas follow, whole where a server does not stream
            # arguments.
            arguments = "".join(block.pieces) or object_field(block.start, "input")
            yield finished_call(text_field(block.start, "id"), text_field(block.start, "name"), arguments)

    def _used(self, usage: JsonObject) -> Iterator[StreamEvent]:
        """Yield the tokens so far; counts are cumulative, and null or absent ones have not changed."""
        counts = [integer_field(usage, name) for name in _INPUT_COUNTS]
        read = sum(filter(None, counts)) if any(counts) else self._usage.input_tokens
        written = integer_field(usage, "output_tokens")
        self._usage = Usage(read, self._usage.output_tokens if written is None else written)
        yield self._usage

    def _complete(self) -> Iterator[StreamEvent]:
        for index in list(self._open):
            yield from self._stop(index)
        yield StreamEnd(self._stop_reason or "end_turn")


_INPUT_COUNTS = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
