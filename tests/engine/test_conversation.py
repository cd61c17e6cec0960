"""What a model is told: the fold over a session's events, and the invariants that every server insists on."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qmux.engine.conversation import SUMMARY_HEADING, ConversationState
from qmux.model.event import Event, EventKind
from qmux.model.message import Message, Part, Reasoning, Text, ToolCall, ToolResult
from tests.engine.stand_ins import event

Step = tuple[EventKind, dict[str, object]]

FINISHED: Step = (EventKind.TURN_FINISHED, {"stop_reason": "end_turn", "input_tokens": 7, "output_tokens": 5})
STOPPED: Step = (EventKind.INTERRUPTED, {"text": "stopped by the user"})
FAILED: Step = (EventKind.ERROR, {"text": "no key"})
RETRY: Step = (EventKind.RETRY, {})
CLEARED: Step = (EventKind.CLEARED, {})
SUMMARY = f"{SUMMARY_HEADING}\nsummary"
ORPHAN = "[The result of an earlier tool call: yes]"
MAY_HAVE_RUN = "This call was interrupted before its result was known; it may have run."


def user(text: str) -> Step:
    """Return the user's message."""
    return EventKind.USER_INPUT, {"text": text}


def said(text: str) -> Step:
    """Return a piece of the model's reply."""
    return EventKind.TEXT, {"text": text}


def called(id: str, name: str = "ask_user") -> Step:
    """Return a tool call of the model."""
    return EventKind.TOOL_CALL, {"id": id, "name": name, "arguments": {"question": "?"}, "problem": ""}


def thought(number: int) -> Step:
    """Return a piece of reasoning."""
    payload: dict[str, object] = {"provider": "p", "model": "m", "data": {"n": number}, "summary": ""}
    return EventKind.REASONING, payload


def result(id: str, text: str = "yes") -> Step:
    """Return the result of a tool call."""
    return EventKind.TOOL_RESULT, {"id": id, "text": text, "is_error": False}


def asked(id: str, *choices: str) -> Step:
    """Return an open question of the model."""
    return EventKind.QUESTION, {"id": id, "question": "Which?", "choices": list(choices)}


def events(steps: Iterable[Step], turn: int = 1) -> list[Event]:
    """Return the steps as numbered events of one turn."""
    return [event(kind, number, turn, **payload) for number, (kind, payload) in enumerate(steps, 1)]


def folded(*steps: Step) -> ConversationState:
    """Return the fold over `steps`."""
    state = ConversationState()
    for one in events(steps):
        state.apply(one)
    return state


def spoken(*steps: Step) -> list[tuple[str, list[str]]]:
    """Return the messages after `steps`, each as its role and its parts in short."""
    return [(message.role, list(map(_short, message.parts))) for message in folded(*steps).messages()]


def _short(part: Part) -> str:
    if isinstance(part, Text):
        return part.text
    if isinstance(part, Reasoning):
        return f"thought {part.data['n']}"
    if isinstance(part, ToolCall):
        return f"call {part.id}"
    return f"result {part.call_id}: {part.text}"


TWO_CALLS = (user("hi"), said("Let me ask."), called("a"), called("b"))


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ((), []),
        ((user("hi"),), [("user", ["hi"])]),
        ((user("hi"), said("Hel"), said("lo"), FINISHED), [("user", ["hi"]), ("assistant", ["Hello"])]),
        (
            (user("a"), said("A"), FINISHED, user("b")),
            [("user", ["a"]), ("assistant", ["A"]), ("user", ["b"])],
        ),
        ((user("a"), FAILED, user("b")), [("user", ["a", "b"])]),
        ((user("a"), said("part"), STOPPED), [("user", ["a"]), ("assistant", ["part"])]),
        ((user("a"), said(""), said("  \n"), FINISHED, user("b")), [("user", ["a", "b"])]),
        ((said("out of nowhere"), user("a")), [("user", ["a"])]),
        ((result("x"), user("a")), [("user", [ORPHAN, "a"])]),
        ((user("a"), result("x"), said("A")), [("user", ["a", ORPHAN]), ("assistant", ["A"])]),
        (
            (*TWO_CALLS, result("a"), result("b"), said("Fine.")),
            [
                ("user", ["hi"]),
                ("assistant", ["Let me ask.", "call a", "call b"]),
                ("user", ["result a: yes", "result b: yes"]),
                ("assistant", ["Fine."]),
            ],
        ),
        (
            (*TWO_CALLS, result("b"), result("a")),
            [
                ("user", ["hi"]),
                ("assistant", ["Let me ask.", "call a", "call b"]),
                ("user", ["result a: yes", "result b: yes"]),
            ],
        ),
        (
            (*TWO_CALLS, result("a"), STOPPED, user("never mind")),
            [
                ("user", ["hi"]),
                ("assistant", ["Let me ask.", "call a", "call b"]),
                ("user", ["result a: yes", f"result b: {MAY_HAVE_RUN}", "never mind"]),
            ],
        ),
        (
            (user("hi"), called("a"), STOPPED),
            [("user", ["hi"]), ("assistant", ["call a"]), ("user", [f"result a: {MAY_HAVE_RUN}"])],
        ),
        (
            (user("hi"), said("long"), FINISHED, (EventKind.COMPACTION, {"text": "summary"}), user("go on")),
            [("user", [SUMMARY, "go on"])],
        ),
        ((user("a"), said("A"), FINISHED, CLEARED, user("b")), [("user", ["b"])]),
    ],
    ids=[
        "nothing",
        "a-message",
        "pieces-are-joined",
        "turns-alternate",
        "a-failed-turn-keeps-the-message",
        "an-interrupted-reply-is-kept",
        "an-empty-reply-is-left-out",
        "a-reply-cannot-come-first",
        "a-result-that-comes-first-is-words",
        "a-result-without-a-call-is-words",
        "calls-and-results",
        "results-are-in-the-order-of-calls",
        "an-interrupted-call-is-answered",
        "calls-at-the-end-are-answered",
        "a-compaction-stands-for-all-before-it",
        "clearing-begins-anew",
    ],
)
def test_what_the_model_is_told(steps: Sequence[Step], expected: list[tuple[str, list[str]]]) -> None:
    assert spoken(*steps) == expected


def test_an_unanswered_call_is_told_as_an_error() -> None:
    *_, last = folded(user("hi"), called("a"), STOPPED).messages()
    assert last == Message("user", (ToolResult("a", MAY_HAVE_RUN, is_error=True),))


def test_what_qmux_says_is_not_for_the_model() -> None:
    steps: tuple[Step, ...] = (
        (EventKind.NOTICE, {"text": "Trying again"}),
        (EventKind.COMMAND_OUTPUT, {"command": "/help", "text": "help"}),
    )
    assert spoken(user("a"), said("A"), *steps, said("B"), FINISHED) == [
        ("user", ["a"]),
        ("assistant", ["AB"]),
    ]


def test_messages_may_be_asked_for_in_mid_reply() -> None:
    state = folded(user("a"), said("A"))
    assert state.messages() == state.messages()
    state.apply(event(EventKind.TEXT, 3, text="B"))
    assert "".join(_short(part) for part in state.messages()[-1].parts) == "AB"


# -- reasoning --------------------------------------------------------------------------------------------------


def test_reasoning_stays_in_its_place_until_the_turn_is_over() -> None:
    steps = (user("a"), thought(1), said("A"), thought(2), called("c1"), thought(3), called("c2"))
    assert spoken(*steps, result("c1"), result("c2"), thought(4)) == [
        ("user", ["a"]),
        ("assistant", ["thought 1", "A", "thought 2", "call c1", "thought 3", "call c2"]),
        ("user", ["result c1: yes", "result c2: yes"]),
        ("assistant", ["thought 4"]),
    ]


@pytest.mark.parametrize("over", [[FINISHED], [STOPPED], [FAILED], []], ids=str)
def test_the_next_message_of_the_user_ends_the_use_of_reasoning(over: list[Step]) -> None:
    steps = (user("a"), thought(1), called("c"), result("c"), thought(2), said("A"), *over)
    told = spoken(*steps, user("b"), thought(3), called("d"))
    assert [part for _, parts in told for part in parts if part.startswith("thought")] == ["thought 3"]


@pytest.mark.parametrize("over", [STOPPED, FAILED], ids=str)
def test_reasoning_of_an_unfinished_reply_is_dropped_and_that_before_it_kept(over: Step) -> None:
    steps = (user("a"), thought(1), called("c"), result("c"), thought(2), said("A"))
    assert spoken(*steps, over) == [
        ("user", ["a"]),
        ("assistant", ["thought 1", "call c"]),
        ("user", ["result c: yes"]),
        ("assistant", ["A"]),
    ]


def test_a_summary_takes_the_place_of_reasoning_too() -> None:
    summary: Step = (EventKind.COMPACTION, {"text": "sum"})
    steps = (user("a"), thought(1), called("c"), result("c"), summary)
    assert spoken(*steps, thought(2), called("d"), result("d"), user("b")) == [
        ("user", [f"{SUMMARY_HEADING}\nsum", "a"]),
        ("assistant", ["call d"]),
        ("user", ["result d: yes", "b"]),
    ]


def test_reasoning_that_a_database_has_spoilt_is_passed_over() -> None:
    assert spoken(user("a"), (EventKind.REASONING, {"data": "no object"}), said("A"))[1][1] == ["A"]


# -- compaction, and what the model has counted ----------------------------------------------------------------


def compacted(kept: int) -> Step:
    """Return a summary that spares the newest messages."""
    return EventKind.COMPACTION, {"text": "summary", "kept": kept}


OLD = (user("old"), said("Old."), FINISHED)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ((*OLD, user("new"), compacted(1)), [("user", [SUMMARY, "new"])]),
        (
            (*OLD, user("new"), said("N"), FINISHED, user("x"), compacted(2)),
            [("user", [SUMMARY, "new"]), ("assistant", ["N"]), ("user", ["x"])],
        ),
        ((*OLD, *TWO_CALLS, result("a"), result("b"), compacted(0)), [("user", [SUMMARY, "hi"])]),
        (
            (*OLD, *TWO_CALLS, result("a"), result("b"), compacted(1), said("Done.")),
            [
                ("user", [SUMMARY, "hi"]),
                ("assistant", ["Let me ask.", "call a", "call b"]),
                ("user", ["result a: yes", "result b: yes"]),
                ("assistant", ["Done."]),
            ],
        ),
        ((*OLD, user("new"), FAILED, compacted(0), RETRY), [("user", [SUMMARY, "new"])]),
        ((*OLD, user("new"), STOPPED, compacted(0)), [("user", [SUMMARY])]),
        ((*OLD, compacted(0)), [("user", [SUMMARY])]),
        ((*OLD, compacted(9)), [("user", [SUMMARY])]),
    ],
    ids=[
        "the-new-message-is-kept",
        "with-the-exchange-before-it",
        "in-a-turn-its-message-is-kept",
        "a-turn-kept-whole",
        "a-failed-message-is-kept-for-a-retry",
        "an-interrupted-one-is-not",
        "nothing-is-left",
        "more-than-there-is",
    ],
)
def test_what_a_compaction_spares(steps: Sequence[Step], expected: list[tuple[str, list[str]]]) -> None:
    assert spoken(*steps) == expected


def test_the_estimate_goes_on_from_what_the_server_counted() -> None:
    state = folded(user("a" * 400))
    assert state.estimate == 100
    state = folded(user("a" * 400), said("b"), FINISHED)
    assert state.estimate == 12
    state.apply(event(EventKind.USER_INPUT, 9, text="c" * 80))
    state.apply(event(EventKind.TEXT, 10, text="d" * 40))
    assert state.estimate == state.tokens + 30
    state.messages()
    assert state.estimate == state.tokens + 30
    state.measure(500)
    assert state.estimate == 500


def test_a_compaction_frees_what_it_summarized() -> None:
    state = folded(user("a" * 4000), said("b" * 4000), FINISHED, compacted(0))
    assert state.estimate < 50


def test_the_tokens_of_all_turns_are_added_up() -> None:
    totals = {"total_input_tokens": 100, "total_output_tokens": 20}
    state = folded(
        (EventKind.TURN_FINISHED, {"input_tokens": 60, "output_tokens": 9, **totals}),
        (EventKind.INTERRUPTED, {"text": "x", **totals}),
        (EventKind.ERROR, {"text": "x", **totals}),
        FINISHED,
    )
    assert (state.sent_tokens, state.received_tokens) == (307, 65)


# -- retry ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "kept"),
    [
        ((user("a"),), [("user", ["a"])]),
        ((user("a"), said("part")), [("user", ["a"])]),
        (
            (user("a"), said("A"), FINISHED, user("b"), said("part")),
            [("user", ["a"]), ("assistant", ["A"]), ("user", ["b"])],
        ),
        (
            (user("a"), said("first"), called("x"), result("x"), said("part")),
            [("user", ["a"]), ("assistant", ["first", "call x"]), ("user", ["result x: yes"])],
        ),
        (
            ((EventKind.COMPACTION, {"text": "summary"}), user("b"), said("part")),
            [("user", [SUMMARY, "b"])],
        ),
    ],
    ids=[
        "nothing-came",
        "a-partial-reply",
        "earlier-turns-stay",
        "tools-that-ran-stay",
        "after-a-compaction",
    ],
)
def test_a_retry_drops_only_the_partial_reply(
    before: Sequence[Step], kept: list[tuple[str, list[str]]]
) -> None:
    assert spoken(*before, FAILED, RETRY) == kept
    assert spoken(*before, FAILED, RETRY, said("again"))[-1] == ("assistant", ["again"])


def test_a_second_retry_drops_the_second_partial_reply() -> None:
    steps = (user("a"), said("one"), FAILED, RETRY, said("two"), FAILED, RETRY, said("three"), FINISHED)
    assert spoken(*steps) == [("user", ["a"]), ("assistant", ["three"])]


# -- the turn, its calls and its question ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("end", "still_open"),
    [(FINISHED, False), (STOPPED, False), (FAILED, False), (said("x"), True), (RETRY, True)],
    ids=["finished", "interrupted", "failed", "streaming", "retried"],
)
def test_whether_a_turn_is_open(end: Step, still_open: bool) -> None:
    assert folded(user("a"), end).turn_open is still_open


@pytest.mark.parametrize(
    ("steps", "ids"),
    [
        (TWO_CALLS, ["a", "b"]),
        ((*TWO_CALLS, result("a")), ["b"]),
        ((*TWO_CALLS, result("b"), result("a")), []),
        ((*TWO_CALLS, result("a"), result("b"), said("done")), []),
        ((*TWO_CALLS, result("a"), FAILED, RETRY), ["b"]),
        ((*TWO_CALLS, result("a"), STOPPED, user("never mind")), []),
        ((user("1"), called("a"), result("a"), said("A"), FINISHED, user("2"), called("a")), ["a"]),
        ((), []),
    ],
    ids=[
        "none-has-run",
        "one-has-run",
        "all-have-run",
        "answered-and-gone-on",
        "after-a-retry",
        "given-up-by-a-new-message",
        "a-server-that-repeats-its-ids",
        "none",
    ],
)
def test_which_calls_are_open(steps: Sequence[Step], ids: list[str]) -> None:
    assert [call.id for call in folded(*steps).open_calls()] == ids


def test_a_call_keeps_what_was_wrong_with_it() -> None:
    broken: dict[str, object] = {"id": "a", "name": "x", "arguments": None, "problem": "no JSON"}
    assert folded(user("a"), (EventKind.TOOL_CALL, broken)).open_calls() == [
        ToolCall("a", "x", {}, "no JSON")
    ]


def test_a_question_is_open_until_it_is_answered() -> None:
    state = folded(user("a"), called("x"), asked("x", "red", "blue"))
    assert state.question is not None
    assert state.question.call_id == "x"
    assert state.question.question == ("Which?", ("red", "blue"))
    state.apply(event(EventKind.ANSWER, 4, id="x", text="red"))
    assert state.question is None


@pytest.mark.parametrize("end", [STOPPED, FAILED, FINISHED, user("something else")])
def test_a_question_ends_with_its_turn(end: Step) -> None:
    assert folded(user("a"), called("x"), asked("x"), end).question is None


def test_tokens_are_those_of_the_last_turn_that_told_them() -> None:
    silent = (EventKind.TURN_FINISHED, {"stop_reason": "end_turn", "input_tokens": 0, "output_tokens": 0})
    assert folded(user("a"), FINISHED).tokens == 12
    assert folded(user("a"), FINISHED, user("b"), silent).tokens == 12


def test_the_turn_is_the_highest_seen() -> None:
    state = ConversationState()
    for one in [*events([user("a")], 3), *events([(EventKind.NOTICE, {"text": "n"})], 0)]:
        state.apply(one)
    assert state.turn == 3


def test_what_the_user_said_is_remembered_for_the_history() -> None:
    assert folded(user("a"), said("A"), FINISHED, user("b")).user_inputs == ["a", "b"]


# -- invariants -------------------------------------------------------------------------------------------------

IDS = st.sampled_from(["a", "b", "c", "", "id.with/dots", "ä"])
WORDS = st.sampled_from(["", " ", "\n", "x", "words"])
ANY_STEP = st.one_of(
    st.builds(user, WORDS),
    st.builds(said, WORDS),
    st.builds(called, IDS),
    st.builds(result, IDS, WORDS),
    st.builds(asked, IDS, WORDS),
    st.just((EventKind.ANSWER, {"id": "a", "text": "x"})),
    st.just((EventKind.NOTICE, {"text": "x"})),
    st.just((EventKind.COMPACTION, {"text": "summary"})),
    st.sampled_from([FINISHED, STOPPED, FAILED, RETRY]),
    st.builds(lambda kind: (kind, {}), st.sampled_from(EventKind)),  # the database is untrusted
)


def check_invariants(messages: Sequence[Message]) -> None:
    """Assert what every provider may rely on."""
    assert all(message.parts for message in messages)
    assert all(part.text.strip() for message in messages for part in message.parts if isinstance(part, Text))
    assert not messages or messages[0].role == "user"
    for index, message in enumerate(messages):
        following = messages[index + 1] if index + 1 < len(messages) else Message("user", ())
        wanted = [part.id for part in message.parts if isinstance(part, ToolCall)]
        given = [part.call_id for part in following.parts if isinstance(part, ToolResult)]
        if message.role == "user":
            assert not wanted
        else:
            assert not [part for part in message.parts if isinstance(part, ToolResult)]
            assert given == wanted
            assert following.role == "user" or not wanted
    roles = [message.role for message in messages]
    assert all(one != other for one, other in pairwise(roles)), "the roles take turns"
    calls = [part for message in messages for part in message.parts if isinstance(part, ToolCall)]
    assert len({call.id for call in calls}) == len(calls)
    assert all(re.fullmatch("[A-Za-z0-9_-]{1,70}", name) for call in calls for name in (call.id, call.name))
    results_at = [i for i, m in enumerate(messages) if any(isinstance(part, ToolResult) for part in m.parts)]
    assert all(index > 0 and messages[index - 1].role == "assistant" for index in results_at)
    for message in messages:
        kinds = [isinstance(part, ToolResult) for part in message.parts]
        assert kinds == sorted(kinds, reverse=True), "results come before words"


@given(st.lists(ANY_STEP, max_size=25))
@settings(max_examples=300, deadline=None)
def test_the_invariants_hold_for_any_events(steps: list[Step]) -> None:
    state = ConversationState()
    for one in events(steps):
        state.apply(one)
        check_invariants(state.messages())


@given(st.lists(ANY_STEP, max_size=15), WORDS, st.lists(WORDS, max_size=4))
@settings(max_examples=100, deadline=None)
def test_a_retry_undoes_any_partial_reply(steps: list[Step], message: str, reply: list[str]) -> None:
    before = (*steps, user(message))
    assert spoken(*before, *map(said, reply), FAILED, RETRY) == spoken(*before)
