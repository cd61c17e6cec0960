"""The OpenAI Responses protocol, without state on the server.

Owns its requests and its events. Leaves the stream to exchange.py and errors to server.py. Nothing is stored
there (`store: false`): what the model thought comes encrypted, and goes back as it came.
"""

import json
from collections.abc import Iterator

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
from qmux.providers.server import ErrorReport, Server, failure, read_report
from qmux.providers.tool_calls import finished_call

# Models that do not think refuse to be asked how; summaries are for verified organizations only.
_OPTIONAL = {"reasoning": None, "include": None}

_STOP_REASONS = {"max_output_tokens": "max_tokens", "content_filter": "refusal"}


class OpenAIResponsesProvider:
    """A client of a server that speaks Responses."""

    def __init__(self, server: Server) -> None:
        self.name = server.name
        self.identity = server.identity
        self._server = server
        self._concessions = Concessions(_OPTIONAL)
        self._exchange = Exchange(server, server.bearer())

    def stream(self, request: Request, cancel: CancelToken) -> Iterator[StreamEvent]:
        """Send `request` and yield the reply as it arrives; see Provider.stream()."""
        body = _body(request, self.name)

        def attempt() -> Iterator[StreamEvent]:
            decoder = _Decoder(self._server, request.model)
            return self._exchange.stream("/responses", self._concessions.applied(body), decoder, cancel)

        return self._concessions.stream(attempt)

    def models(self, cancel: CancelToken) -> list[ModelInfo]:
        """Return the models that the server lists."""
        return listed_models(self._exchange.get("/models", cancel))

    def close(self) -> None:
        """Close the connection."""
        self._exchange.close()


# -- requests -----------------------------------------------------------------------------------------------


def _body(request: Request, provider: str) -> JsonObject:
    body: dict[str, object] = {
        "model": request.model,
        "max_output_tokens": request.max_tokens,
        "stream": True,
        "store": False,
        "include": ["reasoning.encrypted_content"],
        "reasoning": {"summary": "auto"},
        "input": [item for message in request.with_reasoning_of(provider) for item in _items(message)],
    }
    if request.system:
        body["instructions"] = request.system
    if request.tools:
        body["tools"] = [
            {
                "type": "function",
                "name": tool.name,
                "description": tool.description,
                "parameters": tool.schema,
                "strict": False,
            }
            for tool in request.tools
        ]
    return body


def _items(message: Message) -> Iterator[JsonObject]:
    for part in message.parts:
        if not isinstance(part, Text) or part.text.strip():
            yield _item(message.role, part)


def _item(role: str, part: Part) -> JsonObject:
    if isinstance(part, Text):
        return {"role": role, "content": part.text}
    if isinstance(part, ToolCall):
        arguments = json.dumps(part.arguments)
        return {"type": "function_call", "call_id": part.id, "name": part.name, "arguments": arguments}
    if isinstance(part, Reasoning):
        return part.data
    return {"type": "function_call_output", "call_id": part.call_id, "output": part.text}


# -- replies ------------------------------------------------------------------------------------------------


class _Decoder:
    """Decodes one reply. An item counts when it is done; of its deltas, only words are taken as they come."""

    def __init__(self, server: Server, model: str) -> None:
        self._server = server
        self._model = model
        self._spoken: set[int] = set()  # the indexes of the items whose words came as deltas
        self._calls = 0
        self._empty = True

    def event(self, data: str) -> Iterator[StreamEvent]:
        """Yield what one event brings; see exchange.Decoder."""
        fields = parse_object(data)
        raise_reported_error(self._server, fields)
        kind = text_field(fields, "type")
        index = integer_field(fields, "output_index") or 0
        if kind in ("response.output_text.delta", "response.refusal.delta"):
            yield from self._words(index, text_field(fields, "delta"))
        elif kind == "response.output_item.done":
            yield from self._item(index, object_field(fields, "item"))
        elif kind in ("response.completed", "response.incomplete", "response.failed"):
            yield from self._over({"status": kind.partition(".")[2], **object_field(fields, "response")})
        elif kind == "error":
            raise failure(self._server, None, read_report(fields)._replace(kind=""))

    def whole(self, reply: JsonObject) -> Iterator[StreamEvent]:
        """Yield what a reply in one piece brings; see exchange.Decoder."""
        if "output" not in reply:
            raise ValueError("it holds no output")
        yield from self._over(reply)

    def end(self) -> Iterator[StreamEvent]:
        """Yield nothing: only the response's own end completes a reply."""
        return iter(())

    def _words(self, index: int, text: str) -> Iterator[TextDelta]:
        if text:
            self._empty = False
            self._spoken.add(index)
            yield TextDelta(text)

    def _item(self, index: int, item: JsonObject) -> Iterator[StreamEvent]:
        self._empty = False
        kind = text_field(item, "type")
        if kind == "function_call":
            self._calls += 1
            name, arguments = text_field(item, "name"), text_field(item, "arguments")
            yield finished_call(text_field(item, "call_id"), name, arguments)
        elif kind == "reasoning" and (item.get("encrypted_content") or item.get("content")):
            yield Reasoning(self._server.name, self._model, item, _summary(item))
        elif kind == "message" and index not in self._spoken:
            for part in objects_field(item, "content"):
                yield from self._words(index, text_field(part, "text") or text_field(part, "refusal"))

    def _over(self, response: JsonObject) -> Iterator[StreamEvent]:
        raise_reported_error(self._server, response)
        if text_field(response, "status") in ("failed", "cancelled"):  # without saying why
            raise failure(self._server, None, ErrorReport())
        if self._empty:  # a reply in one piece, or a server that sends nothing but the end
            for index, item in enumerate(objects_field(response, "output")):
                yield from self._item(index, item)
        usage = object_field(response, "usage")
        yield Usage(tokens_field(usage, "input_tokens") or 0, tokens_field(usage, "output_tokens") or 0)
        reason = text_field(object_field(response, "incomplete_details"), "reason")
        yield StreamEnd(_STOP_REASONS.get(reason, reason) or ("tool_use" if self._calls else "end_turn"))


def _summary(item: JsonObject) -> str:
    return "\n\n".join(text_field(part, "text") for part in objects_field(item, "summary"))
