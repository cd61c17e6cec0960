"""Whole pictures, as lines of text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmux.engine.asking import PermissionRequest
from qmux.engine.session import Activity
from qmux.model.rope import Rope
from qmux.model.session import Reason
from qmux.terminal.rows import PaneModes, full_style
from qmux.terminal.style import style_of
from qmux.tools.base import Question
from qmux.view.compose import next_change
from qmux.view.menu import Menu, MenuRow
from qmux.view.scene import SceneCursor
from qmux.view.state import Confirmation
from qmux.view.theme import STYLES, Role
from tests.view.standins import NOW, StandInPane, World, session, with_pane

MENU = Menu((MenuRow("one", "the first", "one", " "), MenuRow("two", "", "two", " ")), 0, Rope())


def nothing() -> None:
    """Be the answer that nobody gives."""


def talk(columns: int = 60, lines: int = 12) -> World:
    pane = StandInPane(["> hello", "Hello! What shall we do?", *[""] * (lines - 4)], columns=columns)
    shown = with_pane(session(1, "fix-login"), pane)
    return World(shown, session(2, "plan", reason=Reason.QUESTION, minutes=3), columns=columns, lines=lines)


def test_the_program_before_there_is_a_session() -> None:
    world = World(columns=40, lines=5)
    assert world.screen() == ["", "", "", "[Current: -] q>", "qmux"]
    assert world.scene().cursor == SceneCursor(16, 3, 0)
    assert world.scene().title == "qmux"


def test_a_talk_with_somebody_waiting() -> None:
    assert talk().screen() == [
        "> hello                                          [plan] ? 3m",
        "Hello! What shall we do?",
        *[""] * 8,
        "[Current: fix-login] q>",
        "1:fix-login  dev  ⏎ WAITING            2 sessions  1 waiting",
    ]


def test_a_prompt_of_several_lines_covers_the_blank_part_of_the_pane() -> None:
    world = talk()
    world.state.prompt.set("first\nsecond\nthird")
    world.state.prompt.up()
    assert world.screen()[7:] == [
        "",
        "[Current: fix-login] q> first",
        "                        second",
        "                        third",
        "1:fix-login  dev  ⏎ WAITING            2 sessions  1 waiting",
    ]
    assert world.scene().cursor == SceneCursor(29, 9, 0)
    assert world.screen()[1] == "Hello! What shall we do?"


def test_a_tall_prompt_never_covers_the_newest_output() -> None:
    world = talk()
    pane = StandInPane([f"line {number}" for number in range(10)], columns=60)
    with_pane(world.coordinator.sessions[0], pane)
    world.state.prompt.insert("a\nb\nc\nd\ne\nf")
    assert [line[:8] for line in world.screen()] == [
        *("line 3  ", "line 4", "line 5", "line 6", "line 7", "line 8", "line 9"),
        *("[Current", "line 6 o", "        ", "        ", "1:fix-lo"),
    ]


def test_a_confirmation_takes_the_place_of_the_prompt() -> None:
    world = talk()
    world.state.prompt.insert("a draft")
    world.state.confirmation = Confirmation("Close session plan?", nothing, nothing)
    assert world.screen()[10] == "Close session plan? [y/N]"
    assert world.scene().cursor == SceneCursor(26, 10, 0)
    world.state.confirmation = None
    assert world.screen()[10] == "[Current: fix-login] q> a draft"


def test_a_long_confirmation_wraps_and_keeps_its_choice_in_sight() -> None:
    world = talk()
    world.state.confirmation = Confirmation("Close? " + "It is running a tool. " * 40, nothing, nothing)
    screen = world.screen()
    assert screen[7].startswith("Close? It is running")
    assert screen[10].endswith("… [y/N]")
    world.state.resize(10, 3)
    assert world.screen()[1] == "C… [y/N]"


def test_a_permission_question_stands_above_the_prompt_and_out() -> None:
    shown = session(1, "fix-login")
    request = PermissionRequest("shell", "I will run: ls \x1b[8m; rm\n-rf ~", trustable=True)
    shown.question = request
    world = World(shown, columns=60, lines=12)
    assert world.screen()[9] == "[y/n/t] shell: I will run: ls ; rm -rf ~"
    (prompt,) = (layer for layer in world.scene().layers if layer.name == "prompt")
    assert style_of(prompt.rows[0].style[0]) == STYLES[Role.CONFIRMATION]
    shown.question = request._replace(offers=("shell(ls)", "shell"))
    assert world.screen()[9] == "[1-2/y/n] 1 shell(ls)  2 shell"


@pytest.mark.parametrize(
    ("choices", "queued", "held", "hint"),
    [
        (("yes", "no"), ["later"], ["before"], "1 yes  2 no"),
        ((), ["run\nthe tests", "then stop"], [], "queued (2): run the tests"),
        ((), ["later"], ["run\nthe tests"], "held (1), /queue send sends them: run the tests"),
    ],
)
def test_the_hint_above_the_prompt(
    choices: tuple[str, ...], queued: list[str], held: list[str], hint: str
) -> None:
    world = talk()
    shown = world.coordinator.sessions[0]
    shown.queued, shown.held = queued, held
    shown.question = Question("Shall I?", choices)
    assert world.screen()[9:11] == [hint, "[Current: fix-login] q>"]
    assert world.scene().cursor == SceneCursor(24, 10, 0)
    world.state.resize(60, 5)
    assert world.screen()[3:4] == ["[Current: fix-login] q>"]


def test_the_menu_above_the_prompt() -> None:
    world = talk()
    world.coordinator.sessions[0].queued = ["later"]
    world.state.menu = MENU._replace(selected=0)
    assert world.screen()[8:11] == [">one  the first", " two", "[Current: fix-login] q>"]
    assert world.scene().cursor == SceneCursor(24, 10, 0)
    world.state.resize(60, 6)
    assert world.screen()[3:5] == ["one  two", "[Current: fix-login] q>"]
    world.state.resize(60, 5)
    assert world.screen()[3:4] == ["[Current: fix-login] q>"]


def test_names_are_stripped_of_controls_wherever_they_are_drawn() -> None:
    world = World(session(1, "a\x1b]0;evil\x07b\nc"))
    scene = world.scene()
    assert all(
        ord(character) >= 32 or character == "\0"
        for layer in scene.layers
        for row in layer.rows
        for character in row.text
    )
    assert scene.title == "qmux: ab c"


def test_the_terminal_gets_the_modes_of_the_displayed_pane() -> None:
    pane = StandInPane(["text"])
    pane.frame = pane.frame._replace(modes=PaneModes(bracketed_paste=True))
    world = World(with_pane(session(1, "one"), pane), session(2, "two"))
    assert world.scene().modes.bracketed_paste
    world.show(world.coordinator.sessions[1])
    assert world.scene().modes == PaneModes()


@given(
    st.integers(1, 90),
    st.integers(1, 40),
    st.text(max_size=60),
    st.integers(0, 9),
    st.booleans(),
    st.integers(0, 50),
)
def test_any_size_gives_a_sound_picture(
    columns: int, lines: int, text: str, waiting: int, confirm: bool, scroll: int
) -> None:
    """Every layer is inside the screen, every row has a style for each cell, and the cursor is in the prompt."""
    pane = StandInPane([f"row {number}" for number in range(22)], ["h"] * 20)
    shown = with_pane(session(1, "漢字-name"), pane)
    others = [session(2 + number, f"other-{number}", reason=Reason.REPLY) for number in range(waiting)]
    world = World(shown, *others, columns=columns, lines=lines, indicator_processing=True)
    world.state.prompt.insert(text)
    world.state.menu = MENU
    world.state.scroll_up(scroll)
    if confirm:
        world.state.confirmation = Confirmation(text, nothing, nothing)
    scene = world.scene()
    for layer in scene.layers:
        box = layer.rectangle
        assert box.column >= 0 <= box.line
        assert box.column + box.columns <= columns
        assert box.line + box.lines <= lines
        assert all(len(full_style(row)) == len(row.text) for row in layer.rows)
    prompt = next(layer.rectangle for layer in scene.layers if layer.name == "prompt")
    assert scene.cursor is not None
    assert 0 <= scene.cursor.column < columns
    assert prompt.line <= scene.cursor.line < prompt.line + prompt.lines
    below = prompt.line
    assert all(
        layer.rectangle.line + layer.rectangle.lines <= below
        for layer in scene.layers
        if layer.name.split()[0] in {"pane", "overlay", "position"}
    )


def test_an_unchanged_picture_is_made_of_the_same_rows() -> None:
    world = talk()
    world.state.prompt.insert("a\nb漢")
    world.state.menu = MENU
    before, after = world.scene(), world.scene()
    for old, new in zip(before.layers, after.layers, strict=True):
        assert old == new
        assert all(one is other for one, other in zip(old.rows, new.rows, strict=True))


def test_each_session_keeps_its_draft_and_its_history() -> None:
    one, two = session(1, "one"), session(2, "two")
    one.history, two.draft, two.draft_cursor = ["said"], Rope("kept"), 2
    world = World(one, two)
    world.state.prompt.insert("half a")
    world.show(two)
    assert (str(world.state.prompt.text), world.state.prompt.cursor) == ("kept", 2)
    assert (str(one.draft), one.draft_cursor) == ("half a", 6)
    world.state.prompt.take()
    world.show(one)
    assert two.history == ["kept"]
    assert two.draft == ""
    world.state.prompt.insert(" word")
    world.state.show(one)
    assert world.state.prompt.text == "half a word"
    world.state.prompt.history_previous()
    assert world.state.prompt.text == "said"
    world.state.show(None)
    assert (str(one.draft), str(world.state.prompt.text)) == ("said", "")


def due(world: World) -> float | None:
    """Return in how many seconds the picture changes, from now on."""
    change = next_change(world.state, world.as_coordinator, world.now)
    return None if change is None else change - world.now


def test_a_still_picture_never_changes_by_itself() -> None:
    world = World(session(1, "one"), session(2, "idle"), session(3, "busy", working=True))
    world.scene()
    assert due(world) is None


def test_an_age_changes_at_its_next_whole_minute() -> None:
    world = World(
        session(1, "one"),
        session(2, "two", reason=Reason.REPLY, minutes=2.25),
        session(3, "x", reason=Reason.REPLY),
    )
    world.scene()
    assert due(world) == 45
    world.now += 45
    assert due(world) == 0
    assert "[two] ⏎ 3m" in world.screen()[0]
    assert due(world) == 15


def test_only_ages_on_the_screen_count() -> None:
    others = (
        session(2, "two", reason=Reason.FAILED, minutes=2.5),
        session(3, "x", reason=Reason.REPLY, minutes=2.9),
    )
    for changes, expected in (({"max_indicator_sessions": 1}, 30), ({"show_session_indicator": False}, None)):
        world = World(session(1, "one"), *others, **changes)
        world.scene()
        assert due(world) == expected
    small = World(session(1, "one"), *others, columns=30)
    small.scene()
    assert due(small) is None


def test_the_spinner_of_the_displayed_session_moves_and_no_other() -> None:
    one, two = session(1, "one", working=True), session(2, "two", working=True)
    one.activity = two.activity = Activity("thinking", NOW - 0.125)
    world = World(one, two)
    world.scene()
    assert due(world) == 0.125
    world.state.resize(10, 24)
    world.scene()
    assert due(world) is None  # no room for it
    world.state.resize(80, 24)
    one.activity = None
    world.scene()
    assert due(world) is None


def test_a_message_goes_and_hides_the_spinner_meanwhile() -> None:
    one = session(1, "one", working=True)
    one.activity = Activity("thinking", NOW)
    world = World(one)
    world.state.message("hello", NOW)
    world.scene()
    assert due(world) == 5
    world.now += 7
    assert due(world) == 0
    world.scene()
    assert due(world) == 0.25
