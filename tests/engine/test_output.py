"""The output buffer keeps the newest events, in order, within its bound, and says what it dropped."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qmux.engine.output import BLOCK_BYTES, OutputBuffer
from qmux.model.event import Event, EventKind
from tests.engine.stand_ins import event

ROOMY = 10_000_000
PAYLOADS: dict[EventKind, dict[str, object]] = {
    EventKind.USER_INPUT: {"text": "two\nlines"},
    EventKind.TEXT: {"text": "\x1b[1mbold\x1b[0m"},
    EventKind.REASONING: {"provider": "p", "model": "m", "data": {"signature": "c2ln"}, "summary": "Hm."},
    EventKind.TOOL_CALL: {"id": "t", "name": "x", "arguments": {"a": [1, None, {"b": "c"}]}, "problem": ""},
    EventKind.PERMISSION: {
        "id": "t",
        "tool": "x",
        "line": "I will",
        "detail": "",
        "purpose": "",
        "keys": "[y/n]",
    },
    EventKind.OFFERS: {"id": "t", "choices": ["x"], "keys": "[1/y/n]"},
    EventKind.TOOL_START: {
        "id": "t",
        "tool": "x",
        "line": "I will",
        "detail": "",
        "purpose": "",
        "rule": "x",
    },
    EventKind.TOOL_OUTPUT: {"id": "t", "text": "50%\r"},
    EventKind.TYPED: {"text": "dropped"},
    EventKind.RULES: {"rules": ["x"]},
    EventKind.TOOL_RESULT: {"id": "t", "text": "", "is_error": True},
    EventKind.QUESTION: {"id": "t", "question": "Which?", "choices": ["a", "b"]},
    EventKind.ANSWER: {"id": "t", "text": "a"},
    EventKind.NOTICE: {"text": "note"},
    EventKind.COMMAND_OUTPUT: {"command": "/help", "text": "help"},
    EventKind.COMPACTION: {"text": "summary", "kept": 1},
    EventKind.SHELL_OUTPUT: {"text": "printed"},
    EventKind.CONTEXT: {"patterns": ["AGENTS.md"]},
    EventKind.CLEARED: {},
    EventKind.ERROR: {"text": "no key"},
    EventKind.INTERRUPTED: {"text": "stopped"},
    EventKind.RETRY: {},
    EventKind.TURN_FINISHED: {"stop_reason": "end_turn", "input_tokens": 3, "output_tokens": 4},
}


def text(sequence: int, words: str = "words") -> Event:
    """Return a piece of a reply."""
    return event(EventKind.TEXT, sequence, text=words)


def filled(limit: int, *events: Event) -> OutputBuffer:
    """Return a buffer that was given `events`."""
    buffer = OutputBuffer("c1", limit)
    for one in events:
        buffer.add(one)
    return buffer


def block(sequence: int) -> Event:
    """Return an event that fills a block by itself."""
    return text(sequence, f"{sequence % 10}" * BLOCK_BYTES)


def sequences(buffer: OutputBuffer) -> list[int]:
    """Return the sequences of what is replayed; 0 is the notice that something is missing."""
    return [one.sequence for one in buffer.replay()]


def test_a_new_buffer_is_empty() -> None:
    buffer = filled(ROOMY)
    assert (list(buffer.replay()), buffer.size, buffer.dropped) == ([], 0, 0)


@pytest.mark.parametrize("kind", EventKind, ids=lambda kind: kind.value)
def test_every_kind_of_event_comes_back_from_a_packed_block(kind: EventKind) -> None:
    told = Event("c1", 1, 1, kind, PAYLOADS[kind], 1001.0)
    assert next(filled(ROOMY, told, block(2)).replay()) == told


@pytest.mark.parametrize("count", [1, 2, 1000])
def test_events_come_back_in_order(count: int) -> None:
    events = [text(number) for number in range(1, count + 1)]
    assert list(filled(ROOMY, *events).replay()) == events


def test_the_order_holds_across_blocks() -> None:
    events = [text(number, "x" * 10_000) for number in range(1, 100)]
    assert list(filled(ROOMY, *events).replay()) == events


def test_a_replay_changes_nothing() -> None:
    buffer = filled(3 * BLOCK_BYTES, *map(block, range(1, 6)), text(6))
    assert list(buffer.replay()) == list(buffer.replay())


def test_a_replay_goes_on_while_events_come() -> None:
    buffer = filled(ROOMY, block(1), text(2), text(3))
    replayed = []
    for number, one in enumerate(buffer.replay(), 10):
        replayed.append(one.sequence)
        buffer.add(block(number))
    assert replayed[:3] == [1, 2, 3]


def test_the_oldest_are_dropped_first() -> None:
    buffer = filled(3 * BLOCK_BYTES, *map(block, range(1, 8)))
    assert sequences(buffer) == [0, *range(8 - len(sequences(buffer)) + 1, 8)]
    assert sequences(buffer)[-1] == 7


@pytest.mark.parametrize("limit", [2 * BLOCK_BYTES, 5 * BLOCK_BYTES, 1_000_000])
def test_the_size_stays_within_the_limit(limit: int) -> None:
    buffer = OutputBuffer("c1", limit)
    for number in range(1, 2000):
        buffer.add(text(number, "x" * 1000))
        assert buffer.size <= limit
    assert buffer.size > limit - 2 * BLOCK_BYTES


def test_within_the_limit_nothing_is_dropped() -> None:
    buffer = filled(4 * BLOCK_BYTES, *(text(number, "x" * 1000) for number in range(1, 200)))
    assert buffer.dropped == 0
    assert sequences(buffer) == list(range(1, 200))


def test_what_is_missing_is_said_with_its_size_and_the_way_to_get_it() -> None:
    events = [text(number, "x" * 100_000) for number in range(1, 31)]
    notice, first, *_ = filled(500_000, *events).replay()
    assert notice.kind is EventKind.NOTICE
    assert notice.text().startswith("... (output truncated) ...")
    assert "2.6 MB" in notice.text()
    assert "/export" in notice.text()
    assert first.sequence == 27


def test_kept_and_dropped_add_up() -> None:
    whole = filled(ROOMY, *map(block, range(1, 9)))
    part = filled(2 * BLOCK_BYTES, *map(block, range(1, 9)))
    assert part.size + part.dropped == whole.size


def test_clear_forgets_all() -> None:
    buffer = filled(2 * BLOCK_BYTES, *map(block, range(1, 9)), text(9))
    buffer.clear()
    assert (list(buffer.replay()), buffer.size, buffer.dropped) == ([], 0, 0)


def test_a_cleared_buffer_begins_anew() -> None:
    buffer = filled(2 * BLOCK_BYTES, *map(block, range(1, 9)))
    buffer.clear()
    buffer.add(text(9))
    assert sequences(buffer) == [9]


def test_the_newest_event_is_kept_however_large_it_is() -> None:
    buffer = filled(1_000_000, block(1), text(2, "x" * 20_000_000))
    assert sequences(buffer) == [0, 2]


def test_a_huge_event_goes_when_newer_ones_come() -> None:
    buffer = filled(1_000_000, text(1, "x" * 20_000_000), text(2))
    assert sequences(buffer) == [0, 2]
    assert buffer.size < 1000


@pytest.mark.parametrize(
    "words",
    [
        "Grüß 你好 🎉 e\u0301",
        "",
        "\0\x1b[2J\x07\x9b",
        "half a pair: \ud83d",
        "line\r\n\u2028end",
        "x" * 200_000,
    ],
    ids=["scripts", "empty", "controls", "surrogate", "line-ends", "long"],
)
def test_any_text_survives_packing(words: str) -> None:
    assert next(filled(ROOMY, text(1, words), block(2)).replay()).text() == words


def test_sizes_are_bytes_not_characters() -> None:
    narrow, wide = filled(ROOMY, text(1, "x" * 1000)), filled(ROOMY, text(1, "你" * 1000))
    assert wide.size - narrow.size == 2000


def test_what_a_tool_call_carries_counts() -> None:
    written = {"path": "f", "content": ["x" * 100_000]}
    calls = [event(EventKind.TOOL_CALL, number, arguments=written) for number in range(1, 101)]
    buffer = filled(1_000_000, *calls)
    assert buffer.size <= 1_000_000
    assert buffer.dropped > 8_000_000


def test_packed_blocks_are_small() -> None:
    """Ten sessions with full buffers of 10 MB have to fit into 125 MB beside all else."""
    prose = "The quick brown fox jumps over the lazy dog while the band plays on. "
    buffer = filled(ROOMY, *(text(number, prose * 10) for number in range(1, 10_000)))
    assert sum(len(packed) for _, packed in buffer._packed) < buffer.size / 8


@given(st.lists(st.text(st.characters(codec=None)), max_size=60), st.integers(1, 3 * BLOCK_BYTES))
@settings(max_examples=30, deadline=None)
def test_what_is_replayed_is_the_end_of_what_came(texts: list[str], limit: int) -> None:
    events = [text(number, words * 700) for number, words in enumerate(texts, 1)]
    buffer = filled(limit, *events)
    kept = [one for one in buffer.replay() if one.sequence]
    assert kept == events[len(events) - len(kept) :]
    assert bool(kept) == bool(events)
    assert (buffer.dropped > 0) == (len(kept) < len(events))
