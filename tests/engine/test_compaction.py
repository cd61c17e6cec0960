"""A summary in the place of a conversation: when, of what, and what if even that is too long."""

import pytest

from qmux.engine.compaction import HOPELESS, LONGEST_MESSAGE, Limits, Messages, Summary, summarize
from qmux.engine.conversation import SUMMARY_HEADING
from qmux.errors import ContextOverflowError, UserError
from qmux.model.event import EventKind
from qmux.model.message import Message, Reasoning, Text, TextDelta, ToolCall, ToolResult, Usage
from tests.engine.stand_ins import calls, says
from tests.engine.table import Seat

OVERFLOW = ContextOverflowError("The conversation is too long.")


def user(text: str) -> Message:
    """Return the user's words."""
    return Message("user", (Text(text),))


def assistant(*parts: Text | ToolCall | Reasoning) -> Message:
    """Return a reply."""
    return Message("assistant", parts)


TALK = (user("one"), assistant(Text("ONE")), user("two"), assistant(Text("TWO")))
WITH_TOOLS = (
    user("look"),
    assistant(Reasoning("p", "m", {"x": 1}), Text("I look."), ToolCall("c", "fs_read", {"path": "a"})),
    Message("user", (ToolResult("c", "content"),)),
)


class Model:
    """Answers requests for a summary; too long is what has more characters than `limit`."""

    def __init__(self, limit: float = float("inf"), answer: str = "short") -> None:
        self.limit = limit
        self.answer = answer
        self.asked: list[Messages] = []

    def __call__(self, messages: Messages) -> str:
        """Answer, or say that it is too much."""
        *history, _ = messages
        self.asked.append(tuple(history))
        if sum(len(words(message)) for message in history) > self.limit:
            raise OVERFLOW
        return self.answer


def words(message: Message) -> str:
    """Return the words of a message that has nothing else."""
    assert all(isinstance(part, Text) for part in message.parts)
    return "\n".join(part.text for part in message.parts if isinstance(part, Text))


def test_all_of_it_is_summarized() -> None:
    model = Model(answer=" short\n")
    assert summarize(TALK, "", model) == Summary("short", 0)
    assert model.asked == [TALK]


def test_a_message_that_waits_for_its_answer_is_not() -> None:
    model = Model()
    assert summarize((*TALK, user("three")), "", model) == Summary("short", 1)
    assert model.asked == [TALK]


def test_tools_are_told_in_words() -> None:
    model = Model()
    summarize(WITH_TOOLS, "", model)
    look, call, result = map(words, model.asked[0])
    assert look == "look"
    assert call == 'I look.\n[I called the tool fs_read with {"path": "a"}]'
    assert result == "[The tool answered: content]"


def test_what_is_too_long_is_summarized_without_the_newest_exchange() -> None:
    model = Model(limit=15)
    assert summarize((*TALK, user("x" * 20), assistant(Text("X"))), "", model) == Summary("short", 1)
    assert model.asked[1] == TALK


def test_then_the_messages_are_cut() -> None:
    model = Model(limit=LONGEST_MESSAGE + 100)
    long = (user("a" * 40_000 + "b" * 40_000), assistant(Text("ONE")))
    assert summarize((*long, user("new")), "", model) == Summary("short", 1)
    cut = words(model.asked[-1][0])
    assert cut.startswith("aaa") and cut.endswith("bbb") and "55000 characters left out" in cut


def test_then_the_user_is_told_what_is_left_to_do() -> None:
    with pytest.raises(ContextOverflowError, match="/clear"):
        summarize(TALK, "", Model(limit=0))
    assert "/model" in HOPELESS


@pytest.mark.parametrize("messages", [(), (user("only this"),)])
def test_there_may_be_nothing_to_summarize(messages: Messages) -> None:
    with pytest.raises(UserError):
        summarize(messages, "", Model())


def test_an_empty_summary_is_none() -> None:
    with pytest.raises(UserError, match="as it was"):
        summarize(TALK, "", Model(answer=" \n"))


def test_what_the_user_wants_in_it_is_asked_for() -> None:
    last: list[str] = []

    def ask(messages: Messages) -> str:
        last.append(words(messages[-1]))
        return "short"

    summarize(TALK, "the names", ask)
    assert last[0].endswith("Attend above all to this: the names")


# -- within a turn ------------------------------------------------------------------------------------------------


def test_a_conversation_that_is_too_long_is_summarized_and_sent_again(seat: Seat) -> None:
    table = seat(says("One."), [OVERFLOW], says("Short."), says("Two."))
    for turn, text in ((1, "one"), (2, "two")):
        table.start(text, turn)
        assert table.end().outcome == "finished"
    assert table.stored()[3:] == ["user_input", "compaction", "text", "turn_finished"]
    assert table.recorded.of("working")[-3:] == ["thinking", "summarizing", "thinking"]
    assert table.last_request == (Message("user", (Text(f"{SUMMARY_HEADING}\nShort."), Text("two"))),)
    summary = table.provider.requests[2]
    assert summary.tools == () and summary.messages[:2] == (user("one"), assistant(Text("One.")))


def test_a_full_context_is_summarized_before_the_next_request(seat: Seat) -> None:
    table = seat([Usage(8_000, 10), *says("One.")], says("Short."), says("Two."))
    for turn, text in ((1, "one"), (2, "two")):
        table.start(text, turn)
        table.end()
    assert table.texts(EventKind.COMPACTION) == ["Short."]
    assert table.recorded.of("used") == [8_010]


def test_in_mid_turn_the_request_of_the_user_is_kept(seat: Seat) -> None:
    call = ToolCall("t", "echo", {"word": "w"})
    table = seat([*calls(call)[:-1], Usage(8_000, 10)], says("Half done."), says("Done."))
    table.start("do it")
    assert table.end().outcome == "finished"
    assert table.last_request == (Message("user", (Text(f"{SUMMARY_HEADING}\nHalf done."), Text("do it"))),)


def test_one_message_is_never_summarized_but_said_to_be_too_long(seat: Seat) -> None:
    table = seat([OVERFLOW])
    table.start("x" * 36_000)  # nine tenths of the context: more than the share at which summaries begin
    end = table.end()
    assert end.outcome == "failed" and "about 9,000 tokens" in end.error and "10,000" in end.error
    assert len(table.provider.requests) == 1


def test_a_first_message_of_nearly_the_whole_context_is_sent(seat: Seat) -> None:
    table = seat(says("I have read it."))
    table.start("x" * 36_000)
    assert table.end().outcome == "finished"
    assert table.stored() == ["user_input", "text", "turn_finished"]


def test_no_more_than_once_for_one_request(seat: Seat) -> None:
    table = seat(says("One."), [OVERFLOW], says("Short."), [OVERFLOW])
    table.start("one", 1)
    table.end()
    table.start("two", 2)
    assert table.end().outcome == "failed"
    assert len(table.provider.requests) == 4


def test_not_if_the_user_does_not_want_it(seat: Seat) -> None:
    table = seat([Usage(9_999, 10), *says("One.")], [OVERFLOW])
    table.limits = Limits(4096, 10_000, 0.0)
    table.runner = table.hire(0)
    table.start("one", 1)
    table.end()
    table.start("two", 2)
    assert table.end().outcome == "failed"
    assert table.texts(EventKind.COMPACTION) == []


def test_a_summary_that_fails_fails_the_turn_and_changes_nothing(seat: Seat) -> None:
    table = seat(says("One."), [OVERFLOW], [UserError("No more credit.")], says("Two."))
    table.start("one", 1)
    table.end()
    table.start("two", 2)
    assert table.end().error == "No more credit."
    table.run(lambda: table.runner.retry(2, table.cancel))
    assert table.end().outcome == "finished"
    assert table.last_request == (user("one"), assistant(Text("One.")), user("two"))


def test_what_a_summary_took_is_counted(seat: Seat) -> None:
    table = seat(
        [Usage(8_000, 10), *says("One.")], [Usage(8_100, 50), *says("Short.")], [Usage(60, 5), *says("Two.")]
    )
    for turn, text in ((1, "one"), (2, "two")):
        table.start(text, turn)
        table.end()
    conversation = table.transcript.conversation
    assert (conversation.sent_tokens, conversation.received_tokens) == (16_160, 65)
    assert conversation.tokens == 65


def test_a_partial_reply_is_not_a_reason_to_summarize(seat: Seat) -> None:
    table = seat(says("One."), [TextDelta("half"), OVERFLOW])
    table.start("one", 1)
    table.end()
    table.start("two", 2)
    assert table.end().outcome == "failed"
    assert table.texts(EventKind.COMPACTION) == []
