"""COMMANDS: all that a user can tell qmux to do, one row each.

Owns the order in which the documents show them: what is typed first, then what keys do, then the shell's. The rows
are in tables/, a file for each family. Parser, completion, /help, the man page and docs/commands.md read this table;
there is no second list.
"""

from qmux.commands.command import Command
from qmux.commands.tables import (
    chooser,
    conversation,
    copy_mode,
    editing,
    everywhere,
    finding,
    popup,
    program,
    sessions,
    shell,
    tools,
)

_SLASH = sessions.ROWS + conversation.ROWS + finding.SLASH + tools.ROWS + program.ROWS
_KEY = everywhere.ROWS + editing.ROWS + chooser.ROWS + finding.KEYS + copy_mode.ROWS + popup.ROWS

COMMANDS: tuple[Command, ...] = _SLASH + _KEY + shell.ROWS
