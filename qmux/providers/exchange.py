"""Exchange: a request to a model server and its streamed reply, the part that all protocols share.

Owns statuses, content types, reading the stream, joining text, and noticing that a reply was cut. Leaves
the meaning of each event to a Decoder, one per protocol and reply. Runs in the session's thread.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Protocol

from qmux.cancel import CancelToken
from qmux.errors import QmuxError, RetryableError, UserError
from qmux.http import HttpClient, HttpReply, is_local
from qmux.model.message import StreamEnd, StreamEvent, TextDelta
from qmux.providers.json_fields import JsonObject, parse_object
from qmux.providers.retry import retry_after
from qmux.providers.server import Server, failure, read_report, read_report_body
from qmux.providers.sse import SseParser

# Silence within a reply, in seconds: a local server may load a model of many GB before its first word.
CLOUD_READ_TIMEOUT = 300.0
LOCAL_READ_TIMEOUT = 900.0

_LONGEST_ERROR = 64 * 1024  # bytes of an error's body
_LONGEST_REPLY = 64 * 1024 * 1024  # bytes of a reply that is not streamed
# Bytes of a streamed reply in which nothing is finished, no word and no call: they are kept until something is.
_LONGEST_UNSEEN = 256 * 1024 * 1024


class Decoder(Protocol):
    """Turns the events of one reply of one protocol into ours."""

    def event(self, data: str) -> Iterable[StreamEvent]:
        """Return what one server-sent event brings; a StreamEnd when the reply is complete.

        Raises:
            ValueError: it is no JSON object.
            RetryableError, UserError: it reports an error.
        """
        ...

    def whole(self, reply: JsonObject) -> Iterable[StreamEvent]:
        """Return what a reply brings that came in one piece, though a stream was asked for; raises as event()."""
        ...

    def end(self) -> Iterable[StreamEvent]:
        """Return what completes the reply when the stream ends; nothing if it was cut short."""
        ...


class Parser(Protocol):
    """Cuts the bytes of one reply into the events that a Decoder takes; sse.SseParser says more."""

    def feed(self, chunk: bytes) -> Iterable[str]:
        """Return the events that `chunk` completes; raise RetryableError for one that is too large."""
        ...

    def end(self) -> Iterable[str]:
        """Return the event that the end of the stream left open, if there is one."""
        ...


class Exchange:
    """Talks JSON to one server; used by one thread at a time.

    Arguments:
        headers: sent with each request.
        parser: makes the parser of one reply, given how errors call the server.
    """

    def __init__(
        self, server: Server, headers: Mapping[str, str], parser: Callable[[str], Parser] = SseParser
    ) -> None:
        self.server = server
        self._parser = parser
        timeout = LOCAL_READ_TIMEOUT if is_local(server.base_url) else CLOUD_READ_TIMEOUT
        # Compressed streams arrive in clumps: the server's compressor waits for more.
        self._http = HttpClient(server.base_url, {"accept-encoding": "identity", **headers}, timeout)

    def stream(
        self, path: str, body: Mapping[str, object], decoder: Decoder, cancel: CancelToken
    ) -> Iterator[StreamEvent]:
        """POST `body` and yield the reply; raises as Provider.stream() does."""
        with self._http.stream("POST", path, body, cancel) as reply:
            self._check(reply)
            if _media_type(reply) == "application/json":
                yield from joined(self._readable(decoder.whole(self._object(reply))))
                return
            if _media_type(reply) == "text/html":
                raise UserError(
                    f"{self.server.label} answered with a web page. Check the base URL, {self.server.address}."
                )
            yield from self._events(reply, decoder)

    def get(self, path: str, cancel: CancelToken) -> JsonObject:
        """GET a JSON object; raises as Provider.models() does."""
        return self._ask("GET", path, None, cancel)

    def post(self, path: str, body: JsonObject, cancel: CancelToken) -> JsonObject:
        """POST `body` and return the JSON object that answers it; raises as Provider.models() does."""
        return self._ask("POST", path, body, cancel)

    def _ask(self, method: str, path: str, body: JsonObject | None, cancel: CancelToken) -> JsonObject:
        with self._http.stream(method, path, body, cancel) as reply:
            self._check(reply)
            return self._object(reply)

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def _events(self, reply: HttpReply, decoder: Decoder) -> Iterator[StreamEvent]:
        parser, unseen = self._parser(self.server.label), 0
        for chunk in reply.chunks:
            unseen += len(chunk)
            for event in joined(self._decoded(decoder, parser.feed(chunk))):
                unseen = 0
                yield event
                if isinstance(event, StreamEnd):
                    return  # and not a byte more: a server may keep the connection open after its last word
            if unseen > _LONGEST_UNSEEN:
                sent = f"{self.server.label} sent {_LONGEST_UNSEEN >> 20} MiB"
                raise UserError(f"{sent} without a word or a whole tool call; it was stopped.")
        for event in joined(_last(decoder, parser)):
            yield event
            if isinstance(event, StreamEnd):
                return
        raise RetryableError(f"{self.server.label} cut the reply short.")

    def _decoded(self, decoder: Decoder, events: Iterable[str]) -> Iterator[StreamEvent]:
        for data in events:
            yield from self._readable(decoder.event(data))

    def _readable(self, events: Iterable[StreamEvent]) -> Iterator[StreamEvent]:
        try:
            yield from events
        except ValueError as exc:
            raise RetryableError(f"{self.server.label} sent something that cannot be read: {exc}.") from exc

    def _check(self, reply: HttpReply) -> None:
        if reply.status == 200:
            return
        body = b""
        with suppress(
            RetryableError
        ):  # a body that cannot be read hides nothing of the status, which is what counts
            body = reply.read(_LONGEST_ERROR)
        report = read_report_body(body, reply.headers)
        wait = retry_after(reply.headers, time.time())
        raise failure(self.server, reply.status, report, wait, reply.headers.get("x-should-retry", ""))

    def _object(self, reply: HttpReply) -> JsonObject:
        try:
            fields = parse_object(reply.read(_LONGEST_REPLY))
        except ValueError as exc:
            raise RetryableError(f"{self.server.label} sent something that cannot be read: {exc}.") from exc
        raise_reported_error(self.server, fields)
        return fields


def raise_reported_error(server: Server, fields: JsonObject) -> None:
    """Raise what an error object reports that came with the status 200; return if `fields` is none."""
    if fields.get("error") or fields.get("object") == "error":
        raise failure(server, None, read_report(fields))


def joined(events: Iterable[StreamEvent]) -> Iterator[StreamEvent]:
    """Yield `events` with neighboring text joined; an error comes after the text that came before it."""
    words: list[str] = []
    try:
        for event in events:
            if isinstance(event, TextDelta):
                words.append(event.text)
                continue
            yield from _text(words)
            words.clear()
            yield event
    except QmuxError:
        yield from _text(words)
        raise
    yield from _text(words)


def _last(decoder: Decoder, parser: Parser) -> Iterator[StreamEvent]:
    """Yield what an event without its blank line brings, if it is whole, and what completes the reply."""
    for data in parser.end():
        with suppress(ValueError):  # half an event: the cut is the error to tell
            yield from decoder.event(data)
    yield from decoder.end()


def _text(words: list[str]) -> Iterator[TextDelta]:
    text = "".join(words)
    if text:
        yield TextDelta(text)


def _media_type(reply: HttpReply) -> str:
    return reply.headers.get("content-type", "").partition(";")[0].strip().lower()
