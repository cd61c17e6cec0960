"""Copy mode in the picture: what is highlighted, the cursor, the mark of the position, the line below."""

from hypothesis import given, settings
from hypothesis import strategies as st

from qmux.terminal.rows import Row
from qmux.terminal.style import style_of
from qmux.view.copy_mode import CopyMode
from qmux.view.copying import pane_text
from qmux.view.pane_text import PaneText
from qmux.view.scene import Layer, SceneCursor
from qmux.view.selection import Kind
from qmux.view.state import Confirmation
from qmux.view.theme import STYLES, Role
from tests.view.panes import real_pane
from tests.view.standins import World, session

COLUMNS, LINES = 30, 8

SIZE = st.tuples(st.integers(1, 40), st.integers(1, 12))


class Stage:
    """A world whose one session is in copy mode in a real pane that holds `text`."""

    def __init__(self, text: str, **settings: bool) -> None:
        self.pane = real_pane(text, COLUMNS, LINES - 2)
        shown = session(1, "one")
        shown.pane = self.pane
        self.session = shown
        self.world = World(shown, columns=COLUMNS, lines=LINES, **settings)
        self.world.state.copying.hint = "Space selects, q leaves"
        view = self.world.state.viewport(shown, self.pane.frame, LINES - 2)
        self.mode: CopyMode = self.world.state.copying.enter(self.pane, view, LINES - 2)

    @property
    def text(self) -> PaneText:
        return pane_text(self.pane, self.pane.frame, LINES - 2)

    def layer(self, name: str) -> Layer:
        return next(layer for layer in self.world.scene().layers if layer.name.split()[0] == name)

    def parts(self, role: Role) -> list[str]:
        """Return what of each row of the pane is drawn in a role's style."""
        return [part(row, role) for row in self.layer("pane").rows]


def part(row: Row, role: Role) -> str:
    pairs = zip(row.text, row.style or "\0" * len(row.text), strict=True)
    return "".join(cell for cell, style in pairs if style_of(style) == STYLES[role])


def test_the_cursor_stands_in_the_pane_and_the_prompt_says_so() -> None:
    stage = Stage("one\ntwo")
    assert stage.world.scene().cursor == SceneCursor(2, 1, 0)
    lines = stage.world.screen()
    assert lines[0] == "one" + " " * 22 + "[0/0]"
    assert lines[-2] == "[copy] Space selects, q leaves"


def test_a_selection_is_highlighted_down_to_rows_without_text() -> None:
    stage = Stage("first\n\nthird")
    stage.mode.begin(stage.text, Kind.CHARACTERS)
    stage.mode.up(stage.text)
    stage.mode.up(stage.text)
    assert stage.parts(Role.SELECTION)[:4] == ["t", " ", "third", ""]
    stage.mode.begin(stage.text, Kind.LINES)
    assert stage.parts(Role.SELECTION)[:4] == ["first", " ", "third", ""]
    stage.mode.begin(stage.text, Kind.BLOCK)
    assert stage.parts(Role.SELECTION)[:4] == ["t", " ", "d", ""]


def test_matches_are_highlighted_and_the_one_at_the_cursor_otherwise() -> None:
    stage = Stage("abc abc\n漢字abc")
    assert stage.mode.search(stage.text, "abc", True)
    assert stage.mode.cursor == (1, 4)
    assert stage.parts(Role.MATCH)[:2] == ["abcabc", ""]
    assert stage.parts(Role.MATCH_AT_CURSOR)[:2] == ["", "abc"]


def test_rows_that_look_the_same_are_the_same() -> None:
    stage = Stage("abc\n" * 20)
    stage.mode.search(stage.text, "abc", True)
    stage.mode.begin(stage.text, Kind.LINES)
    before = stage.layer("pane").rows
    assert all(row is old for row, old in zip(stage.layer("pane").rows, before, strict=True))


def test_a_pattern_takes_the_prompts_place_and_the_cursor() -> None:
    stage = Stage("one")
    stage.world.state.copying.ask(stage.mode, "?")
    stage.world.state.editor.insert("what is long " * 5 + "漢")
    assert stage.world.screen()[-2].startswith("?") and stage.world.screen()[-2].endswith("漢")
    cursor = stage.world.scene().cursor
    assert cursor is not None and cursor.line == LINES - 2


def test_a_question_of_qmux_comes_before_copy_mode() -> None:
    stage = Stage("one")
    stage.world.state.confirmation = Confirmation("Close?", lambda: None, lambda: None)
    assert stage.world.screen()[-2] == "Close? [y/N]"
    cursor = stage.world.scene().cursor
    assert cursor is not None and cursor.line == LINES - 2


def test_output_moves_neither_the_view_nor_the_selection_and_the_mark_says_how_far_back_it_is() -> None:
    stage = Stage("".join(f"row {number}\n" for number in range(20)))
    stage.mode.begin(stage.text, Kind.LINES)
    stage.mode.up(stage.text)
    rows = stage.world.screen()[1:5]
    stage.pane.feed("more\r\n" * 50)
    assert stage.world.screen()[1:5] == rows
    assert stage.parts(Role.SELECTION)[4] == "row 19"
    assert "[50/65]" in stage.world.screen()[0]


def test_the_rule_is_neither_a_row_nor_in_the_way() -> None:
    stage = Stage("".join(f"row {number}\n" for number in range(20)))
    stage.pane.set_mark()
    stage.pane.feed("new 1\r\nnew 2\r\nnew 3")
    stage.world.state.copying.leave(stage.session)
    view = stage.world.state.viewport(stage.session, stage.pane.frame, LINES - 2)
    stage.mode = stage.world.state.copying.enter(stage.pane, view, LINES - 2)
    lines = stage.world.screen()
    assert lines[2].startswith("─── new since")
    assert lines[5] == "new 3" and stage.world.scene().cursor == SceneCursor(4, 5, 0)
    for line in (4, 3, 1, 0):
        stage.mode.up(stage.text)
        assert stage.world.scene().cursor == SceneCursor(4, line, 0)
    stage.mode.begin(stage.text, Kind.LINES)
    stage.mode.down(stage.text)
    stage.mode.down(stage.text)
    assert stage.parts(Role.SELECTION)[:4] == ["row 18", "row 19", "", "new 1"]


def test_the_mouse_is_asked_for_only_where_it_is_wanted() -> None:
    assert Stage("one").world.scene().modes.mouse == 0
    stage = Stage("one", mouse=True)
    assert stage.world.scene().modes.mouse == 1000
    stage.pane.feed("\x1b[?1003h")
    assert stage.world.scene().modes.mouse == 1003


@settings(deadline=None, max_examples=50)
@given(st.lists(SIZE, min_size=1, max_size=4), st.booleans())
def test_at_any_size_everything_stays_within_the_terminal(sizes: list[tuple[int, int]], marked: bool) -> None:
    stage = Stage("some words 漢字 that wrap\n" * 12)
    if marked:
        stage.pane.set_mark()
        stage.pane.feed("new\r\n" * 3)
    stage.mode.search(stage.text, "wrap", True)
    stage.mode.begin(stage.text, Kind.LINES)
    for columns, lines in sizes:
        stage.world.state.resize(columns, lines)
        stage.pane.resize(*stage.world.state.pane_size())
        scene = stage.world.scene()
        assert scene.cursor is not None
        assert 0 <= scene.cursor.column < columns and 0 <= scene.cursor.line < lines
        stage.mode.settle(stage.text)  # a terminal without room for the pane shows none of it
        found = stage.text.row(stage.mode.cursor.row)[stage.mode.cursor.column :]
        assert found and "wrap".startswith(found[:4])
