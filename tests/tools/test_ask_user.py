"""The tool ask_user, and the table of tools."""

import pytest

from qmux.errors import Cancelled
from qmux.tools.ask_user import ASK_USER
from qmux.tools.base import Question, ToolMistakeError, ToolOutcome
from qmux.tools.table import TOOLS
from tests.tools.stand_ins import context


def ask(arguments: dict[str, object], answer: str = "yes") -> tuple[ToolOutcome, list[Question]]:
    """Run the tool with a user who gives `answer`; return the outcome and what the user was asked."""
    asked: list[Question] = []

    def user(question: Question) -> str:
        asked.append(question)
        return answer

    return ASK_USER.run(arguments, context(ask=user)), asked


def test_a_question() -> None:
    outcome, asked = ask({"question": " Shall I? "})
    assert outcome == ToolOutcome("yes")
    assert asked == [Question("Shall I?", ())]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("1", "red"),
        (" 2 ", "7"),
        ("red", "red"),
        ("7", "7"),
        ("0", "0"),
        ("3", "3"),
        ("007", "007"),
        ("9" * 5000, "9" * 5000),
        ("something else", "something else"),
    ],
)
def test_a_number_stands_for_a_choice(answer: str, told: str) -> None:
    assert Question("Color?", ("red", "7")).answer(answer) == told


def test_choices() -> None:
    outcome, asked = ask({"question": "Color?", "choices": ["red", "7"]}, "red")
    assert outcome == ToolOutcome("red")
    assert asked == [Question("Color?", ("red", "7"))]


def test_a_user_who_declines() -> None:
    outcome, _ = ask({"question": "Color?", "choices": ["red"]}, "")
    assert outcome.is_error


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"question": ""},
        {"question": "  "},
        {"question": 5},
        {"question": "a", "choices": "red"},
        {"question": "a", "choices": [1]},
        {"question": "a", "choices": ["x"] * 21},
    ],
)
def test_mistakes_of_the_model_reach_nobody_else(arguments: dict[str, object]) -> None:
    with pytest.raises(ToolMistakeError, match=r"^ask_user: "):
        ask(arguments)


def test_cancel_passes() -> None:
    def user(question: Question) -> str:
        raise Cancelled("cancelled")

    with pytest.raises(Cancelled):
        ASK_USER.run({"question": "a"}, context(ask=user))


def test_preview() -> None:
    assert ASK_USER.preview({"question": "Why?"}, context().place).line == "I will ask you: Why?"


@pytest.mark.parametrize("name", TOOLS)
def test_the_table_of_tools(name: str) -> None:
    tool = TOOLS[name]
    assert tool.spec.name == name
    assert tool.spec.description
    assert tool.spec.schema["type"] == "object"
    required = tool.spec.schema["required"]
    properties = tool.spec.schema["properties"]
    assert isinstance(required, list)
    assert isinstance(properties, dict)
    assert set(required) <= set(properties)
