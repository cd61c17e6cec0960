"""What glob and grep leave out, against git itself; and patterns that were written to hurt."""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from qmux.tools.glob import GLOB
from qmux.tools.grep import GREP
from qmux.tools.ignored import NOTHING, Ignored, ignored_in
from qmux.tools.walk import Walk
from tests.tools.stand_ins import context

# Nothing of the machine's own settings of git.
GIT = {
    **os.environ,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "XDG_CONFIG_HOME": os.devnull,
}

FILES = [
    *("a", "b", "ab", "a.b", ".a", "A", "ü", "a b", "a*", "-", "]", "[", "\\", "#a", "!a", "x/y/z", "é/é"),
    *(
        "a.d/a",
        "a.d/b.o",
        "a.d/x/a",
        "a.d/x/b.o",
        "x/a",
        "x/b",
        "x/a.o",
        "x/y/a",
        "x/y/a.o",
        "y/x/a",
        "y/a/b",
        "y/b/a",
    ),
]


def make(top: Path, patterns: Mapping[str, bytes], files: Sequence[str] = FILES) -> None:
    """Make a tree of empty files, and the files of patterns by their directories."""
    for file in files:
        (top / file).parent.mkdir(parents=True, exist_ok=True)
        (top / file).touch()
    for directory, content in patterns.items():
        (top / directory).mkdir(parents=True, exist_ok=True)
        (top / directory / ".gitignore").write_bytes(content)


def seen(top: Path, ignored: Ignored | None = None) -> set[str]:
    """Return the files that a walk finds below `top`."""
    walk = Walk(str(top), lambda: None, ignored=ignored or ignored_in(str(top), "/nowhere"))
    return {path for path, entry in walk if entry.is_file(follow_symlinks=False)}


def seen_by_git(top: Path) -> set[str]:
    """Return the files below `top` that git check-ignore does not name."""
    files = [
        str(path.relative_to(top)) for path in top.rglob("*") if path.is_file() and ".git" not in path.parts
    ]
    command = ["git", "check-ignore", "-z", "--stdin", "--no-index"]
    given = b"".join(os.fsencode(file) + b"\0" for file in files)
    done = subprocess.run(command, cwd=top, env=GIT, input=given, capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return set(files) - {os.fsdecode(name) for name in done.stdout.split(b"\0")}


def begin(top: Path) -> None:
    """Make `top` a repository."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    subprocess.run(["git", "init", "--quiet", str(top)], env=GIT, check=True)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository of FILES; its patterns come and go."""
    top = tmp_path_factory.mktemp("repository")
    begin(top)
    make(top, {})
    return top


PATTERNS = [
    *(b"a", b"/a", b"a/", b"/a/", b"a/b", b"a/**", b"**/a", b"**/a/"),
    *(b"x/**/a", b"x/*/a", b"x/**", b"**", b"*", b"/*", b"/**"),
    *(b"*.o", b"*/*.o", b"x/*.o", b"**/*.o", b"**/x/**/*.o", b"a*"),
    *(b"*b", b"*a*", b"?", b"??", b"a?b", b"a.?/"),
    *(b"[ab]", b"[!ab]", b"[^ab]", b"[a-b]", b"[]]", b"[!]]", b"[[]"),
    *(b"[a", b"[]", b"[a-", b"[-a]", b"[\\]a]", b"[a/b]"),
    *(b"[[:alpha:]]", b"[![:alpha:]]", b"[[:nonsense:]]", b"[[:alpha:"),
    *(b"[[:]a]", b"[[::]]", b"[[:alpha:]-b]", b"[[:upper:]]"),
    *(b"\\a", b"\\#a", b"#a", b"\\!a", b"\\*", b"a\\*", b"a\\"),
    *(b"\\\\", b"a\\ b", b"a b ", b"a\\ ", b"a ", b"a\t", b"a\r\n"),
    *(b"\xc3\xa9", b"\xc3?", b"\xc3\xa9/\xc3\xa9", b"[\xc3]\xa9", b"\xef\xbb\xbfa"),
    *(b"***", b"***/a", b"x/***", b"**/**"),
    *(b"x//a", b"//a", b"a//", b"/", b"//", b"!", b"!a"),
    *(b"*\n!a", b"*\n!*/\n!a", b"x\n!x/a", b"x/*\n!x/a", b"a\n!a\na", b"!!a\n!a"),
    *(b"x/y\n!x/y/a", b"x/**/\n", b"**/y/*", b"y/**/*", b"*\n!.gitignore"),
    *(b"/x/y/a", b"x/y", b"/y/*/a", b"*/a", b"*/*/a"),
]  # fmt: skip


@pytest.mark.parametrize("patterns", PATTERNS)
def test_a_file_of_patterns_means_what_it_means_to_git(repository: Path, patterns: bytes) -> None:
    make(repository, {"": patterns + b"\n"}, [])
    assert seen(repository) == seen_by_git(repository)


def test_files_in_directories_count_there(tmp_path: Path) -> None:
    begin(tmp_path)
    (tmp_path / ".git" / "info" / "exclude").write_text("/y/b\n*.o\n")
    make(
        tmp_path,
        {"": b"a\n", "x": b"!a\n/b\n!a.o\n", "x/y": b"/a\n", "a.d": b"*\n!x/\n!x/b.o", "y": b"!/b\n"},
    )
    assert seen(tmp_path) == seen_by_git(tmp_path)
    assert {"x/a", "x/a.o", "y/b/a"} & seen(tmp_path) == {"x/a", "x/a.o"}


_PIECES = [
    b"a",
    b"b",
    b"x",
    b"y",
    b".",
    b"*",
    b"**",
    b"?",
    b"/",
    b"/**/",
    b"[ab]",
    b"[!a]",
    b"[",
    b"]",
    b"\\",
    b"!",
    b" ",
    b"#",
]
_LINES = st.lists(st.sampled_from(_PIECES), max_size=5).map(b"".join)
_CONTENTS = st.lists(_LINES, max_size=4).map(b"\n".join)


def _is_odd(content: bytes) -> bool:
    """Return whether git itself reads "**" between other characters as if it stood between slashes."""
    lines = [line.removeprefix(b"!").removeprefix(b"/") for line in content.split(b"\n")]
    names = [name for line in lines if b"/" in line for name in line.split(b"/")]
    return b"\\/" in content or any(b"**" in name.replace(b"\\", b"") and name.strip(b"*") for name in names)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(["", "x", "x/y"]), _CONTENTS, min_size=1))
def test_any_patterns_mean_what_they_mean_to_git(repository: Path, patterns: Mapping[str, bytes]) -> None:
    assume(not any(map(_is_odd, patterns.values())))
    make(repository, {"": b"", "x": b"", "x/y": b"", **patterns}, [])
    assert seen(repository) == seen_by_git(repository)


def test_two_stars_within_a_name_stay_in_it(tmp_path: Path) -> None:
    make(tmp_path, {"": b"x/a**b\n"}, ["x/ab", "x/acb", "x/a/b"])
    assert seen(tmp_path) == {".gitignore", "x/a/b"}


# -- which files count ------------------------------------------------------------------------------------------


def test_patterns_begin_at_the_repository(tmp_path: Path) -> None:
    make(tmp_path, {"": b"b", "outer": b"a\n/inner/x/\n", "outer/inner": b""}, [])
    make(tmp_path / "outer" / "inner", {}, ["a", "b", "x/c"])
    inner = tmp_path / "outer" / "inner"
    assert seen(inner) == {".gitignore", "a", "b", "x/c"}
    begin(tmp_path / "outer")
    assert seen(inner) == {".gitignore", "b"}
    begin(inner)
    assert seen(inner) == {".gitignore", "a", "b", "x/c"}
    assert seen(tmp_path / "outer") == {".gitignore", *(f"inner/{name}" for name in seen(inner))}


def test_without_a_repository_they_begin_in_the_working_directory(tmp_path: Path) -> None:
    make(tmp_path, {"": b"a"}, ["work/a", "work/x/a", "work/x/b"])
    make(tmp_path, {"work": b"b"}, [])
    below = tmp_path / "work" / "x"
    assert seen(below, ignored_in(str(below), str(tmp_path / "work"))) == {"a"}
    assert seen(below, ignored_in(str(below), str(tmp_path / "elsewhere"))) == {"a", "b"}


def test_what_is_named_outright_is_searched(tmp_path: Path) -> None:
    begin(tmp_path)
    make(tmp_path, {"": b"/built/\n*.log\n"}, ["built/a", "built/x/b", "built/c.log"])
    assert seen(tmp_path / "built") == {"a", "x/b"}


def test_no_file_of_patterns_leads_elsewhere_or_blocks(tmp_path: Path) -> None:
    make(tmp_path, {"real": b"a"}, ["a", "x/a", "y/a"])
    (tmp_path / ".gitignore").symlink_to("real/.gitignore")
    os.mkfifo(tmp_path / "x" / ".gitignore")
    (tmp_path / "y" / ".gitignore").mkdir()
    assert {"a", "x/a", "y/a"} < seen(tmp_path)


def test_a_huge_file_of_patterns_does_not_count(tmp_path: Path) -> None:
    make(tmp_path, {"": b"a\n" * 70_000}, ["a"])
    assert "a" in seen(tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        b"*a" * 100 + b"b",
        b"/".join([b"**", b"a"] * 40) + b"/c",
        b"\n".join(b"*a*%d*" % number for number in range(6_000)),
        b"\n".join(b"/**/a/**/%d" % number for number in range(4_000)),
    ],
)
def test_hostile_patterns_come_to_an_end(tmp_path: Path, content: bytes) -> None:
    make(tmp_path, {"": content}, ["a" * 250, "/".join(["a"] * 20)])
    assert "a" * 250 in seen(tmp_path)


# -- the tools --------------------------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a repository with something ignored."""
    top = tmp_path / "project"
    begin(top)
    make(top, {"": b"*.log\n/built/\n", "src": b"!kept.log\n"}, [])
    make(top, {}, ["a.py", "a.log", "built/a.py", "src/kept.log", "src/b.py", "src/b.log", ".git/c.py"])
    for file in top.rglob("*.*"):
        if file.suffix in (".py", ".log"):
            file.write_text("two\n")
    return top


def test_glob_leaves_out_what_is_ignored(project: Path) -> None:
    def find(**arguments: object) -> set[str]:
        return set(GLOB.run(arguments, context(project)).text.split("\n"))

    note = "[{} ignored files and directories were left out]"
    everything = {"a.py", "a.log", "built/a.py", "src/kept.log", "src/b.py", "src/b.log"}
    assert find(pattern="**/*.{py,log}") == {"a.py", "src/kept.log", "src/b.py", note.format(3)}
    assert find(pattern="**/*.{py,log}", include_ignored=True) == everything
    assert find(pattern="built/*.py") == {"built/a.py"}
    assert find(pattern="*/b.log") == {"No files found.", note.format(3)}
    assert find(pattern="*/", include_ignored=True) == {"built", "src"}


def test_grep_leaves_out_what_is_ignored(project: Path) -> None:
    def search(**arguments: object) -> str:
        return GREP.run({"pattern": "two", **arguments}, context(project)).text

    note = "[3 ignored files and directories were left out]"
    assert search() == f"a.py:\n1: two\n\nsrc/b.py:\n1: two\n\nsrc/kept.log:\n1: two\n\n{note}"
    assert search(include="b.log") == f"No matches in 0 text files.\n{note}"
    assert "built/a.py:" in search(include_ignored=True)
    assert ".git" not in search(include_ignored=True)
    assert search(path="a.log") == "a.log:\n1: two"


def test_the_tools_say_that_they_can_find_it() -> None:
    for tool in (GLOB, GREP):
        assert "include_ignored" in tool.spec.description
        assert "include_ignored" in str(tool.spec.schema)


def test_nothing_ignored_still_leaves_out_the_repository(project: Path) -> None:
    assert not any(".git" in Path(path).parts for path in seen(project, NOTHING))
