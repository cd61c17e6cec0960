"""Conversations as Markdown, JSON and plain text."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmux.engine.export import FORMATS, json_text, markdown, text
from qmux.model.event import Event, EventKind
from qmux.storage.record import ConversationRecord

RECORD = ConversationRecord(
    id="c1",
    number=1,
    session_name="fix-login",
    name_origin="generated",
    session_type="Debug",
    session_status="Active",
    working_directory="/srv/app",
    provider="anthropic",
    model="m-1",
    queued=("next",),
    created=1_700_000_000.0,
)


def happened(*pairs: tuple[EventKind, dict[str, object]]) -> list[Event]:
    """Return events of one turn, one second after another."""
    return [
        Event("c1", number, 1, kind, payload, 1_700_000_000.0 + number)
        for number, (kind, payload) in enumerate(pairs, 1)
    ]


EVENTS = happened(
    (EventKind.USER_INPUT, {"text": "hello\nthere"}),
    (EventKind.TEXT, {"text": "Let me \x1b[1mlo"}),
    (EventKind.TEXT, {"text": "ok\x1b[0m.\n"}),
    (
        EventKind.TOOL_CALL,
        {"id": "t1", "name": "ask_user", "arguments": {"question": "Which?"}, "problem": ""},
    ),
    (EventKind.QUESTION, {"id": "t1", "question": "Which?", "choices": ["red", "blue"]}),
    (EventKind.ANSWER, {"id": "t1", "text": "red"}),
    (EventKind.TOOL_RESULT, {"id": "t1", "text": "```\nred\n```", "is_error": False}),
    (EventKind.TEXT, {"text": "Red it is."}),
    (EventKind.TURN_FINISHED, {"stop_reason": "end_turn"}),
    (EventKind.COMMAND_OUTPUT, {"command": "/sessions", "text": "Active Sessions:"}),
    (EventKind.ERROR, {"text": "the network is down"}),
)

MARKDOWN = """\
# fix-login

- Type: Debug
- Model: anthropic m-1
- Directory: /srv/app
- Begun: 2023-11-14 22:13:20 UTC

## You (2023-11-14 22:13:21 UTC)

hello
there

## Assistant (2023-11-14 22:13:22 UTC)

Let me look.

## Tool call: ask_user (2023-11-14 22:13:24 UTC)

```
{
  "question": "Which?"
}
```

## Question (2023-11-14 22:13:25 UTC)

Which?
1. red
2. blue

## Answer (2023-11-14 22:13:26 UTC)

red

## Tool result (2023-11-14 22:13:27 UTC)

````
```
red
```
````

## Assistant (2023-11-14 22:13:28 UTC)

Red it is.

## Command: /sessions (2023-11-14 22:13:30 UTC)

```
Active Sessions:
```

## Error (2023-11-14 22:13:31 UTC)

the network is down
"""

TEXT = """\
Session fix-login
Type: Debug
Model: anthropic m-1
Directory: /srv/app
Begun: 2023-11-14 22:13:20 UTC

[2023-11-14 22:13:21 UTC] You
    hello
    there

[2023-11-14 22:13:22 UTC] Assistant
    Let me look.

[2023-11-14 22:13:24 UTC] Tool call: ask_user
    {
      "question": "Which?"
    }
"""


def test_markdown() -> None:
    assert markdown(RECORD, EVENTS) == MARKDOWN


def test_plain_text() -> None:
    assert text(RECORD, EVENTS[:4]) == TEXT


def test_a_conversation_without_words_has_its_heading() -> None:
    assert markdown(RECORD._replace(created=0.0), []).endswith("- Directory: /srv/app\n")


PIECES = (EventKind.TEXT, EventKind.SHELL_OUTPUT)


@pytest.mark.parametrize("kind", EventKind)
@pytest.mark.parametrize("format", ["md", "txt"])
def test_every_kind_is_written_from_any_payload(kind: EventKind, format: str) -> None:
    written = FORMATS[format](
        RECORD, happened((kind, {}), (kind, {"text": 5, "choices": 7, "arguments": None}))
    )
    silent = kind.value in (
        "turn_finished",
        "reasoning",
        "tool_start",
        "tool_output",
        "rules",
        "context",
        "typed",
    )
    assert written.count("UTC") == (1 if silent else 2 if kind in PIECES else 3)


PAYLOADS = st.dictionaries(
    st.text(max_size=5),
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(st.characters(codec=None)),
    max_size=4,
)


@given(st.lists(st.tuples(st.sampled_from(EventKind), PAYLOADS), max_size=6), st.text())
def test_json_reads_back_without_loss(pairs: list[tuple[EventKind, dict[str, object]]], name: str) -> None:
    events = happened(*pairs)
    written = json_text(RECORD._replace(session_name=name), events)
    assert written.isascii() and written.replace("\n", "").isprintable()
    document = json.loads(written)
    document["conversation"]["queued"] = tuple(document["conversation"]["queued"])
    assert ConversationRecord(**document["conversation"]) == RECORD._replace(session_name=name)
    read = [Event("c1", **{**row, "kind": EventKind(row["kind"])}) for row in document["events"]]
    assert read == events


@given(st.text(st.characters(codec=None)) | st.text("\x1b[]0;m\x07\x9b\x9d\\a\r\n\t`# "))
def test_nothing_that_controls_a_terminal_is_written_for_people(said: str) -> None:
    events = happened((EventKind.TEXT, {"text": said}), (EventKind.TOOL_RESULT, {"text": said}))
    for write in (markdown, text):
        written = write(RECORD._replace(session_name=said), events)
        assert written.encode("utf-8")  # so that it can be written to a file
        assert not [
            char for char in written if (ord(char) < 32 and char not in "\n\t") or 127 <= ord(char) < 160
        ]


def test_escape_sequences_go_whole_and_words_stay() -> None:
    said = "\x1b]0;title\x07red \x1b[31;1mtext\x1b[0m\x9b1m!\x1bPdata\x1b\\ \x1b7end\rline"
    assert "red text! 7endline" in text(RECORD, happened((EventKind.TEXT, {"text": said})))
