"""TOOLS: one row per tool that a model may call, by name, in the order in which models are told of them.

Owns the list. Leaves each tool to its file. The order is stable, because servers cache what repeats.
"""

from collections.abc import Mapping

from qmux.tools.ask_user import ASK_USER
from qmux.tools.base import Tool
from qmux.tools.execute_bash import EXECUTE_BASH
from qmux.tools.fetch import FETCH
from qmux.tools.fs_read import FS_READ
from qmux.tools.fs_write import FS_WRITE
from qmux.tools.glob import GLOB
from qmux.tools.grep import GREP

_ROWS = (FS_READ, FS_WRITE, EXECUTE_BASH, GLOB, GREP, FETCH, ASK_USER)

TOOLS: Mapping[str, Tool] = {tool.spec.name: tool for tool in _ROWS}
