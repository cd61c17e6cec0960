"""mcp.json: which MCP servers there are, by the user's files and the workspace's.

Owns reading and judging the files, in the form of Amazon Q's CLI:

    {"mcpServers": {NAME: {"command", "args", "env", "timeout", "disabled"}}}

Leaves starting anything to server.py. What cannot be used is told with its file and reason, and harms nothing else.
Blocks on the disk, for at most a megabyte of each file; never called on the main thread.
"""

import hashlib
import json
import os
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from qmux.tools.base import ToolMistakeError
from qmux.tools.files import open_text
from qmux.tools.wording import one_line

WORKSPACE_FILE = os.path.join(".amazonq", "mcp.json")
USER_FILE = os.path.join("~", ".aws", "amazonq", "mcp.json")

_LARGEST_FILE = 1_000_000  # bytes
_MOST_SERVERS = 50
_SHOWN = 1000  # characters of a command
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,64}")  # it stands in rules, as @NAME/TOOL
_VARIABLE = re.compile(r"\$\{env:([^}]*)\}")


class ServerEntry(NamedTuple):
    """One server of one file.

    `timeout` is in seconds, None where the file leaves it to qmux. `problem` says why it cannot be started, "" if it
    can. `from_workspace` says that a file of the workspace names it, which anybody may have written. `fingerprint`
    changes with anything that stands in the entry.
    """

    name: str
    file: str
    command: str = ""
    arguments: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    timeout: float | None = None
    disabled: bool = False
    problem: str = ""
    from_workspace: bool = False
    fingerprint: str = ""

    @property
    def line(self) -> str:
        """What it would run, as people read it; of variables the names alone, since values may be secret."""
        line = " ".join((*(f"{name}=..." for name, _ in self.environment), self.command, *self.arguments))
        more = len(line) - _SHOWN
        return one_line(line[:_SHOWN]) + (f" ... ({more:,} more characters in the file)" if more > 0 else "")


class Configuration(NamedTuple):
    """The servers of a directory, by name, and a sentence for each thing that is wrong with a file."""

    entries: Mapping[str, ServerEntry]
    problems: tuple[str, ...]


def read_configuration(directory: str, user_files: Sequence[str]) -> Configuration:
    """Return the servers for sessions in `directory`; where files name the same one, the workspace's counts.

    After it come `user_files` in their order.
    """
    entries: dict[str, ServerEntry] = {}
    problems: list[str] = []
    workspace = os.path.join(directory, WORKSPACE_FILE)
    for path in dict.fromkeys((workspace, *map(os.path.expanduser, user_files))):
        try:
            rows = _read(path)
        except _BrokenFileError as broken:
            problems.append(f"MCP servers: {one_line(path)} is not used: {broken}. Mend it, or remove it.")
            continue
        for name, row in rows.items():
            entry = _entry(name, path, row)._replace(
                from_workspace=path == workspace, fingerprint=_fingerprint(path, name, row)
            )
            entries.setdefault(entry.name, entry)
    return Configuration(entries, tuple(problems))


def _fingerprint(path: str, name: str, row: object) -> str:
    return hashlib.sha256(json.dumps([os.path.realpath(path), name, row]).encode()).hexdigest()


class _BrokenFileError(ValueError):
    """A file without a list of servers; its text says why."""


def _read(path: str) -> Mapping[str, object]:
    """Return the servers of a file as they stand there, none if there is no file."""
    if not os.path.exists(path):
        return {}
    try:
        with open_text(os.path.realpath(path)) as file:
            content = file.read(_LARGEST_FILE + 1)
    except (OSError, ToolMistakeError) as exc:
        raise _BrokenFileError(one_line(str(exc)).rstrip(".")) from exc
    if len(content) > _LARGEST_FILE:
        raise _BrokenFileError("it is larger than 1 MB")
    return _servers(content)


def _servers(content: bytes) -> Mapping[str, object]:
    try:
        value = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as exc:
        raise _BrokenFileError(f"it is not JSON ({one_line(str(exc))})") from exc
    servers = value.get("mcpServers", {}) if isinstance(value, dict) else None
    if not isinstance(servers, dict):
        raise _BrokenFileError('it has no object "mcpServers"')
    if len(servers) > _MOST_SERVERS:
        raise _BrokenFileError(f"it names more than {_MOST_SERVERS} servers")
    return servers


def _entry(name: str, path: str, row: object) -> ServerEntry:
    """Return the entry that `row` writes; one that makes no sense says so in its `problem`."""
    if not _NAME.fullmatch(name):
        problem = "its name may have up to 64 letters, digits, and _ . -"
        return ServerEntry(one_line(name)[:64], path, problem=problem)
    try:
        return _checked(name, path, row)
    except _EntryError as mistake:
        return ServerEntry(name, path, problem=str(mistake))


class _EntryError(ValueError):
    """An entry that cannot be started; its text says why."""


def _checked(name: str, path: str, row: object) -> ServerEntry:
    if not isinstance(row, dict):
        raise _EntryError("it is not an object")
    disabled = row.get("disabled") is True
    kind = row.get("type", "stdio")
    if kind != "stdio" or ("url" in row and "command" not in row):
        told = kind if isinstance(kind, str) and kind != "stdio" else "http"
        raise _EntryError(f"its type {one_line(told)[:20]} is not supported, only servers with a command are")
    return ServerEntry(
        name,
        path,
        _command(row),
        _arguments(row),
        () if disabled else _environment(row),
        _timeout(row),
        disabled,
    )


def _command(row: Mapping[str, object]) -> str:
    command = row.get("command")
    if not isinstance(command, str) or not command.strip() or "\0" in command:
        raise _EntryError('"command" must be a text that is not empty')
    return os.path.expanduser(command)


def _arguments(row: Mapping[str, object]) -> tuple[str, ...]:
    arguments = row.get("args") or []
    if not isinstance(arguments, list) or not all(
        isinstance(each, str) and "\0" not in each for each in arguments
    ):
        raise _EntryError('"args" must be a list of texts')
    return tuple(arguments)


def _environment(row: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    variables = row.get("env") or {}
    if not isinstance(variables, dict) or not all(isinstance(value, str) for value in variables.values()):
        raise _EntryError('"env" must be an object of texts')
    if any(not name or "=" in name or "\0" in name + value for name, value in variables.items()):
        raise _EntryError('"env" has a name or a value that no variable can have')
    return tuple((name, _VARIABLE.sub(_value, value)) for name, value in variables.items())


def _value(found: re.Match[str]) -> str:
    value = os.environ.get(found[1])
    if value is None:
        name = one_line(found[1])[:60]
        raise _EntryError(f'"env" needs the variable {name}, which is not set where qmux was started')
    return value


def _timeout(row: Mapping[str, object]) -> float | None:
    """Return the seconds of "timeout", which the file gives in milliseconds."""
    value = row.get("timeout")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e9:
        raise _EntryError('"timeout" must be a number of milliseconds')
    return value / 1000
