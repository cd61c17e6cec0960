"""Replies over all wire protocols, however they are cut, judged by the protocols' own client libraries."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import anthropic
import openai
import pytest

from qmux.cancel import CancelToken
from qmux.errors import RetryableError
from qmux.http import HttpReply
from qmux.model.message import TextDelta, ToolCall, Usage
from qmux.providers.base import Provider
from tests.fake_api import (
    Comment,
    End,
    FakeApi,
    Form,
    Gate,
    Hold,
    Item,
    Ping,
    Raw,
    Reply,
    Thinking,
    Tool,
    anthropic_wire,
    ollama_wire,
    openai_wire,
    responses_wire,
)
from tests.fake_api.frames import body
from tests.providers.conftest import PROTOCOLS, Connect, Outcome, outcome, request

# Characters of all lengths, what JSON escapes, and line separators that are none.
WORDS = 'Grüße, 日本語 👩‍👩‍👧\u2028"quoted" \\ back\x85\n\n\tdata: no event\r\nend'
TALK: tuple[Item, ...] = (
    Thinking("hm"),
    Ping(),
    WORDS,
    Comment("keep-alive"),
    Tool("first", {"text": "ä\u2028", "list": [1, {"a": None}]}, "call_a"),
    Tool("second", {}, "call_b"),
)
CALLS = (
    ToolCall("call_a", "first", {"text": "ä\u2028", "list": [1, {"a": None}]}),
    ToolCall("call_b", "second", {}),
)
TOLD = Outcome(WORDS, CALLS, "tool_use", Usage(15, 7))


# -- the official clients -----------------------------------------------------------------------------------


Judgement = tuple[str, list[tuple[str, str, object]]]


def judged_by_anthropic(api: FakeApi) -> Judgement:
    client = anthropic.Anthropic(base_url=api.url, api_key="x", max_retries=0)
    with (
        client,
        client.messages.stream(
            model="scripted", max_tokens=10, messages=[{"role": "user", "content": "hello"}]
        ) as stream,
    ):
        message = stream.get_final_message()
    text = "".join(block.text for block in message.content if block.type == "text")
    calls: list[tuple[str, str, object]] = [
        (block.id, block.name, block.input) for block in message.content if block.type == "tool_use"
    ]
    return text, calls


def judged_by_openai(api: FakeApi) -> Judgement:
    client = openai.OpenAI(base_url=api.openai_url, api_key="x", max_retries=0)
    with (
        client,
        client.chat.completions.stream(
            model="scripted", messages=[{"role": "user", "content": "hello"}]
        ) as stream,
    ):
        message = stream.get_final_completion().choices[0].message
    calls = [
        (call.id, call.function.name, json.loads(call.function.arguments))
        for call in message.tool_calls or []
    ]
    return message.content or "", calls


def judged_by_responses(api: FakeApi) -> Judgement:
    client = openai.OpenAI(base_url=api.openai_url, api_key="x", max_retries=0)
    with client, client.responses.stream(model="scripted", input="hello") as stream:
        response = stream.get_final_response()
    calls: list[tuple[str, str, object]] = [
        (item.call_id, item.name, json.loads(item.arguments))
        for item in response.output
        if item.type == "function_call"
    ]
    return response.output_text, calls


JUDGES = {
    "anthropic": judged_by_anthropic,
    "openai": judged_by_openai,
    "openai-responses": judged_by_responses,
}
FORMS = {
    "as it is": Form(),
    "byte by byte": Form(piece=1),
    "letter by letter": Form(word=1),
    "in one piece": Form(word=0, piece=1_000_000),
    "CRLF": Form(line_end="\r\n", piece=3),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("protocol", JUDGES)
def test_the_official_client_reads_the_same(
    api: FakeApi, connected: Connect, protocol: str, form: Form
) -> None:
    api.enqueue(Reply(*TALK, form=form), Reply(*TALK, form=form))
    text, calls = JUDGES[protocol](api)
    ours = outcome(connected(protocol))
    assert (ours.text, [(call.id, call.name, call.arguments) for call in ours.calls]) == (text, calls)
    assert ours == TOLD


# -- cutting ------------------------------------------------------------------------------------------------

SHORT: tuple[Item, ...] = ("é👩", Tool("ask", {"q": "ä"}, "call_a"))
SHORT_TOLD = Outcome("é👩", (ToolCall("call_a", "ask", {"q": "ä"}),), "tool_use", Usage(15, 7))
WIRES = {
    "anthropic": anthropic_wire,
    "openai": openai_wire,
    "openai-responses": responses_wire,
    "ollama": ollama_wire,
}


class Replaying:
    """Stands for an HttpClient: gives `chunks` to whoever asks. Over sockets, what arrives together is joined."""

    def __init__(self, content_type: str) -> None:
        self.chunks: Iterable[bytes] = ()
        self._headers = {"content-type": content_type}

    @contextmanager
    def stream(self, method: str, path: str, *rest: object) -> Iterator[HttpReply]:
        """Give the reply, or what Ollama says of a model before."""
        if path == "/api/show":
            shown = json.dumps(ollama_wire.shown(("tools",), 1000)).encode()
            yield HttpReply(200, {"content-type": "application/json"}, iter((shown,)))
        else:
            yield HttpReply(200, self._headers, iter(self.chunks))

    def close(self) -> None:
        """Do nothing: nothing is open."""


@pytest.fixture
def replaying(protocol: str, monkeypatch: pytest.MonkeyPatch) -> Replaying:
    """Return what the next client that is made has for a connection."""
    made = Replaying(getattr(WIRES[protocol], "CONTENT_TYPE", "text/event-stream"))
    monkeypatch.setattr("qmux.providers.exchange.HttpClient", lambda *arguments: made)
    return made


def short_reply(protocol: str, form: Form) -> bytes:
    """Return the body of SHORT."""
    return body(WIRES[protocol].stream(Reply(*SHORT, form=form)), form)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_cut_at_any_byte_changes_nothing(replaying: Replaying, connected: Connect, protocol: str) -> None:
    provider = connected(protocol)
    whole = b"" if protocol == "ollama" else b"\xef\xbb\xbf"
    whole += short_reply(protocol, Form(line_end="\r\n", word=0))
    for offset in range(1, len(whole)):
        replaying.chunks = whole[:offset], whole[offset:]
        assert outcome(provider) == SHORT_TOLD, f"cut at byte {offset}"


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_an_end_at_any_byte_is_noticed(replaying: Replaying, connected: Connect, protocol: str) -> None:
    provider = connected(protocol)
    whole = short_reply(protocol, Form(word=0))
    for offset in range(len(whole)):
        replaying.chunks = (whole[:offset],)
        told = outcome(provider)
        if told.error is None:  # what is missing says nothing more
            assert (told.text, told.calls) == (SHORT_TOLD.text, SHORT_TOLD.calls), f"ended at byte {offset}"
        else:
            assert isinstance(told.error, RetryableError)
            assert SHORT_TOLD.text.startswith(told.text)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", [False, True])
def test_line_ends_and_byte_order_marks(
    api: FakeApi, events_provider: Provider, line_end: str, bom: bool
) -> None:
    for piece in (1, 7, 1000):
        api.enqueue(Reply(*TALK, form=Form(line_end, bom, piece=piece)))
        assert outcome(events_provider) == TOLD


def test_a_reply_that_came_in_one_piece_though_a_stream_was_asked_for(
    api: FakeApi, provider: Provider
) -> None:
    api.enqueue(Reply(*TALK, form=Form(as_json=True)))
    assert outcome(provider) == TOLD


def test_text_of_one_read_is_one_delta(api: FakeApi, provider: Provider) -> None:
    gate = Gate()
    api.enqueue(Reply("abcdefgh", Hold(gate), "ijklmnop", form=Form(word=1, piece=1_000_000)))
    texts = []
    for event in provider.stream(request(), CancelToken()):
        if isinstance(event, TextDelta):
            texts.append(event.text)
            gate.release()
    assert texts == ["abcdefgh", "ijklmnop"]


def test_text_is_given_while_the_rest_is_awaited(api: FakeApi, provider: Provider) -> None:
    gate = Gate()
    api.enqueue(Reply("first", Hold(gate), "second", form=Form(word=0)))
    stream = provider.stream(request(), CancelToken())
    assert next(event for event in stream if isinstance(event, TextDelta)).text == "first"
    assert not gate.released.is_set()
    gate.release()
    assert next(event for event in stream if isinstance(event, TextDelta)).text == "second"


def test_ten_megabytes(api: FakeApi, provider: Provider) -> None:
    text = "All work and no play makes a dull reply. " * 256
    api.enqueue(Reply(*[text] * 1000, form=Form(word=0)))
    assert outcome(provider).text == text * 1000


def test_nothing_is_read_beyond_the_end(api: FakeApi, events_provider: Provider) -> None:
    """Some servers keep the connection open after their last word."""
    gate = Gate()
    end = {
        "anthropic": '{"type": "message_stop"}',
        "openai": "[DONE]",
        "openai-responses": '{"type": "response.completed", "response": {}}',
    }[events_provider.name]
    api.enqueue(Reply("done", Raw(f"data: {end}\n\n".encode()), Hold(gate)))
    assert outcome(events_provider).text == "done"
    assert not gate.released.is_set()


# -- tool calls as servers of many makers number them -------------------------------------------------------


@pytest.mark.parametrize(
    "form", [Form(indexes=False), Form(ids=False), Form(indexes=False, ids=False)], ids=str
)
def test_calls_without_numbers(api: FakeApi, connected: Connect, form: Form) -> None:
    api.enqueue(Reply(*TALK, form=form))
    calls = outcome(connected("openai")).calls
    assert [(call.name, call.arguments, call.problem) for call in calls] == [
        (call.name, call.arguments, "") for call in CALLS
    ]
    assert len({call.id for call in calls}) == 2
    assert all(call.id for call in calls)


@pytest.mark.parametrize("raw", ["{", "[]", '"text"', "{}}", "[" * 100_000], ids=lambda raw: raw[:6])
def test_arguments_that_cannot_be_read_are_the_models_problem(
    api: FakeApi, provider: Provider, raw: str
) -> None:
    api.enqueue(Reply(Tool("first", {}, raw=raw), form=Form(word=0)))
    (call,) = outcome(provider).calls
    assert call.name == "first"
    assert call.arguments == {}
    assert call.problem


def test_half_a_character_becomes_a_whole_one(api: FakeApi, provider: Provider) -> None:
    api.enqueue(Reply(Tool("first", {}, raw='{"a": "\\ud83d\\ude00 \\ud83d"}')))
    (call,) = outcome(provider).calls
    assert call.arguments == {"a": "😀 \ufffd"}


def test_the_end_may_stand_for_done(api: FakeApi, connected: Connect) -> None:
    """Several servers close the connection after the reason to finish."""
    finish = Raw(b'data: {"choices": [{"index": 0, "delta": {}, "finish_reason": "length"}]}\n\n')
    api.enqueue(Reply("cut at the limit", finish, End()))
    told = outcome(connected("openai"))
    assert (told.text, told.stop_reason, told.error) == ("cut at the limit", "max_tokens", None)
