"""Sessions come back after a restart or a crash, as the user left them."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qmux.engine.recovery import INTERRUPTED
from qmux.errors import UserError
from qmux.model.event import Event, EventKind
from qmux.model.message import TextDelta, ToolResult
from qmux.model.rope import Rope
from qmux.model.session import Reason, SessionStatus, SessionType
from qmux.storage.record import ConversationRecord
from qmux.storage.store import Store
from tests.engine.desk import Desk, screen
from tests.engine.stand_ins import SECONDS, ScriptedProvider, ask, calls, says

Start = Callable[[], Desk]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Return a function that starts qmux's engine on one database file, again and again."""
    owners = itertools.count(1)
    desks: list[Desk] = []

    def open_desk() -> Desk:
        store = Store(str(tmp_path / "qmux.db"), f"owner-{next(owners)}", lambda problem: None)
        store.start()
        desks.append(Desk(store))
        return desks[-1]

    yield open_desk
    for desk in desks:
        desk.close()
        assert desk.store.close(SECONDS)


def leave(desk: Desk) -> None:
    """End qmux in good order."""
    desk.coordinator.shutdown(SECONDS)
    assert desk.store.close(SECONDS)


def crash(desk: Desk) -> None:
    """Leave the database as kill -9 would: what was given to it is in, nothing more is said."""
    desk.coordinator.flush()
    for session in desk.coordinator.sessions:
        if session.transcript is not None:
            session.transcript.next_generation()
    assert desk.store.close(SECONDS)


def restored(desk: Desk) -> list[str]:
    """Bring back the sessions, show and load each; return their names, latest first."""
    made = desk.coordinator.restore(desk.store.restore(10).result(SECONDS))
    for session in reversed(made):
        desk.coordinator.switch(session)
        desk.until(lambda session=session: session.loaded)  # type: ignore[misc]
    return [session.name for session in made]


def row(**changes: object) -> ConversationRecord:
    """Return a record of a session of the working directory /."""
    plain = ConversationRecord(
        "c1", 3, "old", "user", "Debug", "Active", working_directory="/", last_active=7.0
    )
    return plain._replace(**changes)  # type: ignore[arg-type]


ACTIVE, WAITING, PROCESSING = SessionStatus.ACTIVE, SessionStatus.WAITING, SessionStatus.PROCESSING
PAUSED, FAILED = SessionStatus.PAUSED, SessionStatus.FAILED


@pytest.mark.parametrize(
    ("status", "reason", "now_status", "now_reason"),
    [
        (ACTIVE, "", WAITING, None),
        (ACTIVE, "question", WAITING, Reason.QUESTION),
        (WAITING, "", WAITING, None),
        (WAITING, "reply", WAITING, Reason.REPLY),
        (WAITING, "question", WAITING, Reason.QUESTION),
        (WAITING, "permission", FAILED, Reason.FAILED),
        (PROCESSING, "", FAILED, Reason.FAILED),
        (FAILED, "failed", FAILED, Reason.FAILED),
        (PAUSED, "", PAUSED, None),
        (PAUSED, "failed", PAUSED, Reason.FAILED),
        (PAUSED, "question", PAUSED, Reason.QUESTION),
    ],
)
def test_what_a_status_becomes(
    desk: Desk, status: SessionStatus, reason: str, now_status: SessionStatus, now_reason: Reason | None
) -> None:
    since = 5.0 if reason else 0.0
    found = row(session_status=status.value, reason=reason, waiting_since=since, last_error="why")
    (session,) = desk.coordinator.restore([found])
    assert (session.status, session.reason) == (now_status, now_reason)
    interrupted = now_status is FAILED and reason != "failed"
    assert session.last_error == (INTERRUPTED if interrupted else "why")
    assert (session.since > 1e9) == interrupted
    assert not session.loaded


def test_what_was_left_is_found_again(desk: Desk) -> None:
    found = row(
        draft=Rope("half a thought"), draft_cursor=4, scroll=9, provider="anthropic", model="m", created=1.0
    )
    (session,) = desk.coordinator.restore([found])
    assert (session.id, session.number, session.name, session.name_origin) == ("c1", 3, "old", "user")
    assert (session.type, session.working_directory) == (SessionType.DEBUG, "/")
    assert (str(session.draft), session.draft_cursor, session.scroll) == ("half a thought", 4, 9)
    assert (session.provider, session.model) == ("anthropic", "m")
    assert (session.created, session.last_active) == (1.0, 7.0)


def test_queued_messages_are_held_and_the_draft_is_as_it_was(desk: Desk) -> None:
    (session,) = desk.coordinator.restore([row(queued=("one", "two"), draft=Rope("three"), draft_cursor=1)])
    assert (str(session.draft), session.draft_cursor) == ("three", 1)
    assert (session.held, session.queued) == (["one", "two"], [])
    desk.coordinator.flush()
    assert desk.record(session).queued == ("one", "two")


@pytest.mark.parametrize("what", ["directory", "provider"])
def test_what_cannot_run_is_paused_with_the_reason(desk: Desk, what: str) -> None:
    desk.problems["anthropic"] = "ANTHROPIC_API_KEY is not set."
    missing = row(working_directory="/no/such/place") if what == "directory" else row(provider="anthropic")
    (session,) = desk.coordinator.restore([missing])
    assert session.status is PAUSED
    assert ("/no/such/place" if what == "directory" else "ANTHROPIC_API_KEY") in session.last_error
    with pytest.raises(UserError, match="cannot go on"):
        desk.coordinator.turns.resume(session)


def test_numbers_and_names_stay_unique(desk: Desk) -> None:
    desk.session(name="old")
    rows = [row(id="a", number=1), row(id="b", number=3, session_name="OLD"), row(id="c", number=3)]
    sessions = desk.coordinator.restore(rows)
    assert [session.number for session in sessions] == [2, 3, 4]
    assert len({session.name.casefold() for session in desk.coordinator.sessions}) == 4


def test_sessions_come_back_after_quitting(start: Start, tmp_path: Path) -> None:
    first = start()
    one = first.coordinator.create(SessionType.PLANNING, "plan-a", str(tmp_path))
    two = first.session(says("Hello, world"), name="talk", shown=True)
    first.coordinator.close(first.session(name="over"))
    first.say(two, "hi there")
    before = screen(two)
    first.coordinator.drafts.keep(two, Rope("next"), 2)
    one.last_active = 1.0
    leave(first)

    second = start()
    assert restored(second) == ["talk", "plan-a"]
    talk, plan = second.coordinator.find("talk"), second.coordinator.find("plan-a")
    assert (plan.number, plan.type, plan.working_directory) == (1, SessionType.PLANNING, str(tmp_path))
    assert (talk.number, str(talk.draft), talk.draft_cursor, talk.history) == (2, "next", 2, ["hi there"])
    assert screen(talk) == before
    assert second.coordinator.active is talk
    assert talk.status is ACTIVE


def test_a_conversation_goes_on_where_it_was(start: Start) -> None:
    first = start()
    talk = first.session(says("one"), name="talk", shown=True)
    first.say(talk, "a")
    leave(first)
    second = start()
    restored(second)
    talk = second.coordinator.find("talk")
    second.say(talk, "b")
    assert [event.sequence for event in second.events(talk)] == [1, 2, 3, 4, 5, 6]
    assert [event.turn for event in second.events(talk)] == [1, 1, 1, 2, 2, 2]


@pytest.mark.parametrize("end", [leave, crash])
def test_a_reply_under_way_is_marked_as_interrupted(start: Start, end: Callable[[Desk], None]) -> None:
    first = start()
    pause = first.obstacle()
    talk = first.session([TextDelta("half a reply"), pause], name="talk", shown=True)
    first.coordinator.turns.submit(talk, "hi")
    first.until(pause.reached.is_set)
    end(first)

    second = start()
    second.providers[talk.model] = ScriptedProvider(says("a whole reply"))
    restored(second)
    talk = second.coordinator.find("talk")
    assert (talk.status, talk.reason, talk.last_error) == (FAILED, Reason.FAILED, INTERRUPTED)
    assert "half a reply" in screen(talk)
    assert f"[interrupted: {INTERRUPTED}]" in screen(talk)
    second.coordinator.turns.retry(talk)
    second.at_rest(talk)
    assert talk.status is ACTIVE
    assert "a whole reply" in screen(talk)


def test_an_interruption_is_marked_once(start: Start) -> None:
    first = start()
    pause = first.obstacle()
    talk = first.session([pause], name="talk", shown=True)
    first.coordinator.turns.submit(talk, "hi")
    first.until(pause.reached.is_set)
    leave(first)
    for _ in range(2):
        again = start()
        restored(again)
        assert again.texts(again.coordinator.find("talk"), EventKind.INTERRUPTED) == [INTERRUPTED]
        leave(again)


@pytest.mark.parametrize("end", [leave, crash])
def test_a_question_is_answered_after_a_restart(start: Start, end: Callable[[Desk], None]) -> None:
    first = start()
    talk = first.session(calls(ask("t", "Which?", ["red", "blue"])), name="talk", shown=True)
    first.coordinator.turns.submit(talk, "hi")
    first.until(lambda: talk.question is not None)
    end(first)

    second = start()
    provider = second.providers[talk.model] = ScriptedProvider(says("Blue it is."))
    restored(second)
    talk = second.coordinator.find("talk")
    assert (talk.status, talk.reason) == (ACTIVE, Reason.QUESTION)
    assert talk.question == ("Which?", ("red", "blue"))
    second.coordinator.turns.submit(talk, "2")
    second.at_rest(talk)
    assert provider.requests[0].messages[-1].parts == (ToolResult("t", "blue"),)
    assert "Blue it is." in screen(talk)


def test_a_question_can_be_refused_after_a_restart(start: Start) -> None:
    first = start()
    talk = first.session(calls(ask("t")), name="talk", shown=True)
    first.coordinator.turns.submit(talk, "hi")
    first.until(lambda: talk.question is not None)
    leave(first)
    second = start()
    restored(second)
    talk = second.coordinator.find("talk")
    assert second.coordinator.turns.refuse(talk)
    second.at_rest(talk)
    assert (talk.question, talk.reason) == (None, None)


def test_nothing_is_sent_before_the_conversation_is_there(desk: Desk) -> None:
    (session,) = desk.coordinator.restore([row()])
    with pytest.raises(UserError, match="still being loaded"):
        desk.coordinator.turns.submit(session, "too early")
    desk.until(lambda: session.loaded)
    desk.say(session, "now")
    assert desk.texts(session, EventKind.USER_INPUT) == ["now"]


def test_a_session_is_loaded_when_it_is_first_shown(desk: Desk) -> None:
    desk.store.append([Event("c1", 1, 1, EventKind.USER_INPUT, {"text": "from before"}, 1.0)])
    (session,) = desk.coordinator.restore([row()])
    assert session.pane is None
    desk.coordinator.switch(session)
    assert session.loading
    desk.until(lambda: session.loaded)
    assert "from before" in screen(session)


def test_a_conversation_that_cannot_be_read_now_is_read_later(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.store.append([Event("c1", 1, 1, EventKind.USER_INPUT, {"text": "from before"}, 1.0)])
    monkeypatch.setattr("qmux.storage.events.load", _refuse)
    (session,) = desk.coordinator.restore([row()])
    desk.coordinator.switch(session)
    desk.until(lambda: bool(session.load_error))
    assert "could not be read. The disk is on fire." in screen(session)
    assert (session.status, session.loading) == (ACTIVE, False)
    monkeypatch.undo()
    with pytest.raises(UserError, match=r"on fire\..*read again"):
        desk.coordinator.turns.submit(session, "hi")
    desk.until(lambda: session.loaded)
    desk.say(session, "hi")
    assert [event.sequence for event in desk.events(session)][:2] == [1, 2]


def _refuse(connection: object, conversation_id: str) -> list[Event]:
    raise UserError("The disk is on fire.")


def test_a_running_qmux_keeps_its_sessions(start: Start) -> None:
    first = start()
    first.session(name="mine", shown=True)
    first.coordinator.flush()
    assert restored(start()) == []


def test_shutdown_does_not_wait_for_a_stuck_thread(start: Start) -> None:
    desk = start()
    stuck = desk.obstacle(stubborn=True)
    made = desk.session([stuck], shown=True)
    desk.coordinator.turns.submit(made, "hi")
    desk.until(stuck.reached.is_set)
    began = desk.coordinator.timers.clock()
    desk.coordinator.shutdown(0.05)
    assert desk.coordinator.timers.clock() - began < 1
    assert desk.record(made).session_status == "Processing"
