"""The chooser as a picture: on a terminal of any size, and readable without color."""

from hypothesis import given
from hypothesis import strategies as st

from qmux.engine.asking import PermissionRequest
from qmux.model.session import STATUS_LOOKS, Reason, SessionStatus
from qmux.terminal.width import cell_width
from qmux.view.chooser import FILTERS, Chooser
from qmux.view.compose import next_change
from tests.view.standins import NOW, WALL, StandInPane, World, session, with_pane

FAILED, PERMISSION, QUESTION, REPLY = Reason


def world(columns: int = 80, lines: int = 24) -> World:
    """Return a world in the chooser with sessions in every status and with every reason."""
    sessions = [session(number, f"s{number}") for number in range(1, 9)]
    for one, status in zip(sessions, SessionStatus, strict=False):
        one.status = status
    for one, reason in zip(sessions[1:], Reason, strict=False):
        one.reason, one.since = reason, one.since - 180
    sessions[2].question = PermissionRequest("execute_bash", "I will run: rm \x1b[2Jx", True)
    sessions[7].name, sessions[7].group = "設計" * 20, "release"
    made = World(*(with_pane(one, StandInPane([f"said by {one.number}"] * 5)) for one in sessions))
    made.state.resize(columns, lines)
    made.state.chooser = Chooser(
        made.as_coordinator, {name: f"M-{name[0]}" for name in FILTERS}, "list hint", "peek hint"
    )
    return made


def chooser(shown: World) -> Chooser:
    assert shown.state.chooser is not None
    return shown.state.chooser


def test_each_row_says_all_about_a_session() -> None:
    lines = world().screen()
    assert lines[0] == "8 of 8 sessions   [all]  M-w waiting  M-w working  M-f failed  M-p paused"
    row = next(line for line in lines if " 3 s3" in line)
    assert row.split()[:8] == ["3", "s3", "⏳", "PROCESSING", "#", "permission", "dev", "3m"]
    wide = next(line for line in world(columns=120).screen() if " 3 s3" in line)
    assert wide.endswith("  I will run: rm x")


def test_the_first_that_waits_is_marked_and_its_pane_is_below() -> None:
    lines = world().screen()
    [selected] = [line for line in lines if line.startswith(">")]
    assert selected.split()[1:3] == ["2", "s2"]
    rule = next(place for place, line in enumerate(lines) if line.startswith("── 2:s2"))
    assert lines[rule + 1] == "said by 2"
    assert lines[-3:-1] == ["list hint", "[Find] >"]


def test_every_status_and_reason_can_be_told_apart_without_color() -> None:
    shown = world(lines=50)
    rows = shown.screen()[1:9]
    for look in STATUS_LOOKS.values():
        assert sum(f"{look.symbol} {look.word}" in row for row in rows) >= 1
    for reason in Reason:
        assert sum(f" {reason.value} " in row + " " for row in rows) == 1
    assert sum(row[1] == "*" for row in rows) == sum(row.startswith(">") for row in rows) == 1


def test_a_peek_shows_the_pane_alone_scrolled_as_far_as_it_goes() -> None:
    shown = world(lines=10)
    peeked = with_pane(shown.coordinator.sessions[1], StandInPane(["now"] * 6, ["old"] * 30))
    chooser(shown).peek(peeked)
    lines = shown.screen()
    assert lines[0].startswith("── 2:s2")
    assert lines[1] == "now"
    assert lines[-3:-1] == ["peek hint", "[Peek: s2] >"]
    chooser(shown).scroll = 999
    assert shown.screen()[1] == "old"
    assert chooser(shown).scroll < 40


def test_ages_are_kept_up_to_date() -> None:
    shown = world()
    shown.scene()
    change = next_change(shown.state, shown.as_coordinator, shown.now)
    assert change is not None
    assert NOW < change <= NOW + 60


def test_there_is_no_overlay_while_the_list_says_it_all() -> None:
    assert "overlay" not in [layer.name for layer in world().scene().layers]


@given(st.integers(1, 120), st.integers(1, 60), st.booleans(), st.text(max_size=3))
def test_it_fits_any_terminal(columns: int, lines: int, peeked: bool, typed: str) -> None:
    shown = world(columns, lines)
    chooser(shown).filter.insert(typed)
    if peeked:
        chooser(shown).peek(shown.coordinator.sessions[1])
    scene = shown.scene()
    for layer in scene.layers:
        box = layer.rectangle
        assert 0 <= box.column <= box.column + box.columns <= columns
        assert 0 <= box.line <= box.line + box.lines <= lines
        if layer.name == "chooser":
            assert all(len(row.text) == columns for row in layer.rows)


def test_the_rule_says_who_is_kept_quiet() -> None:
    shown = world(columns=120)
    one = shown.coordinator.sessions[1]
    one.muted, one.snoozed_until = True, WALL + 60
    assert any("  failed 3m  muted  snoozed  /work" in line for line in shown.screen())


def test_a_narrow_list_keeps_names_and_signs() -> None:
    lines = world(columns=20, lines=12).screen()
    row = next(line for line in lines if " 3 s3" in line)
    assert row.split() == ["3", "s3", "⏳", "#"]
    assert all(cell_width(line) <= 20 for line in lines)
    shown = world(columns=20, lines=20)
    for look in STATUS_LOOKS.values():
        assert any(f" {look.symbol}" in line for line in shown.screen())


def test_rows_filters_and_answers_can_be_clicked_on() -> None:
    shown = world()
    layer = next(layer for layer in shown.scene().layers if layer.name == "chooser")
    header = shown.screen()[0]
    assert layer.command_at(header.index("failed"), 0) == "chooser-filter failed"
    assert layer.command_at(0, 0) == ""
    for line, row in enumerate(shown.screen()[1:9], 1):
        assert layer.command_at(30, line) == f"chooser-select {row[2:].split()[0]}"
    chooser(shown).peek(shown.coordinator.sessions[2])
    scene = shown.scene()
    line = next(
        number for number, text in enumerate(shown.screen()) if text.startswith("[y/n/t] execute_bash")
    )
    commands = []
    for column in range(8):
        layer_ = scene.layer_at(column, line)
        assert layer_ is not None
        commands.append(layer_.command_at(column, line))
    assert commands == ["", "peek-answer y", "", "peek-answer n", "", "peek-answer t", "", ""]


def test_a_long_list_moves_only_as_far_as_it_must_and_says_what_is_in_sight() -> None:
    shown = world(lines=16)

    def rows() -> list[str]:
        lines = shown.screen()
        return [
            line[2:].split()[0]
            for line in lines[1 : lines.index(next(x for x in lines if x.startswith("──")))]
        ]

    chooser(shown).point_at(shown.coordinator.sessions[0])
    assert rows() == ["1", "2", "3", "4", "5"]
    assert shown.screen()[0].startswith("1-5 of 8 sessions ")
    chooser(shown).point_at(
        shown.coordinator.sessions[4]
    )  # the lowest one: a second click finds it where it was
    assert rows() == ["1", "2", "3", "4", "5"]
    chooser(shown).move(shown.as_coordinator, 1)
    assert rows() == ["2", "3", "4", "5", "6"]
    chooser(shown).move(shown.as_coordinator, 99)
    assert rows() == ["4", "5", "6", "7", "8"]
    chooser(shown).move(shown.as_coordinator, -3)
    assert rows() == ["4", "5", "6", "7", "8"]
    chooser(shown).move(shown.as_coordinator, -99)
    assert rows() == ["1", "2", "3", "4", "5"]


def test_a_second_click_is_one_on_the_same_session() -> None:
    shown = world()
    first, second = shown.coordinator.sessions[:2]
    made = chooser(shown)
    assert made.selected(shown.as_coordinator) is second
    assert [made.point_at(one) for one in (second, first, second, second)] == [False, False, False, True]
    made.move(shown.as_coordinator, -1)
    assert not made.point_at(second)
