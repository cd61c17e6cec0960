"""The tool glob: files by the pattern of their path.

Owns the order and the bounds of what is found. Leaves patterns to globbing.py, walking to walk.py: nothing is opened.
Runs in its session's thread.
"""

import heapq
import os
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from qmux.model.message import ToolSpec
from qmux.tools import files, places
from qmux.tools.arguments import Arguments
from qmux.tools.base import Access, AccessKind, Place, Preview, Tool, ToolContext, ToolOutcome
from qmux.tools.globbing import Glob, split_base
from qmux.tools.ignored import NOTHING, ignored_in
from qmux.tools.patience import Patience
from qmux.tools.walk import MOST_ENTRIES, Walk
from qmux.tools.wording import one_line, outcome

_NAME = "glob"
_USUAL_LIMIT, _MOST_LIMIT = 100, 1000

_SPEC = ToolSpec(
    _NAME,
    "Find files by a pattern of their path, the latest changed first: * and ? within a name, ** for any directories,"
    " [a-z], {a,b}. *.py finds in the directory itself, **/*.py below it too. A pattern that ends with / finds"
    " directories. What .gitignore names is left out unless include_ignored is true, .git always. Symbolic links are"
    f" not entered; at most {MOST_ENTRIES:,} files are looked at.",
    {
        "type": "object",
        "properties": {
            "pattern": {"type": "string", "description": "For example src/**/*.{ts,tsx}"},
            "path": {
                "type": "string",
                "description": "The directory to look in. Default: the working directory.",
            },
            "limit": {
                "type": "integer",
                "description": f"How many to list. Default {_USUAL_LIMIT}, at most {_MOST_LIMIT}.",
            },
            "include_ignored": {
                "type": "boolean",
                "description": "Whether to find what .gitignore names too. Default false.",
            },
            "summary": {"type": "string", "description": "What it is for, in a few words for the user."},
        },
        "required": ["pattern"],
    },
)


class _Search(NamedTuple):
    """What a call asks for: below which real path, which relative paths, how many, and whether ignored ones too."""

    top: str
    glob: Glob
    directories: bool
    limit: int
    include_ignored: bool


def _accesses(arguments: Mapping[str, object], place: Place) -> tuple[Access, ...]:
    return (Access(AccessKind.READ, _search(arguments, place).top),)


def _preview(arguments: Mapping[str, object], place: Place) -> Preview:
    given = Arguments(_NAME, arguments)
    where = one_line(places.shown(_search(arguments, place).top, place))
    line = f"I will look for files {one_line(given.words('pattern'))} in {where}"
    return Preview(line, purpose=one_line(given.optional_text("summary")))


def _run(arguments: Mapping[str, object], context: ToolContext) -> ToolOutcome:
    search = _search(arguments, context.place)
    with files.told(search.top):
        os.scandir(search.top).close()
    walk = _walk(search, context)
    found = list(_found(walk, search))
    latest = heapq.nsmallest(search.limit, found)
    shown = [places.shown(os.path.join(search.top, path), context.place) for _, path in latest]
    notes = walk.notes()
    if len(found) > len(latest):
        notes.insert(0, f"{len(found) - len(latest):,} older ones are not listed")
    listed = [one_line(path) for path in shown] or ["No files found."]
    return outcome("\n".join([*listed, *(f"[{note}]" for note in notes)]))


def _search(arguments: Mapping[str, object], place: Place) -> _Search:
    given = Arguments(_NAME, arguments)
    pattern, limit = given.words("pattern"), given.integer("limit", _USUAL_LIMIT, minimum=1)
    base, rest = split_base(pattern.rstrip("/"))
    apart = base.startswith(("/", "~")) or base.split("/")[0] == places.SESSION
    top = base if apart else f"{given.optional_text('path') or '.'}/{base}"
    return _Search(
        places.resolve(top, place),
        Glob(rest),
        pattern.endswith("/"),
        min(limit, _MOST_LIMIT),
        given.flag("include_ignored"),
    )


def _walk(search: _Search, context: ToolContext) -> Walk:
    base = os.path.realpath(context.place.working_directory)
    ignored = NOTHING if search.include_ignored else ignored_in(search.top, base)
    return Walk(
        search.top, Patience(context.timeout, context.cancel).check, search.glob.may_be_below, ignored
    )


def _found(walk: Walk, search: _Search) -> Iterator[tuple[int, str]]:
    """Yield (age, relative path) of what matches, so that the smallest is the latest."""
    for path, entry in walk:
        if search.glob.matches(path) and entry.is_dir() == search.directories:
            yield -_changed(entry), path


def _changed(entry: "os.DirEntry[str]") -> int:
    """Return when it was changed last, in nanoseconds since 1970, 0 where it is gone already."""
    try:
        return entry.stat(follow_symlinks=False).st_mtime_ns
    except OSError:
        return 0


GLOB = Tool(_SPEC, _accesses, _preview, _run, AccessKind.READ)
