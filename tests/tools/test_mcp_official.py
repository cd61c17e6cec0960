"""A server made with the official package, where that is installed: a judge that we did not write."""

import sys
import time
from importlib.util import find_spec

import pytest

from qmux.cancel import CancelToken
from qmux.tools.base import ToolOutcome
from qmux.tools.mcp.config import ServerEntry
from qmux.tools.mcp.rows import tool_row
from qmux.tools.mcp.server import McpServer, State
from tests.tools.stand_ins import context

SCRIPT = '''
try:
    from mcp.server import MCPServer
except ImportError:
    from mcp.server.fastmcp import FastMCP as MCPServer

server = MCPServer("judge")

@server.tool()
def add(a: int, b: int) -> int:
    """Add two numbers."""
    return a + b

@server.tool()
def boom() -> str:
    """Fail."""
    raise ValueError("no")

server.run("stdio")
'''
SECONDS = 30.0


@pytest.mark.skipif(find_spec("mcp") is None, reason="the package mcp is not installed")
def test_the_official_server_understands_us_and_we_it() -> None:
    entry = ServerEntry("judge", "mcp.json", sys.executable, ("-c", SCRIPT))
    server = McpServer(entry, "/", lambda: None, lambda notice: None)
    server.start()
    while server.awaited:  # its imports take seconds
        server.wait(CancelToken())
    state, reason, tools = server.standing()
    assert (state, reason) == (State.RUNNING, "")
    rows = {tool.name: tool_row(server, tool, tool.name) for tool in tools}
    assert rows["add"].run({"a": 1, "b": 2}, context()) == ToolOutcome("3")
    assert rows["boom"].run({}, context()).is_error
    server.stop()
    assert server.join(time.monotonic() + SECONDS)
