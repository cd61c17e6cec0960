"""Conversations in files: what was written is read back to the letter, and what a stranger wrote is checked."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qmux.engine.archive import Archive
from qmux.errors import UserError
from qmux.model.event import Event, EventKind
from qmux.storage.record import ConversationRecord
from qmux.storage.store import Store
from tests.engine.stand_ins import SECONDS

RECORD = ConversationRecord("c1", 1, "talk", "user", "Debug", "Active", provider="offline", model="m-1")
EVENTS = [
    Event("c1", 1, 1, EventKind.USER_INPUT, {"text": "Grüß 你好 🎉\n\x1b[31m"}, 1000.25),
    Event("c1", 2, 1, EventKind.TEXT, {"text": "half a pair: \ud83d"}, 1001.0),
    Event("c1", 3, 1, EventKind.TOOL_CALL, {"id": "t", "name": "x", "arguments": {"a": [1, None]}}, 1002.5),
    Event("c1", 4, 0, EventKind.CLEARED, {}, 1003.0),
]


@pytest.fixture
def archive(store: Store) -> Archive:
    """Return the archive of a store that has one conversation."""
    store.append(EVENTS)
    store.save(RECORD)
    return Archive(store)


def test_a_saved_conversation_is_loaded_as_it_was(archive: Archive, store: Store, tmp_path: Path) -> None:
    path = str(tmp_path / "talk.json")
    assert archive.write(RECORD, "json", path) == path
    saved = archive.read(path)
    archive.keep(saved, "c2")
    loaded = store.events("c2").result(SECONDS)
    assert [event._replace(conversation_id="c1") for event in loaded] == EVENTS
    assert saved.record.session_name == "talk" and saved.record.session_type == "Debug"


@given(st.lists(st.tuples(st.sampled_from(EventKind), st.text(st.characters(codec=None))), max_size=8))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_conversation_survives(store: Store, tmp_path: Path, said: list[tuple[EventKind, str]]) -> None:
    store.delete("any")
    events = [
        Event("any", number, 1, kind, {"text": text, "x": [text, {}]}, 1.0)
        for number, (kind, text) in enumerate(said, 1)
    ]
    store.append(events)
    archive = Archive(store)
    left_out = (EventKind.RULES, EventKind.CONTEXT, EventKind.TYPED)
    archive.write(RECORD._replace(id="any"), "json", str(tmp_path / "any.json"))
    read = [event._replace(conversation_id="any") for event in archive.read(str(tmp_path / "any")).events]
    assert read == [event for event in events if event.kind not in left_out]


def test_what_the_user_trusted_is_not_taken_along(archive: Archive, store: Store, tmp_path: Path) -> None:
    rules = {"rules": [{"verdict": "allow", "rule": "*"}]}
    store.append([Event("c1", 9, 1, EventKind.RULES, rules, 1.0)])
    archive.write(RECORD, "json", str(tmp_path / "talk.json"))
    assert EventKind.RULES not in {event.kind for event in archive.read(str(tmp_path / "talk.json")).events}
    archive.copy("c1", "c3")
    assert EventKind.RULES not in {event.kind for event in store.events("c3").result(SECONDS)}


Change = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    "change",
    [
        lambda document: document.update(format="another"),
        lambda document: document.update(version=99),
        lambda document: document.pop("events"),
        lambda document: document.update(events=5),
        lambda document: document.update(conversation=None),
        lambda document: document["events"].append(5),
        lambda document: document["events"].append(document["events"][0]),
        lambda document: document["events"][0].update(kind="sorcery"),
        lambda document: document["events"][0].update(sequence="1"),
        lambda document: document["events"][0].update(payload=[]),
        lambda document: document["events"][0].update(time=float("nan")),
        lambda document: document["events"][0].pop("turn"),
    ],
)
def test_what_is_no_conversation_is_refused(archive: Archive, tmp_path: Path, change: Change) -> None:
    path = tmp_path / "talk.json"
    archive.write(RECORD, "json", str(path))
    document = json.loads(path.read_text(encoding="utf-8"))
    change(document)
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(UserError, match=r"talk\.json"):
        archive.read(str(path))


@pytest.mark.parametrize("content", [b"", b"words", b"[1]", b"5", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json_is_refused(archive: Archive, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "talk.json").write_bytes(content)
    with pytest.raises(UserError):
        archive.read(str(tmp_path / "talk.json"))


def test_a_file_that_is_not_there_is_told(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"none\.json does not exist"):
        archive.read(str(tmp_path / "none"))


@pytest.mark.timeout(20)
def test_what_is_no_file_is_not_read(archive: Archive, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, kind in (
        (tmp_path, "a directory"),
        (tmp_path / "pipe", "a named pipe"),
        ("/dev/zero", "a device"),
    ):
        with pytest.raises(UserError, match=f"is {kind}, not a file"):
            archive.read(str(path))


def test_a_file_that_is_too_large_is_not_read(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qmux.engine.archive.LARGEST", 1000)
    (tmp_path / "talk.json").write_bytes(b" " * 1001)
    with pytest.raises(UserError, match="is too large"):
        archive.read(str(tmp_path / "talk.json"))


@pytest.mark.parametrize("path", ["/dev/null", "pipe"])
def test_only_a_file_is_replaced(archive: Archive, tmp_path: Path, path: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UserError, match="not a regular file"):
        archive.write(RECORD, "json", str(tmp_path / path))
    assert not (tmp_path / "pipe").is_file()


def test_hits_come_with_their_conversation(archive: Archive, store: Store) -> None:
    store.append([Event("gone", 1, 1, EventKind.USER_INPUT, {"text": "Grüß"}, 1.0)])
    (found,) = archive.find(["grüß"], 5)
    assert (found.record.session_name, found.hit.turn) == ("talk", 1)
