"""MCP over a connection: the handshake in both forms, the list of tools, a call.

Owns the protocol's words. Leaves JSON-RPC to connection.py and what a model or a user gets of it to rows.py. Sources:
the specifications of 2025-11-25 and before (`initialize`) and of 2026-07-28 (stateless, `server/discover`). The
latter would have `server/discover` asked first; `initialize` first needs no time limit, since servers that speak both
take it, and the others refuse it at once. Every function blocks its caller.
"""

import json
from collections.abc import Callable, Mapping
from typing import NamedTuple

from qmux import __version__, log
from qmux.cancel import CancelToken
from qmux.tools.mcp.connection import Connection, McpError, Progress, RefusedError, with_meta
from qmux.tools.wording import for_model, one_line

LEGACY_VERSIONS = ("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05")
MODERN_VERSION = "2026-07-28"

LONGEST_DESCRIPTION = 10_004  # characters, as Amazon Q's CLI cuts them
_LARGEST_SCHEMA = 100_000  # characters of JSON
_MOST_TOOLS = 500
_MOST_PAGES = 100
_METHOD_NOT_FOUND = -32601

_CLIENT = {"name": "qmux", "version": __version__}
_META = "io.modelcontextprotocol/"
# What Anthropic's servers refuse at the top of a schema, and what says nothing there.
_NOT_AT_THE_TOP = frozenset(("oneOf", "anyOf", "allOf", "$schema"))


class ServerTool(NamedTuple):
    """A tool as its server tells of it, made fit for a model; `name` is the server's."""

    name: str
    description: str
    schema: Mapping[str, object]


class Peer(NamedTuple):
    """A server that has been greeted; `meta` goes with each request."""

    connection: Connection
    meta: Mapping[str, object]

    def tools(self, timeout: Callable[[], float], cancel: CancelToken) -> tuple[ServerTool, ...]:
        """Return all tools of the server that can be used, in its order; raises as Connection.request()."""
        rows: list[object] = []
        cursor: object = None
        for _ in range(_MOST_PAGES):
            params = {"cursor": cursor} if isinstance(cursor, str) else {}
            try:
                page = self._ask("tools/list", params, timeout, cancel)
            except RefusedError as refused:
                if refused.code == _METHOD_NOT_FOUND:
                    return ()  # a server of prompts or resources alone
                raise
            found = page.get("tools")
            rows += found if isinstance(found, list) else []
            cursor = page.get("nextCursor")
            if not isinstance(cursor, str) or len(rows) >= _MOST_TOOLS:
                break
        tools = tuple(tool for row in rows[:_MOST_TOOLS] if (tool := _tool(row)) is not None)
        if len(tools) < len(rows):
            unfit = len(rows) - len(tools)
            log.warning(f"MCP server {self.connection.name}: {unfit} of {len(rows)} tools cannot be used")
        return tools

    def call(
        self,
        tool: str,
        arguments: Mapping[str, object],
        timeout: Callable[[], float],
        cancel: CancelToken,
        progress: Progress,
    ) -> Mapping[str, object]:
        """Call a tool and return the result as it came; raises as Connection.request()."""
        return self._ask("tools/call", {"name": tool, "arguments": arguments}, timeout, cancel, progress)

    def _ask(
        self,
        method: str,
        params: Mapping[str, object],
        timeout: Callable[[], float],
        cancel: CancelToken,
        progress: Progress | None = None,
    ) -> Mapping[str, object]:
        told = with_meta(params, self.meta) if self.meta else params
        return self.connection.request(method, told, timeout, cancel, progress)


def greet(connection: Connection, timeout: Callable[[], float], cancel: CancelToken) -> Peer:
    """Agree with a server on a version; raises McpError where there is none, and as Connection.request()."""
    offer = {"protocolVersion": LEGACY_VERSIONS[0], "capabilities": {}, "clientInfo": _CLIENT}
    try:
        result = connection.request("initialize", offer, timeout, cancel)
    except RefusedError as refused:
        return _discover(connection, timeout, cancel, refused)
    version = result.get("protocolVersion")
    if version not in LEGACY_VERSIONS:
        raise McpError(
            f"it speaks version {one_line(str(version))[:40]} of the protocol, which qmux does not"
        )
    connection.notify("notifications/initialized")
    return Peer(connection, {})


def _discover(
    connection: Connection, timeout: Callable[[], float], cancel: CancelToken, refused: RefusedError
) -> Peer:
    """Greet a server without a handshake; where it is none of those either, its first refusal counts."""
    meta = {
        f"{_META}protocolVersion": MODERN_VERSION,
        f"{_META}clientInfo": _CLIENT,
        f"{_META}clientCapabilities": {},
    }
    try:
        result = connection.request("server/discover", {"_meta": meta}, timeout, cancel)
    except RefusedError:
        raise McpError(f"it refused to begin: {refused}") from refused
    versions = result.get("supportedVersions")
    if not isinstance(versions, list) or MODERN_VERSION not in versions:
        raise McpError(f"it does not speak version {MODERN_VERSION} of the protocol")
    return Peer(connection, meta)


def _tool(row: object) -> ServerTool | None:
    """Return a tool that a model can be told of; None for one without a name, a description or a sane schema."""
    if not isinstance(row, dict):
        return None
    name, description, schema = (row.get(key) for key in ("name", "description", "inputSchema"))
    if not isinstance(name, str) or not isinstance(description, str) or not description.strip():
        return None
    if not isinstance(schema, dict) or len(json.dumps(schema)) > _LARGEST_SCHEMA:
        return None
    top = {key: value for key, value in schema.items() if key not in _NOT_AT_THE_TOP}
    properties = top.get("properties")
    fit = {**top, "type": "object", "properties": properties if isinstance(properties, dict) else {}}
    return ServerTool(name, for_model(description, LONGEST_DESCRIPTION), fit)
