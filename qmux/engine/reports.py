"""What a session's thread tells the coordinator. The worker calls, the coordinator posts to itself.

Owns the shapes. Light on purpose: the coordinator is imported before the first frame.
"""

from collections.abc import Callable
from typing import NamedTuple

from qmux.engine.asking import PermissionRequest
from qmux.tools.base import Question


class TurnEnd(NamedTuple):
    """How a turn ended: "finished", "interrupted" or "failed" (with the error), and the tokens it used last.

    "chore" is the end of what was no turn.
    """

    turn: int
    outcome: str
    error: str
    tokens: int


class Loaded(NamedTuple):
    """What the coordinator has to know of a conversation that was read from the database.

    `typed` are the messages for the prompt's history, `user_inputs` those of them that were sent. `interrupted` says
    that its last turn is not over, by an end of its own or by an interruption.
    """

    turn: int
    user_inputs: list[str]
    typed: list[str]
    question: Question | None
    tokens: int
    interrupted: bool


class Reports(NamedTuple):
    """The ways in which a worker's thread speaks; each only posts to the main thread."""

    connected: Callable[[str, str], None]  # provider, model
    listed: Callable[[tuple[str, ...]], None]  # the models that the server has
    sized: Callable[[int | None], None]  # the model's context window in tokens, None where nobody knows
    taken: Callable[[int], None]  # the turn whose message is in the conversation now
    working: Callable[[str], None]  # what it does now, for the status line
    waiting: Callable[[str, float], None]  # the same for a wait, and when it is over in monotonic seconds
    progressed: Callable[[float], None]  # how far that is, from 0 to 1
    asked: Callable[[Question | PermissionRequest], None]
    used: Callable[[int], None]  # tokens of the conversation, as the server counted them last
    ended: Callable[[TurnEnd], None]
    loaded: Callable[[Loaded], None]
    unread: Callable[[str], None]  # why the conversation could not be read
    crashed: Callable[[BaseException], None]
