"""Where the paths of a tool's arguments lead.

Owns "~", "@session/" and what is relative; all become absolute paths with every symbolic link resolved, because
these are what rules, claims and the system agree on. Leaves whether a path may be touched to permission.py.
Any thread.
"""

import os

from qmux.tools.base import Place, ToolMistakeError
from qmux.tools.patterns import is_below

SESSION = "@session"


def resolve(path: str, place: Place) -> str:
    """Return the real path that `path` means in `place`, whether or not something is there.

    Below "@session" it is looked up in the session's directory; ".." and symbolic links may lead out of it, and then
    it is a path like any other.

    Raises:
        ToolMistakeError: it is empty or cannot be a path.
    """
    if not path.strip() or "\0" in path:
        raise ToolMistakeError(f"{path!r} is not a path.")
    try:
        return os.path.realpath(_absolute(path, place))
    except (OSError, UnicodeEncodeError) as exc:
        raise ToolMistakeError(f"{path!r} is not a path: {exc}.") from exc


def shown(path: str, place: Place) -> str:
    """Return the resolved `path` as people read it: relative to the working directory where it is in it."""
    base = os.path.realpath(place.working_directory)
    return os.path.relpath(path, base) if is_below(path, base) else path


def _absolute(path: str, place: Place) -> str:
    head, _, rest = path.replace(os.sep, "/").partition("/")
    if head == SESSION:
        return os.path.join(place.session_directory, rest.lstrip("/"))
    return os.path.join(place.working_directory, os.path.expanduser(path))
