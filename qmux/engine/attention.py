"""Who waits for the user, why, and in which order they are named; and when that is worth an alert.

Owns the order, what a snooze hides, and the rule of alerts. Leaves beginning and ending a reason to the ledger,
drawing to the view, and bells to the terminal. Main thread only; times are in seconds since 1970.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from qmux.engine.session import ManagedSession
from qmux.model.session import Reason
from qmux.settings.config import Settings
from qmux.terminal.sanitize import strip_controls

_URGENCY = {reason: place for place, reason in enumerate(Reason)}


class Waiting(NamedTuple):
    """A session that waits, with the reason and when it began."""

    session: ManagedSession
    reason: Reason
    since: float


def waiting(sessions: Iterable[ManagedSession], displayed: ManagedSession | None) -> list[Waiting]:
    """Return the sessions that wait and are not displayed: the most urgent reason first, then the oldest."""
    rows = [
        Waiting(session, session.reason, session.since)
        for session in sessions
        if session.reason is not None and session is not displayed
    ]
    return sorted(rows, key=lambda row: (_URGENCY[row.reason], row.since, row.session.number))


def awake(rows: Iterable[Waiting], now: float) -> list[Waiting]:
    """Return those of `rows` that are not snoozed at `now`: what the overlay lists and its key visits."""
    return [row for row in rows if row.session.snoozed_until <= now]


class Walk:
    """One round through the sessions that wait, each shown once; it is over when another way to switch is taken."""

    def __init__(self) -> None:
        self._visited: set[tuple[str, float]] = set()

    def begin_anew(self) -> None:
        """Forget who was visited."""
        self._visited = set()

    def step(self, rows: Iterable[Waiting]) -> ManagedSession | None:
        """Return the first of `rows` that was not visited; None, and the walk begins anew, when all were."""
        for row in rows:
            visit = (row.session.id, row.since)
            if visit not in self._visited:
                self._visited.add(visit)
                return row.session
        self.begin_anew()
        return None


class Alerts:
    """Tells the terminal that a session began to wait, where the user may not be looking.

    Arguments:
        focused: whether the terminal has the focus; None where it does not say.
        bell: rings the terminal's bell. notify: shows a text as the terminal's notification.
        wall_clock: seconds since 1970.
    """

    def __init__(
        self,
        settings: Settings,
        focused: Callable[[], bool | None],
        bell: Callable[[], None],
        notify: Callable[[str], None],
        wall_clock: Callable[[], float],
    ) -> None:
        self._settings = settings
        self._focused = focused
        self._bell = bell
        self._notify = notify
        self._wall_clock = wall_clock

    def began(self, session: ManagedSession) -> None:
        """Alert once to `session`, which has just begun to wait."""
        if self._focused() or session.muted or session.snoozed_until > self._wall_clock():
            return
        way = self._settings.text("ui.attention")
        if way == "bell":
            self._bell()
        elif way == "osc" and session.reason is not None:
            self._notify(f"qmux: {strip_controls(session.name)} waits: {session.reason.value}")
