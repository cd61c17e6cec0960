"""The offline provider: what it says, and what can be asked of it."""

import re

import pytest

from qmux.cancel import CancelToken
from qmux.engine.compaction import INSTRUCTION
from qmux.engine.entries import message_texts
from qmux.errors import Cancelled, UserError
from qmux.model.message import Message, StreamEnd, Text, TextDelta, ToolCall, ToolResult
from qmux.providers.base import Request
from qmux.providers.offline import OfflineProvider
from qmux.tools.table import TOOLS
from tests.providers.conftest import Outcome, folded

TOOL_SPECS = tuple(tool.spec for tool in TOOLS.values())
EARLIER = (Message("user", (Text("hi"),)), Message("assistant", (Text("hello"),)))


def asking(text: str, *earlier: Message) -> Request:
    return Request("offline", "", (*(earlier or EARLIER), Message("user", (Text(text),))), TOOL_SPECS, 100)


def answer(text: str, provider: OfflineProvider | None = None) -> Outcome:
    return folded(list((provider or OfflineProvider(0.0)).stream(asking(text), CancelToken())))


def test_the_first_reply_says_what_it_is_and_how_to_set_a_key() -> None:
    first = Request("offline", "", (Message("user", (Text("hi"),)),), (), 100)
    text = folded(list(OfflineProvider(0.0).stream(first, CancelToken()))).text
    assert "no language model" in text
    for name in ("ANTHROPIC_API_KEY", "OPENAI_API_KEY", "OLLAMA_HOST", "settings file"):
        assert name in text
    assert "no language model" not in answer("hi").text


def test_anything_is_repeated() -> None:
    told = answer("What is\n  the  time?")
    assert told.text.startswith("You said: What is\n  the  time?\n")
    assert told.stop_reason == "end_turn"
    assert told.usage is not None
    assert told.usage.output_tokens > 0


def test_words_come_one_by_one() -> None:
    events = list(OfflineProvider(0.0).stream(asking("a b c"), CancelToken()))
    assert sum(isinstance(event, TextDelta) for event in events) > 5


@pytest.mark.parametrize("wish", ["help", "?", " HELP "])
def test_help_lists_everything(wish: str) -> None:
    text = answer(wish).text
    for word in (
        "slow",
        "fail",
        "ask",
        "run COMMAND",
        "read FILE",
        "write FILE TEXT",
        "print N lines",
        "lots",
    ):
        assert word in text


@pytest.mark.parametrize(
    ("wish", "count"),
    [("print 3 lines", 3), ("print 1 line", 1), ("Print 250", 250), ("lots", 10_000), ("print 0 lines", 0)],
)
def test_printing_a_lot(wish: str, count: int) -> None:
    lines = answer(wish).text.splitlines()
    assert len(lines) == count
    assert lines[-1:] == [f"line {count} of {count}"] * bool(count)


def test_failing_and_trying_again() -> None:
    provider = OfflineProvider(0.0)
    for _ in range(2):
        stream = provider.stream(asking("fail"), CancelToken())
        assert isinstance(next(stream), TextDelta)
        with pytest.raises(UserError, match="as you asked"):
            list(stream)
        assert "second try works" in answer("fail", provider).text


def test_a_new_message_fails_anew() -> None:
    provider = OfflineProvider(0.0)
    for earlier in (EARLIER, EARLIER * 2):
        with pytest.raises(UserError):
            list(provider.stream(asking("fail", *earlier), CancelToken()))


@pytest.mark.parametrize(
    ("wish", "question", "choices"),
    [
        ("ask", "Which color shall it be?", ["red", "green", "blue"]),
        ("ask How are you?", "How are you?", None),
    ],
)
def test_asking(wish: str, question: str, choices: list[str] | None) -> None:
    told = answer(wish)
    (call,) = told.calls
    assert (call.name, told.stop_reason) == ("ask_user", "tool_use")
    assert call.arguments["question"] == question
    assert call.arguments.get("choices") == choices


@pytest.mark.parametrize(
    ("wish", "tool", "argument", "value"),
    [
        ("run git status; ls", "execute_bash", "command", "git status; ls"),
        ("read notes.txt", "fs_read", "operations", [{"mode": "Line", "path": "notes.txt"}]),
        ("write notes.txt two words", "fs_write", "file_text", "two words\n"),
    ],
)
def test_using_tools(wish: str, tool: str, argument: str, value: object) -> None:
    specs = (TOOL_SPECS[0]._replace(name=tool),)
    told = folded(list(OfflineProvider(0.0).stream(asking(wish)._replace(tools=specs), CancelToken())))
    (call,) = told.calls
    assert (call.name, call.arguments[argument], told.stop_reason) == (tool, value, "tool_use")


def test_what_a_tool_said_is_reported() -> None:
    calls = (ToolCall("1", "execute_bash", {}), ToolCall("2", "fs_read", {}))
    results = (ToolResult("1", "x" * 1000), ToolResult("2", "no such file", is_error=True))
    talk = (*EARLIER, Message("assistant", calls), Message("user", results))
    request = asking("")._replace(messages=talk)
    text = folded(list(OfflineProvider(0.0).stream(request, CancelToken()))).text
    assert text == f"The tool execute_bash told me: {'x' * 300}...\nThe tool fs_read failed: no such file"


def test_what_is_said_in_place_of_allowing_a_call_is_heard() -> None:
    refused = ToolResult("1", "The user refused.", is_error=True)
    talk = (*EARLIER, Message("assistant", (ToolCall("1", "execute_bash", {}),)))
    request = asking("")._replace(messages=(*talk, Message("user", (refused, Text("print 2 lines")))))
    assert folded(list(OfflineProvider(0.0).stream(request, CancelToken()))).text.startswith("line 1 of 2")


@pytest.mark.parametrize(
    ("result", "report"),
    [
        (ToolResult("1", "green"), "You answered: green"),
        (ToolResult("1", "The user declined.", is_error=True), "You did not answer: The user declined."),
    ],
)
def test_the_answer_is_reported(result: ToolResult, report: str) -> None:
    talk = (*EARLIER, Message("assistant", (ToolCall("1", "ask_user", {}),)), Message("user", (result,)))
    told = folded(
        list(OfflineProvider(0.0).stream(Request("offline", "", talk, TOOL_SPECS, 1), CancelToken()))
    )
    assert told.text == report


def test_asking_without_the_tool() -> None:
    stream = OfflineProvider(0.0).stream(asking("ask")._replace(tools=()), CancelToken())
    assert "no tool" in folded(list(stream)).text


def test_slowness() -> None:
    told = answer("slow 0.01")
    assert re.fullmatch(r"This takes 0\.01 s: 1 done\.", told.text)


def test_cancel_ends_slowness() -> None:
    cancel = CancelToken()
    stream = OfflineProvider(0.0).stream(asking("slow 3600"), cancel)
    for event in stream:
        if isinstance(event, TextDelta) and event.text.endswith("s:"):
            break
    cancel.cancel()
    with pytest.raises(Cancelled):
        next(stream)


@pytest.mark.parametrize("text", ["", "slow down", "failure", "print lines", "slow 99999999", "asking"])
def test_what_only_resembles_a_wish_is_repeated(text: str) -> None:
    assert answer(text).text.startswith(f"You said: {text}")


def test_it_has_a_name_and_one_model() -> None:
    provider = OfflineProvider()
    assert (provider.name, provider.models(CancelToken())) == ("offline", [("offline", None)])
    provider.close()


def test_an_empty_request_is_answered() -> None:
    events = list(OfflineProvider(0.0).stream(Request("offline", "", (), (), 1), CancelToken()))
    assert isinstance(events[-1], StreamEnd)


def test_what_is_attached_is_not_what_was_said() -> None:
    attached = "\n\n".join(message_texts("help", [{"path": "a", "text": "A", "note": ""}]))
    assert answer(attached).text == answer("help").text


def test_a_summary_is_what_the_user_said() -> None:
    text = answer(INSTRUCTION).text
    assert text.startswith("The user said, in this order:\n- ")
    assert "Summarize" not in text
