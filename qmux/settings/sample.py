"""The commented sample of a settings file, made from the table."""

import textwrap

from qmux.settings.edit import literal
from qmux.settings.table import SETTINGS, TABLES, Setting, allowed

_WIDTH = 78

# Its rows are the user's own.
_KEYS = """[keys]
# Keys and the command lines that they run, as they are typed but for the slash; an
# empty one takes a binding away. /keys shows the keys as they are.
#prefix = "ctrl-b"
#"ctrl-t" = "new review"
#"prefix x" = "close"
"""


def sample() -> str:
    """Return a settings file that changes nothing: each setting with its help, its default as a comment."""
    head = "# Settings of qmux. Each line shows the default: take away the # and change it.\n"
    return "\n".join([head, *map(_table, TABLES), _KEYS])


def _table(table: str) -> str:
    rows = [setting for setting in SETTINGS if setting.name.startswith(f"{table}.")]
    return "\n".join([f"[{table}]", *map(_setting, rows)]) + "\n"


def _setting(setting: Setting) -> str:
    help_lines = textwrap.wrap(f"{setting.help} It is {allowed(setting)}.", _WIDTH, break_on_hyphens=False)
    comment = "\n".join(f"# {line}" for line in help_lines)
    return f"{comment}\n#{setting.name.partition('.')[2]} = {literal(setting.default)}\n"
