"""A whole conversation as a text that leaves qmux: Markdown, JSON or plain text.

Owns the formats; FORMATS lists them by the word that the user types. Leaves reading the events to storage and
writing the file to its caller. Pure. JSON holds everything and reads back without loss. The other two are for
people, and for `cat`: no control character or escape sequence that a model or a tool sent is in them.
"""

import json
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from qmux.engine.entries import notes
from qmux.model.event import Event, EventKind
from qmux.storage.record import ConversationRecord

FORMAT = "qmux conversation"  # what a JSON file says that it is
VERSION = 1

# Control sequences (ECMA-48 5.4 and 5.6) whole, then what is left of C0, C1 and lone surrogates; not \t and \n.
_CONTROLS = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"
    r"|[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]"
)

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # one is in whatever _CONTROLS finds
_PIECE = 65_536  # characters


class _Block(NamedTuple):
    """One thing that was said or done; `literal` text is shown as it is, not as Markdown."""

    title: str
    text: str
    literal: bool
    time: float


_UNSAID = {EventKind.REASONING, EventKind.TYPED}  # neither thoughts nor what was dropped


def markdown(record: ConversationRecord, events: Sequence[Event]) -> str:
    """Return the conversation as Markdown, a heading for each that speaks."""
    parts = [f"# {_one_line(record.session_name)}", "\n".join(f"- {line}" for line in _facts(record))]
    for block in _blocks(events):
        body = _fenced(block.text) if block.literal else block.text
        parts.append(f"## {block.title} ({_clock(block.time)})\n\n{body}".rstrip())
    return "\n\n".join(parts) + "\n"


def text(record: ConversationRecord, events: Sequence[Event]) -> str:
    """Return the conversation as plain text; what was said is indented, so that it cannot look like a heading."""
    parts = ["\n".join([f"Session {_one_line(record.session_name)}", *_facts(record)])]
    for block in _blocks(events):
        body = "\n".join(f"    {line}".rstrip() for line in block.text.split("\n"))
        parts.append(f"[{_clock(block.time)}] {block.title}\n{body}".rstrip())
    return "\n\n".join(parts) + "\n"


def json_text(record: ConversationRecord, events: Sequence[Event]) -> str:
    """Return the conversation as JSON: its record, and its events without their id, one on each line."""
    conversation = {**record._asdict(), "draft": str(record.draft)}
    head = json.dumps({"format": FORMAT, "version": VERSION, "conversation": conversation}, indent=2)
    rows = ",\n".join(f"    {json.dumps(_row(event))}" for event in events)
    return f'{head.removesuffix("}").rstrip()},\n  "events": [\n{rows}\n  ]\n}}\n'


def _row(event: Event) -> dict[str, object]:
    return {
        "sequence": event.sequence,
        "turn": event.turn,
        "kind": event.kind.value,
        "time": event.time,
        "payload": event.payload,
    }


FORMATS: dict[str, Callable[[ConversationRecord, Sequence[Event]], str]] = {
    "md": markdown,
    "json": json_text,
    "txt": text,
}


def _facts(record: ConversationRecord) -> list[str]:
    facts = {
        "Type": record.session_type,
        "Model": " ".join(filter(None, (record.provider, record.model))),
        "Directory": record.working_directory,
        "Begun": _clock(record.created),
    }
    return [f"{name}: {_one_line(fact)}" for name, fact in facts.items() if fact]


def _blocks(events: Iterable[Event]) -> Iterator[_Block]:
    """Yield what people read of `events`; what came in pieces is put together."""
    heard = (event for event in events if event.kind not in _UNSAID)
    for kind, several in groupby(heard, key=lambda event: event.kind):
        if kind in _PIECES:
            yield _joined(list(several), *_PIECES[kind])
            continue
        for event in several:
            if kind in _BLOCKS:
                title, said, literal = _BLOCKS[kind](event)
                yield _Block(_one_line(title), _readable(said), literal, event.time)


def _joined(pieces: Sequence[Event], title: str, literal: bool) -> _Block:
    """Return what came in `pieces`; joined at once, since a long reply has 100,000 of them."""
    text = "".join(piece.text() for piece in pieces)
    return _Block(title, _readable(text), literal, pieces[0].time)


def _user_input(event: Event) -> tuple[str, str, bool]:
    return (
        "You",
        "\n".join([event.text(), *(f"[{note}]" for note in notes(event.payload.get("attached")))]),
        False,
    )


def _tool_call(event: Event) -> tuple[str, str, bool]:
    return f"Tool call: {event.text('name')}", json.dumps(event.payload.get("arguments"), indent=2), True


def _tool_result(event: Event) -> tuple[str, str, bool]:
    return "Tool error" if event.payload.get("is_error") else "Tool result", event.text(), True


def _question(event: Event) -> tuple[str, str, bool]:
    choices = event.payload.get("choices")
    listed = choices if isinstance(choices, list) else []
    lines = [event.text("question"), *(f"{number}. {choice}" for number, choice in enumerate(listed, 1))]
    return "Question", "\n".join(lines), False


def _permission(event: Event) -> tuple[str, str, bool]:
    return f"May {event.text('tool')} run?", f"{event.text('line')}\n{event.text('detail')}", True


def _offers(event: Event) -> tuple[str, str, bool]:
    choices = event.payload.get("choices")
    return "Trust what?", "\n".join(map(str, choices)) if isinstance(choices, list) else "", True


# What comes in pieces: its title, and whether it is literal.
_PIECES = {EventKind.TEXT: ("Assistant", False), EventKind.SHELL_OUTPUT: ("Output", True)}

# What is no piece of a reply: its title, its text, and whether that is literal. The end of a turn says nothing, nor
# does that a call begins or prints; its result says it.
_BLOCKS: dict[EventKind, Callable[[Event], tuple[str, str, bool]]] = {
    EventKind.USER_INPUT: _user_input,
    EventKind.TOOL_CALL: _tool_call,
    EventKind.TOOL_RESULT: _tool_result,
    EventKind.PERMISSION: _permission,
    EventKind.OFFERS: _offers,
    EventKind.QUESTION: _question,
    EventKind.ANSWER: lambda event: ("Answer", event.text(), False),
    EventKind.NOTICE: lambda event: ("Notice", event.text(), False),
    EventKind.COMMAND_OUTPUT: lambda event: (f"Command: {event.text('command')}", event.text(), True),
    EventKind.COMPACTION: lambda event: ("Summary of all before", event.text(), False),
    EventKind.CLEARED: lambda event: ("Cleared", "The conversation began anew here.", False),
    EventKind.ERROR: lambda event: ("Error", event.text(), False),
    EventKind.INTERRUPTED: lambda event: ("Interrupted", event.text(), False),
    EventKind.RETRY: lambda event: ("Retry", "The turn above was tried again.", False),
}


def _readable(said: str) -> str:
    text = said.replace("\r\n", "\n")
    return (_CONTROLS.sub("", text) if _has_controls(text) else text).strip("\n")


def _has_controls(text: str) -> bool:
    """Look a piece at a time: other threads cannot run within a search, and a reply may have megabytes."""
    return any(_CONTROL.search(text, start, start + _PIECE) for start in range(0, len(text), _PIECE))


def _one_line(said: str) -> str:
    return " ".join(_readable(said).split())


def _fenced(said: str) -> str:
    """Return `said` between code fences that are longer than any in it (CommonMark 0.31, 4.5)."""
    longest = max(map(len, re.findall("`+", said)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{said}\n{fence}"


def _clock(seconds: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(seconds)) if seconds else ""
