"""Addresses on the web: one text for one address, as rules see it and as it is asked for.

Owns what of a URL is refused or made plain. Leaves asking to fetch.py and rules to permission.py. No threads.
"""

import ipaddress
import re
import socket
import string
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from qmux.tools.base import ToolMistakeError

_LONGEST = 4000
_PORTS = {"http": 80, "https": 443}
_NAME = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
_PLAIN = "/%:@!$&'()*+,;=~-._?[]"  # what stands for itself in a path and a query

_UNRESERVED = frozenset(string.ascii_letters + string.digits + "-._~")
_ESCAPED = re.compile("%([0-9a-fA-F]{2})")


class WebAddress(NamedTuple):
    """An address: `origin` is scheme, host and port ("https://example.org"), `path` begins with "/"."""

    origin: str
    path: str

    def __str__(self) -> str:
        return self.origin + self.path

    @property
    def host(self) -> str:
        """The name or number of the host, an IPv6 one without its brackets."""
        return urlsplit(self.origin).hostname or ""

    def at(self, number: str) -> "WebAddress":
        """Return the same at the host `number`."""
        parts = urlsplit(self.origin)
        host = f"[{number}]" if ":" in number else number
        return self._replace(origin=f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port else ""))


def parse(url: str) -> WebAddress:
    """Return what `url` means: the host in ASCII and lower case or as plain numbers, no usual port, no fragment.

    Raises:
        ToolMistakeError: it is not of the web, or two programs could read it in two ways.
    """
    doubtful = "\\" in url or any(character <= " " or character == "\x7f" for character in url)
    if len(url) > _LONGEST or doubtful:
        raise _mistake(url, "it has blanks, backslashes or controls in it, or is too long")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as exc:
        raise _mistake(url, str(exc)) from exc
    if parts.scheme not in _PORTS or not parts.hostname:
        raise _mistake(url, "it must begin with http:// or https:// and a host")
    if "@" in parts.netloc:
        raise _mistake(url, "a user name in it could pass for the host")
    suffix = f":{port}" if port not in (None, _PORTS[parts.scheme]) else ""
    query = f"?{_quoted(parts.query)}" if parts.query else ""
    origin = f"{parts.scheme}://{_host(url, parts.hostname)}{suffix}"
    return WebAddress(origin, _without_dots(_quoted(parts.path)) + query)


def redirected(address: WebAddress, location: str) -> WebAddress:
    """Return where a redirect from `address` leads; raises ToolMistakeError as parse() does."""
    return parse(urljoin(str(address), location))


def same_site(one: WebAddress, other: WebAddress) -> bool:
    """Return whether `other` is at the same origin, or at its encrypted one."""
    return other.origin in (one.origin, one.origin.replace("http://", "https://", 1))


def _quoted(text: str) -> str:
    """Return part of a path in its one spelling: %61 is a, which a server could not tell from it, and %2f is %2F."""
    return _ESCAPED.sub(_unescaped, quote(text, safe=_PLAIN))


def _unescaped(found: re.Match[str]) -> str:
    character = chr(int(found[1], 16))
    return character if character in _UNRESERVED else found[0].upper()


def _without_dots(path: str) -> str:
    """Return an absolute path without "." and "..", which are resolved before a request is sent (RFC 3986, 5.2.4)."""
    *names, last = path.lstrip("/").split("/")
    kept: list[str] = []
    for name in names:
        if name == "..":
            del kept[-1:]
        elif name != ".":
            kept.append(name)
    if last == "..":
        del kept[-1:]
    return "/" + "/".join([*kept, "" if last in (".", "..") else last]).lstrip("/")


def _host(url: str, host: str) -> str:
    """Return the one spelling of a host: 127.1, 0x7f000001, 2130706433 and full-width digits are all 127.0.0.1."""
    try:
        if ":" in host and "%" not in host:  # an interface of this machine is nobody's address
            return _v6(ipaddress.IPv6Address(host))
        name = host.encode("idna").decode("ascii").lower().removesuffix(".")
    except ValueError as exc:
        raise _mistake(url, "its host is neither a name nor a number") from exc
    if not _NAME.fullmatch(name):
        raise _mistake(url, "its host is neither a name nor a number")
    return _number(name) or name


def _v6(number: ipaddress.IPv6Address) -> str:
    """Return the spelling of an IPv6 address; ::ffff:127.0.0.1 is another way to write 127.0.0.1."""
    return str(number.ipv4_mapped) if number.ipv4_mapped else f"[{number.compressed}]"


def _number(host: str) -> str | None:
    """Return the IPv4 address that `host` is, as the system reads it, or None."""
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        return None


def _mistake(url: str, problem: str) -> ToolMistakeError:
    return ToolMistakeError(f"fetch: {url[:200]!r} is not an address to fetch: {problem}.")
