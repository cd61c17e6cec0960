"""The shell's command line, read by the same table and parser as the commands of the prompt.

Owns the words of `qmux --help`. Leaves running it, and exit codes, to cli.py. (argparse would cost 12 ms.)
"""

from collections.abc import Sequence

from qmux.commands.command import Arguments, Command, Scope
from qmux.commands.describe import argument_rows, table
from qmux.commands.parse import mistake, parse_words
from qmux.commands.table import COMMANDS


def parse_shell(words: Sequence[str]) -> Arguments:
    """Read the words after the program's name; raise UserError for a mistake in them.

    The arguments are: switch (text), new (given, and its text if it has one), config (text), version, help (flags).
    """
    arguments = parse_words(_program(), words)
    if arguments.given("switch") and arguments.given("new"):
        raise mistake(_program(), "--switch and --new cannot go together")
    return arguments


def shell_help() -> str:
    """Return what `qmux --help` prints."""
    program = _program()
    return (
        f"Usage: {program.usage}\n\n{program.summary}.\n\nOptions:\n{table(argument_rows(program))}\n"
        f"Example: {program.example}\n\n“man qmux” tells more; /help and /keys explain the running program.\n"
    )


def _program() -> Command:
    return next(row for row in COMMANDS if row.scope is Scope.SHELL)
