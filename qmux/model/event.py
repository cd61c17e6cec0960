"""Event: one thing that happened in a conversation. The append-only list of them is the one truth about it.

Owns the kinds and what each one's payload holds. Leaves storing to storage/events.py, folding to
engine/conversation.py and rendering to engine/output.py.
"""

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple


class EventKind(Enum):
    """What happened; beside each kind, the keys of its payload. The value is what the database keeps."""

    USER_INPUT = "user_input"  # text; attached: list of path, text and note
    TYPED = "typed"  # text: a message that was typed and dropped; it is in the history of the prompt alone
    TEXT = "text"  # text: a piece of the model's reply
    REASONING = "reasoning"  # provider, model, data (object: the provider's own), summary
    TOOL_CALL = "tool_call"  # id, name, arguments (object), problem ("" or why they could not be read)
    # id (of the tool call), tool, line, detail, purpose, keys ("[y/n/t]"): may it run?
    PERMISSION = "permission"
    OFFERS = "offers"  # id, choices (list of text), keys: what to trust from now on, asked after a "t"
    # id, tool, line, detail, purpose, rule (why nobody was asked, "" where the user was)
    TOOL_START = "tool_start"
    TOOL_OUTPUT = "tool_output"  # id, text: what a tool prints while it runs; the model does not see it
    # id, text, is_error; seconds if it ran; shown: what the pane says in place of text
    TOOL_RESULT = "tool_result"
    # rules (list of verdict and rule), isolated: the session's own permission rules from now on
    RULES = "rules"
    QUESTION = "question"  # id (of the tool call), question, choices (list of text)
    ANSWER = "answer"  # id, text
    CONTEXT = "context"  # patterns (list of text): which files the model is told of, from now on
    NOTICE = "notice"  # text: something qmux says
    COMMAND_OUTPUT = "command_output"  # command, text: what a slash command printed
    # text: a piece of what the user's own shell command prints; status: how it ended
    SHELL_OUTPUT = "shell_output"
    # text: the summary that stands for all before; kept: how many newest messages it spares
    COMPACTION = "compaction"
    CLEARED = "cleared"  # nothing: the conversation begins anew
    ERROR = "error"  # text: why the turn failed; total_input_tokens, total_output_tokens of all its requests
    INTERRUPTED = "interrupted"  # text: why the turn ended early; total_...
    RETRY = "retry"  # nothing: the failed turn is tried again, its partial reply no longer counts
    # stop_reason; input_tokens, output_tokens of the last request; total_...
    TURN_FINISHED = "turn_finished"


class Event(NamedTuple):
    """One row of the events table.

    `sequence` counts from 1 within the conversation; `turn` counts from 1, 0 for what belongs to no turn;
    `time` is in seconds since 1970.
    """

    conversation_id: str
    sequence: int
    turn: int
    kind: EventKind
    payload: Mapping[str, object]
    time: float

    def text(self, key: str = "text") -> str:
        """Return a text of the payload, "" where it is absent or no text: the database is untrusted."""
        value = self.payload.get(key, "")
        return value if isinstance(value, str) else ""
