"""Scripted replies in the wire format of OpenAI's chat completions."""

import json
from collections.abc import Iterator
from typing import Any

from tests.fake_api.frames import Frame, Part, event, pieces
from tests.fake_api.script import Comment, Failure, Form, Ping, Reply, StreamError, Thinking, Tool

_USAGE = {"prompt_tokens": 15, "completion_tokens": 7, "total_tokens": 22}


def stream(reply: Reply) -> Iterator[Part]:
    """Yield the chunks of a reply, with its holds, cuts and raw bytes in their places."""
    yield _chunk({"role": "assistant", "content": ""})
    calls = 0
    for item in reply.items:
        if isinstance(item, str | Thinking):
            name, text = ("content", item) if isinstance(item, str) else ("reasoning_content", item.text)
            yield from (_chunk({name: piece}) for piece in pieces(text, reply.form.word))
        elif isinstance(item, Tool):
            yield from _call(calls, item, reply.form)
            calls += 1
        elif isinstance(item, StreamError):
            yield event({"error": {"type": item.kind, "message": item.message, "code": None, "param": None}})
        elif isinstance(item, Ping | Comment):
            yield Frame(f": {item.text if isinstance(item, Comment) else 'PROCESSING'}\n\n")
        else:
            yield item
    yield _chunk({}, _finish_reason(reply))
    yield event(_envelope("chat.completion.chunk", choices=[], usage=_USAGE))
    yield Frame("data: [DONE]\n\n")


def endless(text: str) -> Frame:
    """Return one piece of an endless text."""
    return _chunk({"content": text})


def whole(reply: Reply) -> dict[str, Any]:
    """Return a reply in one piece."""
    calls = [
        {"id": item.id, "type": "function", "function": _function(item)}
        for item in reply.items
        if isinstance(item, Tool)
    ]
    text = "".join(item for item in reply.items if isinstance(item, str))
    message = {"role": "assistant", "content": text or None} | ({"tool_calls": calls} if calls else {})
    choice = {"index": 0, "message": message, "finish_reason": _finish_reason(reply)}
    return _envelope("chat.completion", choices=[choice], usage=_USAGE)


def failure(answer: Failure) -> dict[str, Any]:
    """Return the body of an error."""
    error = {"message": answer.message, "type": answer.kind, "param": None, "code": answer.code or None}
    return {"error": error}


def models(names: list[str]) -> dict[str, Any]:
    """Return the list of models."""
    return {"object": "list", "data": [{"id": name, "object": "model"} for name in names]}


def _call(index: int, item: Tool, form: Form) -> Iterator[Frame]:
    number = {"index": index} if form.indexes else {}
    name = {"id": item.id} if form.ids else {}
    function = _function(item)
    first = {**number, **name, "type": "function", "function": {"name": item.name, "arguments": ""}}
    yield _chunk({"tool_calls": [first]})
    for piece in pieces(function["arguments"], form.word):
        yield _chunk({"tool_calls": [{**number, "function": {"arguments": piece}}]})


def _function(item: Tool) -> dict[str, str]:
    return {"name": item.name, "arguments": item.raw or json.dumps(item.arguments)}


def _finish_reason(reply: Reply) -> str:
    return "tool_calls" if any(isinstance(item, Tool) for item in reply.items) else "stop"


def _chunk(delta: dict[str, Any], finish_reason: str | None = None) -> Frame:
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    return event(_envelope("chat.completion.chunk", choices=[choice]))


def _envelope(kind: str, **fields: object) -> dict[str, Any]:
    return {"id": "chatcmpl-1", "object": kind, "created": 1, "model": "scripted", **fields}
