"""Notes: what qmux itself says in a session's pane: what a command printed, and notices.

Owns what of a long output is shown first. It is another hand of the coordinator, which makes it. Leaves looks to
render.py, and storing to the transcript. Main thread only.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from qmux.engine.session import ManagedSession
from qmux.model.event import EventKind

if TYPE_CHECKING:
    from qmux.terminal.rows import PaneFrame


class Notes:
    """See the module's docstring; `ready` refuses a session whose conversation is not in memory yet."""

    def __init__(self, ready: Callable[[ManagedSession], None]) -> None:
        self._ready = ready

    def print(self, session: ManagedSession, command: str, text: str) -> None:
        """Show what a command printed in the pane of `session`, from its beginning if it is longer than the pane.

        Raises:
            UserError: the conversation is not in memory yet.
        """
        self._ready(session)
        assert session.pane is not None
        began = _end_of_output(session.pane.frame)
        self._note(session, EventKind.COMMAND_OUTPUT, {"command": command, "text": text})
        frame = session.pane.frame
        session.scroll = max(0, _end_of_output(frame) - began - frame.lines + 1)

    def notice(self, session: ManagedSession, text: str) -> None:
        """Show a notice of qmux in the pane of `session`; raises UserError while it is being loaded."""
        self._ready(session)
        self._note(session, EventKind.NOTICE, {"text": text})

    def _note(self, session: ManagedSession, kind: EventKind, payload: dict[str, object]) -> None:
        assert session.transcript is not None
        session.transcript.note(session.turn, kind, payload)


def _end_of_output(frame: "PaneFrame") -> int:
    """Return the line at which output goes on, counted since the pane began."""
    return frame.scrolled + frame.cursor.line
