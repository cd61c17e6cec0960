"""The first frame: what the screen shows while the rest of qmux is still being imported.

Owns its two lines, which are those that the view gives for no sessions (a test compares them): when the view is
there it adds its colors and nothing moves. It buys 20 ms of the 35 ms that a start takes. A terminal too small for
the two lines as they are waits for the view.
"""

import curses

from qmux.tui.full_screen import FullScreen

PROMPT = "[Current: -] q> "
STATUS = "qmux  restoring sessions"
LEAST_COLUMNS, LEAST_LINES = 40, 10  # below, the view writes other lines


def paint(screen: FullScreen) -> None:
    """Show the first frame on a screen that was just started."""
    lines, columns = screen.window.getmaxyx()
    if columns < LEAST_COLUMNS or lines < LEAST_LINES:
        return
    screen.window.addstr(lines - 1, 0, STATUS.ljust(columns - 1), curses.A_REVERSE)
    screen.window.addstr(lines - 2, 0, PROMPT, curses.A_BOLD)
    screen.window.refresh()
    screen.window.erase()  # takes effect below the view's windows, whose first draw covers the screen
