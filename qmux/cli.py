"""From argv to what is run, and from how it ended to an exit code; nothing else.

Exit codes: 0 ended as asked, 1 a failure, 2 a mistake in the command line or the settings, 128 + N by signal N.
"""

import sys
from collections.abc import Sequence

from qmux import __version__
from qmux.app import App
from qmux.commands.shell import parse_shell, shell_help
from qmux.errors import UserError

MISTAKE = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run qmux with `argv` (without the program's name; sys.argv's by default) and return the exit code."""
    try:
        arguments = parse_shell(sys.argv[1:] if argv is None else argv)
        if arguments.flag("version"):
            print(f"qmux {__version__}")
            return 0
        if arguments.flag("help"):
            print(shell_help(), end="")
            return 0
        return _full_screen(App(arguments))
    except UserError as error:
        print(f"qmux: {error}", file=sys.stderr)
        return MISTAKE


def _full_screen(app: App) -> int:
    from qmux.tui.curses_terminal import CursesTerminal

    return app.run(CursesTerminal(sys.stdin.fileno(), sys.stdout.fileno()))
