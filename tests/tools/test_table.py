"""The table of tools, tested as data."""

from collections.abc import Mapping

import pytest

from qmux.tools.base import Place
from qmux.tools.table import TOOLS

# A call of each tool.
CALLS: Mapping[str, Mapping[str, object]] = {
    "fs_read": {"operations": [{"mode": "Line", "path": "a"}]},
    "fs_write": {"command": "create", "path": "a", "file_text": "x"},
    "execute_bash": {"command": "ls"},
    "glob": {"pattern": "*.py"},
    "grep": {"pattern": "x"},
    "fetch": {"url": "https://example.com/"},
    "ask_user": {"question": "Which?"},
}


@pytest.mark.parametrize("name", TOOLS)
def test_the_list_of_tools_says_what_kind_of_access_a_tool_needs(name: str) -> None:
    tool = TOOLS[name]
    accesses = tool.accesses(CALLS[name], Place("/work", "/sessions/mine"))
    assert {access.kind for access in accesses} == ({tool.kind} if tool.kind else set())
    assert tool.spec.name == name
