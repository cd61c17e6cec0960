"""The tool ask_user: the model asks its user a question, with or without choices.

Owns what the model is told of the tool, and reading its arguments. Leaves showing the question, taking the answer and
what a number stands for to the engine. Runs in its session's thread.
"""

from collections.abc import Mapping

from qmux.model.message import ToolSpec
from qmux.tools.base import (
    Place,
    Preview,
    Question,
    Tool,
    ToolContext,
    ToolMistakeError,
    ToolOutcome,
    outcome_of_answer,
)

_MOST_CHOICES = 20

_SPEC = ToolSpec(
    "ask_user",
    "Ask the user a question and wait for the answer. Use it when you cannot go on without a decision or a fact that"
    " only the user has. Give choices where the answer is one of a few.",
    {
        "type": "object",
        "properties": {
            "question": {"type": "string", "description": "The question, complete in itself."},
            "choices": {
                "type": "array",
                "items": {"type": "string"},
                "maxItems": _MOST_CHOICES,
                "description": "Answers to choose from. The user may still answer something else.",
            },
        },
        "required": ["question"],
    },
)


def _preview(arguments: Mapping[str, object], place: Place) -> Preview:
    return Preview(f"I will ask you: {_question(arguments).text}")


def _run(arguments: Mapping[str, object], context: ToolContext) -> ToolOutcome:
    return outcome_of_answer(context.ask(_question(arguments)))


def _question(arguments: Mapping[str, object]) -> Question:
    text = arguments.get("question")
    if not isinstance(text, str) or not text.strip():
        raise ToolMistakeError('ask_user: "question" must be a text that is not empty')
    choices = arguments.get("choices") or []
    if not isinstance(choices, list) or not all(isinstance(choice, str) for choice in choices):
        raise ToolMistakeError('ask_user: "choices" must be a list of texts')
    if len(choices) > _MOST_CHOICES:
        raise ToolMistakeError(f'ask_user: "choices" must be at most {_MOST_CHOICES}')
    return Question(text.strip(), tuple(choices))


ASK_USER = Tool(_SPEC, lambda arguments, place: (), _preview, _run, None)
