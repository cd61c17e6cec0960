"""A model server on loopback for tests: real HTTP, scripted replies, both wire protocols.

with FakeApi() as api:
    api.enqueue(Reply("Hello", Hold(gate), " world"), Failure(529, kind="overloaded_error"))
    api.when("weather", Reply(Tool("ask_user", {"question": "Where?"})))
    ... start qmux with api.environment("anthropic") or api.environment("openai")
"""

from tests.fake_api.script import (
    Answer,
    Comment,
    Cut,
    End,
    Endless,
    Failure,
    Form,
    Gate,
    Hold,
    Item,
    Ping,
    Raw,
    Reply,
    Request,
    Silence,
    StreamError,
    Thinking,
    Tool,
)
from tests.fake_api.server import FakeApi

__all__ = [
    "Answer",
    "Comment",
    "Cut",
    "End",
    "Endless",
    "Failure",
    "FakeApi",
    "Form",
    "Gate",
    "Hold",
    "Item",
    "Ping",
    "Raw",
    "Reply",
    "Request",
    "Silence",
    "StreamError",
    "Thinking",
    "Tool",
]
