"""What real servers insist on in the conversations that they are sent; one judge for each wire protocol.

A judge raises AssertionError for a body that its servers answer with HTTP 400. Sources: the rules of Anthropic's
tool use, OpenAI's "tool_calls must be followed by tool messages", the function_call_output rule of the Responses API.
Ollama refuses little; its judge asks what models need to make sense of the results.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

_ID = re.compile("[A-Za-z0-9_-]+")
_NAME = re.compile("[A-Za-z0-9_-]{1,64}")

Body = Mapping[str, Any]


def anthropic(body: Body) -> None:
    """Judge a body of the Messages API."""
    messages = body["messages"]
    assert messages and messages[0]["role"] == "user"
    ids: list[str] = []
    open_ids: list[str] = []
    for message in messages:
        assert message["role"] in ("user", "assistant")
        blocks = list(_blocks(message["content"]))
        assert blocks, "content is empty"
        results = [block["tool_use_id"] for block in blocks if block["type"] == "tool_result"]
        assert results == open_ids, (
            "tool_use ids were found without tool_result blocks, or the other way round"
        )
        kinds = [block["type"] == "tool_result" for block in blocks]
        assert kinds == sorted(kinds, reverse=True), "tool_result blocks come first"
        calls = [block for block in blocks if block["type"] == "tool_use"]
        assert not calls or message["role"] == "assistant"
        open_ids = [call["id"] for call in calls]
        ids += open_ids
        assert all(_NAME.fullmatch(call["name"]) and isinstance(call["input"], dict) for call in calls)
    assert not open_ids, "calls are left without results"
    _check_ids(ids)


def _blocks(content: object) -> Iterator[dict[str, Any]]:
    if isinstance(content, str):
        content = [{"type": "text", "text": content}]
    assert isinstance(content, list)
    for block in content:
        assert block["type"] != "text" or block["text"].strip(), "text content blocks must be non-empty"
        yield block


def openai_chat(body: Body) -> None:
    """Judge a body of Chat Completions."""
    ids: list[str] = []
    open_ids: list[str] = []
    for message in body["messages"]:
        if message["role"] == "tool":
            assert message["tool_call_id"] in open_ids, "a tool message must follow its tool_calls"
            open_ids.remove(message["tool_call_id"])
            assert isinstance(message["content"], str)
            continue
        assert not open_ids, "tool_calls must be followed by tool messages"
        calls = message.get("tool_calls", [])
        assert message["content"] or calls
        open_ids = [call["id"] for call in calls]
        ids += open_ids
        for call in calls:
            assert _NAME.fullmatch(call["function"]["name"])
            assert isinstance(json.loads(call["function"]["arguments"]), dict)
    assert not open_ids
    _check_ids(ids)


def openai_responses(body: Body) -> None:
    """Judge a body of the Responses API."""
    called: list[str] = []
    answered: list[str] = []
    for item in body["input"]:
        if item.get("type") == "function_call":
            called.append(item["call_id"])
            assert _NAME.fullmatch(item["name"]) and isinstance(json.loads(item["arguments"]), dict)
        elif item.get("type") == "function_call_output":
            answered.append(item["call_id"])
            assert item["call_id"] in called, "no tool call found for function call output"
        elif "role" in item:
            assert item["content"].strip()
    assert sorted(called) == sorted(answered), "no tool output found for function call"
    _check_ids(called)


def ollama(body: Body) -> None:
    """Judge a body of Ollama's /api/chat."""
    names: dict[str, str] = {}
    for message in body["messages"]:
        for call in message.get("tool_calls", []):
            names[call["id"]] = call["function"]["name"]
            assert isinstance(call["function"]["arguments"], dict)
        if message["role"] == "tool":
            assert message["tool_name"] == names[message["tool_call_id"]]
        else:
            assert message["content"].strip() or message.get("tool_calls")
    _check_ids(list(names))


def _check_ids(ids: list[str]) -> None:
    assert len(set(ids)) == len(ids), "tool_use ids must be unique"
    assert all(map(_ID.fullmatch, ids)), "ids have letters, digits, _ and - only"


JUDGES: dict[str, Callable[[Body], None]] = {
    "anthropic": anthropic,
    "openai": openai_chat,
    "openai-responses": openai_responses,
    "ollama": ollama,
}
