"""The event stream parser, by the rules of WHATWG and however its bytes are cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmux.errors import RetryableError
from qmux.providers import sse
from qmux.providers.sse import SseParser

CASES = {
    "one event": (b"data: a\n\n", ["a"]),
    "no space": (b"data:a\n\n", ["a"]),
    "one space is dropped, more are kept": (b"data:  a\n\n", [" a"]),
    "lines are joined": (b"data: a\ndata: b\n\n", ["a\nb"]),
    "CRLF": (b"data: a\r\n\r\ndata: b\r\n\r\n", ["a", "b"]),
    "CR": (b"data: a\r\rdata: b\r\r", ["a", "b"]),
    "mixed line ends": (b"data: a\r\n\ndata: b\n\r\n", ["a", "b"]),
    "byte order mark": (b"\xef\xbb\xbfdata: a\n\n", ["a"]),
    "only one byte order mark": (b"\xef\xbb\xbf\xef\xbb\xbfdata: a\n\ndata: b\n\n", ["b"]),
    "comments": (b": hello\n\n:\ndata: a\n: x\n\n", ["a"]),
    "other fields": (b"event: e\nid: 1\nretry: 5\nnonsense\ndata: a\n\n", ["a"]),
    "empty data is no event": (b"data\n\ndata:\n\ndata: a\n\n", ["a"]),
    "line separators of Unicode are text": ("data: a\u2028b\x85c\x0bd\n\n".encode(), ["a\u2028b\x85c\x0bd"]),
    "broken UTF-8": (b"data: a\xff\xc3\n\n", ["a\ufffd\ufffd"]),
    "the end stands for the last blank line": (b"data: a\n\ndata: b\n", ["a", "b"]),
    "the end stands for the last line end": (b"data: a", ["a"]),
    "nothing": (b"", []),
}


def parse(chunks: list[bytes]) -> list[str]:
    parser = SseParser("the server")
    events = [event for chunk in chunks for event in parser.feed(chunk)]
    return [*events, *parser.end()]


@pytest.mark.parametrize(("stream", "events"), CASES.values(), ids=CASES)
def test_events(stream: bytes, events: list[str]) -> None:
    assert parse([stream]) == events


@pytest.mark.parametrize(("stream", "events"), CASES.values(), ids=CASES)
def test_every_split_gives_the_same_events(stream: bytes, events: list[str]) -> None:
    for offset in range(len(stream) + 1):
        assert parse([stream[:offset], b"", stream[offset:]]) == events
    assert parse([stream[place : place + 1] for place in range(len(stream))]) == events


@given(
    st.lists(
        st.sampled_from([b"data: a", b"data: \xc3\xa9", b"\r", b"\n", b"\r\n", b": c", b"\xef\xbb\xbf"])
    ),
)
def test_cutting_never_matters(pieces: list[bytes]) -> None:
    whole = b"".join(pieces)
    assert parse(pieces) == parse([whole])


def test_an_event_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "MAX_EVENT_SIZE", 100)
    for line in (b"x" * 101, b"data: " + b"x" * 95, b"data: 0123456789\n" * 7):
        with pytest.raises(RetryableError, match="the server sent an event"):
            parse([line[place : place + 10] for place in range(0, len(line), 10)])


def test_comments_and_many_events_do_not_count_to_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "MAX_EVENT_SIZE", 100)
    stream = b": a comment that says only that the server lives\n" * 9 + b"data: 0123456789\n\n" * 20
    assert parse([stream]) == ["0123456789"] * 20


def test_events_before_one_that_is_too_large_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "MAX_EVENT_SIZE", 100)
    events = SseParser("the server").feed(b"data: a\n\n" + b"x" * 200)
    assert next(events) == "a"
    with pytest.raises(RetryableError):
        next(events)
