"""The coordinator creates, finds, names, switches and closes sessions."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from qmux.engine import drafts
from qmux.engine.coordinator import Coordinator
from qmux.engine.mailbox import Mailbox
from qmux.engine.session import ManagedSession
from qmux.engine.timers import Timers
from qmux.errors import UserError
from qmux.model.rope import Rope
from qmux.model.session import Reason, SessionStatus, SessionType
from qmux.settings.config import Settings
from qmux.storage.store import Store
from tests.engine.desk import COLUMNS, LINES, Desk, asking, screen
from tests.engine.stand_ins import ask, calls, says

DEVELOPMENT = SessionType.DEVELOPMENT
ACTIVE, WAITING, PROCESSING = SessionStatus.ACTIVE, SessionStatus.WAITING, SessionStatus.PROCESSING


# -- create -----------------------------------------------------------------------------------------------------


def test_nothing_can_be_made_before_the_database_is_there() -> None:
    early = Coordinator(Settings("", {}), Mailbox(lambda: None), Timers(lambda: 0.0), COLUMNS, LINES)
    with pytest.raises(UserError, match="still starting"):
        early.create(DEVELOPMENT)
    assert early.sessions == []


def test_a_new_session_waits_for_its_user(desk: Desk) -> None:
    made = desk.coordinator.create(DEVELOPMENT)
    assert (made.number, made.status, made.reason) == (1, WAITING, None)
    assert made.working_directory == os.getcwd()
    assert desk.coordinator.sessions == [made]
    assert desk.coordinator.active is None


def test_numbers_are_the_lowest_free_ones(desk: Desk) -> None:
    first, second, third = (desk.session() for _ in range(3))
    desk.coordinator.close(second)
    assert [first.number, third.number, desk.session().number] == [1, 3, 2]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (SessionType.DEBUG, "debug-1"),
        (SessionType.PLANNING, "plan-1"),
        (SessionType.DEVELOPMENT, "dev-1"),
        (SessionType.CODE_REVIEW, "review-1"),
    ],
)
def test_without_a_name_it_is_called_by_its_type(desk: Desk, kind: SessionType, name: str) -> None:
    made = desk.coordinator.create(kind)
    assert (made.type, made.name, made.name_origin) == (kind, name, "fallback")


def test_a_users_name_is_kept(desk: Desk) -> None:
    made = desk.session(name="fix-login")
    assert (made.name, made.name_origin) == ("fix-login", "user")


def test_a_users_name_is_composed(desk: Desk) -> None:
    made = desk.session(name="cafe\u0301")
    assert made.name == "caf\u00e9"
    desk.coordinator.names.rename(made, "re\u0301sume\u0301")
    assert made.name == "r\u00e9sum\u00e9"


@pytest.mark.parametrize("name", ["FIX-login", "7", "two words", "x" * 21, "\x1b[2J"])
def test_a_name_that_cannot_be_is_refused_and_nothing_is_made(desk: Desk, name: str) -> None:
    desk.session(name="fix-login")
    with pytest.raises(UserError, match="Try"):
        desk.session(name=name)
    assert len(desk.coordinator.sessions) == 1


def test_one_session_too_many_is_refused(store: Store) -> None:
    desk = Desk(store, sessions__max_active_sessions=2)
    first, _ = desk.session(), desk.session()
    with pytest.raises(UserError, match=r"2 sessions are open.*/close"):
        desk.session()
    found = [desk.coordinator.at_limit]
    desk.coordinator.close(first)
    found.append(desk.coordinator.at_limit)
    assert found == [True, False]
    assert desk.session().number == 1
    desk.close()


def test_a_session_works_where_it_was_told_to(desk: Desk, tmp_path: Path) -> None:
    before = os.getcwd()
    made = desk.coordinator.create(DEVELOPMENT, working_directory=os.path.relpath(tmp_path))
    assert made.working_directory == str(tmp_path)
    assert os.getcwd() == before


@pytest.mark.parametrize("directory", ["missing", "file"])
def test_a_directory_that_is_none_is_refused(desk: Desk, tmp_path: Path, directory: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match="is not a directory"):
        desk.coordinator.create(DEVELOPMENT, working_directory=str(tmp_path / directory))
    assert desk.coordinator.sessions == []


def test_a_session_says_whom_it_talks_to(desk: Desk) -> None:
    made = desk.session()
    desk.until(lambda: made.provider == "scripted")
    assert desk.record(made).provider == "scripted"


# -- find and show ----------------------------------------------------------------------------------------------


def test_sessions_are_found_by_what_the_user_types(desk: Desk) -> None:
    first, second = desk.session(name="fix-login"), desk.session(name="plan")
    assert [desk.coordinator.find(text) for text in ("1", "PLAN", "fix")] == [first, second, first]
    with pytest.raises(UserError, match="1 fix-login, 2 plan"):
        desk.coordinator.find("zzz")


def test_a_switch_shows_the_one_and_leaves_the_other(desk: Desk) -> None:
    first, second = desk.session(shown=True), desk.session()
    assert (first.status, second.status) == (ACTIVE, WAITING)
    desk.coordinator.switch(second)
    assert desk.coordinator.active is second
    assert (first.status, second.status) == (WAITING, ACTIVE)


def test_a_switch_wakes_nobody_since_it_is_drawn_anyway(desk: Desk) -> None:
    desk.session(shown=True)
    other = desk.session()
    woken: list[bool] = []
    desk.coordinator.mailbox.wake = lambda: woken.append(True)
    desk.coordinator.switch(other)
    assert woken == []


def test_leaving_a_session_at_work_leaves_it_working(desk: Desk) -> None:
    pause = desk.obstacle()
    first = desk.session([pause, *says("done")], shown=True)
    desk.coordinator.turns.submit(first, "go")
    desk.coordinator.switch(desk.session())
    assert first.status is PROCESSING
    pause.pass_by()
    desk.at_rest(first)
    assert (first.status, first.reason) == (WAITING, Reason.REPLY)
    assert "done" in screen(first)


def test_a_reply_that_was_seen_waits_no_longer(desk: Desk) -> None:
    shown, hidden = desk.session(shown=True), desk.session()
    desk.say(hidden)
    assert [row.session for row in desk.coordinator.waiting()] == [hidden]
    desk.coordinator.switch(hidden)
    assert (hidden.status, hidden.reason) == (ACTIVE, None)
    desk.coordinator.switch(shown)
    assert desk.coordinator.waiting() == []


def test_a_reply_on_the_screen_waits_for_nobody(desk: Desk) -> None:
    shown = desk.session(shown=True)
    desk.say(shown)
    assert (shown.status, shown.reason) == (ACTIVE, None)


def test_no_reason_is_read_off_the_screen(desk: Desk) -> None:
    hidden = desk.session([*says(*["Allow this action? [y/n/t]:\n"] * 1000)])
    desk.say(hidden)
    assert hidden.reason is Reason.REPLY


def test_a_switch_to_itself_changes_nothing(desk: Desk) -> None:
    first, second = desk.session(shown=True), desk.session(shown=True)
    desk.coordinator.switch(second)
    desk.coordinator.switch_last()
    assert desk.coordinator.active is first


def test_next_previous_and_last(desk: Desk) -> None:
    sessions = [desk.session() for _ in range(3)]
    desk.coordinator.switch(sessions[0])
    shown: list[int] = []
    steps: list[Callable[[], None]] = [
        desk.coordinator.switch_next,
        desk.coordinator.switch_next,
        desk.coordinator.switch_next,
        desk.coordinator.switch_previous,
        desk.coordinator.switch_last,
        desk.coordinator.switch_last,
    ]
    for step in steps:
        step()
        assert desk.coordinator.active is not None
        shown.append(desk.coordinator.active.number)
    assert shown == [2, 3, 1, 3, 1, 3]


def test_without_another_session_there_is_no_last_one(desk: Desk) -> None:
    desk.session(shown=True)
    with pytest.raises(UserError, match="no other session"):
        desk.coordinator.switch_last()
    desk.coordinator.switch_next()


def test_who_waits_is_visited_the_most_urgent_first(desk: Desk) -> None:
    desk.session(shown=True)
    reply = desk.session(says("done"))
    question = desk.session(calls(ask()))
    failed = desk.session([UserError("no key")])
    desk.say(reply)
    desk.coordinator.turns.submit(question, "hi")
    desk.until(lambda: question.question is not None)
    desk.say(failed)
    visited = [desk.coordinator.next_waiting() for _ in range(5)]
    assert visited == [failed, question, reply, None, failed]
    assert [row.session for row in desk.coordinator.waiting()] == [question], (
        "a question waits though it was seen"
    )


def test_another_way_to_switch_begins_the_walk_anew(desk: Desk) -> None:
    first, second = asking(desk, shown=False), asking(desk, shown=False)
    plain = desk.session(shown=True)
    assert desk.coordinator.next_waiting() is first
    desk.coordinator.switch(plain)
    assert [desk.coordinator.next_waiting() for _ in range(3)] == [first, second, None]


def test_a_snoozed_session_waits_unvisited_until_it_is_written_to(desk: Desk) -> None:
    waits = asking(desk, shown=False)
    desk.session(shown=True)
    desk.coordinator.snooze(waits, 60)
    assert [row.session for row in desk.coordinator.waiting()] == [waits]
    assert desk.coordinator.awake() == []
    assert desk.coordinator.next_waiting() is None
    desk.coordinator.switch(waits)
    desk.coordinator.drafts.keep(waits, Rope("/sn"), 3)
    assert waits.snoozed_until
    assert desk.record(waits).snoozed_until == waits.snoozed_until
    desk.coordinator.drafts.keep(waits, Rope("r"), 1)
    assert not waits.snoozed_until


def test_an_answer_from_elsewhere_ends_a_snooze_and_a_snooze_can_be_ended(desk: Desk) -> None:
    waits = asking(desk, shown=False)
    desk.coordinator.snooze(waits, 60)
    desk.coordinator.snooze(waits, 0)
    assert not waits.snoozed_until
    desk.coordinator.snooze(waits, 60)
    desk.coordinator.turns.submit(waits, "red")
    assert not waits.snoozed_until
    desk.at_rest(waits)


def test_nobody_waits(desk: Desk) -> None:
    desk.session(shown=True)
    assert desk.coordinator.next_waiting() is None


def test_the_oldest_inactive_session(desk: Desk) -> None:
    assert desk.coordinator.oldest_inactive() is None
    first, second, third = (desk.session() for _ in range(3))
    pause = desk.obstacle()
    busy = desk.session([pause])
    desk.coordinator.turns.submit(busy, "go")
    desk.coordinator.switch(first)
    second.last_active, third.last_active, busy.last_active, first.last_active = 5.0, 4.0, 3.0, 2.0
    assert desk.coordinator.oldest_inactive() is third


def test_panes_take_the_size_of_the_screen_when_they_are_shown(desk: Desk) -> None:
    first, second = desk.session(shown=True), desk.session()
    desk.coordinator.resize(30, 8)

    def size(one: ManagedSession) -> tuple[int, int]:
        assert one.pane is not None
        return one.pane.frame.columns, one.pane.frame.lines

    assert (size(first), size(second)) == ((30, 8), (COLUMNS, LINES))
    desk.coordinator.switch(second)
    assert size(second) == (30, 8)


def test_a_mark_stands_where_the_user_stopped_reading(desk: Desk) -> None:
    first, second = desk.session(shown=True), desk.session()
    assert first.pane is not None
    desk.coordinator.switch(second)
    assert first.pane.frame.mark is not None
    desk.coordinator.switch(first)
    desk.say(first)
    assert first.pane.frame.mark is None


# -- names ------------------------------------------------------------------------------------------------------


def test_a_name_comes_from_what_was_said(desk: Desk) -> None:
    made = desk.session(says("ok"))
    desk.say(made, "Please debug the login timeout of the server")
    assert "login" in made.name
    assert (made.name_origin, made.type) == ("generated", SessionType.DEBUG)


def test_a_type_that_was_chosen_is_not_told_from_the_words(desk: Desk) -> None:
    made = desk.coordinator.create(SessionType.DEVELOPMENT)
    desk.say(made, "debug the login timeout")
    assert made.type is SessionType.DEVELOPMENT


def test_a_greeting_leaves_the_type_to_the_next_message(desk: Desk) -> None:
    made = desk.session()
    for text, type in (
        ("hello", DEVELOPMENT),
        ("debug the login", SessionType.DEBUG),
        ("plan it", SessionType.DEBUG),
    ):
        desk.say(made, text)
        assert made.type is type


def test_a_name_is_fixed_after_the_third_message(desk: Desk) -> None:
    made = desk.session()
    for text in ("hello", "there", "login timeout"):
        desk.say(made, text)
    fixed = made.name
    desk.say(made, "now something about kubernetes ingress")
    assert made.name == fixed


def test_a_users_name_is_never_overwritten(desk: Desk) -> None:
    made = desk.session(name="mine")
    desk.say(made, "debug the login timeout")
    assert (made.name, made.name_origin) == ("mine", "user")


def test_names_are_not_made_where_nobody_wants_them(store: Store) -> None:
    desk = Desk(store, sessions__auto_generate_names=False)
    made = desk.session()
    desk.say(made, "debug the login timeout")
    assert made.name == "dev-1"
    desk.close()


def test_two_sessions_about_the_same_have_two_names(desk: Desk) -> None:
    names = set()
    for _ in range(2):
        made = desk.session()
        desk.say(made, "fix the login timeout")
        names.add(made.name)
    assert len(names) == 2


def test_rename(desk: Desk) -> None:
    made, other = desk.session(name="old"), desk.session(name="other")
    desk.coordinator.names.rename(made, "new")
    desk.coordinator.names.rename(made, "NEW")
    assert (made.name, desk.record(made).session_name) == ("NEW", "NEW")
    with pytest.raises(UserError, match="taken"):
        desk.coordinator.names.rename(other, "new")
    assert other.name == "other"


# -- what commands read and write -------------------------------------------------------------------------------


def test_what_a_command_prints_stands_in_the_pane(desk: Desk) -> None:
    made = desk.session(shown=True)
    made.scroll = 7
    desk.coordinator.notes.print(made, "/sessions", "Active Sessions:")
    assert "/sessions\nActive Sessions:" in screen(made)
    assert made.scroll == 0
    desk.coordinator.notes.notice(made, "by the way")
    assert screen(made).endswith("by the way")


def test_a_draft_is_saved_soon(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "DRAFT_SECONDS", 0.01)
    made = desk.session(shown=True)
    desk.coordinator.drafts.keep(made, Rope("half a thou"), 4)
    desk.until(lambda: desk.record(made).draft == "half a thou")
    assert desk.record(made).draft_cursor == 4


def test_a_draft_is_saved_when_its_session_is_left(desk: Desk) -> None:
    pause = desk.obstacle()
    made, other = desk.session([pause], shown=True), desk.session()
    desk.coordinator.turns.submit(made, "go")
    pause.await_reached()
    desk.coordinator.flush()
    desk.coordinator.drafts.keep(made, Rope("next thought"), 12)
    desk.coordinator.switch(other)
    assert desk.record(made).draft == "next thought"
