"""History: the messages sent before, and where the line editor stands among them.

Owns the walk. The list of lines belongs to the session, which keeps it; the newest is last. A line that is edited
during a walk keeps its edit until a line is sent, and so does the draft that the walk began with: nothing typed
is lost.
"""

from qmux.model.rope import Rope

_LINES = 1_000


class History:
    """A walk back through `lines`, which begins at the draft."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._back = 0  # lines before the draft; not an index, so that a line may be added meanwhile
        self._edited: dict[int, Rope] = {}

    @property
    def at_oldest(self) -> bool:
        """Whether there is no line before the one where the walk stands."""
        return self._back >= len(self._lines)

    def step(self, lines: int, text: Rope) -> Rope | None:
        """Go back by `lines`, `text` being what the editor holds; return the line there, None beyond either end."""
        back = self._back + lines
        if not 0 <= back <= len(self._lines):
            return None
        self._edited[self._back] = text
        self._back = back
        edited = self._edited.get(back)
        return Rope(self._lines[-back]) if edited is None else edited

    def remember(self, text: str) -> None:
        """Add `text` as the newest line unless it is blank or repeats that line, and go back to an empty draft."""
        if text.strip() and self._lines[-1:] != [text]:
            self._lines.append(text)
            del self._lines[:-_LINES]
        self._edited.clear()
        self._back = 0
