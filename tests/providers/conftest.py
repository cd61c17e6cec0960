"""A model server, and clients of it for all wire protocols."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest

from qmux.cancel import CancelToken
from qmux.errors import QmuxError
from qmux.model.message import Message, StreamEnd, StreamEvent, Text, TextDelta, ToolCall, Usage
from qmux.providers.base import Provider, Request
from qmux.providers.choice import Choice, connect
from qmux.providers.server import Server
from tests.fake_api import FakeApi

KEY = "sk-secret-key"
EVENT_STREAMS = ("anthropic", "openai", "openai-responses")
PROTOCOLS = (*EVENT_STREAMS, "ollama")

Connect = Callable[[str], Provider]


class Outcome(NamedTuple):
    """What a stream brought."""

    text: str = ""
    calls: tuple[ToolCall, ...] = ()
    stop_reason: str = ""
    usage: Usage | None = None
    error: QmuxError | None = None


def request(text: str = "hello", *messages: Message) -> Request:
    """Return a request of one message, or of these."""
    return Request("scripted", "", messages or (Message("user", (Text(text),)),), (), 1000)


def outcome(provider: Provider, asked: Request | None = None, cancel: CancelToken | None = None) -> Outcome:
    """Return what the reply to a request brings; its errors too."""
    events: list[StreamEvent] = []
    error = None
    try:
        events.extend(provider.stream(asked or request(), cancel or CancelToken()))
    except QmuxError as caught:
        error = caught
    return folded(events)._replace(error=error)


def folded(events: list[StreamEvent]) -> Outcome:
    """Return what events bring together."""
    ends = [event for event in events if isinstance(event, StreamEnd)]
    assert ends == events[-1:] or not ends, "the end is not the last event"
    usages = [event for event in events if isinstance(event, Usage)]
    return Outcome(
        "".join(event.text for event in events if isinstance(event, TextDelta)),
        tuple(event for event in events if isinstance(event, ToolCall)),
        ends[0].stop_reason if ends else "",
        usages[-1] if usages else None,
    )


def server(api: FakeApi, protocol: str) -> Server:
    """Return the scripted server as a row of the table sees it."""
    url = api.openai_url if protocol.startswith("openai") else api.url
    return Server(protocol, "The server", url, KEY, "SOME_KEY")


@pytest.fixture
def api() -> Iterator[FakeApi]:
    with FakeApi() as running:
        yield running


@pytest.fixture
def connected(api: FakeApi) -> Iterator[Connect]:
    """Return what makes a client for a protocol; each is closed at the end."""
    made: list[Provider] = []

    def client(protocol: str) -> Provider:
        made.append(connect(Choice(server(api, protocol), "")))
        return made[-1]

    yield client
    for provider in made:
        provider.close()


@pytest.fixture(params=PROTOCOLS)
def provider(connected: Connect, request: pytest.FixtureRequest) -> Provider:
    """Return a client; the test runs once for each protocol."""
    return connected(request.param)


@pytest.fixture(params=EVENT_STREAMS)
def events_provider(connected: Connect, request: pytest.FixtureRequest) -> Provider:
    """Return a client; the test runs once for each protocol of server-sent events, whose errors have codes."""
    return connected(request.param)
