"""The command /mcp: the MCP servers of the displayed session."""

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from qmux.commands.command import Arguments
from qmux.commands.context import Context
from qmux.engine.session import ManagedSession
from qmux.errors import UserError
from qmux.terminal.sanitize import strip_controls
from qmux.terminal.width import cell_width

if TYPE_CHECKING:
    from qmux.tools.mcp.workspace import ServerRow, Survey

_NONE = (
    "There are no MCP servers. They are named in .amazonq/mcp.json of the working directory, in mcp.json beside the"
    " settings file, or in ~/.aws/amazonq/mcp.json.\n"
)


def mcp(context: Context, arguments: Arguments) -> None:
    """List the MCP servers of the displayed session, or do something with one."""
    session, action, name = context.displayed(), arguments.text("action"), arguments.text("server")
    if not action:
        context.coordinator.servers.list(session, lambda survey: context.print("/mcp", _list(survey)))
        return
    if not name:
        raise UserError(f"Name the server: /mcp {action} NAME. /mcp lists them.")
    ACTIONS[action](context, session, name)


def _restart(context: Context, session: ManagedSession, name: str) -> None:
    context.say(f"Starting {name} ...")
    context.coordinator.servers.restart(session, name, lambda row: context.say(_sentence(row)))


def _allow(context: Context, session: ManagedSession, name: str) -> None:
    context.say(f"Starting {name} ...")
    context.coordinator.servers.allow(session, name, lambda row: context.say(_sentence(row)))


# What /mcp can do, by the word for it.
ACTIONS: Mapping[str, Callable[[Context, ManagedSession, str], None]] = {
    "restart": _restart,
    "allow": _allow,
}


def _list(survey: "Survey") -> str:
    """Return the list of servers, below the files that name them."""
    if not any(survey):
        return _NONE
    width = max((cell_width(strip_controls(row.name)) for row in survey.servers), default=0)
    files: dict[str, list[str]] = {}
    for row in survey.servers:
        files.setdefault(_head(row), []).append(_line(row, width))
    lines = [line for head, rows in files.items() for line in (head, *rows)]
    return "\n".join([*lines, *map(strip_controls, survey.problems), ""])


def _head(row: "ServerRow") -> str:
    home = os.path.expanduser("~") + os.sep
    file = f"~{os.sep}{row.file.removeprefix(home)}" if row.file.startswith(home) else row.file
    return f"MCP servers of {strip_controls(file)}:"


def _line(row: "ServerRow", width: int) -> str:
    name = strip_controls(row.name)
    return f"  {name}{' ' * (width - cell_width(name))}  {_state(row)}"


def _sentence(row: "ServerRow") -> str:
    return f"MCP server {strip_controls(row.name)}: {_state(row)}"


def _state(row: "ServerRow") -> str:
    count = f", {row.tools} tool{'' if row.tools == 1 else 's'}" if row.tools else ""
    return strip_controls(row.state) + count
