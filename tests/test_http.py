"""The HTTP client over loopback: cancelling blocked reads, the connection, errors, and what never leaks."""

import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import nullcontext, suppress
from pathlib import Path

import pytest

from qmux import http, threads
from qmux.cancel import CancelToken
from qmux.errors import Cancelled, QmuxError, RetryableError, UserError
from qmux.http import HttpClient, Route, is_local
from tests.fake_api import Cut, Endless, Failure, FakeApi, Form, Gate, Hold, Reply, Silence

PATH = "/v1/messages"
BODY = {"messages": [{"role": "user", "content": "hi"}]}
CERTIFICATE = (
    Path(__file__).parent / "certificates" / "loopback.pem"
)  # of 127.0.0.1, signed by itself, for 100 years
DEADLINE = 10.0


@pytest.fixture
def api() -> Iterator[FakeApi]:
    with FakeApi() as server:
        yield server


@pytest.fixture
def client(api: FakeApi) -> Iterator[HttpClient]:
    made = HttpClient(api.url, {}, 30.0)
    yield made
    made.close()


def body_of(client: HttpClient, cancel: CancelToken | None = None) -> bytes:
    with client.stream("POST", PATH, BODY, cancel or CancelToken()) as reply:
        return b"".join(reply.chunks)


class Reader:
    """Reads a reply in a thread of its own; `outcome` is the body or the error."""

    def __init__(self, client: HttpClient) -> None:
        self.cancel = CancelToken()
        self.outcome: bytes | QmuxError = b""
        self._done = threading.Event()
        self._client = client
        threads.start("reader", self._read)

    def _read(self) -> None:
        try:
            self.outcome = body_of(self._client, self.cancel)
        except QmuxError as error:
            self.outcome = error
        finally:
            self._done.set()

    def cancelled(self) -> bool:
        """Cancel and return whether the read ended for that reason before the deadline."""
        self.cancel.cancel()
        return self._done.wait(DEADLINE) and isinstance(self.outcome, Cancelled)


# -- cancelling: each server below still holds its reply when the reader has returned ------------------------


def test_cancel_wakes_a_reader_in_mid_reply(api: FakeApi, client: HttpClient) -> None:
    gate = Gate()
    api.enqueue(Reply("one", Hold(gate), "two"))
    reader = Reader(client)
    assert gate.reached.wait(DEADLINE)
    assert reader.cancelled()
    assert not gate.released.is_set()
    api.wait_for_departures(1)


def test_a_cancelled_client_works_again(api: FakeApi, client: HttpClient) -> None:
    gate = Gate()
    api.enqueue(Reply(Hold(gate)))
    reader = Reader(client)
    assert gate.reached.wait(DEADLINE)
    assert reader.cancelled()
    assert b"message_stop" in body_of(client)


def test_cancel_wakes_a_reader_on_a_connection_that_was_used_before(api: FakeApi, client: HttpClient) -> None:
    gate = Gate()
    api.enqueue(Reply("first"), Reply(Hold(gate)))
    body_of(client)
    reader = Reader(client)
    assert gate.reached.wait(DEADLINE)
    assert reader.cancelled()


def test_cancel_ends_an_endless_reply(api: FakeApi, client: HttpClient) -> None:
    api.enqueue(Reply(Endless()))
    cancel = CancelToken()
    with pytest.raises(Cancelled), client.stream("POST", PATH, BODY, cancel) as reply:
        for count, _ in enumerate(reply.chunks):
            if count == 3:
                cancel.cancel()
    api.wait_for_departures(1)


def test_a_token_that_is_cancelled_already_sends_nothing(api: FakeApi, client: HttpClient) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        body_of(client, cancel)
    assert not api.requests


def silent_server(
    accepted: threading.Event, wrap: Callable[[socket.socket], socket.socket]
) -> tuple[socket.socket, str]:
    """Return a listener that takes one connection, reads a request, and never answers."""
    listener = socket.create_server(("127.0.0.1", 0))
    connections = []

    def serve() -> None:
        connection, _ = listener.accept()
        connections.append(wrap(connection))
        connections[0].recv(1)
        accepted.set()
        while connections[0].recv(4096):
            pass
        connections[0].close()

    threads.start("silent-server", serve)
    return listener, f"127.0.0.1:{listener.getsockname()[1]}"


def test_cancel_wakes_a_reader_before_the_headers() -> None:
    accepted = threading.Event()
    listener, host = silent_server(accepted, lambda connection: connection)
    client = HttpClient(f"http://{host}", {}, 30.0)
    with listener:
        reader = Reader(client)
        assert accepted.wait(DEADLINE)
        assert reader.cancelled()
    client.close()


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[socket.socket], socket.socket]]:
    """Trust the tests' certificate; return what gives a server's connection TLS."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    http._tls.cache_clear()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    yield lambda connection: context.wrap_socket(connection, server_side=True)
    http._tls.cache_clear()


def test_cancel_wakes_a_reader_over_tls(trusted: Callable[[socket.socket], socket.socket]) -> None:
    accepted = threading.Event()
    listener, host = silent_server(accepted, trusted)
    client = HttpClient(f"https://{host}", {}, 30.0)
    with listener:
        reader = Reader(client)
        assert accepted.wait(DEADLINE)
        assert reader.cancelled()
    client.close()


def test_the_certificate_is_that_of_the_name(trusted: Callable[[socket.socket], socket.socket]) -> None:
    """Where a server is reached by number, its name is still what TLS is about."""
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]

    def serve() -> None:
        for _ in range(2):
            connection, _ = listener.accept()
            with suppress(OSError), trusted(connection) as spoken:
                spoken.recv(65_536)
                spoken.sendall(b"HTTP/1.1 204 None\r\n\r\n")

    threads.start("tls-server", serve)
    with listener:
        for name in ("other.example", "localhost"):
            client = HttpClient(f"https://{name}:{port}", {}, 30.0, route=Route(("127.0.0.1",)))
            refused = pytest.raises(UserError, match=r"certificate of other\.example:\d+ is not trusted")
            with (
                refused if name == "other.example" else nullcontext(),
                client.stream("GET", "/", None, CancelToken()) as reply,
            ):
                assert reply.status == 204
            client.close()


# -- replies ------------------------------------------------------------------------------------------------


def test_a_request_and_its_reply(api: FakeApi, client: HttpClient) -> None:
    with client.stream("POST", PATH, {"messages": [], "name": "\ud800 é"}, CancelToken()) as reply:
        assert reply.status == 200
        assert reply.headers["content-type"].startswith("text/event-stream")
        assert reply.read(12) == b"event: messa"
    request = api.requests[0]
    assert request.body["name"] == "? é"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["user-agent"].startswith("qmux/")


def test_a_redirect_is_not_followed(api: FakeApi, client: HttpClient) -> None:
    api.enqueue(Failure(302, headers={"location": f"{api.url}/v1/models"}))
    with client.stream("POST", PATH, BODY, CancelToken()) as reply:
        assert reply.status == 302


def test_a_long_error_body_is_read_in_part(api: FakeApi, client: HttpClient) -> None:
    api.enqueue(Failure(500, body=b"x" * 1_000_000))
    with client.stream("POST", PATH, BODY, CancelToken()) as reply:
        assert reply.read(1000) == b"x" * 1000
    assert b"message_stop" in body_of(client)


# -- errors -------------------------------------------------------------------------------------------------


def test_a_cut_connection_may_pass(api: FakeApi, client: HttpClient) -> None:
    api.enqueue(Reply("one", Cut()))
    with pytest.raises(RetryableError, match=r"The connection to 127\.0\.0\.1:\d+ broke: "):
        body_of(client)


def test_silence_ends_with_the_timeout(api: FakeApi) -> None:
    api.enqueue(Reply(Silence()))
    client = HttpClient(api.url, {}, 0.05)
    with pytest.raises(RetryableError, match=r"127\.0\.0\.1:\d+ has been silent for too long\."):
        body_of(client)
    client.close()


def test_an_unreachable_server_may_come_back() -> None:
    with socket.socket() as silent:  # the port is taken, so that nobody else listens there meanwhile
        silent.bind(("127.0.0.1", 0))
        port = silent.getsockname()[1]
        client = HttpClient(f"http://127.0.0.1:{port}", {}, 1.0)
        with pytest.raises(
            RetryableError, match=f"127.0.0.1:{port} cannot be reached: Connection refused. Is the server"
        ):
            body_of(client)
        client.close()


def test_an_unknown_host_may_come_back() -> None:
    client = HttpClient("http://host.invalid", {}, 1.0)
    with pytest.raises(RetryableError, match=r"host\.invalid cannot be reached: "):
        body_of(client)
    client.close()


def test_a_certificate_that_is_not_trusted(
    trusted: Callable[[socket.socket], socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    http._tls.cache_clear()
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listener.accept()
        try:
            trusted(connection)
        except OSError:
            connection.close()

    threads.start("tls-server", serve)
    client = HttpClient(f"https://127.0.0.1:{listener.getsockname()[1]}", {}, 1.0)
    with listener, pytest.raises(UserError, match="SSL_CERT_FILE"):
        body_of(client)
    client.close()


@pytest.mark.parametrize(
    "url",
    ["", "localhost", "localhost:80", "ftp://host", "http://", "http://[::1", "http://a:b", "http://a\n"],
)
def test_a_bad_url_is_told(url: str) -> None:
    with pytest.raises(UserError, match="URL"):
        HttpClient(url, {}, 1.0)


@pytest.mark.parametrize("key", ["sk-secret\n", "sk-secret\x00", "sk-secretä"])
def test_a_bad_key_is_told_but_not_shown(key: str) -> None:
    with pytest.raises(UserError) as caught:
        HttpClient("http://localhost", {"x-api-key": key}, 1.0)
    assert "x-api-key" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_proxy_that_cannot_be_used_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_PROXY")
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:1")
    with pytest.raises(UserError, match="proxy"):
        HttpClient("http://api.example.com", {}, 1.0)
    HttpClient("http://127.0.0.1", {}, 1.0).close()


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://127.0.0.1:11434/v1", True),
        ("http://localhost:8080", True),
        ("http://[::1]:8080", True),
        ("http://192.168.1.5", True),
        ("http://gpu-box:8000/v1", True),
        ("http://box.local", True),
        ("https://api.anthropic.com", False),
        ("http://8.8.8.8", False),
    ],
)
def test_local_servers(url: str, local: bool) -> None:
    assert is_local(url) is local


@pytest.mark.parametrize("piece", [0, 1, 7])
def test_what_has_come_is_given_while_the_server_holds(api: FakeApi, client: HttpClient, piece: int) -> None:
    gate = Gate()
    api.enqueue(Reply("before", Hold(gate), "after", form=Form(piece=piece, word=0)))
    with client.stream("POST", PATH, BODY, CancelToken()) as reply:
        body = b""
        while b"before" not in body:
            body += next(reply.chunks)
        assert b"after" not in body
        gate.release()
        assert b"after" in b"".join(reply.chunks)


def test_a_body_in_thousands_of_crumbs_is_whole(api: FakeApi, client: HttpClient) -> None:
    words = [f"word-{number}" for number in range(20_000)]
    api.enqueue(Reply(*words, form=Form(word=0)))
    assert re.findall(r"word-\d+", body_of(client).decode()) == words
