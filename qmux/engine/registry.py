"""Registry: the sessions that are open, found by number, name or the beginning of a name.

Owns the invariants: numbers and names (without regard to case) are unique. Main thread only; only the coordinator
changes it.
"""

from qmux.engine.session import ManagedSession
from qmux.errors import UserError
from qmux.model.suggest import did_you_mean


class Registry:
    """All open sessions."""

    def __init__(self) -> None:
        self._sessions: dict[int, ManagedSession] = {}

    def __len__(self) -> int:
        return len(self._sessions)

    @property
    def sessions(self) -> list[ManagedSession]:
        """The sessions in the order of their numbers."""
        return [self._sessions[number] for number in sorted(self._sessions)]

    @property
    def names(self) -> set[str]:
        """The names in use."""
        return {session.name for session in self._sessions.values()}

    def free_number(self, wanted: int = 0) -> int:
        """Return `wanted` if it is free, else the lowest free number from 1."""
        if wanted > 0 and wanted not in self._sessions:
            return wanted
        return next(number for number in range(1, len(self) + 2) if number not in self._sessions)

    def add(self, session: ManagedSession) -> None:
        """Take in a session under its number."""
        self._sessions[session.number] = session

    def remove(self, session: ManagedSession) -> None:
        """Forget a session; its number is free again."""
        del self._sessions[session.number]

    def find(self, text: str) -> ManagedSession:
        """Return the session that the user means by `text`: a number, a name, or the beginning of one name.

        Raises:
            UserError: none or several are meant.
        """
        if text.isdecimal() and len(text) < 10 and int(text) in self._sessions:
            return self._sessions[int(text)]
        folded = text.casefold()
        exact = [session for session in self.sessions if session.name.casefold() == folded]
        found = exact or [session for session in self.sessions if session.name.casefold().startswith(folded)]
        if len(found) == 1 and folded:
            return found[0]
        if found and folded:
            names = ", ".join(session.name for session in found)
            raise UserError(f"Several sessions begin with “{text}”: {names}. Type more of the name.")
        names = ", ".join(f"{session.number} {session.name}" for session in self.sessions)
        hint = did_you_mean(text, self.names) or f" The sessions are {names}."
        raise UserError(f"There is no session “{text[:40]}”.{hint}")

    def beside(self, session: ManagedSession, step: int) -> ManagedSession:
        """Return the session `step` places after `session` in the order of numbers, around the end."""
        order = self.sessions
        return order[(order.index(session) + step) % len(order)]
