"""Attachments: the files that a message names with "@".

Owns which words of a message mean a file, and what the model and the user are told of it. A word that means no file
is left as it is: it may be a name, or code. Runs in the session's worker thread. Sizes are in characters.
"""

import os
import re
from typing import NamedTuple

from qmux.tools.base import ToolMistakeError
from qmux.tools.files import open_text
from qmux.tools.wording import for_model, one_line, size

LONGEST = 400_000  # of all attachments of a message, as Amazon Q's CLI has it
MOST_ENTRIES = 1000  # of a directory

# "@" at the start of a word; a backslash keeps a blank in it, as completion writes it.
_WORD = re.compile(r"@(?<!\S@)((?:\\[ \\]|[^\s])+)")
_AFTER_A_WORD = ".,;:!?)]}'\""  # of a sentence, if there is no such file


class Attachment(NamedTuple):
    """A file or directory that goes with a message; `note` is for the user, `text` for the model, "" for nothing."""

    path: str
    text: str
    note: str


def attachments(message: str, directory: str) -> list[Attachment]:
    """Return what `message` attaches, each file once; paths are relative to `directory`."""
    found: dict[str, Attachment] = {}
    room = LONGEST
    for word in _WORD.findall(message):
        path = _existing(word.replace("\\ ", " ").replace("\\\\", "\\"), directory)
        if path and path not in found:
            found[path] = _attachment(path, os.path.join(directory, os.path.expanduser(path)), room)
            room = max(0, room - len(found[path].text))
    return list(found.values())


def _existing(word: str, directory: str) -> str:
    """Return the path that `word` means, "" if there is nothing there."""
    for path in (word, word.rstrip(_AFTER_A_WORD)):
        if path and "\0" not in path and os.path.exists(os.path.join(directory, os.path.expanduser(path))):
            return path
    return ""


def _attachment(path: str, absolute: str, room: int) -> Attachment:
    name = one_line(path)
    try:
        text = _listing(absolute) if os.path.isdir(absolute) else _content(absolute, room)
    except (OSError, ToolMistakeError) as problem:
        return Attachment(path, "", f"not attached: {one_line(str(problem))}")
    if len(text) <= room:
        return Attachment(path, for_model(text), f"attached {name} ({_extent(absolute, text)})")
    goes_on = f"[Only the beginning; the file has {_extent(absolute, text)}.]"
    note = f"attached the first {room:,} characters of {name} ({_extent(absolute, text)})"
    return Attachment(path, f"{for_model(text[:room])}\n{goes_on}", note)


def _content(path: str, room: int) -> str:
    with open_text(os.path.realpath(path)) as file:
        return file.read(4 * room + 4).decode("utf-8", "replace")  # UTF-8 takes at most 4 bytes each


def _listing(path: str) -> str:
    with os.scandir(path) as entries:
        names = sorted(entry.name + ("/" if entry.is_dir() else "") for entry in entries)
    more = f"\n[{len(names) - MOST_ENTRIES:,} more]" if len(names) > MOST_ENTRIES else ""
    return "\n".join(map(one_line, names[:MOST_ENTRIES])) + more


def _extent(path: str, text: str) -> str:
    if os.path.isdir(path):
        return f"{text.count(chr(10)) + bool(text)} entries"
    return size(os.path.getsize(path))
