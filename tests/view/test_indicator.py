"""The overlay: who waits, why and for how long."""

import pytest

from qmux.model.session import Reason, SessionType
from qmux.terminal.style import style_of
from qmux.view.compose import next_change
from qmux.view.indicator import age, next_age
from qmux.view.scene import Layer
from qmux.view.theme import STYLES, Role
from tests.view.standins import NOW, WALL, StandInPane, World, session, with_pane

FAILED, PERMISSION, QUESTION, REPLY = Reason


def overlay(world: World) -> Layer | None:
    """Return the overlay's layer of the picture as it is now."""
    return next((layer for layer in world.scene().layers if layer.name == "overlay"), None)


def lines(world: World) -> list[str]:
    layer = overlay(world)
    return [] if layer is None else [row.text for row in layer.rows]


def test_nobody_waits_nothing_is_shown() -> None:
    assert overlay(World(session(1, "one"), session(2, "two", working=True))) is None


def test_the_most_urgent_is_first_then_the_oldest_and_the_displayed_one_is_not_listed() -> None:
    world = World(
        session(1, "displayed", reason=FAILED, minutes=99),
        session(2, "done", reason=REPLY, minutes=75),
        session(3, "asks", reason=QUESTION),
        session(4, "asks-old", reason=QUESTION, minutes=3),
        session(5, "broken", reason=FAILED, minutes=1),
        session(6, "wants", reason=PERMISSION, minutes=12),
        session(7, "idle"),
    )
    assert lines(world) == [
        "[broken]   ! 1m ",
        "[wants]    # 12m",
        "[asks-old] ? 3m ",
        "[asks]     ?    ",
        "[done]     ⏎ 75m",
    ]


def test_every_reason_has_a_glyph_and_a_style_of_its_own() -> None:
    world = World(
        session(1, "one"), *(session(2 + place, "x", reason=reason) for place, reason in enumerate(Reason))
    )
    layer = overlay(world)
    assert layer is not None
    assert len({row.text for row in layer.rows}) == 4
    assert len({row.style for row in layer.rows}) == 4


@pytest.mark.parametrize(
    ("waiting", "most", "listed", "more"),
    [(5, 5, 5, None), (7, 5, 5, "+2 more"), (3, 1, 1, "+2 more"), (2, 0, 0, "+2 more")],
)
def test_beyond_the_most_the_rest_is_a_count(waiting: int, most: int, listed: int, more: str | None) -> None:
    others = [session(2 + number, f"s{number}", reason=REPLY) for number in range(waiting)]
    shown = lines(World(session(1, "one"), *others, max_indicator_sessions=most))
    assert [line.rstrip() for line in shown[:listed]] == [f"[s{number}] ⏎" for number in range(listed)]
    assert [line.rstrip() for line in shown[listed:]] == ([more] if more else [])


def test_a_pane_too_low_for_all_says_how_many_more() -> None:
    others = [session(2 + number, f"s{number}", reason=REPLY) for number in range(15)]
    world = World(session(1, "one"), *others, lines=10, max_indicator_sessions=20)
    assert len(lines(world)) == 8
    assert lines(world)[-1].rstrip() == "+8 more"


def test_working_sessions_are_listed_below_when_that_is_set() -> None:
    sessions = (
        session(1, "displayed", working=True),
        session(2, "busy", working=True),
        session(3, "done", reason=REPLY, minutes=2),
        session(4, "asks", reason=PERMISSION, working=True),
    )
    assert lines(World(*sessions, indicator_processing=True)) == [
        "[asks] #            ",
        "[done] ⏎ 2m         ",
        "[busy] Processing...",
    ]
    assert len(lines(World(*sessions))) == 2


@pytest.mark.parametrize(
    ("position", "column", "line"),
    [("top-right", 73, 0), ("top-left", 0, 0), ("bottom-right", 73, 21), ("bottom-left", 0, 21)],
)
def test_the_corner_is_a_setting_and_what_lies_under_it_is_not_touched(
    position: str, column: int, line: int
) -> None:
    pane = StandInPane(["x" * 80] * 22)
    world = World(
        with_pane(session(1, "one"), pane), session(2, "two", reason=REPLY), indicator_position=position
    )
    layer = overlay(world)
    assert layer is not None
    assert layer.rectangle == (column, line, 7, 1)
    assert world.scene().layers[0].rows == pane.frame.rows


def test_the_overlay_keeps_clear_of_a_tall_prompt_and_of_the_scroll_position() -> None:
    pane = StandInPane(["x"] * 22, ["h"] * 50)
    shown = with_pane(session(1, "one"), pane)
    world = World(shown, session(2, "two", reason=REPLY), indicator_position="bottom-right")
    world.state.prompt.set("a\nb\nc")
    layer = overlay(world)
    assert layer is not None
    assert layer.rectangle.line == 19
    world = World(shown, session(2, "two", reason=REPLY))
    world.state.scroll_up(10)
    layer = overlay(world)
    assert layer is not None
    assert layer.rectangle.line == 1


def test_it_can_be_turned_off_and_folds_on_a_small_terminal() -> None:
    sessions = session(1, "one"), session(2, "two", reason=REPLY)
    assert overlay(World(*sessions, show_session_indicator=False)) is None
    assert overlay(World(*sessions, columns=40, lines=10)) is not None
    for columns, height in ((39, 24), (80, 9)):
        small = World(*sessions, columns=columns, lines=height)
        assert overlay(small) is None
        assert small.screen()[-1].endswith("[1]")


def test_names_are_cut_to_half_of_the_pane_and_stripped_of_controls() -> None:
    long = World(session(1, "one"), session(2, "漢字" * 20, reason=FAILED, minutes=5), columns=40, lines=12)
    layer = overlay(long)
    assert layer is not None
    assert layer.rectangle.columns <= 20
    assert layer.rows[0].text.endswith(" ! 5m")
    assert lines(World(session(1, "one"), session(2, "a\x1b[31mb\n", reason=REPLY))) == ["[ab ] ⏎"]


def test_an_unchanged_line_is_the_same_row_again() -> None:
    world = World(
        session(1, "one"), session(2, "two", reason=FAILED), session(3, "six", reason=REPLY, minutes=0.9)
    )
    before = overlay(world)
    world.now += 5
    after = overlay(world)
    assert before is not None
    assert after is not None
    assert all(new is old for new, old in zip(after.rows, before.rows, strict=True))


@pytest.mark.parametrize(
    ("seconds", "text", "changes"),
    [(-5, "", 60), (0, "", 60), (59.9, "", 60), (60, "1m", 120), (179, "2m", 180), (7_500, "125m", 7_560)],
)
def test_ages_are_whole_minutes(seconds: float, text: str, changes: float) -> None:
    assert age(1_000, 1_000 + seconds) == text
    assert next_age(1_000, 1_000 + seconds) == 1_000 + changes


def test_a_snoozed_session_is_hidden_until_its_time_and_the_picture_knows_when() -> None:
    world = World(session(1, "one"), session(2, "two", reason=QUESTION), session(3, "six", reason=FAILED))
    world.coordinator.sessions[1].snoozed_until = WALL + 90
    assert [line.split()[0] for line in lines(world)] == ["[six]"]
    assert next_change(world.state, world.as_coordinator, world.now) == NOW + 60  # the age of the other
    world.now += 61
    overlay(world)
    assert next_change(world.state, world.as_coordinator, world.now) == NOW + 90
    world.now += 29
    assert [line.split()[0] for line in lines(world)] == ["[six]", "[two]"]
    assert "2 waiting" in world.screen()[-1]


def test_a_snooze_needs_no_timer_where_it_hides_nothing() -> None:
    idle, shown = session(2, "two"), session(1, "one", reason=QUESTION)
    idle.snoozed_until = shown.snoozed_until = WALL + 90
    world = World(shown, idle)
    world.scene()
    assert next_change(world.state, world.as_coordinator, world.now) is None
    small = World(session(1, "one"), session(2, "two", reason=QUESTION), columns=39)
    small.coordinator.sessions[1].snoozed_until = WALL + 90
    assert small.screen()[-1].endswith("[1]")
    assert next_change(small.state, small.as_coordinator, small.now) is None


def test_the_first_bracket_has_the_color_of_the_type() -> None:
    debug, dev = session(2, "two", reason=REPLY), session(3, "six", reason=REPLY)
    debug.type = SessionType.DEBUG
    layer = overlay(World(session(1, "one"), debug, dev))
    assert layer is not None
    assert [style_of(row.style[0]) for row in layer.rows] == [
        STYLES[Role.MARK_DEBUG],
        STYLES[Role.MARK_DEVELOPMENT],
    ]
    assert {style_of(row.style[1]) for row in layer.rows} == {STYLES[Role.OVERLAY_REPLY]}
