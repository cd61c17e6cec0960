"""Changing one setting in the file, leaving everything else in it as its user wrote it.

Owns the line that is replaced or appended, and the proof that only it has changed: the result is parsed again
before it is kept. Leaves checking to config.py. Two programs that change the file at once: the last one wins.
"""

import os
import re
from collections.abc import Mapping
from itertools import pairwise

from qmux.errors import SettingsError
from qmux.model.suggest import did_you_mean
from qmux.settings.config import Parse, Settings, check, check_value, read_file
from qmux.settings.table import BY_NAME, FLAG, INTEGER, LIST, NUMBER, Setting, Value

_FLAGS = {"true": True, "on": True, "yes": True, "false": False, "off": False, "no": False}

# A value that ends on its own line: a basic or literal string, an array of those, or a bare word (a number, a flag).
_STRING = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*')"""
_VALUE = rf"""(?:{_STRING}|\[(?:{_STRING}|[\s,])*\]|[^\s"'\[{{#][^\s#]*)"""


def set_value(path: str, name: str, text: str, parse: Parse) -> Settings:
    """Set one setting to what the user typed and return the settings as the file then has them.

    A list is typed as TOML writes it: ["a", "b"]. A file that is missing is made, of mode 0600 as any file that is
    written here.

    Raises:
        SettingsError: no such setting, a value that is not allowed, or a file that cannot be read or written, or in
            which the line cannot be found without understanding all of it. The file is then as it was.
    """
    setting = BY_NAME.get(name)
    if setting is None:
        raise SettingsError(f"There is no setting {name}.{did_you_mean(name, BY_NAME)}")
    try:
        value = check_value(setting, _typed(setting, text, parse))
    except ValueError as exc:
        raise SettingsError(str(exc)) from exc
    old = read_file(path) or ""
    new = with_value(old, name, value)
    settings = _prove(parse, path, (old, new), name, value)
    _replace(path, new)
    return settings


def _typed(setting: Setting, text: str, parse: Parse) -> object:
    """Return what the user meant, or the text itself where it is no value of that kind."""
    if setting.kind == FLAG:
        return _FLAGS.get(text.casefold(), text)
    if setting.kind == LIST:
        return _list(text, parse)
    try:
        return int(text) if setting.kind == INTEGER else float(text) if setting.kind == NUMBER else text
    except ValueError:
        return text


def _list(text: str, parse: Parse) -> object:
    try:
        return parse(f"typed = {text}", "").get("typed")
    except SettingsError:
        return text


def with_value(document: str, name: str, value: Value) -> str:
    """Return a TOML document in which one line sets `name` to `value`; line ends and comments are kept."""
    table, _, key = name.partition(".")
    end = "\r" if "\r\n" in document else ""  # what stands before each "\n"
    lines = document.split("\n")
    section = _section(lines, table)
    if section is None:
        gap = [] if not document else [end] if document.endswith("\n") else [end, end]
        return document + "\n".join([*gap, f"[{table}]{end}", f"{key} = {literal(value)}{end}", ""])
    pattern = re.compile(rf"(\s*[\"']?{key}[\"']?\s*=\s*){_VALUE}(\s*(?:#.*)?)")
    for number in section:
        if found := pattern.fullmatch(lines[number]):
            lines[number] = f"{found[1]}{literal(value)}{found[2]}"
            return "\n".join(lines)
    return _insert(lines, _place(lines, section, key), f"{key} = {literal(value)}", end)


def _section(lines: list[str], table: str) -> range | None:
    """Return the numbers of the lines of [table], its header first."""
    starts = [number for number, line in enumerate(lines) if line.lstrip().startswith("[")]
    header = re.compile(rf"\s*\[\s*{table}\s*\]\s*(?:#.*)?")
    sections = (range(*pair) for pair in pairwise([*starts, len(lines)]))
    return next((section for section in sections if header.fullmatch(lines[section.start])), None)


def _place(lines: list[str], section: range, key: str) -> int:
    """Return the line to put `key` below: its commented default, else the section's last that says anything."""
    default = re.compile(rf"\s*#\s*{key}\s*=.*")
    commented = (number for number in section if default.fullmatch(lines[number]))
    return next(commented, max(number for number in section if lines[number].strip()))


def _insert(lines: list[str], place: int, line: str, end: str) -> str:
    if place == len(lines) - 1:  # the document does not end with a line end
        lines[place] += end
        end = ""
    lines.insert(place + 1, line + end)
    return "\n".join(lines)


def literal(value: Value) -> str:
    """Return `value` as TOML writes it; texts are printable by now."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    if isinstance(value, tuple):
        return f"[{', '.join(map(literal, value))}]"
    return repr(value)


def _prove(parse: Parse, path: str, texts: tuple[str, str], name: str, value: Value) -> Settings:
    """Return the settings of the new text; SettingsError unless it is the old one with `name` changed."""
    old, new = texts
    table, _, key = name.partition(".")
    meant = dict(parse(old, path))
    content = meant.get(table, {})
    try:
        result = parse(new, path)
    except SettingsError:
        result = {}
    as_parsed = list(value) if isinstance(value, tuple) else value
    if not isinstance(content, Mapping) or result != {**meant, table: {**content, key: as_parsed}}:
        raise SettingsError(
            f"{name} cannot be set in {path} without rewriting more than its line."
            f" Write this there yourself, in the table [{table}]: {key} = {literal(value)}"
        )
    return check(result, path)


def _replace(path: str, text: str) -> None:
    """Write the file anew, so that a reader sees the old or the new one; a symbolic link stays."""
    target = os.path.realpath(path)
    draft = f"{target}.{os.getpid()}.new"
    try:
        os.makedirs(os.path.dirname(target), mode=0o700, exist_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(descriptor)
        os.replace(draft, target)
    except OSError as exc:
        raise SettingsError(f"Cannot write the settings file {path}: {exc.strerror}.") from exc
