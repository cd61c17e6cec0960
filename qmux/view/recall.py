"""Recall: looking for a message sent before while one types what it holds, as Ctrl-R does in a shell.

Owns the pattern, the places found and which of them is shown. Leaves the prompt's own text alone: it comes back
as it was unless the message found is taken. A pattern without capitals does not mind capitals. Main thread only.
"""

from collections.abc import Sequence
from typing import NamedTuple

from qmux.model.rope import Rope
from qmux.terminal.sanitize import strip_controls
from qmux.view.prompt import LineEditor
from qmux.view.prompt_view import PromptPicture, PromptView
from qmux.view.spans import shorten

_LOOKED_AT = 20_000  # code points of a message: a pasted file of megabytes must not make each key wait


class _Found(NamedTuple):
    line: int  # index into the lines, the newest being 0
    place: int  # where the pattern begins in it


class Recall:
    """A search through `lines`, newest last, each of which is offered once."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.pattern = ""
        self._lines = list(dict.fromkeys(reversed(lines)))
        self._found: _Found | None = None
        self._failing = False
        self._shown = LineEditor()
        self._view = PromptView()

    @property
    def match(self) -> str:
        """The message found last, "" before there is any."""
        return self._lines[self._found.line] if self._found is not None else ""

    @property
    def place(self) -> int:
        """Where the pattern begins in the message found."""
        return self._found.place if self._found is not None else 0

    def insert(self, text: str | Rope) -> None:
        """Add to the pattern, and look on from the message found for one that has it."""
        self._look_for(self.pattern + strip_controls(text[:_LOOKED_AT]))

    def delete(self) -> None:
        """Take the last character off the pattern, and look anew from the newest message."""
        self._found = None
        self._look_for(self.pattern[:-1])

    def clear(self) -> None:
        """Begin the pattern anew."""
        self._found = None
        self._look_for("")

    def older(self) -> None:
        """Go on to the next older message that has the pattern."""
        self._step(1)

    def newer(self) -> None:
        """Go back to the next newer message that has the pattern."""
        self._step(-1)

    def picture(self, columns: int, most_rows: int) -> PromptPicture:
        """Return what stands in the prompt's place: the pattern, and the message with the cursor at the match."""
        what = "no " if self._failing else ""
        room = max(1, columns // 2)
        label = shorten(f"({what}history: {self.pattern}) ", room) if columns >= 20 else ""
        return self._view.labeled(self._shown, label, columns, most_rows)

    def _look_for(self, pattern: str) -> None:
        self.pattern = pattern
        if not pattern:
            self._failing = False
            self._show(None)
            return
        self._settle(self._next(self._found.line if self._found is not None else 0, 1))

    def _step(self, step: int) -> None:
        if not self.pattern:
            return
        begin = self._found.line + step if self._found is not None else 0
        self._settle(self._next(begin, step))

    def _settle(self, found: _Found | None) -> None:
        self._failing = found is None
        if found is not None:
            self._show(found)

    def _show(self, found: _Found | None) -> None:
        self._found = found
        self._shown.load(self.match, self.place)

    def _next(self, line: int, step: int) -> _Found | None:
        """Return the first line from `line` on, in steps of 1 or -1, that has the pattern."""
        exact = self.pattern != self.pattern.lower()
        while 0 <= line < len(self._lines):
            text = self._lines[line][:_LOOKED_AT]
            place = (text if exact else text.lower()).find(self.pattern)
            if place >= 0:
                return _Found(line, min(place, len(text)))
            line += step
        return None
