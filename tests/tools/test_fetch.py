"""fetch against a server on loopback, addresses of every kind, and HTML that was written to hurt."""

import gzip
import re
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmux import threads
from qmux.cancel import CancelToken
from qmux.errors import Cancelled
from qmux.tools.base import Access, AccessKind, Preview, ToolMistakeError, ToolOutcome
from qmux.tools.fetch import FETCH
from qmux.tools.readable import readable
from qmux.tools.web_address import parse
from tests.tools.stand_ins import context

PAGES: dict[str, tuple[int, dict[str, str], bytes]] = {
    "/text": (200, {"content-type": "text/plain; charset=iso-8859-1"}, b"caf\xe9 \x1b[2J"),
    "/page?a=1&b=%20": (200, {"content-type": "text/html"}, b"<title>A page</title><p>Hello <b>you</b>"),
    "/json": (200, {"content-type": "application/json"}, b'{"a": "\xe2\x80\xae"}'),
    "/packed": (200, {"content-encoding": "gzip"}, gzip.compress(b"unpacked")),
    "/bomb": (
        200,
        {"content-encoding": "gzip", "content-type": "text/plain"},
        gzip.compress(b"x" * 50_000_000),
    ),
    "/binary": (200, {"content-type": "image/png"}, b"\x89PNG\0\0"),
    "/odd-charset": (200, {"content-type": "text/plain; charset=utf-99"}, b"text"),
    "/missing": (404, {"content-type": "text/plain"}, b"nothing here"),
    "/empty": (204, {}, b""),
    "/moved": (301, {"location": "/text"}, b""),
    "/nowhere": (302, {"location": "ftp://elsewhere/"}, b""),
    "/away": (302, {"location": "http://elsewhere.example/x"}, b""),
    "/loop": (302, {"location": "loop"}, b""),
    "http://public.example/proxied": (200, {}, b"by proxy"),
    "/no-location": (302, {}, b"lost"),
}


class Handler(BaseHTTPRequestHandler):
    """Serves PAGES; "/slow" sends its headers, then waits for the test's end."""

    def do_GET(self) -> None:
        """Answer one request."""
        server = self.server
        assert isinstance(server, Server)
        if self.path == "/slow":
            self.send_response(200)
            self.end_headers()
            self.wfile.flush()
            server.reached.set()
            server.ended.wait(20)
            return
        server.hosts.append(self.headers["host"])
        status, headers, body = PAGES[self.path]
        self.send_response(status)
        for name, value in {**headers, "content-length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Log nothing."""


class Server(ThreadingHTTPServer):
    """A server on loopback; `reached` says that somebody waits for "/slow", `hosts` what it was called."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.reached = threading.Event()
        self.ended = threading.Event()
        self.hosts: list[str] = []

    def handle_error(self, request: object, client_address: object) -> None:
        """Let clients go away in the middle of a reply."""


@pytest.fixture
def server() -> Iterator[Server]:
    """Return a running server."""
    with Server() as server:
        threads.start("test-server", lambda: server.serve_forever(poll_interval=0.05))
        yield server
        server.ended.set()
        server.shutdown()


def base(server: Server) -> str:
    """Return the beginning of the server's addresses."""
    return f"http://127.0.0.1:{server.server_address[1]}"


def fetch(server: Server, path: str, timeout: float = 20.0, cancel: CancelToken | None = None) -> ToolOutcome:
    """Fetch a page of the server; its address is BASE in what comes back."""
    outcome = FETCH.run({"url": base(server) + path}, context(timeout=timeout, cancel=cancel))
    return outcome._replace(text=outcome.text.replace(base(server), "BASE"))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/text", "BASE/text:\ncafé \x1b[2J"),
        ("/page?a=1&b=%20", "BASE/page?a=1&b=%20:\nTitle: A page\n\nHello you"),
        ("/json", 'BASE/json:\n{"a": ""}\n[1 hidden Unicode characters were removed]'),
        ("/packed", "BASE/packed:\nunpacked"),
        ("/odd-charset", "BASE/odd-charset:\ntext"),
        ("/empty", "BASE/empty:\n"),
        ("/moved", "BASE/text:\ncafé \x1b[2J"),
        (
            "/away",
            "BASE/away redirects to another site: http://elsewhere.example/x. Fetch that if it is what you want.",
        ),
        ("/no-location", "BASE/no-location:\nlost"),
    ],
)
def test_a_page(server: Server, path: str, text: str) -> None:
    assert fetch(server, path) == ToolOutcome(text)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/missing", "BASE/missing answered 404:\nnothing here"),
        ("/binary", "BASE/binary is not text but image/png, 6 bytes or more."),
    ],
)
def test_what_is_no_page(server: Server, path: str, text: str) -> None:
    assert fetch(server, path) == ToolOutcome(text, is_error=True)


def test_a_packed_page_is_bounded(server: Server) -> None:
    text = fetch(server, "/bomb").text
    assert len(text) < 101_000
    assert text.endswith("[cut: only the first 2.0 MB were read]")


@pytest.mark.parametrize(("path", "told"), [("/json", (12.0, 12)), ("/packed", (8.0, None))])
def test_how_far_it_is(server: Server, path: str, told: tuple[float, float | None]) -> None:
    progress: list[tuple[float, float | None]] = []
    ours = context()._replace(progress=lambda done, total: progress.append((done, total)))
    FETCH.run({"url": base(server) + path}, ours)
    assert told in progress


@pytest.mark.parametrize(
    ("path", "words"),
    [("/loop", "more than 5 redirects"), ("/nowhere", "must begin with http:// or https://")],
)
def test_redirects_that_lead_nowhere(server: Server, path: str, words: str) -> None:
    with pytest.raises(ToolMistakeError, match=re.escape(words)):
        fetch(server, path)


def test_nobody_listens() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(ToolMistakeError, match=r"could not be fetched: .*refused"):
            FETCH.run({"url": url}, context())


def test_a_silent_server(server: Server) -> None:
    with pytest.raises(ToolMistakeError, match=r"time limit of 0\.2 s|silent for too long"):
        fetch(server, "/slow", timeout=0.2)


def test_cancel(server: Server) -> None:
    cancel, cancelled = CancelToken(), threading.Event()

    def work() -> None:
        with pytest.raises(Cancelled):
            fetch(server, "/slow", cancel=cancel)
        cancelled.set()

    threads.start("test-fetch", work)
    assert server.reached.wait(20)
    cancel.cancel()
    assert cancelled.wait(5)


# -- addresses ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("https://Example.ORG", "https://example.org/"),
        ("HTTPS://example.org:443/a?b#c", "https://example.org/a?b"),
        ("http://example.org.:8080/é", "http://example.org:8080/%C3%A9"),
        ("http://example.org:80?q", "http://example.org/?q"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("http://127.1/", "http://127.0.0.1/"),
        ("http://0x7f000001/", "http://127.0.0.1/"),
        ("http://2130706433/", "http://127.0.0.1/"),
        ("http://0177.0.0.1/", "http://127.0.0.1/"),
        ("http://１２７.０.０.１/", "http://127.0.0.1/"),
        ("http://127。0。0。1/", "http://127.0.0.1/"),
        ("http://[0:0:0:0:0:0:0:1]:9/", "http://[::1]:9/"),
        ("http://[::ffff:127.0.0.1]/", "http://127.0.0.1/"),
        ("http://[::FFFF:a00:1]:81/", "http://10.0.0.1:81/"),
        ("https://example.org/a%2fb/c", "https://example.org/a%2Fb/c"),
        ("https://example.org/a%2Fb/../c", "https://example.org/c"),
        ("https://example.org/docs/../../admin/./x/..?a/../b", "https://example.org/admin/?a/../b"),
        ("https://example.org/docs/%2e%2E/%61dmin", "https://example.org/admin"),
        ("https://example.org//admin//x", "https://example.org/admin//x"),
    ],
)
def test_one_address_has_one_spelling(url: str, plain: str) -> None:
    assert str(parse(url)) == plain
    assert str(parse(plain)) == plain
    assert FETCH.accesses({"url": f" {url}"}, context().place) == (Access(AccessKind.FETCH, plain),)
    assert FETCH.preview({"url": url, "summary": "x"}, context().place).line == f"I will fetch {plain}"


@pytest.mark.parametrize(
    "url",
    [
        "example.org", "ftp://example.org/", "file:///etc/passwd", "http://", "http:///x", "https://a b/",
        "https://a\n/", "https://a/\x7f", "https://good.example\\@evil.example/", "https://good.example@evil.example/",
        "https://a:99999/", "https://a:x/", "http://[::1", "http://[fe80::1%25eth0]/", "http://a..b/",
        f"http://{'a' * 64}.example/", "https://a/" + "x" * 4000, "javascript:alert(1)",
    ],
)  # fmt: skip
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(ToolMistakeError, match=r"^fetch: "):
        FETCH.accesses({"url": url}, context().place)


@given(st.text(max_size=40))
def test_any_text_is_an_address_or_a_mistake(text: str) -> None:
    for url in (text, f"http://{text}", f"https://a/{text}"):
        try:
            address = parse(url)
        except ToolMistakeError:
            continue
        assert parse(str(address)) == address
        asked_for = httpx.URL(str(address))
        assert asked_for.raw_path.decode() == address.path


# -- where names lead -------------------------------------------------------------------------------------------


@pytest.fixture
def leads(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], list[str]]:
    """Return what lets a name lead to numbers; it returns a list of the names that the resolver was asked for."""
    known: dict[str, list[str]] = {}
    asked: list[str] = []

    def resolved(name: str, port: object, *rest: object, **options: object) -> list[object]:
        asked.append(name)
        numbers = known.get(name, [name])
        if not numbers[0]:
            raise socket.gaierror(-2, "Name or service not known")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port or 0)) for number in numbers]

    def lead(name: str, numbers: str) -> list[str]:
        known[name] = numbers.split(" ")
        return asked

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    for variable in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(variable, raising=False)
        monkeypatch.delenv(variable.upper(), raising=False)
    return lead


Leads = Callable[[str, str], list[str]]


class RefusedError(Exception):
    """What a session that refuses raises."""


def named(server: Server, name: str, path: str = "/text") -> str:
    """Return an address of the server by a name."""
    return f"http://{name}:{server.server_address[1]}{path}"


@pytest.mark.parametrize(
    ("numbers", "plain", "what"),
    [
        ("127.0.0.1", "127.0.0.1", "this machine"),
        ("0.0.0.0", "0.0.0.0", "this machine"),
        ("::1", "[::1]", "this machine"),
        ("10.1.2.3", "10.1.2.3", "a private network"),
        ("192.168.0.1", "192.168.0.1", "a private network"),
        ("100.64.0.1", "100.64.0.1", "a private network"),
        ("224.0.0.1", "224.0.0.1", "a private network"),
        ("fd00::1", "[fd00::1]", "a private network"),
        ("169.254.169.254", "169.254.169.254", "a link-local address"),
        ("fe80::1%eth0", "[fe80::1]", "a link-local address"),
        ("::ffff:10.0.0.1", "10.0.0.1", "a private network"),
        ("64:ff9b::7f00:1", "127.0.0.1", "this machine"),
        ("2002:a00:1::1", "10.0.0.1", "a private network"),
        ("93.184.216.34 10.0.0.1", "10.0.0.1", "a private network"),
    ],
)
def test_a_name_that_leads_somewhere_near_is_asked_about_as_that(
    leads: Leads, numbers: str, plain: str, what: str
) -> None:
    leads("public.example", numbers)
    asked: list[tuple[tuple[Access, ...], str]] = []

    def refuse(accesses: tuple[Access, ...], preview: Preview) -> None:
        asked.append((accesses, preview.line))
        raise RefusedError

    with pytest.raises(RefusedError):
        FETCH.run({"url": "https://public.example:81/x?y"}, context(permit=refuse))
    number = plain.strip("[]")
    words = f"I will fetch https://public.example:81/x?y from {number}: its name leads to {what}"
    assert asked == [((Access(AccessKind.FETCH, f"https://{plain}:81/x?y"),), words)]


def test_what_was_looked_at_is_what_is_connected_to(server: Server, leads: Leads) -> None:
    """A name that leads elsewhere when it is asked for again gains nothing, nor with a redirect."""
    asked = leads("rebound.example", "127.0.0.1")

    def allow(accesses: tuple[Access, ...], preview: Preview) -> None:
        leads("rebound.example", "127.0.0.2")

    outcome = FETCH.run({"url": named(server, "rebound.example", "/moved")}, context(permit=allow))
    assert outcome.text == f"{named(server, 'rebound.example')}:\ncafé \x1b[2J"
    assert asked.count("rebound.example") == 1
    assert set(server.hosts) == {f"rebound.example:{server.server_address[1]}"}


def test_the_first_address_that_answers_is_taken(
    server: Server, leads: Leads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qmux.tools.fetch.nearby", lambda number: "")  # as if loopback were the internet
    leads("public.example", "127.0.0.9 127.0.0.1")
    assert "café" in FETCH.run({"url": named(server, "public.example")}, context(permit=never)).text


def never(accesses: tuple[Access, ...], preview: Preview) -> None:
    """Fail: nobody is to be asked."""
    raise AssertionError(f"asked about {accesses}")


@pytest.mark.parametrize("name", ["localhost", "app.localhost"])
def test_a_name_that_says_so_itself_is_not_asked_about_twice(server: Server, leads: Leads, name: str) -> None:
    leads(name, "127.0.0.1")
    assert "café" in FETCH.run({"url": named(server, name)}, context(permit=never)).text
    leads(name, "10.0.0.1")
    with pytest.raises(AssertionError, match="asked about"):
        FETCH.run({"url": named(server, name)}, context(permit=never))


def test_a_name_that_leads_nowhere(leads: Leads) -> None:
    leads("gone.example", "")
    with pytest.raises(ToolMistakeError, match=r"gone\.example leads nowhere: .*not known"):
        FETCH.run({"url": "http://gone.example/"}, context())


def test_behind_a_proxy_the_proxy_connects(
    server: Server, leads: Leads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", base(server).removeprefix("http://"))
    for numbers in ("", "93.184.216.34"):
        leads("public.example", numbers)
        outcome = FETCH.run({"url": "http://public.example/proxied"}, context(permit=never))
        assert outcome.text == "http://public.example/proxied:\nby proxy"
    leads("public.example", "127.0.0.1")
    with pytest.raises(AssertionError, match="asked about"):
        FETCH.run({"url": "http://public.example/proxied"}, context(permit=never))


def test_a_redirect_is_checked(server: Server) -> None:
    checked: list[tuple[Access, ...]] = []
    FETCH.run({"url": f"{base(server)}/moved"}, context(check=checked.append))
    assert checked == [(Access(AccessKind.FETCH, f"{base(server)}/text"),)]


# -- HTML -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("plain", "plain"),
        ("a &lt; b &amp;&nbsp;c", "a < b & c"),
        ("<h2>Head</h2>text<br>more", "## Head\n\ntext\nmore"),
        ("<ul>\n<li>one\n<li>two</ul>after", "- one\n- two\n\nafter"),
        ("<p>a</p>\n<p>b</p>", "a\n\nb"),
        ("<pre>  two\n   three</pre>", "two\n   three"),
        ("<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>", "1 | 2 |\n3 |"),
        ('<a href="/x?a&amp;b">link</a>.', "link <https://site.example/x?a&b>."),
        ("<a href=https://o.example/>o</a> <a href='#top'>up</a>", "o <https://o.example/> up"),
        ("<a href='javascript:x'>j</a>", "j"),
        ("<script>if (a < b) '</p>'</SCRIPT>seen<style>p > a {}</style>", "seen"),
        ("<!-- <p>hidden --> shown <!doctype html><?xml?>", "shown"),
        ("1 < 2 <3", "1 < 2 <3"),
        ("before<script>never closed", "before"),
        ("before<!-- never closed", "before"),
        ("before<p never closed", "before"),
        ("&#" + "9" * 5000 + ";x", "\ufffdx"),
        ("", ""),
    ],
)
def test_what_is_read_of_a_page(page: str, text: str) -> None:
    assert readable(page, "https://site.example/y/") == text


@given(st.text(alphabet="<>/!-&#;=\"' abpre\n", max_size=60))
def test_any_page_can_be_read(page: str) -> None:
    text = readable(page, "https://site.example/")
    assert text == text.strip()
    assert "\n\n\n" not in text


@pytest.mark.parametrize(
    "piece",
    ["<", "<a ", "<!--", "<script>", "<pre> ", "</", "&#1", "<a href='", "<title", " \n", "<p><a href=x>"],
)
def test_a_page_that_was_written_to_hurt(piece: str) -> None:
    readable(piece * (2_000_000 // len(piece)), "https://site.example/")
