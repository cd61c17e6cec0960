"""Where the hosts of the web are: the numbers behind a name, and what kind of place a number is.

Owns asking the system's resolver, once for a call, and telling the public internet from everything nearer. Leaves
connecting to http.py, and whether it may be done to the rules. Asking blocks, and cannot be woken.
"""

import ipaddress
import socket

from qmux.tools.base import ToolMistakeError

_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address

_Number = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_number(host: str) -> bool:
    """Return whether `host` is an address already, not a name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def numbers_of(name: str) -> tuple[str, ...]:
    """Return the addresses of `name`, in the order in which the system would try them.

    Raises:
        ToolMistakeError: it has none.
    """
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as exc:
        raise ToolMistakeError(f"fetch: the name {name} leads nowhere: {exc}.") from exc
    return tuple(dict.fromkeys(str(address[0]).partition("%")[0] for *_, address in found))


def meant(number: str) -> str:
    """Return the address that `number` stands for: 10.0.0.1 for ::ffff:10.0.0.1 and the like."""
    return str(_real(ipaddress.ip_address(number)))


def nearby(number: str) -> str:
    """Return in words what `number` is if it is not on the public internet, else ""."""
    real = _real(ipaddress.ip_address(number))
    if real.is_loopback or real.is_unspecified:
        return "this machine"
    if real.is_link_local:
        return "a link-local address"
    if real.is_multicast or not real.is_global:
        return "a private network"
    return ""


def is_localhost(name: str) -> bool:
    """Return whether `name` says itself that it is this machine (RFC 6761)."""
    return name == "localhost" or name.endswith(".localhost")


def is_loopback(number: str) -> bool:
    """Return whether `number` is this machine's own."""
    return ipaddress.ip_address(number).is_loopback


def _real(number: _Number) -> _Number:
    """Return the IPv4 address that an IPv6 one stands for, if it does."""
    if isinstance(number, ipaddress.IPv4Address):
        return number
    if number in _TRANSLATED:
        return ipaddress.IPv4Address(int(number) & 0xFFFFFFFF)
    return number.ipv4_mapped or number.sixtofour or number
