"""What the patterns of permission rules cover: paths and URLs. Pure, but for the symbolic links in a pattern.

`covers` is for rules that allow: it is true only where there is no doubt. `touches` is for rules that deny or ask:
in doubt it says MAYBE, and somebody has to be asked. Paths are absolute and resolved. Patterns of commands are
read by shell_command.py, rules as a whole by rules.py. Any thread.
"""

import os
import re
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from enum import Enum
from fnmatch import fnmatchcase
from functools import lru_cache

from qmux.tools.base import Place

# Where names differ by more than case: elsewhere .SSH is .ssh.
CASE_COUNTS = sys.platform not in ("darwin", "win32", "cygwin")

WILDCARD = re.compile(r"[*?\[]")
_URL = re.compile(r"(?:([a-zA-Z][a-zA-Z0-9+.-]*)://)?([^/?#]*)(.*)", re.DOTALL)
_ODD_IN_URLS = re.compile(
    r"[\s\\\x00-\x1f\x7f]|^[^/]*//[^/]*@"
)  # read in more than one way, or with a user's name

_PORT = re.compile(r":[0-9]*$")
_IPV6 = re.compile(r"\[[0-9a-f:.]*:[0-9a-f:.]*\]")
_USUAL_PORTS = {"http": ":80", "https": ":443"}
_THIS_MACHINE = ("localhost", "127.0.0.1", "[::1]")
_LOOPBACK = re.compile(r"127\.[0-9.]+|0\.0\.0\.0|\[::1?\]")


class Match(Enum):
    """Whether a pattern applies."""

    NO = "no"
    MAYBE = "maybe"
    YES = "yes"


def escape(text: str) -> str:
    """Return the pattern that matches `text` alone: "ls *.py" becomes "ls [*].py"."""
    return WILDCARD.sub(lambda found: f"[{found[0]}]", text)


def path_covers(pattern: str, path: str, place: Place) -> bool:
    """Return whether `pattern` surely covers `path`: names it, or a directory that it is in.

    As in gitignore: a pattern without a slash is the name of something at any depth of the working directory, others
    are relative to it; `*` and `?` stop at slashes, `**` does not. "~" is the home directory, "@session" the
    session's own. The part before the first wildcard is resolved, since rules see resolved paths.
    """
    return _below(*_resolved(pattern, place), path)


def path_touches(pattern: str, path: str, place: Place) -> Match:
    """Return whether `pattern` applies to `path`; one without a slash does wherever on the disk that is."""
    return Match.YES if touching([pattern], place)(path) else Match.NO


def touching(patterns: Sequence[str], place: Place) -> Callable[[str], bool]:
    """Return what says of many paths whether one of `patterns` applies, as path_touches() does of one."""
    judges = [_resolved(pattern, place) for pattern in patterns]
    judges += [
        (os.sep, globs) for pattern, (_, globs) in zip(patterns, judges, strict=True) if _floats(pattern)
    ]
    return lambda path: any(_below(top, globs, path) for top, globs in judges)


def tree_touches(pattern: str, directory: str, place: Place) -> Match:
    """Return whether `pattern` applies to `directory`, or MAYBE to something below it, which will be read too."""
    if path_touches(pattern, directory, place) is Match.YES:
        return Match.YES
    top, _ = _resolved(pattern, place)
    overlap = is_below(top, directory) or is_below(directory, top)
    return Match.MAYBE if overlap or _floats(pattern) else Match.NO


def enters_repository(pattern: str, path: str) -> bool:
    """Return whether `path` is in a .git, whose hooks and settings are commands, without `pattern` naming that."""
    return ".git" in _folded(path).split(os.sep) and ".git" not in _folded(pattern).split("/")


def url_covers(pattern: str, url: str) -> bool:
    """Return whether `pattern` surely covers `url`: "https://host/path*", "host/*", or "host" for all of a host.

    A pattern without a scheme covers http and https. Wildcards in the host's part never reach into the path.
    """
    if _ODD_IN_URLS.search(url):
        return False
    wanted, wanted_host, wanted_path = _wanted(pattern)
    scheme, host, path = _url_parts(url)
    same_scheme = scheme == wanted if wanted else scheme in ("http", "https")
    return same_scheme and fnmatchcase(host, wanted_host) and _url_path_covers(wanted_path, path)


def url_touches(pattern: str, url: str) -> Match:
    """Return whether `pattern` applies to `url`; its host counts with any port and a dot at its end."""
    if _ODD_IN_URLS.search(url):
        return Match.MAYBE
    wanted, wanted_host, wanted_path = _wanted(pattern)
    scheme, host, path = _url_parts(url)
    same_host = any(fnmatchcase(each, wanted_host) for each in _spellings(scheme, host))
    paths = (path, re.sub("//+", "/", path))  # as many servers read it
    same_path = any(_url_path_covers(wanted_path, each) for each in paths)
    applies = same_host and wanted in ("", scheme) and same_path
    return Match.YES if applies else Match.NO


def is_below(path: str, directory: str) -> bool:
    """Return whether `path` is `directory` or below it; both absolute."""
    path, directory = _folded(path), _folded(directory)
    return path == directory or path.startswith(directory.rstrip(os.sep) + os.sep)


def _folded(name: str) -> str:
    return name if CASE_COUNTS else name.casefold()


def _url_parts(url: str) -> tuple[str, str, str]:
    """Return the scheme, "" if there is none, the host with its port, and the rest."""
    found = _URL.fullmatch(url)
    assert found is not None  # each part of the expression may be empty
    return (found[1] or "").lower(), found[2].lower(), found[3]


@lru_cache(maxsize=1000)
def _wanted(pattern: str) -> tuple[str, str, str]:
    """Return the parts of a pattern, its host in ASCII, with the brackets of an IPv6 address for themselves."""
    scheme, host, path = _url_parts(pattern)
    if not host.isascii():
        with suppress(UnicodeError):
            host = host.encode("idna").decode("ascii")
    return scheme, escape(host) if _IPV6.match(host) else host, path


def _spellings(scheme: str, host: str) -> set[str]:
    """Return what a host may be called by a rule that denies or asks; this machine has more than one name."""
    port = _PORT.search(host)
    bare = host[: port.start()] if port else host
    plain = bare.rstrip(".")
    here = plain == "localhost" or plain.endswith(".localhost") or _LOOPBACK.fullmatch(plain)
    names = {bare, plain, *(_THIS_MACHINE if here else ())}
    ports = {"", port[0] if port else _USUAL_PORTS.get(scheme, "")}
    return {name + port for name in names for port in ports}


def _url_path_covers(wanted: str, path: str) -> bool:
    return wanted == "" or (wanted == "/*" and not path) or fnmatchcase(path, wanted)


def _floats(pattern: str) -> bool:
    """Return whether `pattern` is a name at any depth, not a place."""
    return "/" not in pattern.rstrip("/") and not pattern.startswith(("~", "@session"))


def _resolved(pattern: str, place: Place) -> tuple[str, tuple[str, ...]]:
    """Return the directory that a pattern is about, resolved, and the globs below it."""
    fixed, globs = _parse(pattern)
    if fixed == "@session" or fixed.startswith("@session/"):
        fixed = place.session_directory + fixed.removeprefix("@session")
    return os.path.realpath(os.path.join(place.working_directory, os.path.expanduser(fixed))), globs


@lru_cache(maxsize=1000)
def _parse(pattern: str) -> tuple[str, tuple[str, ...]]:
    """Return the fixed beginning of a pattern, and its parts from the first wildcard on."""
    if _floats(pattern):
        return "", ("**", pattern.rstrip("/"))
    parts = os.path.normpath(pattern).split("/")
    first = next((index for index, part in enumerate(parts) if WILDCARD.search(part)), len(parts))
    return "/".join(parts[:first]) or ("/" if pattern.startswith("/") else ""), tuple(parts[first:])


def _below(top: str, globs: tuple[str, ...], path: str) -> bool:
    """Return whether the globs, each for one part of a path below `top`, match `path` or a directory it is in."""
    if not is_below(path, top):
        return False
    parts = _parts(path)[len(_parts(top)) :]
    reached = {0}  # how many parts may have been matched so far
    for glob in globs:
        if glob == "**":
            reached = set(range(min(reached), len(parts) + 1))
        else:
            reached = {at + 1 for at in reached if at < len(parts) and _fits(glob, parts[at])}
        if not reached:
            return False
    return True


def _parts(path: str) -> list[str]:
    return [part for part in path.split(os.sep) if part]


def _fits(glob: str, name: str) -> bool:
    return fnmatchcase(_folded(name), _folded(glob))
