"""The tool fetch: a page of the web, as text.

Owns redirects, bounds and what is text. Leaves connections to http.py, addresses to web_address.py, HTML to
readable.py. A redirect is followed on the same site only, where it can reach nothing that the site could not have
sent at once; to another one the model has to ask again, so that the rules see it. Blocks its session's thread.

Anybody can let a name lead to an address of this machine or its network. Such an address is asked about as what it
is, but not before the name may be fetched, since asking a resolver already tells the name's owner something. The
name is looked up once; what was looked at is what is connected to, for redirects too. Behind a proxy it is the proxy
that connects, wherever the name leads there.
"""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from qmux.errors import RetryableError, UserError
from qmux.http import HttpClient, HttpReply, Route, proxy_for
from qmux.model.message import ToolSpec
from qmux.tools import wording
from qmux.tools.arguments import Arguments
from qmux.tools.base import (
    Access,
    AccessKind,
    Place,
    Preview,
    Tool,
    ToolContext,
    ToolMistakeError,
    ToolOutcome,
)
from qmux.tools.patience import Patience
from qmux.tools.readable import readable
from qmux.tools.web_address import WebAddress, parse, redirected, same_site
from qmux.tools.web_host import is_localhost, is_loopback, is_number, meant, nearby, numbers_of

_NAME = "fetch"
_MOST_REDIRECTS = 5
_MOST_BYTES = 2_000_000
_LONGEST_TEXT = 100_000  # characters
_LONGEST_SILENCE = 30.0  # seconds

_SPEC = ToolSpec(
    _NAME,
    "Get a page of the web by GET. HTML comes as its text with links; JSON and other text as it is. At most"
    f" {_MOST_BYTES // 1_000_000} MB are read and {_LONGEST_TEXT:,} characters given; binary files are refused. A"
    " redirect to another site is not followed but told.",
    {
        "type": "object",
        "properties": {
            "url": {"type": "string", "description": "The address, with http:// or https://"},
            "summary": {"type": "string", "description": "What it is for, in a few words for the user."},
        },
        "required": ["url"],
    },
)

_HEADERS = {"accept": "text/html, text/plain, application/json;q=0.9, */*;q=0.5"}
_REDIRECTS = (301, 302, 303, 307, 308)
_HTML = ("text/html", "application/xhtml+xml")
_CHARSET = re.compile(
    r"charset=[\"']?((?:utf-?8|utf-?16|us-ascii|iso-8859|windows-|koi8|euc|gb|big5|shift)[\w-]*)", re.I
)


class _Answer(NamedTuple):
    """What a server sent: the beginning of the body, and whether there is more of it."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    cut: bool


def _accesses(arguments: Mapping[str, object], place: Place) -> tuple[Access, ...]:
    return (Access(AccessKind.FETCH, str(_address(arguments))),)


def _preview(arguments: Mapping[str, object], place: Place) -> Preview:
    purpose = wording.one_line(Arguments(_NAME, arguments).optional_text("summary"))
    return Preview(f"I will fetch {_address(arguments)}", purpose=purpose)


def _run(arguments: Mapping[str, object], context: ToolContext) -> ToolOutcome:
    address = _address(arguments)
    route = _route(address, context)
    patience = Patience(context.timeout, context.cancel)  # from when nobody is asked any more
    for _ in range(_MOST_REDIRECTS + 1):
        answer = _get(address, route, context, patience)
        location = answer.headers.get("location", "")
        if answer.status not in _REDIRECTS or not location:
            return _outcome(address, answer)
        target = redirected(address, location)
        if not same_site(address, target):
            return ToolOutcome(
                f"{address} redirects to another site: {target}. Fetch that if it is what you want."
            )
        context.check((Access(AccessKind.FETCH, str(target)),))
        address = target
    raise ToolMistakeError(f"There were more than {_MOST_REDIRECTS} redirects, the last one to {address}.")


def _address(arguments: Mapping[str, object]) -> WebAddress:
    return parse(Arguments(_NAME, arguments).words("url").strip())


def _route(address: WebAddress, context: ToolContext) -> Route | None:
    """Return how the host may be reached; a number, which was asked about as what it is, needs nothing more."""
    if is_number(address.host):
        return None
    proxy = proxy_for(address.origin)
    try:
        numbers = numbers_of(address.host)
    except ToolMistakeError:
        if proxy:  # which may know the name
            return Route(proxy=proxy)
        raise
    near = next(filter(nearby, numbers), None)
    if near is None:
        return Route(proxy=proxy) if proxy else Route(numbers)
    if not (is_localhost(address.host) and all(map(is_loopback, numbers))):
        _ask_about(address, near, context)
        numbers = (near,)
    return Route(numbers)


def _ask_about(address: WebAddress, number: str, context: ToolContext) -> None:
    """Have it judged, by the rules and the user, that a name leads somewhere near."""
    plain = meant(number)
    words = f"I will fetch {address} from {plain}: its name leads to {nearby(number)}"
    context.permit((Access(AccessKind.FETCH, str(address.at(plain))),), Preview(words))


def _get(address: WebAddress, route: Route | None, context: ToolContext, patience: Patience) -> _Answer:
    silence = min(_LONGEST_SILENCE, context.timeout())
    try:
        client = HttpClient(address.origin, _HEADERS, silence, route=route)
        try:
            with client.stream("GET", address.path, None, context.cancel) as reply:
                return _received(reply, patience, context.progress)
        finally:
            client.close()
    except (RetryableError, UserError) as error:
        raise ToolMistakeError(f"{address} could not be fetched: {error}") from error


def _received(
    reply: HttpReply, patience: Patience, progress: Callable[[float, float | None], None]
) -> _Answer:
    body, total = bytearray(), _length(reply.headers)
    for chunk in reply.chunks:
        patience.check()
        body += chunk
        progress(len(body), total)
        if len(body) > _MOST_BYTES:
            break
    return _Answer(reply.status, reply.headers, bytes(body[:_MOST_BYTES]), len(body) > _MOST_BYTES)


def _length(headers: Mapping[str, str]) -> int | None:
    """Return how many bytes there will be, where the server says it of what is not packed."""
    length = headers.get("content-length", "")
    known = length.isdecimal() and len(length) < 16 and "content-encoding" not in headers
    return min(int(length), _MOST_BYTES) if known else None


def _outcome(address: WebAddress, answer: _Answer) -> ToolOutcome:
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if b"\0" in answer.body[:8192] and "utf-16" not in answer.headers.get("content-type", "").lower():
        words = f"{address} is not text but {kind or 'binary'}, {wording.size(len(answer.body))} or more."
        return ToolOutcome(words, is_error=True)
    text = _decoded(answer)
    if kind in _HTML:
        text = readable(text, str(address))
    failed = answer.status >= 400
    cut = f"\n[cut: only the first {wording.size(_MOST_BYTES)} were read]" if answer.cut else ""
    heading = f"{address} answered {answer.status}:\n" if failed else f"{address}:\n"
    return ToolOutcome(heading + wording.for_model(text, _LONGEST_TEXT) + cut, is_error=failed)


def _decoded(answer: _Answer) -> str:
    """Return the body as text; charsets that are not known to be harmless count as UTF-8."""
    charset = _CHARSET.search(answer.headers.get("content-type", ""))
    try:
        return answer.body.decode(charset[1] if charset else "utf-8", "replace")
    except LookupError:
        return answer.body.decode("utf-8", "replace")


FETCH = Tool(_SPEC, _accesses, _preview, _run, AccessKind.FETCH)
