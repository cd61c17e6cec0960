"""The displayed pane: screen, scrollback, the rule above what is new, and the place that is looked at."""

from hypothesis import given
from hypothesis import strategies as st

from qmux.terminal.rows import PaneCursor, PaneFrame, PaneModes, Row
from qmux.view.pane_view import RULE_TEXT, viewport, visible_rows
from tests.view.standins import StandInPane, World, session, with_pane

RULE = "RULE"


def frame(lines: int, history: int, cursor: int, mark: int | None) -> PaneFrame:
    rows = tuple(Row(f"s{line}" if line <= cursor else "") for line in range(lines))
    return PaneFrame(
        40, lines, rows, PaneCursor(0, cursor, True, 0), PaneModes(), "", {}, history, history, mark
    )


def seen(picture: PaneFrame, scroll: int, lines: int) -> list[str]:
    """Return the rows by name: h0, h1 ... of the scrollback, s0, s1 ... of the screen, RULE."""
    view = viewport(picture, scroll, lines)
    rows = visible_rows(
        picture, view, lines, lambda first, count: [Row(f"h{row}") for row in range(first, first + count)]
    )
    return [RULE if row.text.startswith(RULE_TEXT) else row.text for row in rows]


def test_the_screen_as_it_is() -> None:
    assert seen(frame(4, 9, 1, None), 0, 4) == ["s0", "s1", "", ""]


def test_a_tall_prompt_covers_blank_rows_first_then_the_oldest() -> None:
    assert seen(frame(4, 9, 1, None), 0, 3) == ["s0", "s1", ""]
    assert seen(frame(4, 9, 2, None), 0, 2) == ["s1", "s2"]
    assert seen(frame(4, 9, 3, None), 0, 2) == ["s2", "s3"]


def test_scrolled_back_into_the_history_and_no_further_than_it_goes() -> None:
    assert seen(frame(4, 9, 3, None), 2, 4) == ["h7", "h8", "s0", "s1"]
    assert seen(frame(4, 9, 3, None), 9, 4) == ["h0", "h1", "h2", "h3"]
    assert seen(frame(4, 9, 3, None), 99, 4) == ["h0", "h1", "h2", "h3"]
    assert seen(frame(4, 9, 3, None), 99, 2) == ["h0", "h1"]


def test_the_rule_takes_a_row_of_its_own_and_the_newest_row_stays_in_sight() -> None:
    assert seen(frame(4, 9, 1, 1), 0, 4) == ["s0", RULE, "s1", ""]
    assert seen(frame(4, 9, 3, 2), 0, 4) == ["s1", RULE, "s2", "s3"]
    assert seen(frame(4, 9, 3, 0), 0, 4) == ["s0", "s1", "s2", "s3"]
    assert seen(frame(4, 9, 3, 0), 1, 4) == [RULE, "s0", "s1", "s2"]


def test_the_rule_is_found_in_the_history() -> None:
    assert seen(frame(4, 9, 3, -2), 0, 4) == ["s0", "s1", "s2", "s3"]
    assert seen(frame(4, 9, 3, -2), 3, 4) == [RULE, "h7", "h8", "s0"]
    assert seen(frame(4, 9, 3, -2), 5, 4) == ["h5", "h6", RULE, "h7"]
    assert seen(frame(4, 9, 3, -9), 11, 3) == [RULE, "h0", "h1"]


def test_no_rule_where_nothing_is_new_and_none_in_a_full_screen_program() -> None:
    assert RULE not in seen(frame(4, 9, 1, 2), 0, 4)
    assert RULE not in seen(frame(4, 9, 3, -10), 99, 4)
    full_screen = frame(4, 9, 3, 1)._replace(modes=PaneModes(alternate_screen=True))
    assert RULE not in seen(full_screen, 0, 4)


@given(
    st.integers(1, 8),
    st.integers(0, 20),
    st.integers(0, 7),
    st.integers(-25, 8),
    st.integers(0, 40),
    st.integers(1, 8),
)
def test_rows_are_in_order_and_the_cursor_is_seen(
    lines: int, history: int, cursor: int, mark: int, scroll: int, visible: int
) -> None:
    picture = frame(lines, history, min(cursor, lines - 1), min(mark, lines))
    everything = [f"h{row}" for row in range(history)] + [row.text for row in picture.rows]
    rows = seen(picture, scroll, visible)
    assert len(rows) <= visible
    shown = [row for row in rows if row and row != RULE]
    start = everything.index(shown[0]) if shown else 0
    assert shown == everything[start : start + len(shown)]
    if viewport(picture, scroll, visible).scroll == 0:
        assert f"s{picture.cursor.line}" in rows


def scrolled_world(back: int) -> tuple[World, StandInPane]:
    pane = StandInPane([f"s{line}" for line in range(22)], [f"h{row}" for row in range(100)])
    shown = with_pane(session(1, "one"), pane)
    world = World(shown)
    world.state.scroll_up(back)
    return world, pane


def test_output_does_not_move_what_is_looked_at_in_a_scrolled_pane() -> None:
    world, pane = scrolled_world(30)
    before = world.screen()
    assert before[0] == "h70" + " " * (80 - 3 - len("[30/100]")) + "[30/100]"
    pane.scroll_off(["h100", "h101"], [f"t{line}" for line in range(22)])
    after = world.screen()
    assert after[0].endswith("[32/102]")
    assert after[1:22] == before[1:22]
    world.state.scroll_bottom()
    assert world.screen()[0] == "t0"


def test_what_is_looked_at_stays_while_another_session_is_shown() -> None:
    world, pane = scrolled_world(30)
    world.screen()
    one, other = world.coordinator.sessions[0], session(2, "other")
    world.show(other)
    world.screen()
    pane.scroll_off(["h100"], [f"t{line}" for line in range(22)])
    world.show(one)
    assert world.screen()[0].startswith("h70 ")


def test_the_rule_below_does_not_move_what_is_looked_at() -> None:
    world, pane = scrolled_world(30)
    before = world.screen()[1:22]
    screen = [f"t{line}" for line in range(22)]
    pane.scroll_off(["h100"], screen)
    pane.show(screen, mark=-1, scrolled=101)
    assert world.screen()[1:22] == before
    pane.show(screen, scrolled=101)  # the rule is gone again
    assert world.screen()[1:22] == before


def test_scrolling_stops_at_both_ends() -> None:
    world, _ = scrolled_world(1_000)
    assert world.screen()[0].startswith("h0 ")
    world.state.scroll_up(1_000)  # several keys may come before the next picture
    world.state.scroll_down(1)
    assert world.screen()[0].startswith("h1 ")
    world.state.scroll_down(1_000)
    assert world.screen()[0] == "s0"


def test_a_view_that_stands_still_reads_the_scrollback_once_and_keeps_its_rows() -> None:
    world, pane = scrolled_world(30)
    before = world.scene().layers[0].rows
    pane.scroll_off(["h100"], [f"t{line}" for line in range(22)])
    after = world.scene().layers[0].rows
    assert pane.reads == [(70, 22)]
    assert all(new is old for new, old in zip(after, before, strict=True))


class RacingPane(StandInPane):
    """A pane that prints something whenever its scrollback is read."""

    def history_rows(self, first: int, count: int) -> list[Row]:
        rows = super().history_rows(first, count)
        self.frame = self.frame._replace()
        return rows


def test_rows_read_while_the_pane_went_on_are_not_kept() -> None:
    pane = RacingPane(["s"] * 22, [f"h{row}" for row in range(100)])
    world = World(with_pane(session(1, "one"), pane))
    world.state.scroll_up(30)
    world.scene()
    world.scene()
    assert pane.reads == [(70, 22), (70, 22)]


def test_a_saved_scroll_position_outlives_the_loading_of_the_pane() -> None:
    pane = StandInPane(["s"] * 22, ["h0"])
    loading = with_pane(session(1, "one"), pane)
    loading.loaded, loading.scroll = False, 30
    world = World(loading)
    assert world.screen()[0].endswith("[1/1]")
    pane.scroll_off([f"h{row}" for row in range(1, 100)], ["s"] * 22)
    loading.loaded = True
    assert world.screen()[0].startswith("h70 ")


def test_a_new_size_keeps_the_scroll_position_within_bounds() -> None:
    world, pane = scrolled_world(30)
    world.screen()
    pane.frame = pane.frame._replace(columns=40, history=100, scrolled=160)
    assert world.screen()[0].endswith("[30/100]")
