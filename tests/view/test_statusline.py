"""The status line: what it says, and what it says last on a narrow terminal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmux.engine.session import Activity, ManagedSession
from qmux.model.session import Reason, SessionStatus
from qmux.terminal.rows import Row
from qmux.terminal.style import style_of
from qmux.terminal.width import cell_width
from qmux.view.statusline import status_line
from qmux.view.theme import STYLES, Role
from tests.view.standins import NOW, World, session

NAME, BUSY = "1:fix-login", "⏳ PROCESSING  / thinking 7s"


def status(world: World) -> str:
    return world.screen()[-1]


def status_row(world: World) -> Row:
    return next(layer for layer in world.scene().layers if layer.name == "status").rows[0]


def shown_session() -> ManagedSession:
    made = session(1, "fix-login")
    made.status = SessionStatus.ACTIVE
    made.model = "some-model-4"
    made.context_share = 0.123
    return made


def busy_world(columns: int = 120, lines: int = 24) -> World:
    made = shown_session()
    made.status = SessionStatus.PROCESSING
    made.activity = Activity("thinking", NOW - 7.3)
    others = (
        session(2, "a", working=True),
        session(3, "b", reason=Reason.REPLY),
        session(4, "c", reason=Reason.FAILED),
    )
    return World(made, *others, columns=columns, lines=lines)


def test_without_a_session_it_is_the_program_that_starts() -> None:
    world = World()
    world.state.restoring = True
    assert status(world) == "qmux  restoring sessions"


def test_the_session_its_type_status_model_and_context() -> None:
    assert status(World(shown_session())) == "1:fix-login  dev  * ACTIVE  some-model-4  context 12%"


def test_work_and_the_others_are_told() -> None:
    left, right = (
        "1:fix-login  dev  ⏳ PROCESSING  / thinking 7s  some-model-4  context 12%",
        "1 working  4 sessions  2 waiting",
    )
    assert status(busy_world()) == left + right.rjust(120 - cell_width(left))


@pytest.mark.parametrize(
    ("columns", "left", "right"),
    [
        (100, f"{NAME}  dev  {BUSY}  context 12%", "1 working  4 sessions  2 waiting"),
        (92, f"{NAME}  {BUSY}  context 12%", "1 working  4 sessions  2 waiting"),
        (80, f"{NAME}  {BUSY}  context 12%", "1 working  2 waiting"),
        (70, f"{NAME}  {BUSY}  context 12%", "2 waiting"),
        (60, f"{NAME}  {BUSY}", "2 waiting"),
        (52, f"{NAME}  {BUSY}", "2 waiting"),
        (50, f"{NAME}  ⏳  / thinking 7s", "2 waiting"),
        (40, f"{NAME}  / thinking 7s", "2 waiting"),
        (38, f"{NAME}  ⏳  / thinking 7s", "[2]"),
        (20, f"{NAME}  ⏳", "[2]"),
        (10, "1:fi…", "[2]"),
        (3, "", "[2]"),
    ],
)
def test_the_most_important_stays_on_a_narrow_terminal(columns: int, left: str, right: str) -> None:
    assert status(busy_world(columns)) == left + right.rjust(columns - cell_width(left))


@pytest.mark.parametrize(
    ("columns", "expected"),
    [(1, "…"), (5, "1:fi…"), (11, "1:fix-login"), (14, "1:fix-login  *"), (21, "1:fix-login  * ACTIVE")],
)
def test_the_name_is_cut_last(columns: int, expected: str) -> None:
    made = shown_session()
    assert status(World(made, columns=columns)) == expected


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "| x 0s"),
        (0.25, "/ x 0s"),
        (0.5, "- x 0s"),
        (1, "| x 1s"),
        (59.9, "\\ x 59s"),
        (61, "| x 1m01s"),
        (-3, "| x 0s"),
    ],
)
def test_the_spinner_turns_four_times_a_second(seconds: float, text: str) -> None:
    made = shown_session()
    made.activity = Activity("x", NOW - seconds)
    assert f"  {text}  " in status(World(made))


def test_a_session_in_the_queue_says_so() -> None:
    made = shown_session()
    made.activity = Activity("queued (2)", NOW - 4)
    assert "queued (2) 4s" in status(World(made))


@pytest.mark.parametrize(
    ("share", "seconds", "text"),
    [
        (0.0, 0.0, "| fetch 0s [..........] 0%"),
        (0.25, 10.0, "| fetch 10s [##........] 25% 30s left"),
        (0.999, 100.0, "| fetch 1m40s [#########.] 99% 0s left"),
        (1.0, 100.0, "| fetch 1m40s [##########] 100%"),
    ],
)
def test_what_is_done_is_shown_where_a_tool_knows(share: float, seconds: float, text: str) -> None:
    made = shown_session()
    made.activity = Activity("fetch", NOW - seconds, share)
    assert f"  {text}  " in status(World(made))


def test_progress_changes_the_line_with_its_next_tick_only() -> None:
    made = shown_session()
    made.activity = Activity("fetch", NOW, 0.1)
    world = World(made)
    assert " 10%" in status(world)
    made.activity = made.activity._replace(share=0.2)
    world.now = NOW + 0.2
    assert " 10%" in status(world)
    world.now = NOW + 0.26
    assert " 20%" in status(world)


def test_a_wait_is_counted_down() -> None:
    made = shown_session()
    made.activity = Activity("rate limited, next try in", NOW, until=NOW + 61.4)
    world = World(made)
    for elapsed, shown in ((0.0, "1m02s"), (1.3, "1m01s"), (1.5, "60s"), (60.7, "1s"), (62.0, "0s")):
        world.now = NOW + elapsed
        assert f"rate limited, next try in {shown}  " in status(world).replace("1m00s", "60s")


def test_a_message_takes_the_line_for_five_seconds() -> None:
    world = busy_world()
    world.state.message("Switched to session: b\n\x1b[2J", NOW)
    assert status(world) == "Switched to session: b"
    world.now += 4.9
    assert status(world) == "Switched to session: b"
    world.now += 0.1
    assert status(world).startswith("1:fix-login")


def test_a_message_is_cut_and_a_new_one_replaces_it() -> None:
    world = busy_world(columns=20)
    world.state.message("There is no session called nonsense", NOW)
    assert status(world) == "There is no se…  [2]"  # the count stands in for the overlay: it is never hidden
    world.state.message("short", NOW)
    assert status(world) == "short            [2]"
    world.state.message("", NOW)
    assert "fix" in status(world)


@given(
    st.integers(1, 130),
    st.text(max_size=40),
    st.sampled_from(list(SessionStatus)),
    st.none() | st.text(min_size=1, max_size=60),
    st.booleans(),
    st.none() | st.text(min_size=1, max_size=90),
)
def test_nothing_overlaps_at_any_width(
    columns: int, name: str, state: SessionStatus, label: str | None, prefix: bool, message: str | None
) -> None:
    """Each piece is whole, or cut at its end, and two blanks at the least part it from the next."""
    world = busy_world(columns)
    shown = world.coordinator.sessions[0]
    shown.name, shown.status, world.state.prefix = name or "x", state, prefix
    shown.activity = None if label is None else Activity(label, NOW)
    if message is not None:
        world.state.message(message, NOW)
    row = status_row(world)
    assert len(row.text) == columns
    assert cell_width(row.text.replace("\0", "")) == columns


def test_as_it_narrows_nothing_comes_back_that_was_gone() -> None:
    words = ("some-", "  dev", "4 sessions", "1 working", "context", "PROCESSING", "thinking", NAME)
    lines = [status(busy_world(columns)) for columns in range(130, 39, -1)]  # below that the count makes room
    gone_at = []
    for word in words:
        seen = [word in line for line in lines]
        assert seen == sorted(seen, reverse=True), word
        gone_at.append(sum(seen))
    assert gone_at == sorted(gone_at)


def test_a_message_that_is_cut_names_the_key_that_shows_it_whole() -> None:
    world = busy_world(columns=60)
    world.state.messages_key = "C-b ~"
    world.state.message("What is said here is longer than the line, and its end says what to do.", NOW)
    assert status(world) == "What is said here is longer than the line, and its…  [C-b ~]"
    world.state.message("Short.", NOW)
    assert status(world) == "Short."
    assert [text for _, text in world.state.messages][1].endswith("what to do.")


def test_the_prefix_key_is_seen_beside_a_message() -> None:
    world = busy_world()
    world.state.message("Switched to session: b", NOW)
    world.state.prefix = True
    assert status(world).split() == ["Switched", "to", "session:", "b", "prefix"]
    for columns in (80, 30, 20):
        world.state.resize(columns, 24)
        world.state.message("words " * 40, NOW)
        assert status(world).startswith("words") and "…  prefix" in status(world)


def test_warnings_and_the_prefix_are_shown() -> None:
    world = busy_world(columns=160)
    world.state.warnings["storage"] = "unsaved: database is locked"
    world.state.prefix = True
    assert "unsaved: database is locked  prefix  1 working" in status(world)
    world.state.resize(48, 24)
    assert "unsaved: " in status(world)


def test_an_unchanged_line_is_the_same_row_again() -> None:
    world = busy_world()
    before = status_row(world)
    world.now += 0.1
    assert status_row(world) is before
    world.now += 0.25
    assert status_row(world) is not before


@pytest.mark.parametrize(
    ("share", "role"),
    [
        (0.0, Role.STATUS_CONTEXT_LOW),
        (0.494, Role.STATUS_CONTEXT_LOW),
        (0.5, Role.STATUS_CONTEXT_HALF),
        (0.894, Role.STATUS_CONTEXT_HALF),
        (0.9, Role.STATUS_CONTEXT_FULL),
        (1.2, Role.STATUS_CONTEXT_FULL),
    ],
)
def test_the_color_says_how_full_the_context_is(share: float, role: Role) -> None:
    made = shown_session()
    made.context_share = share
    world = World(made)
    row = status_line(world.state, world.as_coordinator, False, NOW).row
    start = row.text.index("context")
    assert style_of(row.style[start]) == STYLES[role]
