"""Scripted replies in the wire format of OpenAI's Responses."""

import json
from collections.abc import Iterator
from typing import Any

from tests.fake_api.frames import Frame, Part, event, pieces
from tests.fake_api.script import Comment, Failure, Form, Ping, Reply, StreamError, Thinking, Tool

_USAGE = {
    "input_tokens": 15,
    "input_tokens_details": {"cached_tokens": 5},
    "output_tokens": 7,
    "output_tokens_details": {"reasoning_tokens": 0},
    "total_tokens": 22,
}


def stream(reply: Reply) -> Iterator[Part]:
    """Yield the events of a reply, with its holds, cuts and raw bytes in their places."""
    yield _event("response.created", response=_response([], "in_progress"))
    done: list[dict[str, Any]] = []
    for item in reply.items:
        if isinstance(item, str | Tool | Thinking):
            yield from _item(len(done), item, reply.form)
            done.append(_whole_item(len(done), item))
        elif isinstance(item, StreamError):
            yield _event("error", code=item.kind, message=item.message, param=None)
        elif isinstance(item, Ping):
            yield _event("keepalive")
        elif isinstance(item, Comment):
            yield Frame(f": {item.text}\n\n")
        else:
            yield item
    yield _event("response.completed", response=_response(done, "completed"))


def endless(text: str) -> Frame:
    """Return one piece of an endless text."""
    return _event("response.output_text.delta", output_index=0, content_index=0, item_id="item_0", delta=text)


def whole(reply: Reply) -> dict[str, Any]:
    """Return a reply in one piece."""
    said = [item for item in reply.items if isinstance(item, str | Tool | Thinking)]
    return _response([_whole_item(index, item) for index, item in enumerate(said)], "completed")


def failure(answer: Failure) -> dict[str, Any]:
    """Return the body of an error."""
    error = {"message": answer.message, "type": answer.kind, "param": None, "code": answer.code or None}
    return {"error": error}


def _response(output: list[dict[str, Any]], status: str) -> dict[str, Any]:
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 1,
        "model": "scripted",
        "status": status,
        "output": output,
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "metadata": {},
        "parallel_tool_calls": True,
        "temperature": 1,
        "tool_choice": "auto",
        "tools": [],
        "top_p": 1,
        "usage": _USAGE if status == "completed" else None,
    }


def _item(index: int, item: str | Tool | Thinking, form: Form) -> Iterator[Frame]:
    finished = _whole_item(index, item)
    place = {"item_id": finished["id"], "output_index": index}
    yield _event("response.output_item.added", output_index=index, item=_opened(finished))
    if isinstance(item, str):
        yield from _text(item, place, form)
    elif isinstance(item, Tool):
        for piece in pieces(finished["arguments"], form.word):
            yield _event("response.function_call_arguments.delta", **place, delta=piece)
        yield _event("response.function_call_arguments.done", **place, arguments=finished["arguments"])
    else:
        for piece in pieces(item.text, form.word):
            yield _event("response.reasoning_summary_text.delta", **place, summary_index=0, delta=piece)
    yield _event("response.output_item.done", output_index=index, item=finished)


def _text(text: str, place: dict[str, Any], form: Form) -> Iterator[Frame]:
    place = {**place, "content_index": 0}
    empty = {"type": "output_text", "text": "", "annotations": []}
    yield _event("response.content_part.added", **place, part=empty)
    for piece in pieces(text, form.word):
        yield _event("response.output_text.delta", **place, delta=piece, logprobs=[])
    yield _event("response.output_text.done", **place, text=text, logprobs=[])
    yield _event("response.content_part.done", **place, part={**empty, "text": text})


def _opened(item: dict[str, Any]) -> dict[str, Any]:
    """Return an item as it looks before its first delta."""
    empty = {"content": [], "arguments": "", "summary": []}
    return {name: empty.get(name, value) for name, value in item.items()}


def _whole_item(index: int, item: str | Tool | Thinking) -> dict[str, Any]:
    name = f"item_{index}"
    if isinstance(item, Tool):
        arguments = item.raw or json.dumps(item.arguments)
        call = {"call_id": item.id, "name": item.name, "arguments": arguments}
        return {"id": name, "type": "function_call", "status": "completed", **call}
    if isinstance(item, Thinking):
        summary = [{"type": "summary_text", "text": item.text}] if item.text else []
        return {"id": name, "type": "reasoning", "summary": summary, "encrypted_content": "c2ln"}
    content = [{"type": "output_text", "text": item, "annotations": []}]
    return {"id": name, "type": "message", "role": "assistant", "status": "completed", "content": content}


def _event(kind: str, **fields: object) -> Frame:
    return event({"type": kind, "sequence_number": 0, **fields}, kind)
