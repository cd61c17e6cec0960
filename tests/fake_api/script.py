"""What a scripted reply is made of.

A Reply is a sequence of items; a str is text of the model. Owns the types only: the wire formats are in
anthropic_wire.py and openai_wire.py, the sockets in server.py.
"""

import threading
from collections.abc import Callable, Mapping
from typing import NamedTuple


class Gate:
    """Where a reply waits until the test lets it go on.

    `reached` is set when a reply waits here with all that comes before it sent.
    """

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.released = threading.Event()

    def release(self) -> None:
        """Let every reply that waits here, or will, go on."""
        self.released.set()


class Hold(NamedTuple):
    """Send what is ready, then wait for the gate."""

    gate: Gate


class Silence(NamedTuple):
    """Send what is ready, then nothing until the client leaves or the server is closed."""


class Endless(NamedTuple):
    """Repeat a text until the client leaves or the server is closed."""

    text: str = "on and on "


class Tool(NamedTuple):
    """A tool call; `raw` replaces the JSON of the arguments, for calls that are broken."""

    name: str
    arguments: Mapping[str, object]
    id: str = "call_1"
    raw: str = ""


class Thinking(NamedTuple):
    """Reasoning, which qmux passes over."""

    text: str


class Ping(NamedTuple):
    """An event (Anthropic) or a comment (OpenAI) that says nothing but that the server lives."""


class Comment(NamedTuple):
    """A comment of the event stream."""

    text: str


class StreamError(NamedTuple):
    """An error inside the stream, in the protocol's own form."""

    kind: str
    message: str


class Raw(NamedTuple):
    """Bytes sent as they are, between events."""

    data: bytes


class Cut(NamedTuple):
    """The connection breaks here, without the end of the HTTP message."""


class End(NamedTuple):
    """The HTTP message ends here, properly, though the reply is not complete."""


Item = str | Tool | Thinking | Ping | Comment | StreamError | Raw | Hold | Silence | Endless | Cut | End


class Form(NamedTuple):
    """How a reply looks on the wire.

    Arguments:
        line_end: of the event stream.
        bom: begin with a byte order mark.
        as_json: send one JSON object though a stream was asked for.
        cut_at: the body goes out in pieces that begin at these offsets (each is one HTTP chunk).
        piece: the body goes out in pieces of so many bytes; 0: one piece for each item.
        word: a text is streamed in deltas of so many characters; 0: as a whole.
        indexes: number tool calls; several servers that speak OpenAI's protocol do not.
        ids: name tool calls.
    """

    line_end: str = "\n"
    bom: bool = False
    as_json: bool = False
    cut_at: tuple[int, ...] = ()
    piece: int = 0
    word: int = 4
    indexes: bool = True
    ids: bool = True


class Reply:
    """A reply with status 200 that brings `items`, in `form`."""

    def __init__(self, *items: Item, form: Form | None = None) -> None:
        self.items = items
        self.form = Form() if form is None else form


class Failure(NamedTuple):
    """A reply with an error status; `body` replaces the JSON error of the protocol."""

    status: int
    message: str = "scripted failure"
    kind: str = "scripted_error"
    headers: Mapping[str, str] = {}
    code: str = ""
    body: bytes = b""


Answer = Reply | Failure


class Request(NamedTuple):
    """A request that the server got; `text` is the last thing that the user or a tool said."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Mapping[str, object]
    text: str


Responder = Callable[[Request], Answer]
