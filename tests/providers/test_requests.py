"""What goes out over both wire protocols."""

import pytest

from qmux.cancel import CancelToken
from qmux.model.message import Message, Part, Text, ToolCall, ToolResult, ToolSpec
from qmux.providers.base import Provider, Request
from qmux.providers.choice import Choice, connect
from qmux.providers.server import Server
from tests.fake_api import Failure, FakeApi, Reply
from tests.providers.conftest import KEY, Connect, outcome, request

TOOL = ToolSpec("ask_user", "Ask.", {"type": "object", "properties": {}, "required": []})
CALL = ToolCall("call_1", "ask_user", {"question": "Wo?"})


def user(*parts: Part) -> Message:
    return Message("user", parts)


def assistant(*parts: Part) -> Message:
    return Message("assistant", parts)


TALK = (
    user(Text("hello")),
    assistant(Text("One moment."), CALL),
    user(ToolResult("call_1", "here"), Text("and hurry")),
)


def sent(api: FakeApi, provider: Provider, asked: Request) -> dict[str, object]:
    """Return the body that the server got for a request."""
    assert outcome(provider, asked).error is None
    return dict(api.requests[-1].body)


def test_anthropic_body(api: FakeApi, connected: Connect) -> None:
    asked = Request("claude", "Be brief.", TALK, (TOOL,), 500)
    assert sent(api, connected("anthropic"), asked) == {
        "model": "claude",
        "max_tokens": 500,
        "stream": True,
        "system": "Be brief.",
        "messages": [
            {"role": "user", "content": [{"type": "text", "text": "hello"}]},
            {
                "role": "assistant",
                "content": [
                    {"type": "text", "text": "One moment."},
                    {"type": "tool_use", "id": "call_1", "name": "ask_user", "input": {"question": "Wo?"}},
                ],
            },
            {
                "role": "user",
                "content": [
                    {"type": "tool_result", "tool_use_id": "call_1", "content": "here", "is_error": False},
                    {"type": "text", "text": "and hurry"},
                ],
            },
        ],
        "tools": [{"name": "ask_user", "description": "Ask.", "input_schema": TOOL.schema}],
    }
    headers = api.requests[0].headers
    assert api.requests[0].path == "/v1/messages"
    assert headers["x-api-key"] == KEY
    assert headers["anthropic-version"] == "2023-06-01"
    assert "authorization" not in headers


def test_openai_body(api: FakeApi, connected: Connect) -> None:
    asked = Request("gpt", "Be brief.", TALK, (TOOL,), 500)
    function = {"name": "ask_user", "description": "Ask.", "parameters": TOOL.schema}
    call = {"name": "ask_user", "arguments": '{"question": "Wo?"}'}
    assert sent(api, connected("openai"), asked) == {
        "model": "gpt",
        "max_tokens": 500,
        "stream": True,
        "stream_options": {"include_usage": True},
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "hello"},
            {
                "role": "assistant",
                "content": "One moment.",
                "tool_calls": [{"id": "call_1", "type": "function", "function": call}],
            },
            {"role": "tool", "tool_call_id": "call_1", "content": "here"},
            {"role": "user", "content": "and hurry"},
        ],
        "tools": [{"type": "function", "function": function}],
    }
    assert api.requests[0].path == "/v1/chat/completions"
    assert api.requests[0].headers["authorization"] == f"Bearer {KEY}"


def test_responses_body(api: FakeApi, connected: Connect) -> None:
    asked = Request("gpt", "Be brief.", TALK, (TOOL,), 500)
    function = {"name": "ask_user", "description": "Ask.", "parameters": TOOL.schema, "strict": False}
    call = {"call_id": "call_1", "name": "ask_user", "arguments": '{"question": "Wo?"}'}
    assert sent(api, connected("openai-responses"), asked) == {
        "model": "gpt",
        "max_output_tokens": 500,
        "stream": True,
        "store": False,
        "include": ["reasoning.encrypted_content"],
        "reasoning": {"summary": "auto"},
        "instructions": "Be brief.",
        "input": [
            {"role": "user", "content": "hello"},
            {"role": "assistant", "content": "One moment."},
            {"type": "function_call", **call},
            {"type": "function_call_output", "call_id": "call_1", "output": "here"},
            {"role": "user", "content": "and hurry"},
        ],
        "tools": [{"type": "function", **function}],
    }
    assert api.requests[0].path == "/v1/responses"
    assert api.requests[0].headers["authorization"] == f"Bearer {KEY}"


def test_ollama_body(api: FakeApi, connected: Connect) -> None:
    asked = Request("gemma", "Be brief.", TALK, (TOOL,), 500)
    function = {"name": "ask_user", "description": "Ask.", "parameters": TOOL.schema}
    call = {"name": "ask_user", "arguments": {"question": "Wo?"}}
    assert sent(api, connected("ollama"), asked) == {
        "model": "gemma",
        "stream": True,
        "think": True,
        "options": {"num_ctx": 65_536, "num_predict": 500},
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "hello"},
            {
                "role": "assistant",
                "content": "One moment.",
                "tool_calls": [{"id": "call_1", "function": call}],
            },
            {"role": "tool", "tool_name": "ask_user", "tool_call_id": "call_1", "content": "here"},
            {"role": "user", "content": "and hurry"},
        ],
        "tools": [{"type": "function", "function": function}],
    }


@pytest.mark.parametrize(
    ("wanted", "largest", "window"), [(0, 8192, 8192), (9000, 131_072, 9000), (9000, 8192, 8192)]
)
def test_ollama_is_always_told_the_window(api: FakeApi, wanted: int, largest: int, window: int) -> None:
    api.context_window = largest
    provider = connect(Choice(Server("ollama", "", api.url, "", "", wanted), ""))
    assert sent(api, provider, request())["options"] == {"num_ctx": window, "num_predict": 1000}
    provider.close()


def test_an_ollama_model_is_asked_for_no_more_than_it_can(api: FakeApi, connected: Connect) -> None:
    api.capabilities = ()
    body = sent(api, connected("ollama"), Request("m", "", TALK, (TOOL,), 5))
    assert "think" not in body
    assert "tools" not in body


@pytest.mark.parametrize(
    ("message", "gone"),
    [
        ("Encrypted content is not supported with this model: include", {"include"}),
        ("Unsupported parameter: 'reasoning.summary'", {"reasoning"}),
    ],
)
def test_responses_of_models_that_do_not_think(
    api: FakeApi, connected: Connect, message: str, gone: set[str]
) -> None:
    provider = connected("openai-responses")
    api.enqueue(Failure(400, message, "invalid_request_error"), Reply("works"))
    assert outcome(provider).text == "works"
    first, second = api.requests
    assert set(first.body) - set(second.body) == gone


def test_openais_own_server_speaks_responses_and_others_chat() -> None:
    names = [
        type(connect(Choice(Server("openai", "", url, "k", ""), ""))).__name__
        for url in ("https://api.openai.com/v1", "http://127.0.0.1:1/v1")
    ]
    assert names == ["OpenAIResponsesProvider", "OpenAIChatProvider"]


def test_vllm_is_not_told_how_long_a_reply_may_be(api: FakeApi) -> None:
    provider = connect(Choice(Server("vllm", "", api.openai_url, "", ""), ""))
    assert not {"max_tokens", "max_completion_tokens"} & set(sent(api, provider, request()))
    provider.close()


@pytest.mark.parametrize(("name", "cached"), [("anthropic", False), ("bedrock-anthropic", True)])
def test_the_last_block_is_marked_where_the_server_caches(api: FakeApi, name: str, cached: bool) -> None:
    provider = connect(Choice(Server(name, "", api.url, "k", ""), ""))
    messages = sent(api, provider, request("", *TALK))["messages"]
    marks = [["cache_control" in block for block in message["content"]] for message in messages]  # type: ignore[attr-defined]
    assert marks == [[False], [False, False], [False, cached]]
    provider.close()


def test_what_is_empty_is_left_out(api: FakeApi, provider: Provider) -> None:
    body = sent(api, provider, request("hello"))
    assert "tools" not in body
    assert "system" not in body


def test_anthropic_merges_neighbors_puts_results_first_and_drops_empty_text(
    api: FakeApi, connected: Connect
) -> None:
    talk = (
        user(Text("a")),
        user(Text(" \n")),
        assistant(Text("")),
        assistant(CALL),
        user(Text("wait")),
        user(ToolResult("call_1", "no", is_error=True)),
        assistant(),
    )
    messages = sent(api, connected("anthropic"), request("", *talk))["messages"]
    assert messages == [
        {"role": "user", "content": [{"type": "text", "text": "a"}]},
        {
            "role": "assistant",
            "content": [
                {"type": "tool_use", "id": "call_1", "name": "ask_user", "input": {"question": "Wo?"}}
            ],
        },
        {
            "role": "user",
            "content": [
                {"type": "tool_result", "tool_use_id": "call_1", "content": "no", "is_error": True},
                {"type": "text", "text": "wait"},
            ],
        },
    ]


def test_openai_drops_empty_messages_and_allows_calls_without_text(api: FakeApi, connected: Connect) -> None:
    talk = (user(Text("a")), assistant(CALL), user(ToolResult("call_1", "b")), assistant(Text("")))
    messages = sent(api, connected("openai"), request("", *talk))["messages"]
    assert isinstance(messages, list)
    assert [(message["role"], message["content"]) for message in messages] == [
        ("user", "a"),
        ("assistant", None),
        ("tool", "b"),
    ]


def test_anthropics_url_may_end_as_openais(api: FakeApi) -> None:
    provider = connect(Choice(Server("anthropic", "Gateway", api.openai_url, "", ""), ""))
    assert outcome(provider).text == "You said: hello"
    assert api.requests[0].path == "/v1/messages"
    provider.close()


def test_only_anthropics_own_server_is_asked_to_cache(api: FakeApi, connected: Connect) -> None:
    assert "cache_control" not in sent(api, connected("anthropic"), request("hello"))


@pytest.mark.parametrize(
    ("message", "field", "then"),
    [
        ("Unknown field: stream_options", "stream_options", None),
        ("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.", "max_tokens", None),
        ("Function tools with reasoning_effort are not supported", "reasoning_effort", "none"),
    ],
)
def test_an_option_that_is_refused_is_given_up_for_good(
    api: FakeApi, connected: Connect, message: str, field: str, then: object
) -> None:
    provider = connected("openai")
    api.enqueue(Failure(400, message, "invalid_request_error"), Reply("works"), Reply("works"))
    assert outcome(provider).text == "works"
    assert outcome(provider).text == "works"
    assert [sent.body.get(field) for sent in api.requests[1:]] == [then, then]
    assert len(api.requests) == 3


def test_an_option_is_given_up_only_once(api: FakeApi, connected: Connect) -> None:
    api.enqueue(*[Failure(400, "stream_options", "invalid_request_error")] * 2)
    assert "stream_options" in str(outcome(connected("openai")).error)
    assert len(api.requests) == 2


def test_models(api: FakeApi, provider: Provider) -> None:
    api.models = ["b", "a"]
    assert [model.name for model in provider.models(CancelToken())] == ["b", "a"]


def test_a_server_without_a_key_gets_none(api: FakeApi) -> None:
    for protocol, url in (("anthropic", api.url), ("openai", api.openai_url), ("ollama", api.openai_url)):
        provider = connect(Choice(Server(protocol, "Local", url, "", ""), ""))
        assert outcome(provider).error is None
        provider.close()
    assert not any({"authorization", "x-api-key"} & set(sent.headers) for sent in api.requests)
