"""What a tool is given in tests: a session without rivals whose user and pane are the test."""

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from qmux.cancel import CancelToken
from qmux.tools.base import Access, Place, Preview, Question, ToolContext
from qmux.tools.mcp.approvals import Approvals
from qmux.tools.mcp.servers import McpServers


class Files:
    """Files that nobody else claims; `claimed` and `seen` hold what the tool asked for."""

    def __init__(self) -> None:
        self.claimed: list[str] = []
        self.seen: list[str] = []

    def read(self, path: str) -> None:
        """Remember what was read."""
        self.seen.append(path)

    def writing(self, paths: Sequence[str], cancel: CancelToken) -> AbstractContextManager[None]:
        """Remember what was claimed."""
        self.claimed += paths
        return nullcontext()


def declined(question: Question) -> str:
    """Answer as a user who declines."""
    return ""


def permitted(accesses: tuple[Access, ...], preview: Preview) -> None:
    """Permit whatever turns out during a call."""


def context(
    directory: Path | str = "/",
    ask: Callable[[Question], str] = declined,
    permit: Callable[[tuple[Access, ...], Preview], None] = permitted,
    check: Callable[[tuple[Access, ...]], None] = lambda accesses: None,
    show: Callable[[str], None] = lambda text: None,
    cancel: CancelToken | None = None,
    timeout: float = 20.0,
    secret_variables: frozenset[str] = frozenset(),
    withheld: tuple[str, ...] = (),
) -> ToolContext:
    """Return a context for one call in `directory`, whose @session/ is the directory "session" in it."""
    return ToolContext(
        place=Place(str(directory), str(Path(directory) / "session")),
        cancel=cancel or CancelToken(),
        ask=ask,
        permit=permit,
        check=check,
        show=show,
        progress=lambda done, total: None,
        timeout=lambda: timeout,
        files=Files(),
        secret_variables=secret_variables,
        withheld=withheld,
    )


def no_servers(reserved: Collection[str] = ()) -> McpServers:
    """Return MCP servers of which no user's file names one."""
    return McpServers(reserved, (), Approvals("/nonexistent/mcp-allowed"))
