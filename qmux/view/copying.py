"""Copying: which panes are in copy mode, the line in which a pattern is typed, and what was copied last.

Each pane has a copy mode of its own, as in tmux, which goes with it: leaving a session for another and coming back
changes nothing. Owns entering and leaving, and the row at the top of the view meanwhile. Leaves what a mode does to
copy_mode.py. Main thread only.
"""

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from qmux.view.copy_mode import CopyMode
from qmux.view.pane_text import PaneText, Position, extent_of, row_at, scroll_to
from qmux.view.pane_view import Viewport, viewport
from qmux.view.prompt import LineEditor
from qmux.view.prompt_view import PromptView

if TYPE_CHECKING:
    from qmux.engine.session import ManagedSession
    from qmux.terminal.pane import Pane
    from qmux.terminal.rows import PaneFrame


class Copying:
    """Copy modes; `search` edits the pattern that is typed, `copied` is the text that was copied last.

    `hint` says what the keys of copy mode do.
    """

    def __init__(self) -> None:
        self.search = LineEditor()
        self.search.load_history([])
        self.search_view = PromptView()
        self.copied = ""
        self.hint = ""
        self._modes: WeakKeyDictionary[Pane, CopyMode] = WeakKeyDictionary()

    def mode(self, session: "ManagedSession | None") -> CopyMode | None:
        """Return the copy mode that `session` is in."""
        return None if session is None or session.pane is None else self._modes.get(session.pane)

    def enter(self, pane: "Pane", view: Viewport, lines: int) -> CopyMode:
        """Put `pane` in copy mode where it is looked at; one that is in it already stays where it is."""
        frame = pane.frame
        mode = self._modes.get(pane)
        if mode is None:
            cursor = Position(frame.scrolled + frame.cursor.line, frame.cursor.column)
            mode = CopyMode(pane_text(pane, frame, lines), row_at(frame, view), cursor)
            self._modes[pane] = mode
        return mode

    def leave(self, session: "ManagedSession") -> None:
        """Take `session` out of copy mode; what it shows then is its newest rows."""
        if session.pane is not None and self._modes.pop(session.pane, None) is not None:
            session.scroll = 0

    def width_changes(self) -> None:
        """Let all modes note where they are, before their panes get another width."""
        for pane, mode in self._modes.items():
            mode.remember(pane_text(pane, pane.frame, mode.extent.lines))

    def ask(self, mode: CopyMode, direction: str) -> None:
        """Begin to take a pattern for a search, "/" forward or "?" back."""
        mode.asking = direction
        self.search.load("", 0)

    def viewport(self, mode: CopyMode, pane: "Pane", frame: "PaneFrame", lines: int) -> Viewport:
        """Return what is seen of the pane, and let the mode know what has become of its rows."""
        mode.settle(pane_text(pane, frame, lines))
        return viewport(frame, scroll_to(frame, viewport(frame, 0, lines), mode.top), lines)


def pane_text(pane: "Pane", frame: "PaneFrame", lines: int) -> PaneText:
    """Return the rows of a pane as text, for a view of `lines` lines."""
    return PaneText(extent_of(frame, lines), frame.clusters, pane.excerpt)
