"""Refusals, broken streams and other faults of a server: which error, what it says, and that no key is in it."""

import itertools
import json
import traceback

import pytest

from qmux import threads
from qmux.cancel import CancelToken
from qmux.errors import Cancelled, ContextOverflowError, QmuxError, RetryableError, UserError
from qmux.model.message import StreamEnd, TextDelta
from qmux.providers.base import Provider
from qmux.providers.choice import Choice, connect
from qmux.providers.json_fields import tokens_field
from qmux.providers.models import window_in
from qmux.providers.server import ErrorReport, Server, failure, read_report
from qmux.providers.tool_calls import finished_call
from tests.fake_api import (
    Comment,
    Cut,
    End,
    Endless,
    Failure,
    FakeApi,
    Form,
    Gate,
    Hold,
    Item,
    Raw,
    Reply,
    StreamError,
    Tool,
)
from tests.providers.conftest import KEY, Connect, outcome, request

# -- too much --------------------------------------------------------------------------------------------------


def test_a_call_that_does_not_end_is_stopped(
    api: FakeApi, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qmux.providers.exchange._LONGEST_UNSEEN", 2 << 20)
    call = Tool("shell", {"command": "x" * (4 << 20)})
    api.enqueue(Reply("words ", call, form=Form(word=100_000)))
    error = outcome(provider).error
    assert isinstance(error, UserError) and "2 MiB without a word or a whole tool call" in str(error)


def test_a_tool_has_no_endless_name() -> None:
    call = finished_call("i" * 999, "n" * 9999, "{}")
    assert (len(call.id), len(call.name), call.problem) == (200, 200, "its tool's name is too long")


# -- figures --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("told", [-5, 10**30, 1.5, True, "many", None, {}])
def test_a_number_of_tokens_that_can_not_be_counts_as_none(told: object) -> None:
    fields = {"tokens": told, "n_ctx": told, "context_length": told}
    assert tokens_field(fields, "tokens") is None
    assert window_in({**fields, "meta": fields}) is None


# -- statuses -----------------------------------------------------------------------------------------------

REFUSALS = {
    "wrong key": (
        Failure(401, "invalid x-api-key", "authentication_error"),
        UserError,
        r"The server refused the key \(HTTP 401.*\): invalid x-api-key\. Check SOME_KEY\.",
    ),
    "no credit": (Failure(402, "pay", "billing_error"), UserError, r"no credit .*SOME_KEY"),
    "quota used up": (
        Failure(429, "You exceeded your quota", "insufficient_quota"),
        UserError,
        r"no credit .*HTTP 429",
    ),
    "forbidden": (Failure(403), UserError, "does not allow"),
    "unknown model": (Failure(404, "model: nope", "not_found_error"), UserError, "model's name"),
    "bad request": (
        Failure(400, "bad", "invalid_request_error"),
        UserError,
        r"refused the request.*: bad\.$",
    ),
    "too large": (Failure(413, body=b"<html>"), ContextOverflowError, r"too long \(HTTP 413\)\. Shorten it"),
    "overflow": (
        Failure(400, "prompt is too long: 9 > 8", "invalid_request_error"),
        ContextOverflowError,
        "/new",
    ),
    "overflow by code": (Failure(400, "big", "context_length_exceeded"), ContextOverflowError, "/new"),
    "redirect": (Failure(302, headers={"location": "/"}), UserError, "base URL"),
    "rate limit": (Failure(429, "slow down", "rate_limit_error"), RetryableError, "more requests"),
    "timeout": (Failure(408), RetryableError, "HTTP 408"),
    "conflict": (Failure(409), RetryableError, "HTTP 409"),
    "broken": (Failure(500, "oops", "api_error"), RetryableError, r"failed \(HTTP 500.*\): oops\.$"),
    "bad gateway": (Failure(502, body=b"<html>502"), RetryableError, r"failed \(HTTP 502\)\.$"),
    "overloaded": (Failure(529, "Overloaded", "overloaded_error"), RetryableError, "is overloaded"),
    "told not to retry": (Failure(500, headers={"x-should-retry": "false"}), UserError, "failed"),
    "told to retry": (Failure(400, headers={"x-should-retry": "true"}), RetryableError, "refused"),
}


@pytest.mark.parametrize(("answer", "kind", "message"), REFUSALS.values(), ids=REFUSALS)
def test_refusals(
    api: FakeApi, events_provider: Provider, answer: Failure, kind: type[QmuxError], message: str
) -> None:
    api.enqueue(answer)
    told = outcome(events_provider)
    assert told.text == ""
    with pytest.raises(kind, match=message):
        raise told.error or AssertionError


def test_a_rate_limit_says_so_and_for_how_long(api: FakeApi, provider: Provider) -> None:
    api.enqueue(Failure(429, headers={"retry-after": "7"}), Failure(529, headers={"retry-after-ms": "250"}))
    limited, overloaded = outcome(provider).error, outcome(provider).error
    assert isinstance(limited, RetryableError)
    assert (limited.retry_after, limited.rate_limited) == (7.0, True)
    assert isinstance(overloaded, RetryableError)
    assert (overloaded.retry_after, overloaded.rate_limited) == (0.25, False)


def test_the_request_is_named(api: FakeApi, connected: Connect) -> None:
    api.enqueue(Failure(500), Failure(500, headers={"x-request-id": "req_7"}))
    assert "request req_scripted" in str(outcome(connected("anthropic")).error)
    assert "request req_7" in str(outcome(connected("openai")).error)


def test_a_missing_key_is_told_differently_from_a_wrong_one(api: FakeApi) -> None:
    api.enqueue(Failure(401))
    provider = connect(Choice(Server("openai", "OpenAI", api.openai_url, "", "OPENAI_API_KEY"), ""))
    assert str(outcome(provider).error).endswith("Set OPENAI_API_KEY.")
    assert "authorization" not in api.requests[0].headers
    provider.close()


def test_a_key_that_is_none_blots_out_no_words(api: FakeApi) -> None:
    api.enqueue(Failure(400, "no token left", "invalid_request_error"))
    provider = connect(Choice(Server("openai", "OpenAI", api.openai_url, "no", "OPENAI_API_KEY"), ""))
    assert "no token left" in str(outcome(provider).error)
    provider.close()


def test_a_servers_words_are_made_harmless(api: FakeApi, provider: Provider) -> None:
    api.enqueue(Failure(401, f"\x1b[2Jkey {KEY}\n is wrong " + "x" * 5000))
    message = str(outcome(provider).error)
    assert message.isprintable()
    assert "key *** is wrong" in message
    assert len(message) < 700


@pytest.mark.parametrize(
    ("body", "report"),
    [
        (
            {"error": {"message": "m", "type": "t", "code": "c", "param": "p"}},
            ErrorReport("m", "t", "c", "p"),
        ),
        ({"error": "m"}, ErrorReport("m")),
        (
            {"detail": [{"loc": ["body", "model"], "msg": "Field required"}, {"msg": "and more"}, 5]},
            ErrorReport("body.model: Field required; and more"),
        ),
        ({"detail": [{"loc": 5}]}, ErrorReport()),
        ({"detail": "m"}, ErrorReport("m")),
        ({"object": "error", "message": "m", "code": 400}, ErrorReport("m", "", "400")),
        ({"error": {"type": "t", "message": "m"}, "request_id": "r"}, ErrorReport("m", "t", request_id="r")),
        ({}, ErrorReport()),
        ({"error": {"message": 5, "code": [], "type": None}}, ErrorReport()),
    ],
)
def test_error_bodies_of_every_shape(body: dict[str, object], report: ErrorReport) -> None:
    assert read_report(body) == report


@pytest.mark.parametrize(
    "message",
    [
        "prompt is too long: 210012 tokens > 200000 maximum",
        "input length and `max_tokens` exceed context limit: 188240 + 21333 > 200000",
        "Input is too long for requested model.",
        "Your input exceeds the context window of this model.",
        "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens.",
        "the request exceeds the available context size (4096 tokens)",
        "The number of tokens to keep from the initial prompt is greater than the context length",
        "prompt too long; exceeded max context length by 12 tokens",
        "Please reduce the length of the messages or completion.",
    ],
)
@pytest.mark.parametrize("status", [400, None])
def test_an_overflow_is_told_by_its_words_where_it_has_no_code(message: str, status: int | None) -> None:
    server = Server("openai", "The server", "http://127.0.0.1", "", "")
    assert isinstance(
        failure(server, status, ErrorReport(message, "invalid_request_error")), ContextOverflowError
    )
    limited = failure(server, 429, ErrorReport(message))
    assert isinstance(limited, RetryableError), "only a refused request is taken for an overflow"


# -- errors inside a stream ---------------------------------------------------------------------------------

IN_STREAM = {
    "overloaded": ("overloaded_error", RetryableError, False),
    "rate limit": ("rate_limit_error", RetryableError, True),
    "broken": ("api_error", RetryableError, False),
    "unknown": ("strange_error", RetryableError, False),
    "refused": ("invalid_request_error", UserError, None),
    "no credit": ("insufficient_quota", UserError, None),
}


@pytest.mark.parametrize(("kind", "error", "limited"), IN_STREAM.values(), ids=IN_STREAM)
def test_an_error_in_mid_stream_keeps_the_text(
    api: FakeApi, events_provider: Provider, kind: str, error: type[QmuxError], limited: bool | None
) -> None:
    for form in (Form(), Form(piece=1), Form(piece=1_000_000)):
        api.enqueue(Reply("so far", StreamError(kind, "it broke"), form=form))
        told = outcome(events_provider)
        assert told.text == "so far"
        assert isinstance(told.error, error)
        assert "it broke" in str(told.error)
        assert getattr(told.error, "rate_limited", None) is limited


@pytest.mark.parametrize(("code", "kind"), [(400, UserError), (429, RetryableError), (502, RetryableError)])
def test_a_status_as_the_code_of_an_error_in_mid_stream(
    api: FakeApi, connected: Connect, code: int, kind: type[QmuxError]
) -> None:
    event = {"error": {"message": "no", "type": "BadRequestError", "code": code}}
    api.enqueue(Reply(Raw(f"data: {json.dumps(event)}\n\ndata: [DONE]\n\n".encode())))
    assert isinstance(outcome(connected("openai")).error, kind)


# -- broken streams -----------------------------------------------------------------------------------------

HALF_AN_EVENT = Raw(b'data: {"type": "content_block_del')
BROKEN: dict[str, tuple[tuple[Item, ...], str]] = {
    "cut in mid-word": (("half a wo", Cut()), "broke"),
    "cut in mid-event": (("half a wo", HALF_AN_EVENT, Cut()), "broke"),
    "ended without its end": (("half a wo", End()), "cut the reply short"),
    "ended in mid-event": (("half a wo", HALF_AN_EVENT, End()), "cut the reply short"),
    "no JSON": (("half a wo", Raw(b"data: <html>\n\n")), "cannot be read"),
    "no object": (("half a wo", Raw(b"data: []\n\n")), "cannot be read"),
    "nested without end": (("half a wo", Raw(b"data: " + b"[" * 100_000 + b"\n\n")), "nested too deeply"),
    "no UTF-8": (("half a wo", Raw(b'data: {"type": \xff}\n\n')), "cannot be read"),
}


@pytest.mark.parametrize(("items", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_stream_keeps_the_text_and_may_be_tried_again(
    api: FakeApi, events_provider: Provider, items: tuple[Item, ...], message: str
) -> None:
    api.enqueue(Reply(*items))
    told = outcome(events_provider)
    assert told.text == "half a wo"
    assert told.stop_reason == ""
    with pytest.raises(RetryableError, match=message):
        raise told.error or AssertionError


def test_a_call_that_was_cut_is_not_made(api: FakeApi, provider: Provider) -> None:
    api.enqueue(Reply(Tool("delete", {"everything": True}, raw='{"everything": tr'), Cut()))
    told = outcome(provider)
    assert isinstance(told.error, RetryableError)
    assert all(call.problem for call in told.calls)


def test_what_is_no_event_is_passed_over(api: FakeApi, events_provider: Provider) -> None:
    junk = Raw(
        b'junk\nevent: x\n\n: comment\n\ndata:\n\ndata: {}\n\ndata: {"type": "future", "index": null}\n\n'
    )
    api.enqueue(Reply("before ", junk, Comment("x" * 1000), "after"))
    told = outcome(events_provider)
    assert (told.text, told.error) == ("before after", None)


@pytest.mark.parametrize(
    ("body", "content_type", "kind"),
    [
        (b"<html>Log in</html>", "text/html; charset=utf-8", UserError),
        (b"{}", "application/json", RetryableError),
        (b"[1]", "application/json", RetryableError),
        (b"{", "Application/JSON", RetryableError),
        (b'{"error": {"type": "authentication_error", "message": "no"}}', "application/json", UserError),
        (b"hello", "text/plain", RetryableError),
        (b"", "text/event-stream", RetryableError),
    ],
)
def test_bodies_that_are_no_stream(
    api: FakeApi, events_provider: Provider, body: bytes, content_type: str, kind: type[QmuxError]
) -> None:
    api.enqueue(Failure(200, body=body, headers={"content-type": content_type}))
    told = outcome(events_provider)
    assert isinstance(told.error, kind)
    assert "The server" in str(told.error)


# -- Ollama, whose errors are a text ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "kind", "message"),
    [
        (Failure(404, "model 'm' not found"), UserError, "does not know the model"),
        (Failure(400, "m does not support tools"), UserError, "refused the request"),
        (
            Failure(400, "prompt too long; exceeded max context length by 7 tokens"),
            ContextOverflowError,
            "long",
        ),
        (Failure(503, "server busy"), RetryableError, "is not available"),
        (Reply(StreamError("", "llama runner process has terminated")), RetryableError, "has terminated"),
        (Reply(Raw(b"<html>\n")), RetryableError, "cannot be read"),
        (Reply(Raw(b"[]\n")), RetryableError, "cannot be read"),
        (Reply(Raw(b"[" * 100_000 + b"\n")), RetryableError, "nested too deeply"),
        (Reply(Raw(b'{"message": {"content": \xff}}\n')), RetryableError, "cannot be read"),
        (Reply(Raw(b"x" * 9_000_000)), RetryableError, "line of more than 8 MiB"),
        (Reply("half", End()), RetryableError, "cut the reply short"),
        (Reply("half", Cut()), RetryableError, "broke"),
    ],
    ids=itertools.count(1),
)
def test_ollamas_faults(
    api: FakeApi, connected: Connect, answer: Failure | Reply, kind: type[QmuxError], message: str
) -> None:
    api.enqueue(answer)
    with pytest.raises(kind, match=message):
        raise outcome(connected("ollama")).error or AssertionError


def test_ollamas_lines_without_words_are_passed_over(api: FakeApi, connected: Connect) -> None:
    junk = Raw(b'\n\r\n{}\n{"message": null, "done": 1}\n{"future": [1]}\n')
    api.enqueue(Reply("before ", junk, "after"))
    told = outcome(connected("ollama"))
    assert (told.text, told.error) == ("before after", None)


# -- cancelling ---------------------------------------------------------------------------------------------


def test_cancel_in_mid_reply(api: FakeApi, provider: Provider) -> None:
    gate = Gate()
    api.enqueue(Reply("so far", Hold(gate), "never", form=Form(word=0)))
    cancel = CancelToken()
    stream = provider.stream(request(), cancel)
    while not isinstance(next(stream), TextDelta):
        pass
    cancel.cancel()
    with pytest.raises(Cancelled):
        list(stream)
    assert not gate.released.is_set()


def test_cancel_while_the_first_word_is_awaited(api: FakeApi, provider: Provider) -> None:
    gate = Gate()
    api.enqueue(Reply(Hold(gate)))
    cancel = CancelToken()

    def cancel_there() -> None:
        assert gate.reached.wait(10)
        cancel.cancel()

    thread = threads.start("canceller", cancel_there)
    assert isinstance(outcome(provider, cancel=cancel).error, Cancelled)
    thread.join()


def test_cancel_before_the_request(api: FakeApi, provider: Provider) -> None:
    cancel = CancelToken()
    cancel.cancel()
    assert isinstance(outcome(provider, cancel=cancel).error, Cancelled)
    assert api.requests == []


def test_cancel_of_an_endless_reply(api: FakeApi, provider: Provider) -> None:
    api.enqueue(Reply(Endless("x")))
    cancel = CancelToken()
    stream = provider.stream(request(), cancel)
    while not isinstance(next(stream), TextDelta):
        pass
    cancel.cancel()
    with pytest.raises(Cancelled):
        list(stream)
    api.wait_for_departures(1)


# -- secrets ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [Failure(401, KEY), Failure(500, body=KEY.encode()), Reply(Cut())],
    ids=["quoted", "page", "cut"],
)
def test_no_key_in_errors_and_their_tracebacks(
    api: FakeApi, provider: Provider, answer: Failure | Reply
) -> None:
    api.enqueue(answer)
    error = outcome(provider).error
    assert error is not None
    assert KEY not in "".join(traceback.format_exception(error))
    assert KEY not in provider.identity


@pytest.mark.parametrize("status", [404, 308, 401, 500])
def test_no_password_of_a_base_url_in_errors(status: int) -> None:
    server = Server("openai", "OpenAI", "http://me:hunter2@host:1/v1?token=hunter2", "", "OPENAI_API_KEY")
    assert "hunter2" not in str(failure(server, status, ErrorReport("no")))
    assert "hunter2" not in repr(server)
    assert server.address == "http://host:1/v1"


def test_an_errors_body_that_cannot_be_read_hides_nothing_of_its_status(
    api: FakeApi, provider: Provider
) -> None:
    api.enqueue(Failure(429, "slow", headers={"retry-after": "7", "content-encoding": "gzip"}))
    error = outcome(provider).error
    assert isinstance(error, RetryableError)
    assert (error.retry_after, error.rate_limited) == (7.0, True)


@pytest.mark.parametrize("kind", ["response.failed", "response.completed"])
@pytest.mark.parametrize("response", [{"status": "failed"}, {"status": "cancelled", "error": None}])
def test_a_response_that_failed_without_saying_why_is_no_reply(
    api: FakeApi, connected: Connect, kind: str, response: dict[str, object]
) -> None:
    event = json.dumps({"type": kind, "response": response})
    api.enqueue(Reply("half a wo", Raw(f"data: {event}\n\n".encode()), End()))
    told = outcome(connected("openai-responses"))
    assert told.text == "half a wo"
    assert isinstance(told.error, RetryableError)


def test_identities_differ_by_key_and_server() -> None:
    servers = [
        Server("openai", "OpenAI", url, key, "") for url in ("http://a", "http://b") for key in ("1", "2")
    ]
    assert len({server.identity for server in servers}) == 4
    assert "sk-1" not in repr(Server("openai", "OpenAI", "http://a", "sk-1", ""))


def test_failures_end_as_sentences() -> None:
    server = Server("openai", "OpenAI", "http://a", "", "OPENAI_API_KEY")
    for status in (None, *range(300, 600)):
        for message in ("", "why", "why."):
            error = str(failure(server, status, ErrorReport(message)))
            assert error.startswith("OpenAI ")
            assert error.endswith(".")
            assert ".." not in error


def test_the_end_is_last(api: FakeApi, provider: Provider) -> None:
    api.enqueue(Reply("text", Tool("first", {})))
    assert list(provider.stream(request(), CancelToken()))[-1] == StreamEnd("tool_use")
