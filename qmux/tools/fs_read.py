"""The tool fs_read: lines of files, listings of directories, searches in a file; several in one call.

Owns the operations and the share of the result that each gets. Leaves reading to reading.py. Each file is
noted as read before it is, so that a change in between makes a later edit stale. Runs in its session's thread.
"""

import os
from collections.abc import Callable, Mapping
from typing import NamedTuple

from qmux.model.message import ToolSpec
from qmux.tools import places, reading, wording
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

_NAME = "fs_read"
_MODES = ("Line", "Directory", "Search", "Image")
_MOST_OPERATIONS = 50
_ROOM_FOR_NOTES = 2000  # characters

_SPEC = ToolSpec(
    _NAME,
    "Read text files and directories. Line gives the lines start_line to end_line of a file (negative numbers count"
    " from its end), Directory a listing with modes, sizes and times down to depth, Search the lines of one file that"
    " contain pattern, whatever the case, with context_lines around them. Give several operations at once where you"
    f" know what you need. A result has at most {wording.RESULT_LIMIT:,} characters and says where it was cut. Binary"
    " files and images cannot be read.",
    {
        "type": "object",
        "properties": {
            "operations": {
                "type": "array",
                "minItems": 1,
                "maxItems": _MOST_OPERATIONS,
                "items": {
                    "type": "object",
                    "properties": {
                        "mode": {"type": "string", "enum": list(_MODES)},
                        "path": {
                            "type": "string",
                            "description": "Relative to the working directory, absolute, ~/... or @session/...",
                        },
                        "start_line": {
                            "type": "integer",
                            "description": "Line: the first line, from 1. Default 1.",
                        },
                        "end_line": {
                            "type": "integer",
                            "description": "Line: the last line. Default -1, the end.",
                        },
                        "pattern": {
                            "type": "string",
                            "description": "Search: the text to look for, not a regex.",
                        },
                        "context_lines": {"type": "integer", "description": "Search: default 2."},
                        "depth": {"type": "integer", "description": "Directory: levels below it. Default 0."},
                        "image_paths": {"type": "array", "items": {"type": "string"}},
                    },
                    "required": ["mode"],
                },
            },
            "summary": {"type": "string", "description": "What it is for, in a few words for the user."},
        },
        "required": ["operations"],
    },
)


_Read = Callable[[str, int, Patience], str]  # path, most characters


class _Operation(NamedTuple):
    """One operation: in words for the user, the real path, and what does it."""

    words: str
    path: str
    read: _Read


def _accesses(arguments: Mapping[str, object], place: Place) -> tuple[Access, ...]:
    paths = dict.fromkeys(operation.path for operation in _operations(arguments, place))
    return tuple(Access(AccessKind.READ, path) for path in paths)


def _preview(arguments: Mapping[str, object], place: Place) -> Preview:
    words = [operation.words for operation in _operations(arguments, place)]
    purpose = wording.one_line(Arguments(_NAME, arguments).optional_text("summary"))
    if len(words) == 1:
        return Preview(f"I will {words[0]}", purpose=purpose)
    return Preview("I will do these:", "\n".join(words), purpose)


def _run(arguments: Mapping[str, object], context: ToolContext) -> ToolOutcome:
    patience = Patience(context.timeout, context.cancel)
    operations = _operations(arguments, context.place)
    if len(operations) == 1:
        return wording.outcome(
            _read(operations[0], context, patience, wording.RESULT_LIMIT - _ROOM_FOR_NOTES)
        )
    parts: list[str] = []
    left = wording.RESULT_LIMIT - _ROOM_FOR_NOTES * len(operations)
    for operation in operations:
        text = _attempt(operation, context, patience, left)
        left -= len(text)
        parts.append(f"=== {operation.words}\n{text}")
    return wording.outcome("\n".join(parts))


def _attempt(operation: _Operation, context: ToolContext, patience: Patience, limit: int) -> str:
    """Return what one of several operations gives; a mistake in it does not keep the others."""
    if limit <= 0:
        return "[not read: the result is full]"
    try:
        return _read(operation, context, patience, limit)
    except ToolMistakeError as mistake:
        return f"[error: {mistake}]"


def _read(operation: _Operation, context: ToolContext, patience: Patience, limit: int) -> str:
    if os.path.isfile(
        operation.path
    ):  # nobody edits the others, and a pipe would block whoever looks into it
        context.files.read(operation.path)
    return operation.read(operation.path, limit, patience)


# -- arguments ------------------------------------------------------------------------------------------------


def _operations(arguments: Mapping[str, object], place: Place) -> list[_Operation]:
    given = Arguments(_NAME, arguments).objects("operations", _MOST_OPERATIONS)
    return [_operation(one, place) for one in given]


def _operation(given: Arguments, place: Place) -> _Operation:
    mode = given.choice("mode", _MODES)
    if mode == "Image":
        raise given.mistake("mode", "is Image: images are not supported yet; read text only")
    path = places.resolve(given.words("path"), place)
    shown = wording.one_line(places.shown(path, place))
    words, read = _OPERATIONS[mode](given)
    return _Operation(f"{words} {shown}", path, read)


def _lines_operation(given: Arguments) -> tuple[str, _Read]:
    start, end = given.integer("start_line", 1) or 1, given.integer("end_line", -1) or -1
    if 0 <= end < start:
        raise given.mistake("end_line", "must not be before start_line")
    words = "read" if (start, end) == (1, -1) else f"read lines {start} to {end} of"
    return words, lambda path, limit, patience: reading.lines_of(path, start, end, limit, patience)


def _directory_operation(given: Arguments) -> tuple[str, _Read]:
    depth = given.integer("depth", 0, minimum=0)
    return "list", lambda path, limit, patience: reading.listing(path, depth, limit, patience)


def _search_operation(given: Arguments) -> tuple[str, _Read]:
    pattern, around = given.words("pattern"), min(given.integer("context_lines", 2, minimum=0), 50)
    words = f'search for "{wording.one_line(pattern)}" in'
    return words, lambda path, limit, patience: reading.search(path, pattern, around, limit, patience)


_OPERATIONS: Mapping[str, Callable[[Arguments], tuple[str, _Read]]] = {
    "Line": _lines_operation,
    "Directory": _directory_operation,
    "Search": _search_operation,
}


FS_READ = Tool(_SPEC, _accesses, _preview, _run, AccessKind.READ)
