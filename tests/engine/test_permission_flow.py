"""Permission questions and sessions: the reason to wait, the background, a restart, and every way to end a call."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from qmux.cancel import CancelToken
from qmux.engine.asking import PermissionRequest
from qmux.engine.recovery import INTERRUPTED
from qmux.engine.session import ManagedSession
from qmux.errors import UserError
from qmux.model.event import EventKind
from qmux.model.message import ToolCall, ToolResult
from qmux.model.session import Reason, SessionStatus
from qmux.storage.store import Store
from qmux.tools.base import ToolContext, ToolOutcome
from tests.engine.desk import Desk, screen
from tests.engine.stand_ins import SECONDS, Obstacle, calls, says
from tests.engine.test_calls import WHOLE_TOOL, call, shell


class Tool:
    """A tool that stops where the test wants it to; `ran` counts its runs, `timeouts` has what it was given."""

    def __init__(self) -> None:
        self.ran = 0
        self.timeouts: list[float] = []
        self.obstacle: Obstacle | None = None

    def __call__(self, context: ToolContext) -> ToolOutcome:
        """Run once."""
        self.ran += 1
        context.show("working\n")
        if self.obstacle is not None:
            self.obstacle(context.cancel)
        self.timeouts.append(context.timeout())
        return ToolOutcome("ran")


@pytest.fixture
def tool() -> Tool:
    """Return the tool that desks have."""
    return Tool()


@pytest.fixture
def desk(store: Store, tool: Tool) -> Iterator[Desk]:
    """Return a coordinator at work whose models may call the tool."""
    made = Desk(store)
    made.tools["shell"] = shell(tool)
    yield made
    made.close()


def asking(desk: Desk, shown: bool = True) -> ManagedSession:
    """Return a session that waits for permission."""
    made = desk.session(calls(call()), says("Done."), shown=shown)
    desk.coordinator.turns.submit(made, "go")
    desk.until(lambda: made.question is not None)
    return made


def running(desk: Desk, tool: Tool, stubborn: bool = False) -> ManagedSession:
    """Return a displayed session whose tool runs and stops at its obstacle."""
    tool.obstacle = desk.obstacle(stubborn)
    made = asking(desk)
    desk.coordinator.turns.submit(made, "y")
    tool.obstacle.await_reached()
    desk.until(lambda: made.working)
    return made


def last_result(desk: Desk, session: ManagedSession) -> str:
    """Return the text of the last stored result."""
    return desk.texts(session, EventKind.TOOL_RESULT)[-1]


def test_a_call_that_must_ask_makes_the_session_wait_for_permission(desk: Desk) -> None:
    session = asking(desk)
    assert isinstance(session.question, PermissionRequest)
    assert (session.status, session.reason) == (SessionStatus.ACTIVE, Reason.PERMISSION)
    desk.coordinator.turns.submit(session, "y")
    desk.at_rest(session)
    assert session.reason is None
    assert "Completed in" in screen(session)


def test_in_the_background_it_is_named_with_its_reason(desk: Desk) -> None:
    desk.session(shown=True)
    session = asking(desk, shown=False)
    assert session.status is SessionStatus.WAITING
    assert [(row.session, row.reason) for row in desk.coordinator.waiting()] == [(session, Reason.PERMISSION)]


def test_in_the_background_what_is_allowed_runs(desk: Desk, tool: Tool) -> None:
    desk.session(shown=True)
    session = desk.session(calls(call()), says("Done."))
    desk.at_rest(session)
    assert session.permissions is not None
    session.permissions.add(WHOLE_TOOL)
    desk.say(session, "go")
    assert tool.ran == 1
    assert session.reason is Reason.REPLY


@pytest.mark.parametrize(("shown", "seconds"), [(True, 120.0), (False, 600.0)])
def test_who_is_not_looked_at_may_take_longer(desk: Desk, tool: Tool, shown: bool, seconds: float) -> None:
    session = running(desk, tool)
    assert tool.obstacle is not None
    if not shown:
        desk.session(shown=True)
    tool.obstacle.pass_by()
    desk.at_rest(session)
    assert tool.timeouts == [seconds]


def test_a_line_that_is_nearly_a_decision_decides_nothing(desk: Desk, tool: Tool) -> None:
    session = asking(desk)
    with pytest.raises(UserError, match="y/n/t"):
        desk.coordinator.turns.submit(session, "yes")
    assert isinstance(session.question, PermissionRequest)
    assert tool.ran == 0


def test_trust_asks_a_second_question_and_is_kept_over_a_restart(
    desk: Desk, store: Store, tool: Tool
) -> None:
    session = asking(desk)
    desk.coordinator.turns.submit(session, "t")
    desk.until(lambda: isinstance(session.question, PermissionRequest) and bool(session.question.offers))
    assert session.reason is Reason.PERMISSION
    desk.coordinator.turns.submit(session, "1")
    desk.at_rest(session)
    assert tool.ran == 1
    assert session.permissions is not None
    session.permissions.trust_all = True
    rules = session.permissions.rules()
    restored = _restored(desk, store, session)
    assert restored.permissions is not None
    assert restored.permissions.rules() == rules
    assert not restored.permissions.trust_all


def test_what_is_typed_for_the_second_question_before_it_is_there_is_no_message(
    desk: Desk, tool: Tool
) -> None:
    session = asking(desk)
    desk.coordinator.turns.submit(session, "t")
    with pytest.raises(UserError, match="about to be asked"):
        desk.coordinator.turns.submit(session, "1")
    assert not session.queued
    desk.until(lambda: session.question is not None)
    desk.coordinator.turns.submit(session, "1")
    desk.coordinator.turns.submit(session, "and then?")
    assert session.queued == ["and then?"]
    desk.at_rest(session)
    assert tool.ran == 1


def test_a_turn_stopped_before_the_second_question_leaves_the_session_free(desk: Desk) -> None:
    session = asking(desk)
    desk.coordinator.turns.submit(session, "t")
    desk.coordinator.turns.cancel(session)
    desk.at_rest(session)
    desk.say(session, "go on")
    assert session.turn == 2 and not session.queued


@pytest.mark.parametrize("started", [True, False])
def test_after_a_crash_it_failed_and_is_true_about_what_ran(
    desk: Desk, store: Store, tool: Tool, started: bool
) -> None:
    session = running(desk, tool) if started else asking(desk)
    restored = _restored(desk, store, session)
    assert (restored.status, restored.reason) == (SessionStatus.FAILED, Reason.FAILED)
    assert restored.last_error == INTERRUPTED
    assert restored.question is None
    assert ("may have run" in screen(restored)) is started
    told = "may have run" if started else "was not run"
    assert told in desk.texts(session, EventKind.TOOL_RESULT)[-1]


def _restored(desk: Desk, store: Store, session: ManagedSession) -> ManagedSession:
    """Return `session` as another qmux on the same database has it after this one was killed."""
    record = desk.record(session)
    assert session.transcript is not None
    session.transcript.next_generation()  # what this one still does is not stored
    other = Desk(store)
    (restored,) = other.coordinator.restore([record])
    other.coordinator.switch(restored)
    other.until(lambda: restored.loaded)
    return restored


# -- ends -------------------------------------------------------------------------------------------------------


def test_ctrl_c_ends_the_tool_and_answers_the_call(desk: Desk, tool: Tool) -> None:
    session = running(desk, tool)
    assert desk.coordinator.turns.cancel(session)
    desk.at_rest(session)
    assert "stopped by the user" in last_result(desk, session)
    assert "may have run" in last_result(desk, session)
    assert tool.timeouts == []


def test_ctrl_c_refuses_what_is_asked(desk: Desk, tool: Tool) -> None:
    session = asking(desk)
    assert not desk.coordinator.turns.cancel(session)
    assert desk.coordinator.turns.refuse(session)
    desk.at_rest(session)
    assert "refused" in last_result(desk, session)
    assert tool.ran == 0


def test_a_killed_tool_is_abandoned_and_its_call_answered(desk: Desk, tool: Tool) -> None:
    session = running(desk, tool, stubborn=True)
    desk.coordinator.turns.kill(session)
    assert not session.working
    assert "killed by the user" in last_result(desk, session)
    assert tool.obstacle is not None
    tool.obstacle.pass_by()
    desk.say(session, "still there?")
    (result,) = desk.provider(session).requests[-1].messages[2].parts[:1]
    assert isinstance(result, ToolResult)
    assert result.is_error
    assert desk.texts(session, EventKind.TOOL_RESULT)[1:] == []


def test_kill_ends_a_permission_question(desk: Desk, tool: Tool) -> None:
    session = asking(desk)
    desk.coordinator.turns.kill(session)
    assert session.question is None
    assert "was not run" in last_result(desk, session)
    desk.say(session, "go on")
    assert tool.ran == 0


def test_closing_ends_the_tool(desk: Desk, tool: Tool) -> None:
    session = running(desk, tool)
    desk.coordinator.close(session)
    assert "closed by the user" in last_result(desk, session)


def test_what_a_paused_session_asks_is_still_open(desk: Desk, tool: Tool) -> None:
    session = asking(desk)
    desk.coordinator.turns.pause(session)
    assert session.status is SessionStatus.PAUSED
    desk.coordinator.turns.submit(session, "y")
    desk.until(lambda: tool.ran == 1)
    desk.at_rest(session)


def test_a_tool_stops_when_qmux_ends(desk: Desk, tool: Tool) -> None:
    cancelled = threading.Event()
    session = asking(desk)
    tool.obstacle = _Watched(cancelled)
    desk.coordinator.turns.submit(session, "y")
    tool.obstacle.await_reached()
    desk.coordinator.shutdown(SECONDS)
    assert cancelled.is_set()


class _Watched(Obstacle):
    """An obstacle that tells of the cancel that opens it."""

    def __init__(self, cancelled: threading.Event) -> None:
        super().__init__()
        self._cancelled = cancelled

    def __call__(self, cancel: CancelToken) -> None:
        """Block until cancelled."""
        cancel.on_cancel(self._cancelled.set)
        super().__call__(cancel)


# -- between sessions -------------------------------------------------------------------------------------------


def test_a_file_that_another_session_holds_is_waited_for_and_named(desk: Desk, tmp_path: Path) -> None:
    path, holding = str(tmp_path / "file"), desk.obstacle()

    def write(context: ToolContext) -> ToolOutcome:
        with context.files.writing([path], context.cancel):
            if not holding.reached.is_set():
                holding(context.cancel)
        return ToolOutcome("written")

    desk.tools["shell"] = shell(write)
    first, second = (desk.session(calls(call()), says("Done."), name=name) for name in ("one", "two"))
    for session in (first, second):
        desk.at_rest(session)
        assert session.permissions is not None
        session.permissions.add(WHOLE_TOOL)
    desk.coordinator.turns.submit(first, "go")
    holding.await_reached()
    desk.coordinator.turns.submit(second, "go")
    told = f"File {path} is locked by session one"
    desk.until(lambda: second.activity is not None and second.activity.label == told)
    holding.pass_by()
    desk.until(lambda: not first.working and not second.working)
    assert "written" in desk.texts(second, EventKind.TOOL_RESULT)


def test_killing_a_session_frees_the_files_it_holds(desk: Desk, tmp_path: Path) -> None:
    path, holding = str(tmp_path / "file"), desk.obstacle(stubborn=True)

    def write(context: ToolContext) -> ToolOutcome:
        with context.files.writing([path], context.cancel):
            if not holding.reached.is_set():
                holding(context.cancel)
        return ToolOutcome("written")

    desk.tools["shell"] = shell(write)
    first, second = (desk.session(calls(call()), says("Done.")) for _ in range(2))
    for session in (first, second):
        desk.at_rest(session)
        assert session.permissions is not None
        session.permissions.add(WHOLE_TOOL)
    desk.coordinator.turns.submit(first, "go")
    holding.await_reached()
    desk.coordinator.turns.kill(first)
    desk.say(second, "go")
    assert "written" in desk.texts(second, EventKind.TOOL_RESULT)


def test_both_are_told_of_a_file_that_a_command_changed(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("one\n")

    def read(context: ToolContext) -> ToolOutcome:
        context.files.read(str(path))
        return ToolOutcome("read")

    def change(context: ToolContext) -> ToolOutcome:
        path.write_text("another\n")
        return ToolOutcome("ran")

    desk.tools["look"] = shell(read)._replace(title="look")
    desk.tools["shell"] = shell(change)
    reader = desk.session(calls(ToolCall("r", "look", {"command": "x"})), says("Done."), name="reader")
    changer = desk.session(calls(call()), says("Done."), name="changer")
    for session, tool_name in ((reader, "look"), (changer, "shell")):
        desk.at_rest(session)
        assert session.permissions is not None
        session.permissions.add(WHOLE_TOOL._replace(tool=tool_name))
        desk.say(session, "go")
    assert desk.texts(reader, EventKind.NOTICE)[-1] == f"{path} was changed by a command of session changer."
    told = f"This changed files that other sessions have read: {path} (read by session reader)."
    assert desk.texts(changer, EventKind.NOTICE)[-1] == told
    assert desk.texts(changer, EventKind.TOOL_RESULT) == [f"ran\n{told}"]


def test_a_restored_pane_shows_a_call_as_it_was_shown(desk: Desk, store: Store) -> None:
    def run(context: ToolContext) -> ToolOutcome:
        for piece in ("\x1b[31mred", "\x1b[0m 10%\r", "20%\r", "30%\n", "done \x1b[2", "Jhidden\n"):
            context.show(piece)
        return ToolOutcome("ran")

    desk.tools["shell"] = shell(run)
    session = asking(desk)
    desk.coordinator.turns.submit(session, "y")
    desk.at_rest(session)
    restored = _restored(desk, store, session)
    assert screen(restored) == screen(session)
    assert "30% 10%\ndone hidden\n ● Completed in" in screen(session)
