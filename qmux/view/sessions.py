"""Sessions: what a picture needs to know of the sessions; the coordinator is one.

Owns the protocol, and NOBODY, which stands in until there is a coordinator.
"""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from qmux.engine.attention import Waiting
    from qmux.engine.session import ManagedSession


class Sessions(Protocol):
    """The sessions as the view sees them."""

    @property
    def active(self) -> "ManagedSession | None":
        """The displayed one."""

    @property
    def sessions(self) -> "list[ManagedSession]":
        """All, in the order of their numbers."""

    def waiting(self) -> "list[Waiting]":
        """Who waits for the user, in the order of the overlay."""


class _Nobody:
    """No session at all."""

    def __init__(self) -> None:
        self.active: ManagedSession | None = None
        self.sessions: list[ManagedSession] = []

    def waiting(self) -> "list[Waiting]":
        return []


NOBODY: Sessions = _Nobody()  # the first frame is drawn before the coordinator is imported
