"""A server's tools as rows like those of any other tool.

Owns the names that models call them by, what the user sees of a call, and what a model gets of a result. Leaves the
call itself to server.py. What a server says is untrusted: it names no tool of ours, and never decides about
permissions, for which its tools are "@server/tool". Pure, but for a row's run().
"""

import json
import re
from collections.abc import Collection, Mapping

from qmux.model.message import ToolSpec
from qmux.tools.base import Access, AccessKind, Place, Preview, Tool, ToolContext, ToolOutcome
from qmux.tools.mcp.protocol import ServerTool
from qmux.tools.mcp.server import McpServer
from qmux.tools.wording import for_model, one_line, size, visible

_SHOWN_CHARACTERS = 6000  # of a call's arguments, before the user is asked
_SHOWN_LINES = 60
_LONGEST_NAME = 64  # as the providers have it

_USABLE = re.compile(
    r"[A-Za-z0-9_.:/-]{1,128}"
)  # the specification's, and no sign that means something in a rule
_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9_]|___")


def permission_name(server: str, tool: str) -> str:
    """Return what rules and people call a server's tool."""
    return f"@{server}/{tool}"


def model_name(server: str, tool: str, taken: Collection[str]) -> str:
    """Return the name that a model calls a tool by, as Amazon Q's CLI makes it; "" if it cannot have one.

    It begins with a letter and has letters, digits and _, at most 64. One that is `taken` gets its server's name
    first.
    """
    if not _USABLE.fullmatch(tool):
        return ""
    plain = _fit(tool)
    return next((name for name in (plain, f"{_fit(server)}___{plain}") if _is_free(name, taken)), "")


def tool_row(server: McpServer, tool: ServerTool, name: str) -> Tool:
    """Return the row of a tool that models call by `name`."""
    title = permission_name(server.entry.name, tool.name)

    def accesses(arguments: Mapping[str, object], place: Place) -> tuple[Access, ...]:
        return (Access(AccessKind.CALL, title),)

    def preview(arguments: Mapping[str, object], place: Place) -> Preview:
        line = f"I will call {tool.name} of the MCP server {server.entry.name}"
        return Preview(f"{line} with:", _shown(arguments)) if arguments else Preview(f"{line}.")

    def run(arguments: Mapping[str, object], context: ToolContext) -> ToolOutcome:
        return outcome(server.call(tool.name, arguments, context))

    return Tool(ToolSpec(name, tool.description, tool.schema), accesses, preview, run, AccessKind.CALL, title)


def outcome(result: Mapping[str, object]) -> ToolOutcome:
    """Return what a model gets of a call's result: its texts, and by name what is no text."""
    if result.get("resultType") == "input_required":
        return ToolOutcome(
            "The tool wants to ask the user something itself, which qmux cannot do.", is_error=True
        )
    content = result.get("content")
    parts = [_part(item) for item in content if isinstance(item, dict)] if isinstance(content, list) else []
    has_text = any(is_text for is_text, _ in parts)
    if "structuredContent" in result and not has_text:
        parts.append((True, json.dumps(result["structuredContent"], ensure_ascii=False)))
    text = "\n".join(part for _, part in parts) or "(The tool returned nothing.)"
    return ToolOutcome(for_model(text), is_error=result.get("isError") is True)


def _part(item: Mapping[str, object]) -> tuple[bool, str]:
    """Return whether an item of a result is text, and what a model gets of it."""
    kind = item.get("type")
    if kind == "text":
        return True, _word(item, "text")
    if kind == "resource_link":
        return False, f"[resource {_word(item, 'name')}: {_word(item, 'uri')}]"
    resource = item.get("resource")
    if kind == "resource" and isinstance(resource, dict):
        if isinstance(resource.get("text"), str):
            return True, f"[resource {_word(resource, 'uri')}]\n{resource['text']}"
        return False, _left_out("resource", _word(resource, "uri"), _word(resource, "blob"))
    if kind in ("image", "audio"):
        return False, _left_out(kind, _word(item, "mimeType"), _word(item, "data"))
    return False, f"[content of the type {one_line(str(kind))[:40]} is not included]"


def _left_out(kind: str, name: str, encoded: str) -> str:
    return f"[{kind} {one_line(name)[:200]}, {size(len(encoded) * 3 // 4)}, is not included]"


def _word(item: Mapping[str, object], key: str) -> str:
    value = item.get(key)
    return value if isinstance(value, str) else ""


def _shown(arguments: Mapping[str, object]) -> str:
    """Return a call's arguments for the eye, with what is left out said."""
    text = visible(json.dumps(arguments, ensure_ascii=False, indent=2))
    lines = text[:_SHOWN_CHARACTERS].split("\n")
    shown = "\n".join(lines[:_SHOWN_LINES])
    left = len(text) - len(shown)
    return f"{shown}\n[{left:,} more characters are not shown]" if left else shown


def _fit(name: str) -> str:
    fit = _NOT_IN_A_NAME.sub("", name)
    return fit if fit[:1].isalpha() else f"tool_{fit}"


def _is_free(name: str, taken: Collection[str]) -> bool:
    return name not in taken and len(name) <= _LONGEST_NAME
