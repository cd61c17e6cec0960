"""Scripted replies in the wire format of Anthropic Messages."""

import json
from collections.abc import Iterator
from typing import Any

from tests.fake_api.frames import Frame, Part, event, pieces
from tests.fake_api.script import Comment, Failure, Form, Item, Ping, Reply, StreamError, Thinking, Tool

_USAGE = {
    "input_tokens": 10,
    "cache_creation_input_tokens": 0,
    "cache_read_input_tokens": 5,
    "output_tokens": 1,
}


def stream(reply: Reply) -> Iterator[Part]:
    """Yield the events of a reply, with its holds, cuts and raw bytes in their places."""
    message = _message([], None)
    yield _event("message_start", message=message)
    index = 0
    for item in reply.items:
        if isinstance(item, str | Tool | Thinking):
            yield from _block(index, item, reply.form)
            index += 1
        elif isinstance(item, Ping):
            yield _event("ping")
        elif isinstance(item, StreamError):
            yield _event("error", error={"type": item.kind, "message": item.message})
        elif isinstance(item, Comment):
            yield Frame(f": {item.text}\n\n")
        else:
            yield item
    delta = {"stop_reason": _stop_reason(reply), "stop_sequence": None}
    yield _event("message_delta", delta=delta, usage={"output_tokens": 7, "input_tokens": None})
    yield _event("message_stop")


def endless(text: str) -> Frame:
    """Return one piece of an endless text."""
    return _event("content_block_delta", index=0, delta={"type": "text_delta", "text": text})


def whole(reply: Reply) -> dict[str, Any]:
    """Return a reply in one piece."""
    blocks = [_whole_block(item) for item in reply.items if isinstance(item, str | Tool | Thinking)]
    return _message(blocks, _stop_reason(reply)) | {"usage": {**_USAGE, "output_tokens": 7}}


def failure(answer: Failure) -> dict[str, Any]:
    """Return the body of an error."""
    return {
        "type": "error",
        "error": {"type": answer.kind, "message": answer.message},
        "request_id": "req_scripted",
    }


def models(names: list[str]) -> dict[str, Any]:
    """Return the list of models."""
    return {
        "data": [{"id": name, "type": "model", "display_name": name} for name in names],
        "has_more": False,
    }


def _message(content: list[dict[str, Any]], stop_reason: str | None) -> dict[str, Any]:
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "scripted",
        "content": content,
        "stop_reason": stop_reason,
        "stop_sequence": None,
        "usage": _USAGE,
    }


def _stop_reason(reply: Reply) -> str:
    return "tool_use" if any(isinstance(item, Tool) for item in reply.items) else "end_turn"


def _block(index: int, item: Item, form: Form) -> Iterator[Frame]:
    if isinstance(item, Tool):
        start = {"type": "tool_use", "id": item.id, "name": item.name, "input": {}}
        kind, name, text = "input_json_delta", "partial_json", item.raw or json.dumps(item.arguments)
    elif isinstance(item, Thinking):
        start = {"type": "thinking", "thinking": "", "signature": ""}
        kind, name, text = "thinking_delta", "thinking", item.text
    else:
        start = {"type": "text", "text": ""}
        kind, name, text = "text_delta", "text", str(item)
    yield _event("content_block_start", index=index, content_block=start)
    for piece in pieces(text, form.word):
        yield _event("content_block_delta", index=index, delta={"type": kind, name: piece})
    if isinstance(item, Thinking):
        yield _event(
            "content_block_delta", index=index, delta={"type": "signature_delta", "signature": "c2ln"}
        )
    yield _event("content_block_stop", index=index)


def _whole_block(item: str | Tool | Thinking) -> dict[str, Any]:
    if isinstance(item, Tool):
        return {"type": "tool_use", "id": item.id, "name": item.name, "input": item.arguments}
    if isinstance(item, Thinking):
        return {"type": "thinking", "thinking": item.text, "signature": "c2ln"}
    return {"type": "text", "text": item}


def _event(kind: str, **fields: object) -> Frame:
    return event({"type": kind, **fields}, kind)
