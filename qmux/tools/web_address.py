"""Addresses on the web: one text for one address, as rules see it and as it is asked for.

Owns what of a URL is refused or made plain. Leaves asking to fetch.py and rules to permission.py. No threads.
"""

import ipaddress
import re
import socket
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from qmux.tools.base import ToolMistakeError

_LONGEST = 4000
_PORTS = {"http": 80, "https": 443}
_NAME = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
_PLAIN = "/%:@!$&'()*+,;=~-._?[]"  # what stands for itself in a path and a query


class WebAddress(NamedTuple):
    """An address: `origin` is scheme, host and port ("https://example.org"), `path` begins with "/"."""

    origin: str
    path: str

    def __str__(self) -> str:
        return self.origin + self.path


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
    query = f"?{parts.query}" if parts.query else ""
    origin = f"{parts.scheme}://{_host(url, parts.hostname)}{suffix}"
    return WebAddress(origin, quote((parts.path or "/") + query, safe=_PLAIN))


def redirected(address: WebAddress, location: str) -> WebAddress:
    """Return where a redirect from `address` leads; raises ToolMistakeError as parse() does."""
    return parse(urljoin(str(address), location))


def same_site(one: WebAddress, other: WebAddress) -> bool:
    """Return whether `other` is at the same origin, or at its encrypted one."""
    return other.origin in (one.origin, one.origin.replace("http://", "https://", 1))


def _host(url: str, host: str) -> str:
    """Return the one spelling of a host: 127.1, 0x7f000001, 2130706433 and full-width digits are all 127.0.0.1."""
    try:
        if ":" in host and "%" not in host:  # an interface of this machine is nobody's address
            return f"[{ipaddress.IPv6Address(host).compressed}]"
        name = host.encode("idna").decode("ascii").lower().removesuffix(".")
    except ValueError as exc:
        raise _mistake(url, "its host is neither a name nor a number") from exc
    if not _NAME.fullmatch(name):
        raise _mistake(url, "its host is neither a name nor a number")
    return _number(name) or name


def _number(host: str) -> str | None:
    """Return the IPv4 address that `host` is, as the system reads it, or None."""
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        return None


def _mistake(url: str, problem: str) -> ToolMistakeError:
    return ToolMistakeError(f"fetch: {url[:200]!r} is not an address to fetch: {problem}.")
