"""glob on real directories, and its patterns against Python's own."""

import glob
import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmux.cancel import CancelToken
from qmux.errors import Cancelled
from qmux.tools import walk
from qmux.tools.base import Access, AccessKind, ToolMistakeError
from qmux.tools.glob import GLOB
from qmux.tools.globbing import Glob, split_base
from tests.tools.stand_ins import context


def find(directory: Path, pattern: str, **arguments: object) -> list[str]:
    """Return what the tool lists in `directory`."""
    return GLOB.run({"pattern": pattern, **arguments}, context(directory)).text.split("\n")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a directory of a few files, each changed a second before the one above it in the list."""
    directory = tmp_path / "project"
    names = [
        "b.py",
        "src/a.py",
        "src/deep/c.py",
        "src/deep/c.txt",
        ".hidden/d.py",
        ".git/e.py",
        "src/.git/f.py",
    ]
    for age, name in enumerate(names):
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        os.utime(path, (1e9 - age, 1e9 - age))
    (directory / "up").symlink_to("..")
    return directory


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.py", ["b.py"]),
        ("**/*.py", ["b.py", "src/a.py", "src/deep/c.py", ".hidden/d.py"]),
        ("src/**", ["src/a.py", "src/deep/c.py", "src/deep/c.txt"]),
        ("**/deep/*.{txt,py}", ["src/deep/c.py", "src/deep/c.txt"]),
        ("src/*/", ["src/deep"]),
        ("src/./a.py", ["src/a.py"]),
        ("*/[!b-z].py", ["src/a.py"]),
        ("nothing", ["No files found."]),
        ("up/*", ["No files found."]),
        ("*/", ["src", ".hidden", "up"]),
        ("**/x/**/y", ["No files found."]),
    ],
)
def test_what_is_found(project: Path, pattern: str, expected: list[str]) -> None:
    found = find(project, pattern)
    if pattern.endswith("/"):  # directories are as old as the test
        found, expected = sorted(found), sorted(expected)
    assert found == expected


def test_where_it_looks(project: Path) -> None:
    assert find(project, "*.py", path="src") == ["src/a.py"]
    assert find(project, f"{project}/src/*.py", path="ignored") == ["src/a.py"]
    assert find(project / "src", "../*.py") == [f"{project}/b.py"]
    assert find(project, "*.py", path="up/project") == ["b.py"]


def test_the_latest_are_listed(project: Path) -> None:
    assert find(project, "**", limit=2) == ["b.py", "src/a.py", "[3 older ones are not listed]"]


def test_what_a_walk_leaves_out_is_said(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walk, "MOST_ENTRIES", 3)
    assert find(project, "**")[-1].startswith("[the search stopped after")


def test_names_are_shown_on_one_line(project: Path) -> None:
    (project / "new\n\x1b[2J").touch()
    assert "new^J^[[2J" in find(project, "new*")


def test_accesses_and_preview(project: Path) -> None:
    place = context(project).place
    arguments = {"pattern": "up/project/src/*.py", "summary": "Look"}
    assert GLOB.accesses(arguments, place) == (Access(AccessKind.READ, str(project / "src")),)
    preview = GLOB.preview(arguments, place)
    assert preview.line == "I will look for files up/project/src/*.py in src"
    assert preview.purpose == "Look"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({}, 'glob: "pattern" must be'),
        ({"pattern": ""}, 'glob: "pattern" must be'),
        ({"pattern": "*", "limit": 0}, '"limit" must be'),
        ({"pattern": "*/../x"}, "before the first wildcard"),
        ({"pattern": "{a,b}" * 7}, "more than 64 alternatives"),
        ({"pattern": "*", "path": "gone"}, "gone does not exist"),
        ({"pattern": "*", "path": "b.py"}, "Not a directory"),
    ],
)
def test_mistakes(project: Path, arguments: dict[str, object], words: str) -> None:
    with pytest.raises(ToolMistakeError, match=re.escape(words)):
        GLOB.run(arguments, context(project))


def test_cancel(project: Path) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        GLOB.run({"pattern": "**"}, context(project, cancel=cancel))


def test_a_hostile_pattern_takes_no_time() -> None:
    assert not Glob("*a" * 40 + "b").matches("a" * 250)
    assert not Glob("/".join(["**", "a"] * 40)).matches("/".join("b" * 200))


@pytest.mark.parametrize(
    ("pattern", "parts"),
    [
        ("*.py", ("", "*.py")),
        ("src/*.py", ("src", "*.py")),
        ("src/a", ("src", "a")),
        ("/*", ("/", "*")),
        ("/etc/x/**/y", ("/etc/x", "**/y")),
        ("a/{b,c}/d", ("a", "{b,c}/d")),
    ],
)
def test_the_directory_that_a_pattern_names(pattern: str, parts: tuple[str, str]) -> None:
    assert split_base(pattern) == parts


_NAMES = st.sampled_from(["a", "b", "ab", ".a", "a.b", "ba"])
_PATTERNS = st.lists(
    st.sampled_from(["a", "*", "**", "?", "a*", "*b", "[ab]", "[!a]*", ".*"]), min_size=1, max_size=4
)


@given(paths=st.lists(st.lists(_NAMES, min_size=1, max_size=4).map("/".join), max_size=8), pattern=_PATTERNS)
def test_patterns_mean_what_they_mean_to_python(
    tmp_path_factory: pytest.TempPathFactory, paths: list[str], pattern: list[str]
) -> None:
    top = tmp_path_factory.mktemp("glob")
    for path in paths:
        (top / path).mkdir(parents=True, exist_ok=True)
        (top / path / "ab").mkdir(exist_ok=True)
        (top / path / "a").mkdir(exist_ok=True)
    everything = [str(path.relative_to(top)) for path in top.rglob("*")]
    joined = "/".join(pattern)
    theirs = {
        os.path.normpath(path)
        for path in glob.glob(joined, root_dir=top, recursive=True, include_hidden=True)
    }
    ours = Glob(joined)
    found = {path for path in everything if ours.matches(path)}
    if pattern[-1] == "**":  # to Python it stands for its own directory too
        assert found <= theirs
    else:
        assert found == theirs
    for path in found:
        parents = path.split("/")[:-1]
        assert all(ours.may_be_below("/".join(parents[: count + 1])) for count in range(len(parents)))
