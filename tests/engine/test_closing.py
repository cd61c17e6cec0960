"""What closing a session ends, what it keeps, and what is shown instead."""

import os
from pathlib import Path

import pytest

from qmux.engine.session import ManagedSession
from qmux.errors import UserError
from qmux.model.event import EventKind
from qmux.model.rope import Rope
from qmux.model.session import SessionStatus, SessionType
from qmux.storage.record import ConversationRecord
from qmux.storage.store import Store
from tests.engine.desk import Desk, failed, screen
from tests.engine.stand_ins import says

DEVELOPMENT = SessionType.DEVELOPMENT
ACTIVE, WAITING, PROCESSING = SessionStatus.ACTIVE, SessionStatus.WAITING, SessionStatus.PROCESSING


def test_closing_the_displayed_session_shows_the_one_before(desk: Desk) -> None:
    first, _, third = (desk.session(shown=True) for _ in range(3))
    desk.coordinator.switch(first)
    desk.coordinator.close(first)
    assert desk.coordinator.active is third
    assert third.status is ACTIVE
    assert first.status is SessionStatus.COMPLETED


def test_closing_again_and_again_shows_the_latest_of_the_others(desk: Desk) -> None:
    sessions = [desk.session(shown=True) for _ in range(3)]
    for age, one in enumerate(sessions):
        one.last_active = 100.0 + age
    desk.coordinator.close(sessions[2])
    assert desk.coordinator.active is sessions[1]
    desk.coordinator.close(sessions[1])
    assert desk.coordinator.active is sessions[0]


def test_closing_a_hidden_session_leaves_the_screen_alone(desk: Desk) -> None:
    first, second = desk.session(shown=True), desk.session(shown=True)
    desk.coordinator.close(first)
    assert desk.coordinator.active is second
    with pytest.raises(UserError):
        desk.coordinator.switch_last()


def test_closing_the_last_session_makes_a_fresh_one_in_its_place(desk: Desk, tmp_path: Path) -> None:
    only = desk.coordinator.create(DEVELOPMENT, "only", str(tmp_path))
    desk.coordinator.switch(only)
    desk.coordinator.close(only)
    fresh = desk.coordinator.active
    assert fresh is not None
    assert fresh is not only
    assert (fresh.number, fresh.working_directory, fresh.status) == (1, str(tmp_path), ACTIVE)


def test_closing_the_last_session_of_a_directory_that_is_gone(desk: Desk, tmp_path: Path) -> None:
    directory = tmp_path / "gone"
    directory.mkdir()
    only = desk.coordinator.create(DEVELOPMENT, working_directory=str(directory))
    desk.coordinator.switch(only)
    directory.rmdir()
    desk.coordinator.close(only)
    fresh = desk.coordinator.active
    assert fresh is not None
    assert os.path.isdir(fresh.working_directory)


def test_closing_ends_the_work(desk: Desk) -> None:
    desk.session(shown=True)
    pause = desk.obstacle()
    busy = desk.session([pause, *says("too late")])
    desk.coordinator.turns.submit(busy, "go")
    pause.await_reached()
    desk.coordinator.close(busy)
    provider = desk.provider(busy)
    desk.until(lambda: provider.closed.is_set() or desk.workshop.limiter.state()[0] == 5)
    assert desk.workshop.limiter.state()[:2] == (5, 0)
    assert desk.coordinator.find("1").status is ACTIVE


def test_closing_a_stuck_session_gives_back_its_slot(desk: Desk) -> None:
    desk.session(shown=True)
    stuck = desk.obstacle(stubborn=True)
    busy = desk.session([stuck, *says("too late")])
    desk.coordinator.turns.submit(busy, "go")
    stuck.await_reached()
    desk.coordinator.close(busy)
    desk.until(lambda: desk.workshop.limiter.state()[0] == 5)


def test_a_closed_session_is_history(desk: Desk) -> None:
    made = desk.session(says("words"), name="done", shown=True)
    desk.say(made)
    desk.coordinator.close(made)
    found: list[ConversationRecord] = []
    desk.coordinator.history(found.extend)
    desk.until(lambda: bool(found))
    row = next(row for row in found if row.id == made.id)
    assert (row.session_name, row.session_status) == ("done", "Completed")
    assert desk.texts(made, EventKind.TEXT) == ["words"]


def test_a_closed_session_leaves_nothing_where_that_is_wished(store: Store) -> None:
    """Not even what its thread would still say."""
    desk = Desk(store, sessions__clear_on_close=True)
    stuck = desk.obstacle(stubborn=True)
    made = desk.session([stuck, *says("too late")], shown=True)
    desk.coordinator.turns.submit(made, "go")
    stuck.await_reached()
    worker = made.worker
    desk.coordinator.close(made)
    stuck.pass_by()
    assert worker is not None
    desk.until(lambda: worker.join(0.01))
    assert desk.events(made) == []
    assert made.id not in [row.id for row in store.conversations().result(10.0)]
    desk.close()


# -- undo -------------------------------------------------------------------------------------------------------


def undone(desk: Desk, name: str = "") -> ManagedSession | None:
    """Return the session that comes back."""
    back: list[ManagedSession | None] = []
    desk.coordinator.closed.undo(name, back.append)
    desk.until(lambda: bool(back))
    return back[0]


def test_a_closed_session_comes_back_whole(desk: Desk) -> None:
    desk.session(shown=True)
    closed = desk.session(says("It was fixed."), name="fix-login")
    desk.say(closed, "What was it?")
    closed.type, closed.draft, closed.draft_cursor, closed.muted = SessionType.DEBUG, Rope("and"), 3, True
    desk.coordinator.names.set_group(closed, "release")
    desk.coordinator.close(closed)
    back = undone(desk)
    assert back is not None
    assert (back.id, back.name, back.type, back.group) == (
        closed.id,
        "fix-login",
        SessionType.DEBUG,
        "release",
    )
    assert (str(back.draft), back.muted, back.status) == ("and", True, WAITING)
    desk.coordinator.switch(back)
    desk.at_rest(back)
    assert "It was fixed." in screen(back)
    assert back.history == ["What was it?"]
    assert desk.record(back).session_status == ACTIVE.value


def test_the_last_that_was_closed_comes_back_first_and_then_the_one_before(desk: Desk) -> None:
    desk.session(shown=True)
    names = ["one", "two"]
    sessions = [desk.session(name=name) for name in names]
    for session in reversed(sessions):
        desk.coordinator.close(session)
    assert [back.name if back else None for back in (undone(desk), undone(desk), undone(desk))] == [
        *names,
        None,
    ]


def test_a_closed_session_comes_back_by_its_name_or_the_beginning_of_it(desk: Desk) -> None:
    desk.session(shown=True)
    for name in ("fix-login", "fix-tests", "release"):
        desk.coordinator.close(desk.session(name=name))
    desk.until(lambda: len(desk.coordinator.closed.newest) == 3)
    assert [record.session_name for record in desk.coordinator.closed.newest] == [
        "release",
        "fix-tests",
        "fix-login",
    ]
    with pytest.raises(UserError, match="Several closed sessions begin with “fix”: fix-tests, fix-login"):
        undone(desk, "fix")
    with pytest.raises(UserError, match=r"No closed session is named “relaese”. Did you mean"):
        undone(desk, "relaese")
    assert [back.name if back else None for back in (undone(desk, "FIX-T"), undone(desk, "fix"))] == [
        "fix-tests",
        "fix-login",
    ]
    desk.until(lambda: len(desk.coordinator.closed.newest) == 1)


def test_of_several_with_a_name_the_last_closed_comes_back(desk: Desk) -> None:
    desk.session(shown=True)
    sessions = []
    for _ in range(2):
        sessions.append(desk.session(name="fix"))
        desk.coordinator.close(sessions[-1])
    back = undone(desk, "fix")
    assert back is not None
    assert back.id == sessions[1].id


def test_a_name_that_was_taken_meanwhile_gets_a_number(desk: Desk) -> None:
    desk.session(shown=True)
    desk.coordinator.close(desk.session(name="fix"))
    desk.session(name="fix")
    back = undone(desk)
    assert back is not None
    assert back.name == "fix-2"


def test_a_failure_that_was_closed_can_be_retried_when_it_is_back(desk: Desk) -> None:
    broken = failed(desk)
    desk.coordinator.close(broken)
    back = undone(desk)
    assert back is not None
    assert (back.status, back.last_error) == (SessionStatus.FAILED, "The connection was cut.")


def test_at_the_limit_nothing_comes_back(store: Store) -> None:
    desk = Desk(store, sessions__max_active_sessions=2)
    desk.session(shown=True)
    desk.coordinator.close(desk.session())
    desk.session()
    with pytest.raises(UserError, match="the limit"):
        desk.coordinator.closed.undo("", lambda back: None)
    desk.close()
