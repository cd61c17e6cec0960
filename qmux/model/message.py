"""The conversation as a model sees it, and the pieces that a provider streams back.

Owns the value types shared by engine, providers and tools. Leaves wire formats to providers/.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Text(NamedTuple):
    """Words of a message."""

    text: str


class ToolCall(NamedTuple):
    """The model asks for a tool. `problem` says why the arguments could not be read, or is empty."""

    id: str
    name: str
    arguments: Mapping[str, object]
    problem: str = ""


class ToolResult(NamedTuple):
    """What a tool answered to the call `call_id`."""

    call_id: str
    text: str
    is_error: bool = False


class Reasoning(NamedTuple):
    """What a model thought before it spoke or called, as its provider wants it back: unread and unchanged.

    `data` is the provider's own JSON. `provider` and `model` say who may be shown it: signed and encrypted, it means
    nothing to others. `summary` is what people may read of it, often "".
    """

    provider: str
    model: str
    data: Mapping[str, object]
    summary: str = ""


Part = Text | ToolCall | ToolResult | Reasoning


class Message(NamedTuple):
    """One message; `role` is "user" or "assistant". Tool results stand in user messages."""

    role: str
    parts: tuple[Part, ...]


class ToolSpec(NamedTuple):
    """A tool as the model is told of it; `schema` is a JSON Schema of an object."""

    name: str
    description: str
    schema: Mapping[str, object]


class TextDelta(NamedTuple):
    """The next words of a reply; never empty."""

    text: str


class Usage(NamedTuple):
    """Tokens of one request, as last reported by the provider; input counts cached tokens too."""

    input_tokens: int
    output_tokens: int


class StreamEnd(NamedTuple):
    """The reply is complete; `stop_reason` is end_turn, max_tokens, tool_use, refusal or the provider's own word."""

    stop_reason: str


StreamEvent = TextDelta | ToolCall | Reasoning | Usage | StreamEnd
