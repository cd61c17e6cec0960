"""A tool call's way: rules, the user's word, the run, the result; each call answered, whatever happens."""

from collections.abc import Callable, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qmux.engine.asking import PermissionRequest
from qmux.errors import Cancelled
from qmux.model.event import Event, EventKind
from qmux.model.message import Message, Text, ToolCall, ToolResult
from qmux.storage.database import MEMORY
from qmux.storage.store import Store
from qmux.tools.base import (
    Access,
    AccessKind,
    Place,
    Preview,
    Tool,
    ToolContext,
    ToolMistakeError,
    ToolOutcome,
)
from qmux.tools.permission import Rule, Verdict, parse_rule
from tests.engine.stand_ins import SECONDS, Obstacle, RecordedReports, calls, says
from tests.engine.table import ECHO, Seat, Table

WHOLE_TOOL = Rule(Verdict.ALLOW, "shell", "", "session")


def shell(run: Callable[[ToolContext], ToolOutcome] = lambda context: ToolOutcome("ran")) -> Tool:
    """Return a tool that runs its command by calling `run`."""

    def accesses(arguments: Mapping[str, object], place: Place) -> tuple[Access, ...]:
        if "command" not in arguments:
            raise ToolMistakeError('shell: "command" is missing')
        return (Access(AccessKind.RUN, str(arguments["command"])),)

    def preview(arguments: Mapping[str, object], place: Place) -> Preview:
        return Preview(f"I will run: {arguments['command']}", purpose="To see.")

    spec = ECHO.spec._replace(name="shell")
    return Tool(spec, accesses, preview, lambda arguments, context: run(context))


def call(id: str = "t", command: str = "make") -> ToolCall:
    """Return a call of the tool."""
    return ToolCall(id, "shell", {"command": command})


@pytest.fixture
def table(seat: Seat) -> Table:
    """Return a runner whose model calls the tool once, and whose user is the test."""
    made = seat(calls(call()), says("Done."))
    made.tools["shell"] = shell()
    return made


def result(table: Table) -> ToolResult:
    """Return the one result of the last request."""
    part = table.last_request[2].parts[0]
    assert isinstance(part, ToolResult)
    return part


def kinds(table: Table) -> list[str]:
    """Return the kinds of the events between the reply and what the model says to the results."""
    stored = table.stored()
    return stored[stored.index("tool_call") + 1 : -2]


def the(table: Table, kind: EventKind) -> Event:
    """Return the one event of a kind."""
    (event,) = [event for event in table.events() if event.kind is kind]
    return event


# -- y, n, words ------------------------------------------------------------------------------------------------


def test_a_call_that_may_not_run_asks(table: Table) -> None:
    table.start()
    request = table.recorded.wait_for("asked")
    assert request == PermissionRequest("shell", "I will run: make", True)
    payload = the(table, EventKind.PERMISSION).payload
    assert payload == {
        "id": "t",
        "tool": "shell",
        "line": "I will run: make",
        "detail": "",
        "purpose": "To see.",
        "keys": "[y/n/t]",
    }
    table.answer("y")
    assert table.end().outcome == "finished"
    assert kinds(table) == ["permission", "answer", "tool_start", "tool_result"]
    assert result(table) == ToolResult("t", "ran")


def test_what_has_come_to_mean_something_else_does_not_run(table: Table) -> None:
    """A link that is turned while the user reads must not lead the call elsewhere."""
    target = ["/work/notes"]
    ran: list[ToolContext] = []

    def run(context: ToolContext) -> ToolOutcome:
        ran.append(context)
        return ToolOutcome("ran")

    def accesses(arguments: Mapping[str, object], place: Place) -> tuple[Access, ...]:
        return (Access(AccessKind.WRITE, target[0]),)

    table.tools["shell"] = shell(run)._replace(accesses=accesses)
    table.start()
    table.recorded.wait_for("asked")
    target[0] = "/home/someone/.profile"
    table.answer("y")
    table.end()
    assert ran == []
    assert result(table).is_error and "has changed since the user was asked" in result(table).text


def test_what_is_about_to_run_is_stored_before_it_does(table: Table) -> None:
    seen: list[list[str]] = []

    def run(context: ToolContext) -> ToolOutcome:
        seen.append(kinds(table) + table.stored()[-2:])
        return ToolOutcome("ran")

    table.tools["shell"] = shell(run)
    table.start()
    table.answer("y")
    table.end()
    assert seen[0][-2:] == ["answer", "tool_start"]


def test_a_refusal_is_told_to_the_model(table: Table) -> None:
    table.start()
    table.answer("n")
    assert table.end().outcome == "finished"
    assert kinds(table) == ["permission", "answer", "tool_result"]
    assert result(table).is_error
    assert "refused" in result(table).text
    assert len(table.provider.requests) == 2


def test_other_words_refuse_and_are_the_next_message_of_the_same_request(seat: Seat) -> None:
    table = seat(calls(call("a"), call("b"), call("c")), says("Oh."))
    table.tools["shell"] = shell()
    table.start()
    table.answer("y")
    table.answer("use ninja", 2)
    assert table.end().outcome == "finished"
    assert len(table.provider.requests) == 2
    first, refused, not_reached, words = table.last_request[-1].parts
    assert first == ToolResult("a", "ran")
    assert isinstance(refused, ToolResult)
    assert (refused.call_id, refused.is_error) == ("b", True)
    assert refused.text.endswith("said instead: use ninja")
    assert isinstance(not_reached, ToolResult)
    assert not_reached.call_id == "c"
    assert "not run" in not_reached.text
    assert words == Text("use ninja")


def test_a_refused_call_does_not_stop_the_ones_behind_it(seat: Seat) -> None:
    table = seat(calls(call("a"), call("b")))
    table.tools["shell"] = shell()
    table.start()
    table.answer("n")
    table.answer("y", 2)
    table.end()
    refused, ran = table.last_request[-1].parts
    assert ran == ToolResult("b", "ran")
    assert isinstance(refused, ToolResult)
    assert refused.is_error


# -- trust ------------------------------------------------------------------------------------------------------


def test_trust_offers_rules_and_adds_the_chosen_one(seat: Seat) -> None:
    table = seat(calls(call("a"), call("b"), call("c", "ls")), says("Done."))
    table.tools["shell"] = shell()
    table.start()
    table.answer("t")
    request = table.recorded.wait_for("asked", 2)
    assert request.offers[0] == "shell(make)"
    assert request.offers[-1] == "shell"
    table.answer("1", 2)
    assert table.recorded.wait_for("asked", 3).line == "I will run: ls"  # b was trusted, c is not
    table.answer("n", 3)
    assert table.end().outcome == "finished"
    assert the(table, EventKind.RULES).payload == {
        "rules": [{"verdict": "allow", "rule": "shell(make)"}],
        "isolated": False,
    }
    assert table.transcript.conversation.rules["rules"] == [{"verdict": "allow", "rule": "shell(make)"}]
    rules = [event.payload["rule"] for event in table.events() if event.kind is EventKind.TOOL_START]
    assert rules == ["", "shell(make)"]


def test_the_words_about_a_call_do_not_push_it_out_of_sight(table: Table) -> None:
    words = "To see. " + "x" * 5000 + " Allow this action?"
    table.tools["shell"] = shell()._replace(
        preview=lambda arguments, place: Preview("I will run: rm", purpose=words)
    )
    table.start()
    table.recorded.wait_for("asked")
    purpose = the(table, EventKind.PERMISSION).text("purpose")
    assert purpose == f"To see. {'x' * 192} ..."
    table.answer("n")
    table.end()


def test_an_offer_cannot_pass_for_two(seat: Seat) -> None:
    """Whoever picks "2" must not trust something else than what the second line says."""
    table = seat(calls(call(command="ls\n  2. shell(make)\u202e" + "x" * 1000)), says("Done."))
    table.tools["shell"] = shell()
    table.start()
    table.answer("t")
    request = table.recorded.wait_for("asked", 2)
    assert isinstance(request, PermissionRequest)
    assert request.offers[0].startswith("shell(ls^J  2. shell(make)<U+202E>xxx")
    assert request.offers[0].endswith("xxx ... (735 more characters)")
    assert request.offers[1:] == ("shell",)
    table.answer("1", 2)
    table.end()
    assert table.permissions.rules()[0].pattern.startswith("ls\n")


@pytest.mark.parametrize(("answer", "ran"), [("y", True), ("n", False)])
def test_who_changes_their_mind_about_trust_decides_once(table: Table, answer: str, ran: bool) -> None:
    table.start()
    table.answer("t")
    table.answer(answer, 2)
    table.end()
    assert result(table).is_error is not ran
    assert table.permissions.rules() == ()


def test_what_is_trusted_runs_without_a_question(table: Table) -> None:
    table.permissions.add(WHOLE_TOOL)
    table.start()
    assert table.end().outcome == "finished"
    assert kinds(table) == ["tool_start", "tool_result"]
    assert table.recorded.of("asked") == []


def test_what_is_forbidden_is_told_with_its_rule(table: Table) -> None:
    table.permissions.add(Rule(Verdict.DENY, "shell", "", "session"))
    table.start()
    table.end()
    assert kinds(table) == ["tool_result"]
    assert "rule of the user: shell" in result(table).text


def test_arguments_that_make_no_sense_ask_nobody(seat: Seat) -> None:
    table = seat(calls(ToolCall("t", "shell", {})), says("Sorry."))
    table.tools["shell"] = shell()
    table.start()
    table.end()
    assert table.recorded.of("asked") == []
    assert result(table) == ToolResult("t", 'shell: "command" is missing', is_error=True)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(["y", "n", "t", "rather not"]), min_size=1, max_size=5))
def test_each_call_has_one_result_and_only_what_was_allowed_ran(answers: list[str]) -> None:
    store = Store(MEMORY, "tests", lambda problem: None)
    store.start()
    ids = [f"call-{number}" for number in range(len(answers))]
    table = Table(store, RecordedReports(), calls(*(call(id, f"make {id}") for id in ids)))
    ran: list[ToolContext] = []
    table.tools["shell"] = shell(lambda context: ran.append(context) or ToolOutcome("ran"))  # type: ignore[func-returns-value]
    table.start()
    typed = [line for answer in _heard(answers) for line in (("t", "1") if answer == "t" else (answer,))]
    for count, line in enumerate(typed, 1):
        table.answer(line, count)
    assert table.end().outcome == "finished"
    started = [event.text("id") for event in table.events() if event.kind is EventKind.TOOL_START]
    assert started == [id for id, answer in zip(ids, _heard(answers), strict=False) if answer in ("y", "t")]
    assert len(ran) == len(started)
    results = [part for part in table.last_request[2].parts if isinstance(part, ToolResult)]
    assert [part.call_id for part in results] == ids
    assert [part.call_id for part in results if not part.is_error] == started
    store.close(SECONDS)


def _heard(answers: list[str]) -> list[str]:
    """Return the answers to which there is a question: other words end them all."""
    return answers[: answers.index("rather not") + 1] if "rather not" in answers else answers


# -- the run ----------------------------------------------------------------------------------------------------


def test_live_output_is_stored_and_no_part_of_the_result(table: Table) -> None:
    def run(context: ToolContext) -> ToolOutcome:
        for word in ("one ", "two ", "three"):
            context.show(word)
        return ToolOutcome("ran")

    table.tools["shell"] = shell(run)
    table.permissions.add(WHOLE_TOOL)
    table.start()
    table.end()
    assert "".join(table.texts(EventKind.TOOL_OUTPUT)) == "one two three"
    assert table.last_request[1:] == (
        Message("assistant", (call(),)),
        Message("user", (ToolResult("t", "ran"),)),
    )


def test_how_long_it_ran_is_kept_with_its_result(table: Table) -> None:
    table.permissions.add(WHOLE_TOOL)
    table.start()
    table.end()
    seconds = the(table, EventKind.TOOL_RESULT).payload["seconds"]
    assert isinstance(seconds, float)
    assert 0 <= seconds < 5


def test_progress_is_reported_now_and_then(table: Table) -> None:
    def run(context: ToolContext) -> ToolOutcome:
        for done in range(1000):
            context.progress(done, 1000)
        context.progress(5, None)
        return ToolOutcome("ran")

    table.tools["shell"] = shell(run)
    table.permissions.add(WHOLE_TOOL)
    table.start()
    table.end()
    assert 1 <= len(table.recorded.of("progressed")) <= 20
    assert table.recorded.of("progressed")[0] == 0.0


# -- cancel -----------------------------------------------------------------------------------------------------


def test_cancel_answers_every_call_and_says_whether_it_ran(seat: Seat) -> None:
    table = seat(calls(call("a"), call("b"), call("c")))
    running = Obstacle()

    def run(context: ToolContext) -> ToolOutcome:
        if running.reached.is_set():
            raise AssertionError("nothing may run after the cancel")
        running(context.cancel)
        raise Cancelled("cancelled")

    table.tools["shell"] = shell(run)
    table.permissions.add(WHOLE_TOOL)
    table.start()
    running.await_reached()
    table.cancel.cancel()
    assert table.end().outcome == "interrupted"
    assert table.stored()[-5:] == ["tool_start", *["tool_result"] * 3, "interrupted"]
    assert table.texts(EventKind.TOOL_RESULT) == [
        "Interrupted (stopped by the user): this call may have run, wholly or in part.",
        "Interrupted (stopped by the user): this call was not run.",
        "Interrupted (stopped by the user): this call was not run.",
    ]


def test_cancel_while_the_user_is_asked(table: Table) -> None:
    table.start()
    table.recorded.wait_for("asked")
    table.cancel.cancel()
    assert table.end().outcome == "interrupted"
    assert table.texts(EventKind.TOOL_RESULT) == ["Interrupted (stopped by the user): this call was not run."]


# -- what turns out while it runs -------------------------------------------------------------------------------

FOUND = (Access(AccessKind.RUN, "sudo make"),)


def further(context: ToolContext) -> ToolOutcome:
    """Do something about which only now is known what it is."""
    context.permit(FOUND, Preview("I will run: sudo make"))
    return ToolOutcome("ran")


def test_what_turns_out_is_asked_about_too(table: Table) -> None:
    table.tools["shell"] = shell(further)
    table.start()
    table.answer("y")
    table.answer("y", 2)
    assert table.end().outcome == "finished"
    assert kinds(table) == ["permission", "answer", "tool_start", "permission", "answer", "tool_result"]
    assert result(table) == ToolResult("t", "ran")


@pytest.mark.parametrize(("word", "told"), [("n", "refused to let this call run"), ("use make", "use make")])
def test_what_turns_out_may_be_refused(table: Table, word: str, told: str) -> None:
    table.tools["shell"] = shell(further)
    table.start()
    table.answer("y")
    table.answer(word, 2)
    assert table.end().outcome == "finished"
    assert result(table).is_error and told in result(table).text
    assert table.audited[-1].decision == "cancelled"


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [(Verdict.ALLOW, "ran"), (Verdict.DENY, "forbidden by a rule of the user: shell(sudo *)")],
)
def test_what_turns_out_may_be_allowed_or_denied_by_rules(
    table: Table, verdict: Verdict, expected: str
) -> None:
    table.tools["shell"] = shell(further)
    table.permissions.add(WHOLE_TOOL)
    table.permissions.add(Rule(verdict, "shell", "sudo *", "session"))
    table.start()
    assert table.end().outcome == "finished"
    assert expected in result(table).text


@pytest.mark.parametrize(("rule", "expected"), [("shell(make *)", "ran"), ("shell(sudo *)", "forbidden")])
def test_what_is_only_checked_is_not_asked_about(table: Table, rule: str, expected: str) -> None:
    def run(context: ToolContext) -> ToolOutcome:
        context.check(FOUND)
        return ToolOutcome("ran")

    table.tools["shell"] = shell(run)
    table.permissions.add(parse_rule(rule, Verdict.ALLOW if expected == "ran" else Verdict.DENY))
    table.start()
    if expected == "forbidden":
        table.answer("y")
    assert table.end().outcome == "finished"
    assert expected in result(table).text
