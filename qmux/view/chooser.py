"""Chooser: the list of all sessions over the pane, filtered as one types, and the one of them that is peeked at.

Owns what is listed, what is selected, and the two lines that are typed in: the filter, and the answer to the session
that is peeked at, which is that session's own draft. The displayed session's draft and scroll are not touched. Leaves
the picture to chooser_view.py, and what keys do to commands/. Main thread only.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from qmux.model.rope import Rope
from qmux.model.session import TYPE_LOOKS, SessionStatus
from qmux.view.fuzzy import score
from qmux.view.pane_view import HistoryReader
from qmux.view.prompt import LineEditor
from qmux.view.prompt_view import PromptView

if TYPE_CHECKING:
    from qmux.engine.session import ManagedSession
    from qmux.view.sessions import Sessions

ALL = "all"
_FILTER_LENGTH = 200  # characters of what is typed: names are not longer, and a paste may be of any length

# Which sessions are listed, by the word that is shown and typed for it.
FILTERS: "dict[str, Callable[[ManagedSession], bool]]" = {
    ALL: lambda session: True,
    "waiting": lambda session: session.reason is not None,
    "working": lambda session: session.working,
    "failed": lambda session: session.status is SessionStatus.FAILED,
    "paused": lambda session: session.status is SessionStatus.PAUSED,
}


class Chooser:
    """See the module's docstring.

    `keys` are the keys of the filters, to be shown; the hints say what other keys do. `filter` and `answer` are the
    two lines. `top` is the place in the list of the uppermost row in sight. `peeked` is the session that is peeked
    at, None while the list is there; `scroll` is how many rows back it is looked at.
    """

    def __init__(self, sessions: "Sessions", keys: Mapping[str, str], list_hint: str, peek_hint: str) -> None:
        self.keys = keys
        self.list_hint = list_hint
        self.peek_hint = peek_hint
        self.filter, self.answer = LineEditor(), LineEditor()
        self.filter.load_history([])
        self.shown = ALL  # one of FILTERS
        self.peeked: ManagedSession | None = None
        self.top = self.scroll = 0
        self.history = HistoryReader()
        self.prompt_view = PromptView()
        self._query = Rope()
        self._pointed_at = ""
        first = next((row.session for row in sessions.waiting()), sessions.active)
        self._selected = first.id if first is not None else ""

    @property
    def editor(self) -> LineEditor:
        """What typed text goes into."""
        return self.filter if self.peeked is None else self.answer

    def listed(self, sessions: "Sessions") -> "list[ManagedSession]":
        """Return the sessions in the list: those that fit what was typed best first, else in the order of numbers."""
        wanted = [session for session in sessions.sessions if FILTERS[self.shown](session)]
        typed = self.filter.text[:_FILTER_LENGTH]
        scored = [(score(typed, _words(session)), session) for session in wanted]
        fitting = [(points, session) for points, session in scored if points is not None]
        fitting.sort(key=lambda row: -row[0])
        return [session for _, session in fitting]

    def selected(self, sessions: "Sessions") -> "ManagedSession | None":
        """Return the session that keys act on: whichever fits best once another filter was typed."""
        if self.peeked is not None:
            return self.peeked
        listed = self.listed(sessions)
        if self.filter.text != self._query:
            self._query = self.filter.text
            self._selected = listed[0].id if listed else ""
        chosen = (session for session in listed if session.id == self._selected)
        return next(chosen, listed[0] if listed else None)

    def move(self, sessions: "Sessions", rows: int) -> None:
        """Select the session so many rows down, or up where `rows` is negative, at most the last or the first."""
        listed, selected = self.listed(sessions), self.selected(sessions)
        if selected is not None:
            place = max(0, min(len(listed) - 1, listed.index(selected) + rows))
            self._selected = listed[place].id

    def point_at(self, session: "ManagedSession") -> bool:
        """Select a session; return whether it is selected because it was pointed at before."""
        again = session.id == self._selected == self._pointed_at
        self._selected = self._pointed_at = session.id
        return again

    def peek(self, session: "ManagedSession") -> None:
        """Look into a session that is not displayed; its draft comes into the line of the answer."""
        self.peeked, self._selected, self.scroll = session, session.id, 0
        self.history = HistoryReader()
        self.answer.load_history(session.history)
        self.answer.load(session.draft, session.draft_cursor)

    def stop_peeking(self) -> None:
        """Go back to the list."""
        self.peeked = None


def _words(session: "ManagedSession") -> str:
    """Return what the filter is compared with."""
    return f"{session.name} {session.number} {session.group} {TYPE_LOOKS[session.type].word}"
