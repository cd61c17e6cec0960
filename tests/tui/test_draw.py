"""Rows against the runs that are drawn of them, and which rows are drawn at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmux.terminal.rows import Row
from qmux.terminal.style import BOLD, DEFAULT_CELL, Style, style_cell
from qmux.terminal.width import character_width
from qmux.tui.draw import Run, Surface, runs
from qmux.tui.glyphs import Glyphs
from qmux.view.scene import Layer, Rectangle

PLAIN = DEFAULT_CELL
HEAVY = style_cell(Style(attributes=BOLD))
CLUSTERS = {
    "\U00100000": "e\u0301",  # curses agrees: one cell
    "\U00100001": "👩\u200d💻",  # curses counts four cells, the row two
    "\U00100002": "❤\ufe0f",  # curses counts one, the row two
    "\U00100003": "\u0301",  # nothing to stand on
    "\U00100004": "a\u202e",  # would turn the rest of the line round
    "\U00100005": "e" + "\u0301" * 9,  # more than ncurses keeps in a cell
}


def libc(character: str) -> int:
    """Measure as libc does; like an old one, it takes U+2E80 for narrow."""
    return 1 if character == "\u2e80" else character_width(character)


def glyphs() -> Glyphs:
    return Glyphs(libc, "\ufffd")


def plain(*texts: tuple[int, int, str]) -> list[Run]:
    return [Run(column, cells, text, PLAIN) for column, cells, text in texts]


ROWS = [
    ("", [], "nothing"),
    ("abc", plain((0, 3, "abc")), "ASCII"),
    ("abcdefghij", plain((0, 8, "abcdefgh")), "cut at the edge"),
    ("漢\0字\0é", plain((0, 5, "漢字é")), "wide"),
    ("abcdefg漢\0", plain((0, 8, "abcdefg ")), "a wide character cut at the edge"),
    ("\0abc", plain((0, 4, " abc")), "a tail without its head at the start"),
    ("a\0\0b", plain((0, 2, "a "), (2, 2, " b")), "tails without heads"),
    ("\U00100000x", plain((0, 2, "e\u0301x")), "a cluster that curses keeps"),
    ("\U00100001\0x", plain((0, 2, "👩"), (2, 1, "x")), "a cluster that curses takes for wider"),
    ("\U00100002\0x", plain((0, 2, "❤ "), (2, 1, "x")), "a cluster that curses takes for narrower"),
    ("\U00100003x", plain((0, 1, "\ufffd"), (1, 1, "x")), "a mark alone"),
    ("\U00100004x", plain((0, 1, "a"), (1, 1, "x")), "a bidirectional control"),
    ("\U00100005x", plain((0, 1, "e"), (1, 1, "x")), "too many marks"),
    ("\U0010fffdx", plain((0, 1, "\ufffd"), (1, 1, "x")), "a private character that nobody expands"),
    ("\u2e80\0x", plain((0, 2, "\u2e80 "), (2, 1, "x")), "a character that curses takes for narrow"),
    ("漢\0漢x", plain((0, 3, "漢\ufffd"), (3, 1, "x")), "the same character wide and narrow"),
    ("漢x", plain((0, 1, "\ufffd"), (1, 1, "x")), "a wide character in a narrow cell"),
    ("\x1b\x7f\x85\ud800", plain((0, 1, "\ufffd"), (1, 1, "\ufffd"), (2, 1, "\ufffd"), (3, 1, "\ufffd")), "controls"),
    ("a\u00a0\ue0b0\u3000\0", plain((0, 5, "a\u00a0\ue0b0\u3000")), "spaces and symbol fonts"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [row[:2] for row in ROWS], ids=[row[2] for row in ROWS])
def test_a_row_is_drawn_in_runs(text: str, expected: list[Run]) -> None:
    assert list(runs(Row(text), 8, CLUSTERS, glyphs())) == expected


def test_runs_break_where_the_style_changes() -> None:
    row = Row("ab漢\0c", PLAIN + HEAVY * 3 + PLAIN)
    expected = [Run(0, 1, "a", PLAIN), Run(1, 3, "b漢", HEAVY), Run(4, 1, "c", PLAIN)]
    assert list(runs(row, 8, {}, glyphs())) == expected
    assert list(runs(Row("x\U00100001\0y", PLAIN + HEAVY * 2 + PLAIN), 8, CLUSTERS, glyphs())) == [
        Run(0, 1, "x", PLAIN),
        Run(1, 2, "👩", HEAVY),
        Run(3, 1, "y", PLAIN),
    ]


def test_a_wide_character_has_the_style_of_its_first_cell() -> None:
    row = Row("漢\0b", PLAIN + HEAVY * 2)
    assert list(runs(row, 8, {}, glyphs())) == [Run(0, 2, "漢", PLAIN), Run(2, 1, "b", HEAVY)]


def test_a_replacement_is_what_the_encoding_has() -> None:
    ascii_only = Glyphs(lambda character: 1 if character.isascii() else -1, "?")
    assert list(runs(Row("a漢\0"), 8, {}, ascii_only)) == plain((0, 3, "a? "))
    assert "".join(run.text for run in runs(Row("● ↳é"), 8, {}, ascii_only)) == "* >?"


CELLS = st.sampled_from("ab é漢\0\x1b\u0301" + "".join(CLUSTERS))


@given(st.text(CELLS, max_size=12), st.integers(1, 10), st.text([PLAIN, HEAVY], min_size=12, max_size=12))
def test_whatever_is_in_a_row_the_runs_stay_inside_and_apart(text: str, columns: int, style: str) -> None:
    drawn = list(runs(Row(text, style[: len(text)]), columns, CLUSTERS, glyphs()))
    end = 0
    for run in drawn:
        assert run.column >= end
        end = run.column + run.cells
        assert sum(map(libc, run.text)) <= run.cells
    assert end <= columns


class Sheet:
    """A canvas of cells, each a character with its attribute; what curses refuses fails."""

    def __init__(self, columns: int, lines: int) -> None:
        self.columns = columns
        self.cells = [[(" ", 0)] * columns for _ in range(lines)]
        self._line = self._column = 0

    def addstr(self, y: int, x: int, text: str, attribute: int, /) -> None:
        end = x + sum(map(libc, text))
        assert end <= self.columns, "it would go on in the next line"
        assert (y, end) != (len(self.cells) - 1, self.columns), "the cursor cannot go on from the last cell"
        self.cells[y][x:end] = spread(text, attribute)
        self._line, self._column = y, end

    def insstr(self, y: int, x: int, text: str, attribute: int, /) -> None:
        self.cells[y] = [*self.cells[y][:x], *spread(text, attribute), *self.cells[y][x:]][: self.columns]

    def move(self, y: int, x: int, /) -> None:
        self._line, self._column = y, x

    def clrtoeol(self) -> None:
        assert self._column < self.columns, "the cursor is in the next line"
        self.cells[self._line][self._column :] = [(" ", 0)] * (self.columns - self._column)

    def chgat(self, y: int, x: int, cells: int, attribute: int, /) -> None:
        end = x + cells
        assert end <= self.columns
        self.cells[y][x:end] = [(character, attribute) for character, _ in self.cells[y][x:end]]

    def text(self, line: int) -> str:
        return "".join(character for character, _ in self.cells[line])


def spread(text: str, attribute: int) -> list[tuple[str, int]]:
    """Return the cells that `text` fills, those with marks as one, those of wide characters with an empty one."""
    cells: list[tuple[str, int]] = []
    for character in text:
        if libc(character) == 0:
            cells[-1] = (cells[-1][0] + character, attribute)
        else:
            cells += [(character, attribute), *[("", attribute)] * (libc(character) - 1)]
    return cells


def layer(*texts: str, clusters: dict[str, str] = CLUSTERS) -> Layer:
    return Layer("pane", Rectangle(0, 0, 4, 3), tuple(map(Row, texts)), clusters)


def test_only_rows_that_look_different_are_drawn() -> None:
    surface = Surface(Sheet(4, 3), 4, 3)
    assert surface.take(layer("a", "", "c")) == [0, 2]
    assert surface.take(layer("a", "", "c")) == []
    assert surface.take(layer("a", "b")) == [1, 2]
    assert surface.take(layer()) == [0, 1]


def test_rows_with_clusters_are_drawn_again_when_other_clusters_are_meant() -> None:
    surface = Surface(Sheet(4, 3), 4, 3)
    surface.take(layer("a", "\U00100000"))
    assert surface.take(layer("a", "\U00100000")) == []
    assert surface.take(layer("a", "\U00100000", clusters={"\U00100000": "o\u0302"})) == [1]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("abc", "abc "),
        ("full", "full"),
        ("longer", "long"),
        ("ab漢\0", "ab漢"),
        ("abc\U00100000", "abce\u0301"),
    ],
)
def test_the_last_cell_is_filled(text: str, shown: str) -> None:
    sheet = Sheet(4, 3)
    surface = Surface(sheet, 4, 3)
    surface.draw(surface.take(layer("full", "", text)), glyphs(), lambda style: 0)
    assert [sheet.text(line) for line in range(3)] == ["full", "    ", shown]


def test_a_window_of_one_cell_is_filled() -> None:
    sheet = Sheet(1, 1)
    surface = Surface(sheet, 1, 1)
    surface.draw(surface.take(layer("full")), glyphs(), lambda style: 0)
    assert sheet.text(0) == "f"


STYLED = st.text("ab é漢", max_size=9).flatmap(
    lambda text: st.tuples(st.just(text), st.text([PLAIN, HEAVY], min_size=len(text), max_size=len(text)))
)


@given(st.lists(st.tuples(STYLED, STYLED), min_size=3, max_size=3))
def test_each_cell_has_its_character_and_its_style_whatever_was_there(
    rows: list[tuple[tuple[str, str], tuple[str, str]]],
) -> None:
    sheet = Sheet(7, 3)
    surface = Surface(sheet, 7, 3)
    for frame in zip(*rows, strict=True):
        drawn = [Row(text.replace("漢", "\ufffd"), style) for text, style in frame]
        layer = Layer("pane", Rectangle(0, 0, 7, 3), tuple(drawn), {})
        surface.draw(surface.take(layer), glyphs(), ord)
        for line, row in enumerate(drawn):
            cells = [*zip(row.text, map(ord, row.style), strict=True)][:7]
            assert sheet.cells[line] == cells + [(" ", 0)] * (7 - len(cells))
