"""The OpenAI chat completions protocol, as OpenAI and the many servers that imitate it speak it.

Owns its requests, its chunks, and the second try with a smaller request where a server refuses an option.
Leaves the stream to exchange.py, errors to server.py and tool calls to tool_calls.py.
"""

import json
from collections.abc import Callable, Iterator

from qmux.cancel import CancelToken
from qmux.model.message import (
    Message,
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
    object_field,
    objects_field,
    parse_object,
    text_field,
    tokens_field,
)
from qmux.providers.models import listed_models
from qmux.providers.server import ErrorReport, Server, failure
from qmux.providers.tool_calls import ToolCallAssembly

# Models of OpenAI from gpt-5.4 on take tools here only without reasoning, and know max_tokens by another name; some
# servers refuse one that is larger than they allow, and all have a bound of their own. The last two are not fields of
# the body but of messages: what a model thought goes back to it under the name by which it came, and some refuse it.
_OPTIONAL = {
    "stream_options": None,
    "reasoning_effort": "none",
    "max_tokens": None,
    "reasoning_content": None,
    "reasoning": None,
}
_THOUGHTS = ("reasoning_content", "reasoning")

_STOP_REASONS = {
    "stop": "end_turn",
    "length": "max_tokens",
    "tool_calls": "tool_use",
    "function_call": "tool_use",
    "content_filter": "refusal",
}


class OpenAIChatProvider:
    """A client of a server that speaks chat completions.

    Arguments:
        limit_field: how the server calls the bound of a reply: max_tokens, or max_completion_tokens at
        OpenAI; "" where none should be sent, since the server takes it off the room for the prompt.
        list_models: asks the server for its models, where it tells more about them than OpenAI's list.
    """

    def __init__(
        self,
        server: Server,
        *,
        limit_field: str,
        list_models: Callable[[Server, CancelToken], list[ModelInfo]] | None = None,
    ) -> None:
        self.name = server.name
        self.identity = server.identity
        self._server = server
        self._limit_field = limit_field
        self._list_models = list_models
        self._concessions = Concessions(_OPTIONAL)
        self._exchange = Exchange(server, server.bearer())

    def stream(self, request: Request, cancel: CancelToken) -> Iterator[StreamEvent]:
        """Send `request` and yield the reply as it arrives; see Provider.stream().

        An option that the server refuses is given up, once, and for the requests that follow.
        """
        return self._concessions.stream(lambda: self._attempt(request, cancel))

    def models(self, cancel: CancelToken) -> list[ModelInfo]:
        """Return the models that the server lists."""
        known = self._list_models(self._server, cancel) if self._list_models else []
        if known:
            return known
        return listed_models(self._exchange.get("/models", cancel))

    def close(self) -> None:
        """Close the connection."""
        self._exchange.close()

    def _attempt(self, request: Request, cancel: CancelToken) -> Iterator[StreamEvent]:
        echoes = not any(map(self._concessions.made, _THOUGHTS))
        body = self._concessions.applied(_body(request, self._limit_field, self.name if echoes else ""))
        decoder = _Decoder(self._server, request.model)
        return self._exchange.stream("/chat/completions", body, decoder, cancel)


# -- requests -----------------------------------------------------------------------------------------------


def _body(request: Request, limit_field: str, reasoner: str) -> dict[str, object]:
    """Return the body of `request`; of the reasoning in it, only that which `reasoner` gave."""
    body: dict[str, object] = {
        "model": request.model,
        "stream": True,
        "stream_options": {"include_usage": True},
        "messages": list(_messages(request.system, request.with_reasoning_of(reasoner))),
    }
    if limit_field:
        body[limit_field] = request.max_tokens
    if request.tools:
        body["tools"] = [
            {
                "type": "function",
                "function": {"name": tool.name, "description": tool.description, "parameters": tool.schema},
            }
            for tool in request.tools
        ]
    return body


def _messages(system: str, messages: tuple[Message, ...]) -> Iterator[JsonObject]:
    if system:
        yield {"role": "system", "content": system}
    for message in messages:
        yield from _assistant(message) if message.role == "assistant" else _user(message)


def _user(message: Message) -> Iterator[JsonObject]:
    """Yield the results of tools, each a message of its own, before the words."""
    for part in message.parts:
        if isinstance(part, ToolResult):
            yield {"role": "tool", "tool_call_id": part.call_id, "content": part.text}
    if text := _words(message):
        yield {"role": "user", "content": text}


def _assistant(message: Message) -> Iterator[JsonObject]:
    calls = [
        {
            "id": part.id,
            "type": "function",
            "function": {"name": part.name, "arguments": json.dumps(part.arguments)},
        }
        for part in message.parts
        if isinstance(part, ToolCall)
    ]
    text = _words(message)
    thoughts = {
        name: part.data[name]
        for part in message.parts
        if isinstance(part, Reasoning)
        for name in _THOUGHTS
        if name in part.data
    }
    if calls:
        yield {"role": "assistant", "content": text or None, "tool_calls": calls, **thoughts}
    elif text:
        yield {"role": "assistant", "content": text}


def _words(message: Message) -> str:
    return "\n\n".join(part.text for part in message.parts if isinstance(part, Text) and part.text)


# -- replies ------------------------------------------------------------------------------------------------


class _Decoder:
    """Decodes one reply. Reasoning, which servers call by two names, is kept where it led to tool calls."""

    def __init__(self, server: Server, model: str) -> None:
        self._server = server
        self._model = model
        self._thoughts: dict[str, list[str]] = {}
        self._calls = ToolCallAssembly()
        self._finish_reason = ""

    def event(self, data: str) -> Iterator[StreamEvent]:
        """Yield what one event brings; see exchange.Decoder."""
        if data.strip() == "[DONE]":
            yield from self._complete()
            return
        fields = parse_object(data)
        raise_reported_error(self._server, fields)
        for choice in objects_field(fields, "choices")[:1]:
            yield from self._choice(choice, object_field(choice, "delta"))
        yield from _used(fields)

    def whole(self, reply: JsonObject) -> Iterator[StreamEvent]:
        """Yield what a reply in one piece brings; see exchange.Decoder."""
        if not objects_field(reply, "choices"):
            raise ValueError("it holds no message")
        for choice in objects_field(reply, "choices")[:1]:
            yield from self._choice(choice, object_field(choice, "message"))
        yield from _used(reply)
        yield from self._complete()

    def end(self) -> Iterator[StreamEvent]:
        """Complete a reply that said why it finished but lacks [DONE]; one that has neither was cut short."""
        if self._finish_reason:
            yield from self._complete()

    def _choice(self, choice: JsonObject, delta: JsonObject) -> Iterator[StreamEvent]:
        self._finish_reason = text_field(choice, "finish_reason") or self._finish_reason
        if self._finish_reason == "error":
            raise failure(self._server, None, ErrorReport())
        self._calls.add(delta)
        for name in _THOUGHTS:
            if text := text_field(delta, name):
                self._thoughts.setdefault(name, []).append(text)
        for name in ("content", "refusal"):
            if text := text_field(delta, name):
                yield TextDelta(text)

    def _complete(self) -> Iterator[StreamEvent]:
        calls = list(self._calls.finished())
        if calls and self._thoughts:
            data = {name: "".join(pieces) for name, pieces in self._thoughts.items()}
            yield Reasoning(self._server.name, self._model, data)
        yield from calls
        reason = "tool_use" if calls else self._finish_reason or "stop"
        yield StreamEnd(_STOP_REASONS.get(reason, reason))


def _used(fields: JsonObject) -> Iterator[Usage]:
    usage = object_field(fields, "usage")
    if usage:
        yield Usage(tokens_field(usage, "prompt_tokens") or 0, tokens_field(usage, "completion_tokens") or 0)
