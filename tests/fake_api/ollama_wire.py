"""Scripted replies in the wire format of Ollama: one JSON object per line."""

import json
from collections.abc import Iterator
from typing import Any

from tests.fake_api.frames import Frame, Part, pieces
from tests.fake_api.script import Comment, Failure, Ping, Reply, StreamError, Thinking, Tool

CONTENT_TYPE = "application/x-ndjson"


def stream(reply: Reply) -> Iterator[Part]:
    """Yield the lines of a reply, with its holds, cuts and raw bytes in their places."""
    for item in reply.items:
        if isinstance(item, str | Thinking):
            name, text = ("content", item) if isinstance(item, str) else ("thinking", item.text)
            yield from (_line({"content": "", name: piece}) for piece in pieces(text, reply.form.word))
        elif isinstance(item, Tool):
            yield _line({"content": "", "tool_calls": [_call(item, named=reply.form.ids)]})
        elif isinstance(item, StreamError):
            yield Frame(json.dumps({"error": item.message}) + "\n")
        elif isinstance(item, Ping | Comment):
            yield _line({"content": ""})
        else:
            yield item
    yield Frame(json.dumps(_last({"role": "assistant", "content": ""})) + "\n")


def endless(text: str) -> Frame:
    """Return one piece of an endless text."""
    return _line({"content": text})


def whole(reply: Reply) -> dict[str, Any]:
    """Return a reply in one piece."""
    calls = [_call(item, named=True) for item in reply.items if isinstance(item, Tool)]
    message = {
        "role": "assistant",
        "content": "".join(item for item in reply.items if isinstance(item, str)),
        "thinking": "".join(item.text for item in reply.items if isinstance(item, Thinking)),
    }
    return _last(message | ({"tool_calls": calls} if calls else {}))


def failure(answer: Failure) -> dict[str, Any]:
    """Return the body of an error."""
    return {"error": answer.message}


def tags(names: list[str]) -> dict[str, Any]:
    """Return the list of installed models."""
    return {"models": [{"name": name, "model": name, "size": 1, "details": {}} for name in names]}


def shown(capabilities: tuple[str, ...], window: int) -> dict[str, Any]:
    """Return what /api/show tells of a model."""
    facts = {"general.architecture": "scripted", "scripted.context_length": window}
    return {"capabilities": ["completion", *capabilities], "model_info": facts, "details": {}}


def _call(item: Tool, *, named: bool) -> dict[str, Any]:
    arguments = item.raw or item.arguments
    function = {"function": {"index": 0, "name": item.name, "arguments": arguments}}
    return {"id": item.id, **function} if named else function


def _line(message: dict[str, Any]) -> Frame:
    fields = {"model": "scripted", "created_at": "2026-01-01T00:00:00Z"}
    line = {**fields, "message": {"role": "assistant", **message}, "done": False}
    return Frame(json.dumps(line, ensure_ascii=False) + "\n")


def _last(message: dict[str, Any]) -> dict[str, Any]:
    counts = {"prompt_eval_count": 15, "eval_count": 7, "total_duration": 1}
    fields = {"model": "scripted", "created_at": "2026-01-01T00:00:00Z", "done": True, "done_reason": "stop"}
    return {**fields, "message": message, **counts}
