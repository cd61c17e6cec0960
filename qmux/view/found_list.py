"""FoundList: what a search has found, as a list over the pane: where, when, who, and the words as they stand there.

Owns what is listed, which place is selected, and its picture, two rows for each place. Leaves searching to the engine
and what keys do to commands/. Names and words are untrusted: controls are stripped. Main thread only; coordinates are
cells of the list's own rectangle.
"""

import re
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from qmux.terminal.rows import Row
from qmux.terminal.sanitize import strip_controls
from qmux.view.prompt_view import PromptPicture
from qmux.view.scene import Layer, Rectangle, Target
from qmux.view.spans import Span, bar, row_of, shorten
from qmux.view.theme import Role

if TYPE_CHECKING:
    from collections.abc import Collection

    from qmux.engine.archive import Found

MOST_FOUND = 30  # what one looks through, rather than searching again
_ROWS = 2  # of each place
_INDENT = "    "
_LABEL = "[search] "


class Jump(NamedTuple):
    """A place to go to once the session that it is in is displayed and loaded: the event there, and its words."""

    session_id: str
    sequence: int
    words: tuple[str, ...]


class FoundList:
    """The places where `words` were found, the newest first; at least one.

    Arguments:
        hint: what the keys do.
    """

    def __init__(self, words: Sequence[str], found: "Sequence[Found]", hint: str) -> None:
        self.words = tuple(words)
        self.found = tuple(found)
        self.hint = hint
        self.selected = 0
        self._expression = re.compile("|".join(map(re.escape, words)), re.IGNORECASE)

    @property
    def place(self) -> "Found":
        """The selected place."""
        return self.found[self.selected]

    def move(self, rows: int) -> None:
        """Select the place so many further down, or up where `rows` is negative, at most the last or the first."""
        self.select(self.selected + rows)

    def select(self, index: int) -> None:
        """Select a place, the nearest if there is none with that index."""
        self.selected = max(0, min(index, len(self.found) - 1))

    def layer(self, area: Rectangle, open_now: "Collection[str]") -> Layer:
        """Return the list in `area`; `open_now` are the ids of the sessions that are open here."""
        room = max(1, (area.lines - 1) // _ROWS)
        top = max(0, min(self.selected - room // 2, len(self.found) - room))
        rows, targets = [self._title(area.columns)], []
        for index in range(top, min(top + room, len(self.found))):
            line = len(rows)
            targets += [
                Target(line + row, 0, area.columns, f"found-show {index + 1}") for row in range(_ROWS)
            ]
            rows += self._place(index, area.columns, open_now)
        return Layer("found", area, tuple(rows[: area.lines]), {}, tuple(targets))

    def prompt(self, columns: int) -> PromptPicture:
        """Return what stands in the prompt's place: what the keys do."""
        hint = shorten(self.hint, columns - len(_LABEL))
        row = row_of((_LABEL, Role.PROMPT), (hint, Role.HINT))
        return PromptPicture((row,), 0, 0, {})

    def _title(self, columns: int) -> Row:
        count = "1 place" if len(self.found) == 1 else f"{len(self.found)} places"
        newest = "the newest " if len(self.found) >= MOST_FOUND else ""
        text = f"/search {strip_controls(' '.join(self.words))}: {newest}{count}"
        return bar(columns, ((shorten(text, columns), Role.POPUP_TITLE),), (), Role.POPUP_TITLE)

    def _place(self, index: int, columns: int, open_now: "Collection[str]") -> tuple[Row, Row]:
        record, hit = self.found[index]
        chosen = index == self.selected
        name = strip_controls(record.session_name) + ("" if record.id in open_now else " (closed)")
        date = time.strftime("%Y-%m-%d %H:%M", time.localtime(hit.time))
        mark = ">" if chosen else " "
        head = f"{mark}{index + 1:>2} {name}  {date}  turn {hit.turn}"
        role = Role.CHOOSER_SELECTED if chosen else Role.POPUP_KEY
        said = self._said(f"{hit.speaker}: ", strip_controls(hit.excerpt), columns - len(_INDENT))
        return (
            bar(columns, ((shorten(head, columns), role),), (), role),
            row_of((_INDENT, Role.POPUP), *said),
        )

    def _said(self, speaker: str, excerpt: str, columns: int) -> Iterator[Span]:
        """Yield what was said, the words marked."""
        text, at = shorten(speaker + excerpt, max(0, columns)), len(speaker)
        yield text[:at], Role.HINT
        for match in self._expression.finditer(text, at):
            yield text[at : match.start()], Role.POPUP
            yield match[0], Role.MATCH
            at = match.end()
        yield text[at:], Role.POPUP
