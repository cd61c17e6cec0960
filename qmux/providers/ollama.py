"""Ollama's own protocol.

Owns its requests, its replies, and what it has to be asked about a model before it can be used well. Leaves the
stream to exchange.py and errors to server.py.

Its OpenAI dialect cannot set the context window, which is 4,096 tokens on small machines, and cuts the front off a
conversation that is longer without a word; so the window is always sent. Windows are in tokens.
"""

from collections.abc import Iterator
from typing import NamedTuple

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
from qmux.providers.exchange import Exchange, raise_reported_error
from qmux.providers.json_fields import (
    JsonObject,
    object_field,
    objects_field,
    parse_object,
    text_field,
    tokens_field,
)
from qmux.providers.ndjson import NdjsonParser
from qmux.providers.server import RejectedError, Server
from qmux.providers.tool_calls import finished_call

# What is asked for where nobody has set api.context_window: enough for work with tools, which Ollama's documentation
# wants 64,000 for, and far less memory than the 128,000 and more that many models could take.
USUAL_WINDOW = 65_536

_STOP_REASONS = {"length": "max_tokens", "stop": "end_turn", "load": "end_turn"}


class _Abilities(NamedTuple):
    """What a model can do; a server too old to say is taken to have tools."""

    tools: bool
    thinking: bool
    window: int


class OllamaProvider:
    """A client of an Ollama server."""

    def __init__(self, server: Server) -> None:
        self.name = server.name
        self.identity = server.identity
        self._server = server
        self._abilities: dict[str, _Abilities] = {}
        self._exchange = Exchange(server, server.bearer(), NdjsonParser)

    def stream(self, request: Request, cancel: CancelToken) -> Iterator[StreamEvent]:
        """Send `request` and yield the reply as it arrives; see Provider.stream().

        What the model can do is asked first, once.
        """
        body = _body(request, self.name, self._abilities_of(request.model, cancel))
        yield from self._exchange.stream("/api/chat", body, _Decoder(self._server, request.model), cancel)

    def models(self, cancel: CancelToken) -> list[ModelInfo]:
        """Return the models that are installed, each with the window that is asked for it."""
        listed = objects_field(self._exchange.get("/api/tags", cancel), "models")
        names = [text_field(model, "model") or text_field(model, "name") for model in listed]
        return [ModelInfo(name, self._abilities_of(name, cancel).window) for name in names if name]

    def close(self) -> None:
        """Close the connection."""
        self._exchange.close()

    def _abilities_of(self, model: str, cancel: CancelToken) -> _Abilities:
        if model not in self._abilities:
            self._abilities[model] = _abilities(self._shown(model, cancel), self._server.context_window)
        return self._abilities[model]

    def _shown(self, model: str, cancel: CancelToken) -> JsonObject:
        """Return what the server tells of a model; nothing if it does not know it, which its next answer will say."""
        try:
            return self._exchange.post("/api/show", {"model": model}, cancel)
        except RejectedError as rejection:
            if rejection.status != 404:
                raise
            return {}


def _abilities(shown: JsonObject, wanted: int) -> _Abilities:
    """Return what a reply to /api/show tells; `wanted` is the user's window, 0 for none."""
    told = shown.get("capabilities")
    capabilities = told if isinstance(told, list) else ["tools"]
    facts = object_field(shown, "model_info")
    windows = [tokens_field(facts, name) for name in facts if name.endswith(".context_length")]
    largest = next((window for window in windows if window), USUAL_WINDOW)
    window = min(wanted or USUAL_WINDOW, largest)
    return _Abilities("tools" in capabilities, "thinking" in capabilities, window)


# -- requests -----------------------------------------------------------------------------------------------


def _body(request: Request, provider: str, abilities: _Abilities) -> JsonObject:
    body: dict[str, object] = {
        "model": request.model,
        "stream": True,
        "messages": list(_messages(request.system, request.with_reasoning_of(provider))),
        "options": {"num_ctx": abilities.window, "num_predict": request.max_tokens},
    }
    if abilities.thinking:
        body["think"] = True
    if request.tools and abilities.tools:
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
    names = {
        part.id: part.name for message in messages for part in message.parts if isinstance(part, ToolCall)
    }
    for message in messages:
        for part in message.parts:
            if isinstance(part, ToolResult):
                name = names.get(part.call_id, "")
                yield {"role": "tool", "tool_name": name, "tool_call_id": part.call_id, "content": part.text}
        said = _said(message)
        if len(said) > 1 or said["content"]:
            yield {"role": message.role, **said}


def _said(message: Message) -> dict[str, object]:
    """Return all of a message but the results of tools."""
    words = [part.text for part in message.parts if isinstance(part, Text) and part.text]
    said: dict[str, object] = {"content": "\n\n".join(words)}
    calls = [part for part in message.parts if isinstance(part, ToolCall)]
    if calls:
        said["tool_calls"] = [
            {"id": call.id, "function": {"name": call.name, "arguments": call.arguments}} for call in calls
        ]
    for part in message.parts:
        if isinstance(part, Reasoning):
            said["thinking"] = text_field(part.data, "thinking")
    return said


# -- replies ------------------------------------------------------------------------------------------------


class _Decoder:
    """Decodes one reply. Calls come whole; thinking is kept where it led to some."""

    def __init__(self, server: Server, model: str) -> None:
        self._server = server
        self._model = model
        self._thoughts: list[str] = []
        self._calls: list[ToolCall] = []

    def event(self, data: str) -> Iterator[StreamEvent]:
        """Yield what one line brings; see exchange.Decoder."""
        yield from self.whole(parse_object(data))

    def whole(self, reply: JsonObject) -> Iterator[StreamEvent]:
        """Yield what a line brings, or a reply in one piece, which looks the same; see exchange.Decoder."""
        raise_reported_error(self._server, reply)
        message = object_field(reply, "message")
        self._thoughts.append(text_field(message, "thinking"))
        for call in objects_field(message, "tool_calls"):
            function = object_field(call, "function")
            arguments = object_field(function, "arguments") or text_field(function, "arguments")
            self._calls.append(finished_call(text_field(call, "id"), text_field(function, "name"), arguments))
        if text := text_field(message, "content"):
            yield TextDelta(text)
        if reply.get("done") is True:
            yield from self._complete(reply)

    def end(self) -> Iterator[StreamEvent]:
        """Yield nothing: only the line that says so completes a reply."""
        return iter(())

    def _complete(self, reply: JsonObject) -> Iterator[StreamEvent]:
        thoughts = "".join(self._thoughts)
        if self._calls and thoughts:
            yield Reasoning(self._server.name, self._model, {"thinking": thoughts})
        yield from self._calls
        read, written = tokens_field(reply, "prompt_eval_count"), tokens_field(reply, "eval_count")
        yield Usage(read or 0, written or 0)
        reason = text_field(reply, "done_reason")
        yield StreamEnd("tool_use" if self._calls else _STOP_REASONS.get(reason, reason or "end_turn"))
