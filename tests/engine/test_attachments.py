"""Files that a message names with @."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmux.engine.attachments import LONGEST, attachments
from qmux.engine.entries import message_texts, notes


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a directory with a few files."""
    (tmp_path / "a.txt").write_text("words of a", encoding="utf-8")
    (tmp_path / "my file.md").write_text("spaced", encoding="utf-8")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.py").write_text("b = 1", encoding="utf-8")
    (tmp_path / "binary").write_bytes(b"\0\1")
    return tmp_path


@pytest.mark.parametrize(
    ("message", "paths"),
    [
        ("look at @a.txt", ["a.txt"]),
        ("@a.txt, @sub/b.py and @a.txt.", ["a.txt", "sub/b.py"]),
        ("(see @a.txt)", ["a.txt"]),
        (r"@my\ file.md is it", ["my file.md"]),
        ("@sub", ["sub"]),
        ("@none @property @ me@a.txt", []),
        ("no file at all", []),
    ],
)
def test_which_words_attach_a_file(home: Path, message: str, paths: list[str]) -> None:
    assert [one.path for one in attachments(message, str(home))] == paths


def test_what_is_attached_and_what_the_user_is_told(home: Path) -> None:
    file, directory, binary = attachments("@a.txt @sub @binary", str(home))
    assert (file.text, file.note) == ("words of a", "attached a.txt (10 bytes)")
    assert (directory.text, directory.note) == ("b.py", "attached sub (1 entries)")
    assert binary.text == "" and binary.note.startswith("not attached: ")


def test_a_large_file_is_cut_and_that_is_said(home: Path) -> None:
    (home / "a.txt").write_text("x" * (LONGEST + 5), encoding="utf-8")
    first, second = attachments("@a.txt @sub/b.py", str(home))
    assert "first 400,000 characters" in first.note and "Only the beginning" in first.text
    assert "b = 1" not in second.text


def test_what_would_block_is_not_opened(home: Path) -> None:
    os.mkfifo(home / "pipe")
    (pipe,) = attachments("@pipe", str(home))
    assert pipe.text == "" and "named pipe" in pipe.note


@given(st.text())
def test_any_message_is_taken(message: str) -> None:
    attachments(message, "/nonexistent")


def test_the_message_stands_apart_from_what_is_attached() -> None:
    attached = [
        {"path": "a", "text": "A", "note": "attached a"},
        {"path": "b", "text": "", "note": "not attached"},
    ]
    entries, message = message_texts("hi", attached)
    assert entries == "--- CONTEXT ENTRY BEGIN ---\n[a]\nA\n--- CONTEXT ENTRY END ---"
    assert message == "--- USER MESSAGE BEGIN ---\nhi\n--- USER MESSAGE END ---"
    assert notes(attached) == ["attached a", "not attached"]


@pytest.mark.parametrize("spoilt", [None, 5, "x", [], [5], [{}], [{"text": 5}]])
def test_a_spoilt_database_attaches_nothing(spoilt: object) -> None:
    assert list(message_texts("hi", spoilt)) == ["hi"]
    assert notes(spoilt) == []
