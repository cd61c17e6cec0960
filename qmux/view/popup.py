"""A popup: a list of keys or messages over the pane, scrolled until it is closed. The session under it is untouched.

Owns what is in it, the layout for any width, and how far it is scrolled. Leaves keys to the bindings and its place to
compose.py. Main thread only; `top` counts rows from the first one below the title.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from qmux.terminal.rows import Row
from qmux.terminal.sanitize import strip_controls
from qmux.terminal.width import cell_width
from qmux.view.scene import Target
from qmux.view.spans import bar, row_of, shorten
from qmux.view.theme import Role

_GAP = 2
_WIDEST_FIRST = 26  # cells of the first column; leaves 50 for the second at 80 columns
_OVERLAP = 1  # lines that a page keeps of the one before

Section = tuple[str, Sequence[tuple[str, str]]]  # a heading, and rows of two cells


class Popup:
    """Sections of rows of two cells, below a title.

    Arguments:
        title: what it is, in a word or two.
        hint: how it is left.
        sections: shown in this order; what is in them is stripped of controls.
    """

    def __init__(self, title: str, hint: str, sections: Sequence[Section]) -> None:
        self._title = title
        self._hint = hint
        self._sections = sections
        self._columns = 0
        self._rows: tuple[Row, ...] = ()
        self._starts: list[int] = []  # the row that each heading and each pair of cells begins with
        self._lines = 1  # of the last picture, without the title
        self.top = 0
        self.targets: tuple[Target, ...] = ()  # of the last picture: its hint closes it

    def picture(self, columns: int, lines: int) -> tuple[Row, ...]:
        """Return the rows for a place of columns x lines (both >= 1), the title first."""
        if columns != self._columns:
            self._lay_out(columns)
        self._lines = max(1, lines - 1)
        self.scroll(0)
        hint = min(columns, cell_width(self._hint))
        self.targets = (Target(0, columns - hint, columns, "popup-close"),)
        return (self._bar(columns), *self._rows[self.top : self.top + self._lines])[:lines]

    def scroll(self, rows: int) -> None:
        """Go on by `rows`, back if that is negative, as far as there is anything."""
        self.top = max(0, min(self.top + rows, len(self._rows) - self._lines))

    def turn_page(self, pages: int) -> None:
        """Go on by `pages`, back if that is negative."""
        self.scroll(pages * max(1, self._lines - _OVERLAP))

    def go_to_top(self) -> None:
        """Show the beginning."""
        self.scroll(-len(self._rows))

    def go_to_bottom(self) -> None:
        """Show the end."""
        self.scroll(len(self._rows))

    def _bar(self, columns: int) -> Row:
        last = min(self.top + self._lines, len(self._rows))
        place = f"{self.top + 1}-{last} of {len(self._rows)}" if len(self._rows) > self._lines else ""
        room = max(0, columns - cell_width(self._title) - _GAP)
        both = "  ".join(filter(None, (place, self._hint)))
        right = both if cell_width(both) <= room else shorten(self._hint, room)
        title = ((shorten(self._title, columns), Role.POPUP_TITLE),)
        return bar(columns, title, ((right, Role.POPUP_TITLE),), Role.POPUP_TITLE)

    def _lay_out(self, columns: int) -> None:
        """Make the rows for a new width, the entry at the top staying there."""
        entry = max(0, bisect_right(self._starts, self.top) - 1)
        self._columns, self._starts = columns, []
        rows: list[Row] = []
        for entries in self._entries(columns):
            self._starts.append(len(rows))
            rows += entries
        self._rows = tuple(rows)
        self.top = self._starts[entry] if self._starts else 0

    def _entries(self, columns: int) -> Iterator[list[Row]]:
        """Yield the rows of each heading, which has a blank one above it, and of each pair of cells."""
        for number, (heading, cells) in enumerate(self._sections):
            yield [row_of()] * (number > 0) + [
                row_of((text, Role.POPUP_HEADING)) for text in wrap(heading, columns)
            ]
            first = _first_column(cells, columns)
            for left, right in cells:
                yield _entry(strip_controls(left), strip_controls(right), first, columns)


def wrap(text: str, columns: int) -> list[str]:
    """Break `text` at blanks into lines of at most `columns` cells (>= 1), longer words where they must be."""
    lines = [""]
    for word in text.split():
        if lines[-1] and cell_width(lines[-1]) + 1 + cell_width(word) <= columns:
            lines[-1] += " " + word
            continue
        while cell_width(word) > columns > 1:
            part = shorten(word, columns)[:-1]  # without the ellipsis
            lines.append(part or word[:1])
            word = word[len(part or word[:1]) :]
        lines.append(word)
    return lines[1:] or lines


def _first_column(cells: Sequence[tuple[str, str]], columns: int) -> int:
    """Return the cells of a section's first column: what its texts need, at most two fifths of the width."""
    longest = max((cell_width(left) for left, _ in cells), default=1)
    return max(1, min(longest, _WIDEST_FIRST, columns * 2 // 5))


def _entry(left: str, right: str, first: int, columns: int) -> list[Row]:
    """Return a row of two cells, wrapped within each; the second goes below the first where there is no room."""
    keys = wrap(left, first)
    words = wrap(right, max(1, columns - first - 1 - _GAP))
    count = max(len(keys), len(words))
    return [
        row_of((f" {key}" + " " * (first - cell_width(key) + _GAP), Role.POPUP_KEY), (text, Role.POPUP))
        for key, text in zip(
            keys + [""] * (count - len(keys)), words + [""] * (count - len(words)), strict=True
        )
    ]
