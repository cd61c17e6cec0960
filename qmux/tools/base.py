"""What every tool is to the engine.

Owns the Tool row and what a tool is given. Leaves permission to the turn, threads and processes to each tool.
Tools run in their session's thread.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from qmux.cancel import CancelToken
from qmux.model.message import ToolSpec


class Question(NamedTuple):
    """What a tool asks the user; with `choices`, the answer may be a number or one of them."""

    text: str
    choices: tuple[str, ...]

    def answer(self, typed: str) -> str:
        """Return the choice that `typed` numbers, counting from 1, else `typed` itself, which may be anything."""
        numbered = {str(number): choice for number, choice in enumerate(self.choices, 1)}
        return typed if typed in self.choices else numbered.get(typed.strip(), typed)


class ToolContext(NamedTuple):
    """What a tool may use: its session's directory, the token that stops it, and a way to ask the user.

    `ask` blocks this session's thread alone, returns the answer ("" where the user declined), and raises Cancelled.
    """

    working_directory: str
    cancel: CancelToken
    ask: Callable[[Question], str]


class ToolOutcome(NamedTuple):
    """What goes back to the model."""

    text: str
    is_error: bool = False


def outcome_of_answer(answer: str) -> ToolOutcome:
    """Return what the model is told of the user's answer to a question; "" means that they declined."""
    return ToolOutcome(answer) if answer else ToolOutcome("The user declined to answer.", is_error=True)


class Tool(NamedTuple):
    """One row of the tools' table.

    `permission` is what happens without any rule: "allow" or "ask". `summary` tells the user what a call is about
    to do, in one line. `run` returns an outcome for every mistake of the model and raises only Cancelled.
    """

    spec: ToolSpec
    permission: str
    summary: Callable[[Mapping[str, object]], str]
    run: Callable[[Mapping[str, object], ToolContext], ToolOutcome]
