"""The tool fs_write: makes and changes text files.

Owns the four commands and their preview. Leaves the change of a text to edits.py, files to files.py, and who else
uses a file to file_access.py: what stands there is read again within the claim. Runs in its session's thread.
"""

import os
from collections.abc import Mapping
from typing import NamedTuple

from qmux.model.message import ToolSpec
from qmux.tools import edits, files, places
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
from qmux.tools.diff import diff
from qmux.tools.wording import one_line, visible

_NAME = "fs_write"
_COMMANDS = ("create", "str_replace", "insert", "append")

_SPEC = ToolSpec(
    _NAME,
    "Create or change a text file. create writes file_text, replacing a file that is there, and makes missing"
    " directories. str_replace changes the one place where old_str stands to new_str; old_str must match exactly,"
    " blanks included, and be there once. insert puts the lines new_str after line insert_line (0: before the first)."
    " append adds new_str at the end, on a line of its own. Line ends, mode and symbolic links are kept. Read a file"
    " before you change it.",
    {
        "type": "object",
        "properties": {
            "command": {"type": "string", "enum": list(_COMMANDS)},
            "path": {
                "type": "string",
                "description": "Relative to the working directory, or absolute, or ~/..., or @session/... for notes"
                " of this session.",
            },
            "file_text": {"type": "string", "description": "create: the whole content."},
            "old_str": {"type": "string", "description": "str_replace: what is there, exactly once."},
            "new_str": {"type": "string", "description": "str_replace, insert, append: the new text."},
            "insert_line": {
                "type": "integer",
                "description": "insert: the line, counted from 1, to insert after.",
            },
            "summary": {"type": "string", "description": "What it is for, in a few words for the user."},
        },
        "required": ["command", "path"],
    },
)


class _Change(NamedTuple):
    """What a file was, and what it will be."""

    before: str | None
    after: str


def _accesses(arguments: Mapping[str, object], place: Place) -> tuple[Access, ...]:
    return (Access(AccessKind.WRITE, _path(arguments, place)),)


def _preview(arguments: Mapping[str, object], place: Place) -> Preview:
    given = Arguments(_NAME, arguments)
    path = _path(arguments, place)
    doing = (
        "create" if given.choice("command", _COMMANDS) == "create" and not os.path.exists(path) else "change"
    )
    line = f"I will {doing} the file {one_line(places.shown(path, place))}"
    return Preview(line, _detail(arguments, path), one_line(given.optional_text("summary")))


def _detail(arguments: Mapping[str, object], path: str) -> str:
    """Return the change as a diff.

    What makes it impossible is told to the user, not yet to the model, which could otherwise ask for one guess
    after the other what stands in a file that it may not read.
    """
    try:
        change = _change(arguments, path)
    except ToolMistakeError as mistake:
        return f"This will fail: {visible(str(mistake))}"
    return diff(change.before or "", change.after) or "(nothing changes)"


def _run(arguments: Mapping[str, object], context: ToolContext) -> ToolOutcome:
    path = _path(arguments, context.place)
    context.cancel.check()
    with context.files.writing([path], context.cancel):
        change = _change(arguments, path)
        with files.told(path):
            os.makedirs(os.path.dirname(path), exist_ok=True)
        files.replace(path, change.after)
    return ToolOutcome(_summary(change, places.shown(path, context.place)))


def _path(arguments: Mapping[str, object], place: Place) -> str:
    return places.resolve(Arguments(_NAME, arguments).words("path"), place)


def _change(arguments: Mapping[str, object], path: str) -> _Change:
    """Return what the call makes of the file at `path` as it is now."""
    given = Arguments(_NAME, arguments)
    command = given.choice("command", _COMMANDS)
    before = files.read_for_edit(path)
    if command == "create":
        return _Change(before, edits.in_line_ends_of(before or "", given.text("file_text")))
    if before is None:
        raise ToolMistakeError(f"{path} does not exist. Use create.")
    return _Change(before, _edited(command, given, before))


def _edited(command: str, given: Arguments, before: str) -> str:
    new = given.text("new_str")
    if command == "str_replace":
        return edits.replaced(before, given.text("old_str"), new)
    if command == "insert":
        return edits.inserted(before, given.integer("insert_line", None, minimum=0), new)
    return edits.appended(before, new)


def _summary(change: _Change, path: str) -> str:
    if change.before is None:
        return f"Created {path} ({_lines(change.after)})."
    if change.before == change.after:
        return f"{path} is as it was: the new text is the old one."
    return f"Changed {path}: {_lines(change.before)} before, {_lines(change.after)} now."


def _lines(text: str) -> str:
    count = text.count("\n") + (bool(text) and not text.endswith("\n"))
    return "1 line" if count == 1 else f"{count:,} lines"


FS_WRITE = Tool(_SPEC, _accesses, _preview, _run, AccessKind.WRITE)
