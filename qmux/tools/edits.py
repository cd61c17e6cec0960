"""What the commands of fs_write make of a text: pure functions from the text before to the text after.

Owns the rules of matching and of line ends. Leaves files to files.py, arguments to fs_write.py. Lines count from 1.
"""

from qmux.tools.base import ToolMistakeError

_MOST_NAMED = 5  # places of a text that is there more than once


def replaced(text: str, old: str, new: str) -> str:
    """Return `text` with the one place where `old` stands changed to `new`.

    Raises:
        ToolMistakeError: it is not there, or more than once; the message says where.
    """
    if not old:
        raise ToolMistakeError('fs_write: "old_str" must not be empty; use insert or create.')
    if old not in text:
        old = in_line_ends_of(text, old)
    starts = _places(text, old)
    if len(starts) == 1:
        return text[: starts[0]] + in_line_ends_of(text, new) + text[starts[0] + len(old) :]
    if not starts:
        raise ToolMistakeError(f"old_str is not in the file.{_hint(text, old)} Read the file again.")
    lines = ", ".join(str(text.count("\n", 0, start) + 1) for start in starts)
    raise ToolMistakeError(
        f"old_str is in the file {max(text.count(old), len(starts))} times, the first at lines {lines}."
        " Add lines around it until it is there once."
    )


def inserted(text: str, line: int, new: str) -> str:
    """Return `text` with the lines `new` after its line `line`; 0 is before the first.

    Raises:
        ToolMistakeError: there is no such line.
    """
    lines = _lines(text)
    if line > len(lines):
        raise ToolMistakeError(f"The file has {len(lines)} lines: insert_line cannot be {line}.")
    before, after = "".join(lines[:line]), "".join(lines[line:])
    return _ended(text, before) + _ended(text, in_line_ends_of(text, new)) + after


def appended(text: str, new: str) -> str:
    """Return `text` with `new` after it, on a line of its own."""
    return _ended(text, text) + in_line_ends_of(text, new)


def in_line_ends_of(text: str, new: str) -> str:
    """Return `new` with the line ends that most lines of `text` have; models write "\\n" only."""
    plain = new.replace("\r\n", "\n")
    if 2 * text.count("\r\n") > text.count("\n"):
        return plain.replace("\n", "\r\n")
    return new


def _ended(text: str, part: str) -> str:
    """Return `part` of `text` with a line end, unless it is empty."""
    return part if not part or part.endswith("\n") else part + in_line_ends_of(text, "\n")


def _lines(text: str) -> list[str]:
    """Return the lines of `text` with their ends; str.splitlines() would split at more than line feeds."""
    lines = [line + "\n" for line in text.split("\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines


def _places(text: str, old: str) -> list[int]:
    """Return where `old` first begins in `text`; places may overlap, since either could be meant."""
    places: list[int] = []
    start = text.find(old)
    while start >= 0 and len(places) < _MOST_NAMED:
        places.append(start)
        start = text.find(old, start + 1)
    return places


def _hint(text: str, old: str) -> str:
    """Return what may help: the only line of `text` that is the first line of `old` but for blanks."""
    first = old.strip().split("\n")[0].strip()
    if not first:
        return ""
    alike = [number for number, line in enumerate(text.split("\n"), 1) if line.strip() == first]
    return f" Its first line, but for blanks, is line {alike[0]}." if len(alike) == 1 else ""
