"""Where words were said: in whole messages and replies, in every conversation, whatever else is going on."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from qmux.errors import RetryableError
from qmux.model.event import Event, EventKind
from qmux.storage import search_index
from qmux.storage.database import MEMORY
from qmux.storage.search import Hit
from qmux.storage.store import Store
from tests.storage.conftest import SECONDS, Opener

USER, TEXT, NOTICE, END = EventKind.USER_INPUT, EventKind.TEXT, EventKind.NOTICE, EventKind.TURN_FINISHED


def said(conversation: str, *pieces: tuple[EventKind, str], turn: int = 1, start: float = 0.0) -> list[Event]:
    """Return what was said in one turn of a conversation, a second for each piece."""
    return [
        Event(conversation, turn * 100 + number, turn, kind, {"text": text}, start + number)
        for number, (kind, text) in enumerate(pieces, 1)
    ]


def found(store: Store, *words: str, limit: int = 10) -> list[tuple[str, int, str]]:
    """Return where words are found: conversation, turn, speaker."""
    return [(hit.conversation_id, hit.turn, hit.speaker) for hit in store.search(words, limit)]


@pytest.fixture(params=["indexed", "half-indexed", "read", "without-fts", "memory"])
def filled(
    request: pytest.FixtureRequest, open_store: Opener, path: Path, monkeypatch: pytest.MonkeyPatch
) -> Store:
    """Return a store with two conversations, which are in the index, or partly, or not."""
    if request.param == "without-fts":
        monkeypatch.setattr(search_index, "_TABLES", "CREATE VIRTUAL TABLE x USING no_such_module(y);")
    store = open_store(where=MEMORY if request.param == "memory" else path)
    store.append(said("c1", (USER, "Where is the Plum?"), (TEXT, "The pl"), (TEXT, "um is in the pantry.")))
    if request.param == "half-indexed":
        store.events("c1").result(SECONDS)
        store._indexer.catch_up()
    store.append(said("c1", (USER, "Thanks"), (TEXT, "Any time."), turn=2, start=50))
    store.append(said("c2", (USER, "ÄPFEL und\nBirnen"), (NOTICE, "plum"), turn=7, start=100))
    store.append(
        said("c3", (USER, "你好,世界"), (TEXT, "これは"), (TEXT, "検索です"), (END, ""), turn=3, start=200)
    )
    store.events("c1").result(SECONDS)
    if request.param in ("indexed", "without-fts"):
        store._indexer.catch_up()
    return store


@pytest.mark.parametrize(
    ("words", "places"),
    [
        (("plum",), [("c1", 1, "model"), ("c1", 1, "you")]),
        (("PANTRY", "plum"), [("c1", 1, "model")]),
        (("plum", "birnen"), []),
        (("äpfel",), [("c2", 7, "you")]),
        (("nowhere",), []),
        (("世界",), [("c3", 3, "you")]),
        (("は検",), [("c3", 3, "model")]),
        (("索",), [("c3", 3, "model")]),
        (("界",), [("c3", 3, "you")]),
        (("です", "これは検索"), [("c3", 3, "model")]),
        (('a"b',), []),
        (("any", "ti"), [("c1", 2, "model")]),
        (("e",), [("c2", 7, "you"), ("c1", 2, "model"), ("c1", 1, "model"), ("c1", 1, "you")]),
    ],
    ids=[
        "over-pieces",
        "all-words",
        "in-one-saying",
        "any-script",
        "nothing",
        "two-characters",
        "two-characters-over-pieces",
        "one-character",
        "last-character",
        "short-and-long",
        "a-quote",
        "latin-short-and-long",
        "newest-first",
    ],
)
def test_where_words_are_found(
    filled: Store, words: tuple[str, ...], places: list[tuple[str, int, str]]
) -> None:
    assert found(filled, *words) == places


def test_the_newest_are_kept(filled: Store) -> None:
    assert found(filled, "e", limit=1) == [("c2", 7, "you")]


def test_the_excerpt_is_one_line_around_the_word(store: Store) -> None:
    store.append(said("c1", (USER, f"{'a' * 90}\nplum\n{'b' * 90}"))).result(SECONDS)
    assert store.search(["plum"], 1) == [
        Hit("c1", 1, "you", 101, 1.0, f"…{'a' * 39} plum {'b' * 39}…"),
    ]


def test_the_excerpt_is_from_where_the_words_stand_together(store: Store) -> None:
    store.append(said("c1", (USER, f"plum\n{'a' * 90}\nred plum\nred"))).result(SECONDS)
    assert store.search(["plum", "red"], 1)[0].excerpt == f"…{'a' * 39} red plum red"


def test_a_row_that_is_no_event_is_passed_over(store: Store, path: Path) -> None:
    store.append(said("c1", (USER, "plum"))).result(SECONDS)
    with closing(sqlite3.connect(path)) as connection, connection:
        for number, payload in enumerate(("{", "[1]", '"plum"', '{"text": 5}', b"\xff"), 500):
            row = ("c0", number, "x", "user_input", payload, "y")
            connection.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)", row)
    assert found(store, "plum") == [("c1", 1, "you")]


def test_a_search_waits_for_no_writer(store: Store, path: Path) -> None:
    store.append(said("c1", (USER, "plum"))).result(SECONDS)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        assert found(store, "plum") == [("c1", 1, "you")]


def test_a_path_with_characters_of_urls_is_a_path(open_store: Opener, tmp_path: Path) -> None:
    store = open_store(where=tmp_path / "50% ?#&=" / "qmux.db")
    store.append(said("c1", (USER, "plum"))).result(SECONDS)
    assert found(store, "plum") == [("c1", 1, "you")]


def test_a_database_that_went_away_is_told(store: Store, path: Path) -> None:
    store.append(said("c1", (USER, "plum"))).result(SECONDS)
    moved = path.with_name("elsewhere")
    path.rename(moved)
    with pytest.raises(RetryableError, match="cannot be opened"):
        store.search(["plum"], 1)
    moved.rename(path)


def test_a_copy_has_what_had_happened(store: Store) -> None:
    happened = said("c1", (USER, "one"), (EventKind.RULES, ""), (TEXT, "two"))
    store.append(happened)
    store.copy("c1", "c9", without=[EventKind.RULES])
    store.append(said("c1", (USER, "later"), turn=2))
    copied = store.events("c9").result(SECONDS)
    assert [event._replace(conversation_id="c1") for event in copied] == [happened[0], happened[2]]
