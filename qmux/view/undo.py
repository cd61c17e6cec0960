"""Edit and UndoLog: the changes of a text, so that they can be taken back and made again.

Owns the log and how typed characters gather into one step. Leaves applying an edit to the line editor. The log keeps
what changed, in ropes, which share with the text: neither a paste of 10 MB nor cutting it costs a copy.
"""

from collections import deque
from typing import NamedTuple

from qmux.model.rope import Rope

_STEPS = 1_000
_TYPED_LIMIT = 64  # code points that are gathered, so that a long paste typed key by key stays linear


class Edit(NamedTuple):
    """At `start`, `removed` was replaced by `inserted`; the cursor had been at `cursor`."""

    start: int
    removed: Rope
    inserted: Rope
    cursor: int


class UndoLog:
    """The last _STEPS edits of one text, and those taken back since the last of them was made."""

    def __init__(self) -> None:
        self._edits: deque[Edit] = deque(maxlen=_STEPS)
        self._taken_back: list[Edit] = []

    def record(self, edit: Edit) -> None:
        """Add `edit` as a step of its own; what was taken back before it cannot be made again."""
        self._edits.append(edit)
        self._taken_back.clear()

    def extend(self, edit: Edit) -> None:
        """Add typed text to the last step if it goes on with that step's word, else as a step of its own."""
        if not self._edits or not _goes_on(self._edits[-1], edit):
            self.record(edit)
            return
        last = self._edits.pop()
        self._edits.append(last._replace(inserted=last.inserted + edit.inserted))

    def back(self) -> Edit | None:
        """Return the newest step, which is now taken back; None when there is none."""
        if not self._edits:
            return None
        self._taken_back.append(self._edits.pop())
        return self._taken_back[-1]

    def forward(self) -> Edit | None:
        """Return the step taken back last, which is now made again; None when there is none."""
        if not self._taken_back:
            return None
        self._edits.append(self._taken_back.pop())
        return self._edits[-1]

    def clear(self) -> None:
        """Forget every step."""
        self._edits.clear()
        self._taken_back.clear()


def _goes_on(last: Edit, edit: Edit) -> bool:
    adjacent = not edit.removed and last.start + len(last.inserted) == edit.start
    new_word = last.inserted[-1:].isspace() and not edit.inserted.blank
    return adjacent and not new_word and len(last.inserted) < _TYPED_LIMIT
