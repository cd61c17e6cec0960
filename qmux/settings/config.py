"""The settings that are in force: read from one file, checked against the table.

Owns validation and its messages. Leaves the rows to table.py, changing the file to edit.py, and TOML to the parser
that the caller hands in: tomllib is slow to import and not needed where there is no file. Settings never change;
any thread may read them.
"""

import math
import os
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import cast

from qmux.errors import BugError, SettingsError
from qmux.model.suggest import did_you_mean
from qmux.settings.table import (
    BY_NAME,
    FLAG,
    INTEGER,
    LIST,
    NUMBER,
    OPEN_TABLES,
    SETTINGS,
    TABLES,
    TEXT,
    UNUSED_TABLES,
    Setting,
    Value,
    allowed,
)
from qmux.settings.templates import TABLE as TEMPLATES
from qmux.settings.templates import Template, check_templates

Parse = Callable[[str, str], Mapping[str, object]]  # of a text, from a path

_SIZE_LIMIT = 1_000_000  # bytes; a settings file of this size is another file


class Settings:
    """The value of each setting.

    `path` is the file that they may come from, `warnings` what was odd in it, `values` those that it sets, `tables`
    what the tables hold whose rows the user names, unchecked, `templates` what sessions can be made of.
    """

    def __init__(
        self,
        path: str,
        values: Mapping[str, Value],
        warnings: tuple[str, ...] = (),
        tables: Mapping[str, Mapping[str, object]] | None = None,
        templates: Mapping[str, Template] = MappingProxyType({}),
    ) -> None:
        self.templates = templates
        self.path = path
        self.warnings = warnings
        self.values = dict(values)
        self.tables = dict(tables or {})

    def integer(self, name: str) -> int:
        """Return the value of an integer setting; BugError for a name that is none, as with the other readers."""
        return cast(int, self._read(name, INTEGER))

    def number(self, name: str) -> float:
        """Return the value of a number setting."""
        return cast(float, self._read(name, NUMBER))

    def flag(self, name: str) -> bool:
        """Return the value of a flag."""
        return cast(bool, self._read(name, FLAG))

    def text(self, name: str) -> str:
        """Return the value of a text setting."""
        return cast(str, self._read(name, TEXT))

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the value of a list setting."""
        return cast(tuple[str, ...], self._read(name, LIST))

    def shown(self, name: str) -> str:
        """Return the value of any setting as it may be shown to anybody: a secret as asterisks."""
        setting = BY_NAME[name]
        return show(setting, self.values.get(name, setting.default))

    def __repr__(self) -> str:
        return f"Settings({self.path!r})"  # without the values: one of them is a key

    def _read(self, name: str, kind: str) -> Value:
        setting = BY_NAME.get(name)
        if setting is None or setting.kind != kind:
            raise BugError(f"{name} is no {kind} setting")
        return self.values.get(name, setting.default)


def load(path: str, parse: Parse) -> Settings:
    """Read the settings file; where there is none, everything has its default.

    Raises:
        SettingsError: the file cannot be read, is not TOML, or has values that are not allowed: one line each.
    """
    text = read_file(path)
    if text is None:
        return defaults(path)
    settings = check(parse(text, path), path)
    warnings = (*settings.warnings, *_too_open(settings))
    return Settings(path, settings.values, warnings, settings.tables, settings.templates)


def defaults(path: str) -> Settings:
    """Return the defaults; `path` is the file that does not exist."""
    return Settings(path, {})


def read_file(path: str) -> str | None:
    """Return what the settings file says, line ends as they are, or None if there is none.

    Raises:
        SettingsError: it cannot be read.
    """
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            text = file.read(_SIZE_LIMIT + 1)
    except FileNotFoundError:
        return None
    except OSError as exc:
        raise SettingsError(f"Cannot read the settings file {path}: {exc.strerror}.") from exc
    except UnicodeDecodeError as exc:
        raise SettingsError(
            f"The settings file {path} is not UTF-8 at byte {exc.start}: mend or move it."
        ) from exc
    if len(text) > _SIZE_LIMIT:
        raise SettingsError(f"The settings file {path} is larger than {_SIZE_LIMIT} bytes: move it away.")
    return text


def check(tables: Mapping[str, object], path: str) -> Settings:
    """Check everything in a settings file at `path`, already parsed.

    Raises:
        SettingsError: values that are not allowed, one line each.
    """
    values: dict[str, Value] = {}
    problems: list[str] = []
    warnings: list[str] = []
    templates = check_templates(tables.get(TEMPLATES), problems)
    for name, value in _flatten(tables, problems, warnings):
        setting = BY_NAME.get(name)
        if setting is None:
            warnings.append(f"{name} is unknown and ignored.{did_you_mean(name, _spellings(name))}")
            continue
        try:
            values[name] = check_value(setting, value)
        except ValueError as exc:
            problems.append(str(exc))
            continue
        warnings += _doubts(setting, value)
    if problems:
        raise SettingsError("\n".join(f"{path}: {problem}" for problem in problems))
    tables_kept = {name: rows for name in OPEN_TABLES if isinstance(rows := tables.get(name), Mapping)}
    said = tuple(f"{path}: {warning}" for warning in warnings)
    return Settings(path, values, said, tables_kept, templates)


def _flatten(
    tables: Mapping[str, object], problems: list[str], warnings: list[str]
) -> list[tuple[str, object]]:
    """Return what the known tables hold as ("table.key", value); say what is odd about the others."""
    found: list[tuple[str, object]] = []
    for table, content in tables.items():
        if table in UNUSED_TABLES:
            warnings.append(f"[{table}] is not used by this version of qmux.")
        elif table in OPEN_TABLES and isinstance(content, Mapping):
            continue
        elif table in (*TABLES, *OPEN_TABLES) and not isinstance(content, Mapping):
            problems.append(f"{table} is {_written(content)}; it must be a table, [{table}].")
        elif isinstance(content, Mapping) and table in TABLES:
            found += [(f"{table}.{key}", value) for key, value in content.items()]
        elif isinstance(content, Mapping):
            warnings.append(
                f"[{table}] is unknown and ignored.{did_you_mean(table, (*TABLES, *OPEN_TABLES))}"
            )
        else:
            found.append((table, content))
    return found


def _spellings(name: str) -> list[str]:
    """Return the names to compare an unknown one with: of its own table, or all for a key that has none."""
    table, dot, _ = name.partition(".")
    if dot:
        return [setting.name for setting in SETTINGS if setting.name.startswith(f"{table}.")]
    return [setting.name.partition(".")[2] for setting in SETTINGS]


def check_value(setting: Setting, value: object) -> Value:
    """Return `value` as the setting's; raise ValueError with a sentence that names both and what is allowed."""
    if setting.kind == NUMBER and type(value) is int:
        value = float(value)
    if setting.kind == LIST and isinstance(value, list):  # as TOML has it; ours cannot be changed
        value = tuple(value)
    if _fits(setting, value):
        return cast(Value, value)
    hint = did_you_mean(value, setting.choices) if isinstance(value, str) else ""
    raise ValueError(f"{setting.name} is {_written(value, setting)}; it must be {allowed(setting)}.{hint}")


_TYPES: dict[str, type] = {INTEGER: int, NUMBER: float, FLAG: bool, TEXT: str, LIST: tuple}


def _fits(setting: Setting, value: object) -> bool:
    if type(value) is not _TYPES[setting.kind]:  # not isinstance: true is no integer here
        return False
    if isinstance(value, str):
        return value in setting.choices if setting.choices else value.isprintable()
    if isinstance(value, tuple):
        return all(isinstance(text, str) and text.isprintable() for text in value)
    number = cast(float, value)
    low, high = setting.minimum, setting.maximum
    return math.isfinite(number) and (low is None or number >= low) and (high is None or number <= high)


def _doubts(setting: Setting, value: object) -> list[str]:
    if setting.warn_above is None or not isinstance(value, int) or value <= setting.warn_above:
        return []
    limit = f"{setting.warn_above} {setting.unit}".rstrip()
    return [f"{setting.name} is {value}; more than {limit} may need more memory than there is."]


def _too_open(settings: Settings) -> list[str]:
    """Return a warning if a secret stands in a file that others can read; Windows has other means for that."""
    secrets = [setting.name for setting in SETTINGS if setting.secret and settings.values.get(setting.name)]
    if not secrets or os.name == "nt" or not os.stat(settings.path).st_mode & 0o077:
        return []
    return [f"{settings.path}: {secrets[0]} can be read by other users. Run: chmod 600 {settings.path}"]


def show(setting: Setting, value: Value) -> str:
    """Return a value as the settings file would have it; a secret that is set as asterisks."""
    return _written(value, setting)


def _written(value: object, setting: Setting | None = None) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        hidden = setting is not None and setting.secret and value
        return '"***"' if hidden else f'"{value}"'
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, tuple) and all(isinstance(text, str) for text in value):
        return f"[{', '.join(_written(text) for text in value)}]"
    return (
        "a table"
        if isinstance(value, Mapping)
        else "a list"
        if isinstance(value, list | tuple)
        else str(value)
    )
