"""From argv to what is run, and from how it ended to an exit code; nothing else.

Exit codes: 0 ended as asked, 1 a failure, 2 a mistake in the command line or the settings, 128 + N by signal N.
"""

import sys

from qmux.errors import UserError
from qmux.tui.first_frame import paint
from qmux.tui.full_screen import FullScreen

TYPE_CHECKING = False  # typing itself is slow to import, and the first frame waits for this module
if TYPE_CHECKING:
    from collections.abc import Sequence

    from qmux.app import Options

MISTAKE = 2


def main(argv: "Sequence[str] | None" = None) -> int:
    """Run qmux with `argv` (without the program's name; sys.argv's by default) and return the exit code."""
    words = sys.argv[1:] if argv is None else argv
    try:
        return _run(words) if words else _full_screen(words)
    except UserError as error:
        print(f"qmux: {error}", file=sys.stderr)
        return MISTAKE


def options(words: "Sequence[str]") -> "Options":
    """Return what the command line asks the full-screen program for; raises UserError for a mistake in it."""
    from qmux.app import Options
    from qmux.commands.shell import parse_shell

    given = parse_shell(words)
    new = given.text("new") if given.given("new") else None
    return Options(given.text("config"), given.text("switch"), new)


def _run(words: "Sequence[str]") -> int:
    """Run with words on the command line, which may ask for something else than the full screen."""
    from qmux import __version__
    from qmux.commands.shell import parse_shell, shell_help

    given = parse_shell(words)
    if given.flag("version"):
        print(f"qmux {__version__}")
        return 0
    if given.flag("help"):
        print(shell_help(), end="")
        return 0
    return _full_screen(words)


def _full_screen(words: "Sequence[str]") -> int:
    """Show the first frame, then import the rest and run it."""
    screen = FullScreen(sys.stdin.fileno(), sys.stdout.fileno())
    screen.start()
    try:
        paint(screen)
        from qmux.app import App
        from qmux.tui.curses_terminal import CursesTerminal

        return App(options(words), notice=screen.notice).run(CursesTerminal(screen))
    finally:
        screen.restore()
