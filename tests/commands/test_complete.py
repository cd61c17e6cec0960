"""What Tab offers."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from qmux.commands.complete import Candidate, Completion, complete
from tests.commands.conftest import Program


def offered(program: Program, text: str) -> list[str]:
    return [row.text for row in complete(text, len(text), program.context).candidates]


@pytest.fixture
def files(program: Program, tmp_path: Path) -> Program:
    for name in ("notes.md", "note book.md", ".hidden", "evil\x1b[2J"):
        (tmp_path / name).write_text("")
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "main.py").write_text("")
    program.open("alpha", directory=str(tmp_path))
    program.open("beta")
    return program


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("/ne", ["/new", "/next"]),
        ("/q", ["/q", "/queue", "/quit"]),
        ("/zz", []),
        ("/new d", ["debug", "dev"]),
        ("/new debug d", []),
        ("/new --", ["--cwd", "--model", "--group", "--template"]),
        ("/new --cwd / --m", ["--model"]),
        ("/new -- -", []),
        ("/export --format ", ["md", "json", "txt"]),
        ("/export --format j", ["json"]),
        ("/help sw", ["switch"]),
        ("/switch B", ["beta"]),
        ("/switch alpha ", []),
        ("/switch 'be", ["beta"]),
        ("/new --cwd s", ["src/"]),
        ("/new --cwd n", []),
        ("/export b", ["beta"]),
        ("/export beta n", ["note book.md", "notes.md"]),
        ("/export beta src/", ["src/main.py"]),
        ("/export beta src/x", []),
        ("/export beta .h", [".hidden"]),
        ("/export beta nowhere/", []),
        ("/export beta note\\ ", ["note book.md"]),
        ("/export beta 'note ", ["note book.md"]),
        ("/sessions --bad ", []),
        ("message", []),
        ("", []),
        (" /ne", []),
    ],
)
def test_candidates(files: Program, text: str, candidates: list[str]) -> None:
    assert offered(files, text) == candidates


def test_models_in_use_are_offered(three: Program) -> None:
    three.coordinator.sessions[0].model = "big"
    three.coordinator.sessions[1].model = "small"
    assert offered(three, "/new --model ") == ["big", "small"]


@pytest.mark.parametrize(
    ("word", "candidates", "replacement"),
    [
        ("b", [Candidate("beta")], "beta "),
        ("s", [Candidate("src/", final=False)], "src/"),
        ("n", [Candidate("note book.md"), Candidate("notes.md")], "note"),
        ("note", [Candidate("note book.md"), Candidate("notes.md")], ""),
        ("note ", [Candidate("note book.md")], "note\\ book.md "),
        ("a", [Candidate("a 1"), Candidate("a 2")], "a\\ "),
        ("F", [Candidate("Foo-a"), Candidate("foo-b")], ""),
        ("x", [], ""),
    ],
)
def test_replacement(word: str, candidates: list[Candidate], replacement: str) -> None:
    assert Completion(0, word, tuple(candidates)).replacement == replacement


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(alphabet="/new -cwdexport'\"\\ beta.~", max_size=30), st.integers(0, 30))
def test_never_raises_and_stays_before_the_cursor(files: Program, text: str, cursor: int) -> None:
    cursor = min(cursor, len(text))
    completion = complete("/" + text, cursor, files.context)
    assert 0 <= completion.start <= cursor
