"""What a model thought comes back to it unchanged, and to nobody else."""

import pytest

from qmux.cancel import CancelToken
from qmux.errors import RetryableError
from qmux.model.message import Message, Reasoning, Text, ToolCall, ToolResult
from qmux.providers.base import Provider, Request
from tests.fake_api import Cut, Failure, FakeApi, Form, Raw, Reply, Thinking, Tool
from tests.providers.conftest import Connect, outcome

MODEL = "claude-sonnet-5-5"
BLOCK = {"type": "thinking", "thinking": "hm, ä\u2028", "signature": "c2ln"}


def thoughts(provider: Provider, asked: Request) -> list[Reasoning]:
    """Return the reasoning in the reply to a request."""
    return [event for event in provider.stream(asked, CancelToken()) if isinstance(event, Reasoning)]


def asking(*parts: Reasoning | ToolCall, model: str = MODEL) -> Request:
    """Return a request in the middle of a turn in which the model replied with `parts`."""
    messages = (
        Message("user", (Text("hello"),)),
        Message("assistant", parts),
        Message("user", (ToolResult("call_1", "done"),)),
    )
    return Request(model, "", messages, (), 1000)


FIRST = Request(MODEL, "", (Message("user", (Text("hello"),)),), (), 1000)
CALL = ToolCall("call_1", "first", {})


@pytest.mark.parametrize("form", [Form(piece=1), Form(word=0), Form(as_json=True)], ids=str)
def test_anthropics_thinking_goes_back_as_it_came(api: FakeApi, connected: Connect, form: Form) -> None:
    provider = connected("anthropic")
    api.enqueue(Reply(Thinking("hm, ä\u2028"), Tool("first", {}), form=form))
    (thought,) = thoughts(provider, FIRST)
    assert thought == Reasoning("anthropic", MODEL, BLOCK, "hm, ä\u2028")
    outcome(provider, asking(thought, CALL))
    assert api.requests[-1].body["messages"][1]["content"][0] == BLOCK  # type: ignore[index]
    assert api.requests[-1].body["thinking"] == {"type": "adaptive", "display": "summarized"}


def test_thinking_without_text_is_kept_for_its_signature(api: FakeApi, connected: Connect) -> None:
    api.enqueue(Reply(Thinking(""), "so"))
    (thought,) = thoughts(connected("anthropic"), FIRST)
    assert thought.data == {**BLOCK, "thinking": ""}


def test_thinking_that_was_cut_is_an_error(api: FakeApi, connected: Connect) -> None:
    cut = b'data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}\n\n'
    api.enqueue(Reply(Raw(cut), Cut()))
    with pytest.raises(RetryableError):
        thoughts(connected("anthropic"), FIRST)


@pytest.mark.parametrize("model", ["claude-opus-4-1", "claude-sonnet-4-5", "gpt", "claude-50"])
def test_models_that_may_not_know_it_are_not_asked_to_think(
    api: FakeApi, connected: Connect, model: str
) -> None:
    outcome(connected("anthropic"), asking(CALL, model=model))
    assert "thinking" not in api.requests[0].body


@pytest.mark.parametrize("protocol", ["anthropic", "openai-responses", "openai", "ollama"])
@pytest.mark.parametrize(("provider", "model"), [("anthropic", "other"), ("elsewhere", MODEL)])
def test_reasoning_of_others_is_left_out(
    api: FakeApi, connected: Connect, protocol: str, provider: str, model: str
) -> None:
    outcome(connected(protocol), asking(Reasoning(provider, model, BLOCK), CALL))
    assert "c2ln" not in str(api.requests[0].body)


def test_a_server_that_refuses_thinking_is_asked_without(api: FakeApi, connected: Connect) -> None:
    provider = connected("anthropic")
    refusal = Failure(
        400, "messages.1.content.0: invalid signature in thinking block", "invalid_request_error"
    )
    api.enqueue(refusal, Reply("works"), Reply("works"))
    thought = Reasoning("anthropic", MODEL, BLOCK)
    assert [outcome(provider, asking(thought, CALL)).text for _ in range(2)] == ["works", "works"]
    assert [("thinking" in sent.body, "c2ln" in str(sent.body)) for sent in api.requests] == [
        (True, True),
        (False, False),
        (False, False),
    ]


@pytest.mark.parametrize("form", [Form(piece=1), Form(word=0), Form(as_json=True)], ids=str)
def test_responses_reasoning_goes_back_as_it_came(api: FakeApi, connected: Connect, form: Form) -> None:
    provider = connected("openai-responses")
    api.enqueue(Reply(Thinking("hm"), Tool("first", {}), form=form))
    (thought,) = thoughts(provider, FIRST)
    item = {
        "id": "item_0",
        "type": "reasoning",
        "summary": [{"type": "summary_text", "text": "hm"}],
        "encrypted_content": "c2ln",
    }
    assert thought == Reasoning("openai-responses", MODEL, item, "hm")
    outcome(provider, asking(thought, CALL))
    assert api.requests[-1].body["input"][1] == item  # type: ignore[index]


@pytest.mark.parametrize("protocol", ["openai", "ollama"])
def test_open_reasoning_goes_back_with_the_call_that_it_led_to(
    api: FakeApi, connected: Connect, protocol: str
) -> None:
    provider = connected(protocol)
    api.enqueue(Reply(Thinking("hm, "), Thinking("so"), Tool("first", {}, "call_1")))
    (thought,) = thoughts(provider, FIRST)
    assert thought.summary == ""
    outcome(provider, asking(thought, CALL))
    message = api.requests[-1].body["messages"][1]  # type: ignore[index]
    assert message.get("reasoning_content") or message.get("thinking") == "hm, so"


@pytest.mark.parametrize("protocol", ["openai", "ollama"])
def test_open_reasoning_that_led_to_words_is_not_kept(
    api: FakeApi, connected: Connect, protocol: str
) -> None:
    api.enqueue(Reply(Thinking("hm"), "well"))
    assert thoughts(connected(protocol), FIRST) == []


def test_a_server_that_refuses_its_own_reasoning_is_asked_without(api: FakeApi, connected: Connect) -> None:
    provider = connected("openai")
    refusal = Failure(400, "messages.1: property 'reasoning_content' is unsupported", "invalid_request_error")
    api.enqueue(refusal, Reply("works"))
    thought = Reasoning("openai", MODEL, {"reasoning_content": "hm"})
    assert outcome(provider, asking(thought, CALL)).text == "works"
    assert ["reasoning_content" in str(sent.body) for sent in api.requests] == [True, False]
