"""Edit and UndoLog: the changes of a text, so that they can be taken back.

Owns the log and how typed characters gather into one step. Leaves applying an edit to the line editor. The log keeps
what changed, never the whole text: after a paste of 10 MB each further key costs one character.
"""

from collections import deque
from typing import NamedTuple

_STEPS = 1_000
_TYPED_LIMIT = 64  # code points that are gathered, so that a long paste typed key by key stays linear


class Edit(NamedTuple):
    """At `start`, `removed` was replaced by `inserted`; the cursor had been at `cursor`."""

    start: int
    removed: str
    inserted: str
    cursor: int


class UndoLog:
    """The last _STEPS edits of one text."""

    def __init__(self) -> None:
        self._edits: deque[Edit] = deque(maxlen=_STEPS)

    def record(self, edit: Edit) -> None:
        """Add `edit` as a step of its own."""
        self._edits.append(edit)

    def extend(self, edit: Edit) -> None:
        """Add typed text to the last step if it goes on with that step's word, else as a step of its own."""
        if not self._edits or not _goes_on(self._edits[-1], edit):
            self._edits.append(edit)
            return
        last = self._edits.pop()
        self._edits.append(last._replace(inserted=last.inserted + edit.inserted))

    def pop(self) -> Edit | None:
        """Return the newest step and forget it; None when there is none."""
        return self._edits.pop() if self._edits else None

    def clear(self) -> None:
        """Forget every step."""
        self._edits.clear()


def _goes_on(last: Edit, edit: Edit) -> bool:
    adjacent = not edit.removed and last.start + len(last.inserted) == edit.start
    new_word = last.inserted[-1:].isspace() and not edit.inserted.isspace()
    return adjacent and not new_word and len(last.inserted) < _TYPED_LIMIT
