"""From argv to what is run, and from how it ended to an exit code; nothing else.

Exit codes: 0 ended as asked, 1 a failure, 2 a mistake in the command line or the settings, 128 + N by signal N.
"""

import sys
from collections.abc import Sequence

from qmux.app import App, Options
from qmux.errors import UserError

MISTAKE = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run qmux with `argv` (without the program's name; sys.argv's by default) and return the exit code."""
    words = sys.argv[1:] if argv is None else argv
    try:
        return _run(words) if words else _full_screen(Options())
    except UserError as error:
        print(f"qmux: {error}", file=sys.stderr)
        return MISTAKE


def options(words: Sequence[str]) -> Options:
    """Return what the command line asks the full-screen program for; raises UserError for a mistake in it."""
    from qmux.commands.shell import parse_shell

    given = parse_shell(words)
    new = given.text("new") if given.given("new") else None
    return Options(given.text("config"), given.text("switch"), new)


def _run(words: Sequence[str]) -> int:
    """Run with words on the command line; the tables that read them are not imported without any."""
    from qmux import __version__
    from qmux.commands.shell import parse_shell, shell_help

    given = parse_shell(words)
    if given.flag("version"):
        print(f"qmux {__version__}")
        return 0
    if given.flag("help"):
        print(shell_help(), end="")
        return 0
    return _full_screen(options(words))


def _full_screen(wanted: Options) -> int:
    from qmux.tui.curses_terminal import CursesTerminal

    return App(wanted).run(CursesTerminal(sys.stdin.fileno(), sys.stdout.fileno()))
