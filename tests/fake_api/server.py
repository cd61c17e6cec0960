"""FakeApi: a model server on loopback that does what its script says.

Speaks Anthropic Messages (/v1/messages), OpenAI's chat completions (/v1/chat/completions) and Responses
(/v1/responses), and Ollama's own protocol (/api/chat), and lists models for all; what stands before these paths does
not count, so that addresses of any form lead here. One thread per connection. Nothing in it sleeps: a reply waits for
a gate, for the client to leave, or for the server to be closed.
"""

import json
import select
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import ModuleType, TracebackType
from typing import Any, cast

from qmux import threads
from tests.fake_api import anthropic_wire, ollama_wire, openai_wire, responses_wire
from tests.fake_api.frames import Cutter, Frame, Part, encoded
from tests.fake_api.script import (
    Answer,
    Cut,
    End,
    Endless,
    Failure,
    Gate,
    Hold,
    Raw,
    Reply,
    Request,
    Responder,
    Silence,
)

_WIRES = {
    "/v1/messages": anthropic_wire,
    "/chat/completions": openai_wire,
    "/responses": responses_wire,
    "/api/chat": ollama_wire,
}
_LOOK = 0.02  # seconds between looks at whether a client is still there, while its reply waits


class FakeApi:
    """The server, running from its making until close(); use it in a `with`.

    An answer is taken from the first rule of when() whose text the request's last message contains, else from
    enqueue(), else from `default`, which repeats the message.
    """

    def __init__(self) -> None:
        self.models = ["scripted-large", "scripted-small"]
        self.capabilities: tuple[str, ...] = ("tools", "thinking")  # of Ollama's models, as is the window
        self.context_window = 131_072
        self.pages: dict[str, Mapping[str, Any]] = {}  # what other paths answer to GET
        self.default: Responder = lambda request: Reply(f"You said: {request.text}")
        self._changed = threading.Condition()
        self._requests: list[Request] = []
        self._queue: deque[Answer] = deque()
        self._rules: list[tuple[str, deque[Answer]]] = []
        self._active = 0
        self._peak = 0
        self._left = 0
        self._connections = 0
        self._closing = threading.Event()
        self._server = _Server(self)
        self._thread = threads.start("fake-api", lambda: self._server.serve_forever(poll_interval=0.01))

    def __enter__(self) -> "FakeApi":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def url(self) -> str:
        """The base URL for Anthropic's protocol."""
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}"

    @property
    def openai_url(self) -> str:
        """The base URL for OpenAI's protocol."""
        return f"{self.url}/v1"

    def environment(self, protocol: str) -> dict[str, str]:
        """Return the variables that lead qmux here by "anthropic", "openai" or "ollama"; the model is the first."""
        if protocol == "ollama":
            return {"OLLAMA_HOST": self.url}
        url = self.url if protocol == "anthropic" else self.openai_url
        return {f"{protocol.upper()}_BASE_URL": url, f"{protocol.upper()}_API_KEY": "test-key"}

    @property
    def requests(self) -> list[Request]:
        """The POST requests so far, in the order of their arrival."""
        with self._changed:
            return list(self._requests)

    @property
    def active(self) -> int:
        """How many replies are under way."""
        with self._changed:
            return self._active

    @property
    def peak(self) -> int:
        """The most replies that were under way at once."""
        with self._changed:
            return self._peak

    def enqueue(self, *answers: Answer) -> None:
        """Answer the next requests with these, each once."""
        with self._changed:
            self._queue.extend(answers)

    def when(self, text: str, *answers: Answer) -> None:
        """Answer requests whose last message contains `text` with these in turn, then always with the last one."""
        with self._changed:
            self._rules.append((text, deque(answers)))

    def wait_for(self, condition: Callable[["FakeApi"], bool], timeout: float = 10.0) -> None:
        """Wait until `condition` holds, which is looked at whenever a request or connection begins or ends."""
        with self._changed:
            assert self._changed.wait_for(lambda: condition(self), timeout), "the server waited in vain"

    def wait_for_requests(self, count: int, timeout: float = 10.0) -> list[Request]:
        """Wait until `count` POST requests have come and return them."""
        self.wait_for(lambda api: len(api._requests) >= count, timeout)
        return self.requests

    def wait_for_departures(self, count: int, timeout: float = 10.0) -> None:
        """Wait until `count` clients have left before the end of their replies."""
        self.wait_for(lambda api: api._left >= count, timeout)

    def wait_for_connections(self, count: int, timeout: float = 10.0) -> None:
        """Wait until `count` connections are open: 0 once every client has closed its own."""
        self.wait_for(lambda api: api._connections == count, timeout)

    def close(self) -> None:
        """Break off every reply and stop."""
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    # -- for the handlers -----------------------------------------------------------------------------------

    @property
    def closing(self) -> bool:
        """Whether close() was called."""
        return self._closing.is_set()

    @contextmanager
    def connected(self) -> Iterator[None]:
        """Count a connection for as long as it is open."""
        self._count_connections(1)
        try:
            yield
        finally:
            self._count_connections(-1)

    def _count_connections(self, more: int) -> None:
        with self._changed:
            self._connections += more
            self._changed.notify_all()

    def begin(self, request: Request) -> Answer:
        """Note a request and return its answer."""
        with self._changed:
            self._requests.append(request)
            self._active += 1
            self._peak = max(self._peak, self._active)
            answer = self._scripted(request)
            self._changed.notify_all()
        return self.default(request) if answer is None else answer

    def finish(self, *, left: bool) -> None:
        """Note that a reply is over, and whether its client left before."""
        with self._changed:
            self._active -= 1
            self._left += left
            self._changed.notify_all()

    def _scripted(self, request: Request) -> Answer | None:
        for text, answers in self._rules:
            if text in request.text:
                return answers.popleft() if len(answers) > 1 else answers[0]
        return self._queue.popleft() if self._queue else None


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, api: FakeApi) -> None:
        self.api = api
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Stay quiet about clients that leave: tests make them do so."""


class _ClientLeftError(Exception):
    """The client closed its connection before the end of the reply."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30  # seconds without a request on a kept connection
    disable_nagle_algorithm = True

    @property
    def _api(self) -> FakeApi:
        return cast(_Server, self.server).api

    def handle(self) -> None:
        """Answer the requests of one connection."""
        with self._api.connected():
            super().handle()

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""

    def do_GET(self) -> None:
        """Answer requests for lists of models, and for the pages of the script."""
        path = self.path.partition("?")[0]
        if path in self._api.pages:
            self._send_json(200, self._api.pages[path], {})
        elif path == "/api/tags":
            self._send_json(200, ollama_wire.tags(self._api.models), {})
        elif path == "/v1/models":
            wire = anthropic_wire if "anthropic-version" in self.headers else openai_wire
            self._send_json(200, wire.models(self._api.models), {})
        else:
            self._send_json(404, {"error": {"message": "no such path"}}, {})

    def do_POST(self) -> None:
        """Answer a request for a reply by the script."""
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if self.path == "/api/show":
            self._send_json(200, ollama_wire.shown(self._api.capabilities, self._api.context_window), {})
            return
        wire = next((wire for path, wire in _WIRES.items() if self.path.endswith(path)), None)
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self._api.begin(Request("POST", self.path, headers, body, _last_text(body)))
        left = True
        try:
            left = not self._answer(answer, wire)
        except (OSError, _ClientLeftError):
            self.close_connection = True
        finally:
            self._api.finish(left=left)

    def _answer(self, answer: Answer, wire: ModuleType | None) -> bool:
        """Send the answer; return whether the client was there to its end."""
        if wire is None:
            self._send_json(404, {"error": {"message": f"no such path {self.path}"}}, {})
        elif isinstance(answer, Failure):
            self._send_failure(answer, wire)
        elif answer.form.as_json:
            self._send_json(200, wire.whole(answer), {})
        else:
            self._stream(answer, wire)
        return True

    def _send_failure(self, answer: Failure, wire: ModuleType) -> None:
        if answer.body:
            self._send(answer.status, answer.body, {"content-type": "text/html", **answer.headers})
        else:
            self._send_json(answer.status, wire.failure(answer), answer.headers)

    def _send_json(self, status: int, fields: Mapping[str, Any], headers: Mapping[str, str]) -> None:
        self._send(status, json.dumps(fields).encode(), {"content-type": "application/json", **headers})

    def _send(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, answer: Reply, wire: ModuleType) -> None:
        self.send_response(200)
        self.send_header("content-type", getattr(wire, "CONTENT_TYPE", "text/event-stream; charset=utf-8"))
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        cutter = Cutter(answer.form)
        ready: list[bytes] = []
        for part in cast(Iterable[Part], wire.stream(answer)):
            if isinstance(part, Frame | Raw):
                ready.append(part.data if isinstance(part, Raw) else encoded(part, answer.form))
                continue
            self._send_pieces(cutter.cut(b"".join(ready)))
            ready.clear()
            if isinstance(part, Hold):
                self._wait(part.gate)
            elif isinstance(part, Silence):
                self._wait(Gate())
            elif isinstance(part, Endless):
                self._repeat(encoded(wire.endless(part.text), answer.form))
            elif isinstance(part, Cut):
                self.close_connection = True
                return
            elif isinstance(part, End):
                break
        self._send_pieces(cutter.cut(b"".join(ready)))
        self.wfile.write(b"0\r\n\r\n")

    def _send_pieces(self, pieces: Iterable[bytes]) -> None:
        """Send each piece as an HTTP chunk of its own, so that the client sees the pieces whatever TCP joins."""
        self.wfile.write(b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces if piece))

    def _repeat(self, data: bytes) -> None:
        while not self._api.closing:
            self._send_pieces([data])

    def _wait(self, gate: Gate) -> None:
        gate.reached.set()
        while not gate.released.wait(_LOOK) and not self._api.closing:
            if _has_left(self.connection):
                raise _ClientLeftError


def _has_left(connection: socket.socket) -> bool:
    readable, _, _ = select.select([connection], [], [], 0)
    return bool(readable) and connection.recv(1, socket.MSG_PEEK) == b""


def _last_text(body: Mapping[str, Any]) -> str:
    """Return what the last message says, in any protocol; a tool's result counts as a message."""
    messages = body.get("messages") or body.get("input") or [{}]
    if isinstance(messages, str):
        return messages
    content = messages[-1].get("content") or messages[-1].get("output") or ""
    if isinstance(content, str):
        return content
    return "\n".join(str(block.get("text") or block.get("content") or "") for block in content)
