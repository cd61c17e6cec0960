"""KillRing: what was cut, newest first, as in emacs and readline.

Owns the ring; leaves cutting and inserting to the line editor. The ring belongs to the prompt, not to a session:
text cut in one session can be inserted in another.
"""

from collections import deque

from qmux.model.rope import Rope

_SLOTS = 16


class KillRing:
    """The last _SLOTS pieces of cut text and which of them is next to be inserted."""

    def __init__(self) -> None:
        self._slots: deque[Rope] = deque(maxlen=_SLOTS)

    def push(self, text: Rope) -> None:
        """Keep `text` as the newest piece."""
        self._slots.appendleft(text)

    def append(self, text: Rope) -> None:
        """Add `text` after the newest piece: a cut to the right that follows another cut."""
        self._slots.appendleft((self._slots.popleft() if self._slots else Rope()) + text)

    def prepend(self, text: Rope) -> None:
        """Add `text` before the newest piece: a cut to the left that follows another cut."""
        self._slots.appendleft(text + (self._slots.popleft() if self._slots else Rope()))

    def current(self) -> Rope:
        """Return the piece that a yank inserts, empty when nothing was cut."""
        return self._slots[0] if self._slots else Rope()

    def rotate(self) -> Rope:
        """Make the next older piece the current one and return it."""
        self._slots.rotate(-1)
        return self.current()
