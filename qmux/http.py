"""HttpClient: one session's HTTP connection, whose blocked reads a CancelToken can wake. The home of httpx.

Owns connecting, timeouts (seconds), cancelling, and turning httpx's errors into ours. Leaves what the
bodies mean to providers/. A client is used by one thread at a time; only a token's cancel() may come from
another thread.

Closing a response or a client from another thread does not wake its reader; shutting the socket down does,
within milliseconds, also while the headers are awaited. The socket comes from httpx's "trace" extension.
DNS, connecting and the TLS handshake cannot be woken: they end with the connect timeout.
"""

import functools
import ipaddress
import json
import select
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from typing import NamedTuple
from urllib.request import getproxies, proxy_bypass

import httpx

from qmux import __version__
from qmux.cancel import CancelToken
from qmux.errors import RetryableError, UserError

CONNECT_TIMEOUT = 10.0
_WRITE_TIMEOUT = 60.0
_POOL_TIMEOUT = 5.0
_LARGEST_CHUNK = 65_536  # bytes that are joined before they are given on


class Route(NamedTuple):
    """How a server is reached: through `proxy`, else at the first of `addresses` (numbers) that can be connected to.

    Its name stays what the request and the certificate are about; nobody asks again where it leads.
    """

    addresses: tuple[str, ...] = ()
    proxy: str = ""


class HttpReply(NamedTuple):
    """A reply whose body is still to be read; header names are in lower case.

    `chunks` yields the body in the pieces in which it arrives and raises as HttpClient.stream() does.
    """

    status: int
    headers: Mapping[str, str]
    chunks: Iterator[bytes]

    def read(self, limit: int) -> bytes:
        """Return the rest of the body, or its first `limit` bytes if it is longer."""
        body = bytearray()
        for chunk in self.chunks:
            body += chunk
            if len(body) >= limit:
                break
        return bytes(body[:limit])


class HttpClient:
    """Sends requests to the server at `base_url`, with `headers` in each, over at most one connection.

    Arguments:
        read_timeout: the longest silence within a reply.
        connect_timeout: the longest wait for a connection.
        route: how the server is reached; else by its name, and through the environment's proxy if there is one.

    Raises:
        UserError: the URL, a header or the proxy of the environment cannot be used.
    """

    def __init__(
        self,
        base_url: str,
        headers: Mapping[str, str],
        read_timeout: float,
        connect_timeout: float = CONNECT_TIMEOUT,
        route: Route | None = None,
    ) -> None:
        url = _checked_url(base_url)
        self._base_urls = _reached(base_url.rstrip("/"), url, route)
        self._host = f"{url.host}:{url.port}" if url.port else url.host
        self._tls_name = {"sni_hostname": url.raw_host.decode("ascii")} if route else {}
        self._local = is_local(base_url)
        named = {"host": url.netloc.decode("ascii")} if route else {}
        try:
            self._client = httpx.Client(
                headers={"user-agent": f"qmux/{__version__}", **named, **_checked_headers(headers)},
                timeout=httpx.Timeout(
                    connect=connect_timeout, read=read_timeout, write=_WRITE_TIMEOUT, pool=_POOL_TIMEOUT
                ),
                limits=httpx.Limits(max_connections=1, max_keepalive_connections=1),
                trust_env=not self._local and route is None,  # its proxy is for the world outside
                proxy=route.proxy or None if route else None,
                verify=_no_tls() if self._local and url.scheme == "http" else _tls(),
            )
        except (ImportError, ValueError, httpx.InvalidURL) as exc:
            # A SOCKS proxy without its package; a proxy that is no URL.
            raise UserError(f"The proxy that the environment names cannot be used: {exc}") from exc
        self._socket: socket.socket | None = None

    @contextmanager
    def stream(
        self, method: str, path: str, body: Mapping[str, object] | None, cancel: CancelToken
    ) -> Iterator[HttpReply]:
        """Send `body` as JSON and give the reply as soon as its headers are here, whatever its status.

        Raises:
            Cancelled: through `cancel`, also out of the reply's chunks.
            RetryableError: no connection, no answer in time, or the connection broke.
            UserError: the server's certificate is not trusted.
        """
        cancel.check()
        forget = cancel.on_cancel(self._shut_down)
        try:
            with closing(self._answered(method, path.lstrip("/"), body, cancel)) as response:
                yield HttpReply(response.status_code, response.headers, self._chunks(response, cancel))
        except httpx.HTTPError as exc:
            cancel.check()
            raise self._translated(exc) from exc
        finally:
            forget()

    def close(self) -> None:
        """Close the connection; the client is not used after that."""
        self._client.close()

    def _answered(
        self, method: str, path: str, body: Mapping[str, object] | None, cancel: CancelToken
    ) -> httpx.Response:
        """Return the response of the first address that can be connected to, its body unread."""
        for base_url in self._base_urls:
            request = self._client.build_request(
                method,
                f"{base_url}/{path}",
                content=None if body is None else _encoded(body),
                headers={} if body is None else {"content-type": "application/json"},
                extensions={"trace": self._tracer(cancel), **self._tls_name},
            )
            try:
                return self._client.send(request, stream=True)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                cancel.check()
                if base_url == self._base_urls[-1]:
                    raise
        raise AssertionError("there is one address at least")

    def _chunks(self, response: httpx.Response, cancel: CancelToken) -> Iterator[bytes]:
        """Yield the body as it arrives; what is there already comes in one piece, not in the server's crumbs."""
        held = bytearray()
        try:
            for chunk in response.iter_bytes():
                cancel.check()  # what had arrived before the socket was shut down can still be read
                held += chunk
                if len(held) < _LARGEST_CHUNK and self._has_more():
                    continue
                yield bytes(held)
                held.clear()
        except httpx.HTTPError as exc:
            yield bytes(held)  # what came before it broke
            cancel.check()
            raise self._translated(exc) from exc
        cancel.check()  # a body that ends with its connection looks complete after a shutdown
        yield bytes(held)

    def _has_more(self) -> bool:
        """Return whether the next read finds something at once, be it the end."""
        if self._socket is None:
            return False
        try:
            return bool(select.select([self._socket], [], [], 0)[0])
        except (OSError, ValueError):  # closed, or a descriptor above what select() can take
            return False

    def _tracer(self, cancel: CancelToken) -> Callable[[str, Mapping[str, object]], None]:
        """Return a trace callback that remembers the connection's socket, the TLS one once there is one."""

        def trace(name: str, info: Mapping[str, object]) -> None:
            if not name.endswith((".connect_tcp.complete", ".start_tls.complete")):
                return
            get_extra_info = getattr(info.get("return_value"), "get_extra_info", None)
            self._socket = get_extra_info("socket") if get_extra_info else None
            if cancel.cancelled:  # cancel() came while there was no socket to shut down
                self._shut_down()

        return trace

    def _shut_down(self) -> None:
        """Wake whoever reads from or writes to the socket; callable from any thread."""
        if self._socket is None:
            return
        with suppress(OSError):  # closed already: nobody reads from it
            # Not the method of an SSLSocket: it would drop the TLS state under the reader.
            socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def _translated(self, exc: httpx.HTTPError) -> RetryableError | UserError:
        if isinstance(exc, httpx.ConnectTimeout | httpx.PoolTimeout):
            return RetryableError(f"{self._host} could not be reached in time.")
        if isinstance(exc, httpx.TimeoutException):
            return RetryableError(f"{self._host} has been silent for too long.")
        if "CERTIFICATE_VERIFY_FAILED" in str(exc):
            return UserError(
                f"The TLS certificate of {self._host} is not trusted. If it is your own, name its authority's"
                " file in SSL_CERT_FILE."
            )
        if isinstance(exc, httpx.ConnectError):
            check = "Is the server running?" if self._local else "Is the network up?"
            return RetryableError(f"{self._host} cannot be reached: {_reason(exc)}. {check}")
        return RetryableError(f"The connection to {self._host} broke: {_reason(exc)}.")


def is_local(base_url: str) -> bool:
    """Return whether the host of `base_url` is this machine or one of its own network."""
    host = _checked_url(base_url).host
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith((".local", ".localhost"))


def proxy_for(base_url: str) -> str:
    """Return the proxy that the environment names for `base_url`, "" if there is none."""
    url, proxies = _checked_url(base_url), getproxies()
    proxy = proxies.get(url.scheme) or proxies.get("all", "")
    if not proxy or is_local(base_url) or proxy_bypass(url.host):
        return ""
    return proxy if "://" in proxy else f"http://{proxy}"


def _reached(base_url: str, url: httpx.URL, route: Route | None) -> tuple[str, ...]:
    """Return the URLs that requests go to, one after the other."""
    if route is None or not route.addresses:
        return (base_url,)
    return tuple(str(url.copy_with(host=address)).rstrip("/") for address in route.addresses)


def _encoded(body: Mapping[str, object]) -> bytes:
    """Return `body` as JSON; half a surrogate pair, which UTF-8 cannot say, becomes "?"."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _checked_url(base_url: str) -> httpx.URL:
    try:
        url = httpx.URL(base_url)
    except (httpx.InvalidURL, ValueError) as exc:
        raise UserError(
            f"{base_url!r} is not a URL. A base URL looks like http://127.0.0.1:11434/v1."
        ) from exc
    if url.scheme not in ("http", "https") or not url.host:
        raise UserError(f"{base_url!r} is not a base URL. It must look like http://127.0.0.1:11434/v1.")
    return url


def _checked_headers(headers: Mapping[str, str]) -> Mapping[str, str]:
    """Return `headers`; the error names the header only, because httpx's own would show the key in it."""
    for name, value in headers.items():
        if not (value.isascii() and value.isprintable()):
            raise UserError(
                f"The value for {name} has characters that HTTP cannot send. Is the key mistyped?"
            )
    return headers


def _reason(exc: Exception) -> str:
    """Return the innermost cause's words: "Connection refused" rather than "[Errno 111] Connection
    refused"."""
    cause: BaseException = exc
    while cause.__cause__ or cause.__context__:
        cause = cause.__cause__ or cause.__context__ or cause
    words = getattr(cause, "strerror", None) or str(cause) or type(cause).__name__
    return str(words).rstrip(".")


@functools.cache
def _tls() -> ssl.SSLContext:
    """The one context of all clients: loading the authorities' certificates takes 35 ms."""
    return httpx.create_ssl_context()


@functools.cache
def _no_tls() -> ssl.SSLContext:
    """A context that trusts nobody, for plain http."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
