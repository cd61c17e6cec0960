"""TypedAheadGuard: keys typed before a permission question was seen decide nothing, nor do clicks.

A line decides only if all of it was typed GUARD_SECONDS or more after the question was painted. That is so once the
prompt was seen empty at such a time; until then Enter leaves the line as it stands. For a click only its own time
counts. Owns this rule. Leaves what is asked to the engine; the loop tells of pictures and keys. Main thread only;
times are monotonic seconds.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qmux.engine.asking import PermissionRequest

GUARD_SECONDS = 0.4  # who reads a question before answering it takes longer


class TypedAheadGuard:
    """Watches over the question on the screen; one that is hidden and shown again is a new one."""

    def __init__(self) -> None:
        self._painted: PermissionRequest | None = None
        self._since = 0.0
        self._open = self._read = False

    def painted(self, question: "PermissionRequest | None", now: float) -> None:
        """Take note that the picture on the screen since `now` asks `question`, if any."""
        if question is not self._painted:
            self._painted, self._since, self._open, self._read = question, now, False, False

    def key_comes(self, prompt_is_empty: bool, now: float) -> None:
        """Take note of how the prompt is before a key changes it, or a click comes."""
        self._read = self._painted is not None and now - self._since >= GUARD_SECONDS
        self._open |= self._read and prompt_is_empty

    def lets_pass(self, question: "PermissionRequest") -> bool:
        """Return whether what stands in the prompt was typed in answer to `question`."""
        return self._open and question is self._painted

    def was_read(self, question: "PermissionRequest") -> bool:
        """Return whether `question` had been painted long enough when the last key or click came."""
        return self._read and question is self._painted
