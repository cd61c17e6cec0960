"""fs_read on real files and directories of any kind and size."""

import os
import re
import socket
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmux.cancel import CancelToken
from qmux.errors import Cancelled
from qmux.tools.base import Access, AccessKind, Preview, ToolMistakeError
from qmux.tools.fs_read import FS_READ
from qmux.tools.wording import RESULT_LIMIT
from tests.tools.stand_ins import Files, context


def read(directory: Path, *operations: Mapping[str, object]) -> str:
    """Run `operations` in `directory` and return what the model is told."""
    outcome = FS_READ.run({"operations": list(operations)}, context(directory))
    assert not outcome.is_error
    return outcome.text


def lines(directory: Path, **arguments: object) -> str:
    """Return lines of "file"."""
    return read(directory, {"mode": "Line", "path": "file", **arguments})


def search(directory: Path, pattern: str, **arguments: object) -> str:
    """Return what a search in "file" finds."""
    return read(directory, {"mode": "Search", "path": "file", "pattern": pattern, **arguments})


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a directory with a file of five lines, called "file"."""
    directory = tmp_path / "project"
    directory.mkdir()
    (directory / "file").write_bytes(b"one\ntwo\nthree\nfour\nfive")
    return directory


# -- Line -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({}, "one\ntwo\nthree\nfour\nfive"),
        ({"start_line": 2, "end_line": 3}, "two\nthree\n"),
        ({"start_line": 0, "end_line": 1}, "one\n"),
        ({"start_line": 5}, "five"),
        ({"start_line": "4", "end_line": 99.0}, "four\nfive"),
        ({"start_line": -2}, "four\nfive"),
        ({"start_line": -99, "end_line": -4}, "one\ntwo\n"),
        ({"start_line": 2, "end_line": -2}, "two\nthree\nfour\n"),
        ({"start_line": -3, "end_line": -3}, "three\n"),
        ({"start_line": 3, "end_line": -5}, "[there is nothing]"),
        ({"mode": "line"}, "one\ntwo\nthree\nfour\nfive"),
    ],
)
def test_lines(project: Path, arguments: dict[str, object], expected: str) -> None:
    assert lines(project, **arguments) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "[there is nothing]"),
        (b"a\r\nb\r\n", "a\nb\n"),
        (b"\xef\xbb\xbfa", "a"),
        (b"\xff\xc3\xa9", "\ufffdé"),
        ("a\u202eb\U000e0041c\n".encode(), "abc\n\n[2 hidden Unicode characters were removed]"),
        (
            "👩\u200d🚀 می\u200cخواهم a\u200db".encode(),
            "👩\u200d🚀 می\u200cخواهم ab\n[1 hidden Unicode characters were removed]",
        ),
    ],
)
def test_what_is_in_a_file(project: Path, content: bytes, expected: str) -> None:
    (project / "file").write_bytes(content)
    assert lines(project) == expected


@given(
    content=st.lists(st.sampled_from(["a", "", "bb", "\u00e9" * 9]), max_size=40).map("\n".join),
    start=st.integers(-45, 45).filter(bool),
    end=st.integers(-45, 45).filter(bool),
)
def test_lines_are_those_of_a_list(
    tmp_path_factory: pytest.TempPathFactory, content: str, start: int, end: int
) -> None:
    if 0 < end < start:
        return
    directory = tmp_path_factory.mktemp("lines")
    (directory / "file").write_text(content, encoding="utf-8")
    rows = content.splitlines(keepends=True)
    first = start if start > 0 else max(1, len(rows) + 1 + start)
    last = end if end > 0 else max(0, len(rows) + 1 + end)
    if first > max(1, len(rows)):
        with pytest.raises(ToolMistakeError, match="has only"):
            lines(directory, start_line=start, end_line=end)
        return
    assert lines(directory, start_line=start, end_line=end) == (
        "".join(rows[first - 1 : last]) or "[there is nothing]"
    )


def test_a_long_file_is_cut_and_can_be_read_on(project: Path) -> None:
    rows = [f"row {number} {'x' * 90}\n" for number in range(1, 20_001)]
    (project / "file").write_text("".join(rows))
    text, start = "", 1
    while True:
        part = lines(project, start_line=start)
        assert len(part) <= RESULT_LIMIT
        body, cut, note = part.rpartition("\n[cut: ")
        text += body if cut else part
        if not cut:
            break
        match = re.search(r"start_line (\d+)", note)
        assert match, note
        start = int(match[1])
    assert text == "".join(rows)


@pytest.mark.parametrize("content", [b"x", "é".encode()])
def test_a_long_line_is_cut(project: Path, content: bytes) -> None:
    (project / "file").write_bytes(b"short\n" + content * 1_000_000)
    part = lines(project, start_line=2)
    assert 100_000 < len(part) <= RESULT_LIMIT
    assert part.endswith("in the whole file; execute_bash can take it apart]")


def test_a_huge_file_costs_no_more_than_what_is_asked_for(project: Path) -> None:
    with (project / "file").open("ab") as file:
        file.write(b"\n" + b"x" * 10_000)
        file.truncate(1 << 42)  # 4 TB of nothing behind the words
    assert lines(project, start_line=2, end_line=3) == "two\nthree\n"


def test_counting_in_a_huge_file_ends_with_the_time_limit(project: Path) -> None:
    with (project / "file").open("ab") as file:
        file.write(b"x" * 10_000)  # text, as far as anybody looks
        file.truncate(1 << 42)
    operation = {"mode": "Line", "path": "file", "start_line": -5}
    with pytest.raises(ToolMistakeError, match=r"time limit of 0\.1 s"):
        FS_READ.run({"operations": [operation]}, context(project, timeout=0.1))


def test_cancel(project: Path) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        FS_READ.run(
            {"operations": [{"mode": "Line", "path": "file", "start_line": -5}]},
            context(project, cancel=cancel),
        )


# -- what is no file ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", [{"mode": "Line"}, {"mode": "Search", "pattern": "x"}])
@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("pipe", "is a named pipe, not a file"),
        ("socket", "is a socket, not a file"),
        ("/dev/zero", "is a device, not a file"),
        ("/dev/tty", "is a device, not a file"),
        (".", "is a directory, not a file"),
        ("gone", "gone does not exist"),
        ("file/x", "Not a directory"),
        ("loop", "Too many levels of symbolic links"),
        ("binary", "is not a text file; it has 4 bytes"),
    ],
)
def test_what_is_no_text_file(project: Path, mode: dict[str, object], path: str, words: str) -> None:
    os.mkfifo(project / "pipe")
    (project / "loop").symlink_to("loop")
    (project / "binary").write_bytes(b"\x7fEL\0")
    with socket.socket(socket.AF_UNIX) as listener:
        os.chdir(project)  # the name of a socket is short
        listener.bind("socket")
        with pytest.raises(ToolMistakeError, match=re.escape(words)):
            read(project, {"path": path, **mode})


def test_links_are_followed_and_noted_by_what_they_lead_to(project: Path) -> None:
    (project / "link").symlink_to("file")
    ours = context(project)
    outcome = FS_READ.run({"operations": [{"mode": "Line", "path": "link", "end_line": 1}]}, ours)
    assert outcome.text == "one\n"
    assert isinstance(ours.files, Files)
    assert ours.files.seen == [str(project / "file")]


# -- Directory ------------------------------------------------------------------------------------------------


def listed(text: str) -> list[str]:
    """Return the names of a listing, and its notes."""
    return [line if line.startswith("[") else line.split(maxsplit=4)[4] for line in text.split("\n")]


def test_a_directory(project: Path) -> None:
    (project / "sub/deep").mkdir(parents=True)
    (project / "sub/deep/x").touch()
    (project / ".git").mkdir()
    (project / ".git/config").touch()
    (project / "link").symlink_to("sub")
    (project / "odd\n\x1bname").touch()
    operation = {"mode": "Directory", "path": "."}
    top = [".git/", "file", "link -> sub", "odd^J^[name", "sub/"]
    assert listed(read(project, operation)) == top
    assert listed(read(project, {**operation, "depth": 1})) == [*top, "sub/deep/"]
    assert listed(read(project, {**operation, "depth": 9})) == [*top, "sub/deep/", "sub/deep/x"]
    (project / "file").chmod(0o640)
    assert re.match(
        r"-rw-r----- +23 \d{4}-\d\d-\d\d \d\d:\d\d file$", read(project, operation).split("\n")[1]
    )


def test_a_large_directory_is_cut(project: Path) -> None:
    for number in range(1234):
        (project / f"{number:04}").touch()
    names = listed(read(project, {"mode": "Directory", "path": "."}))
    assert names == [*(f"{number:04}" for number in range(1000)), "[235 more are not listed]"]


def test_an_empty_directory_and_none(project: Path) -> None:
    (project / "empty").mkdir()
    assert read(project, {"mode": "Directory", "path": "empty"}) == "[the directory is empty]"
    with pytest.raises(ToolMistakeError, match="is not a directory"):
        read(project, {"mode": "Directory", "path": "file"})
    with pytest.raises(ToolMistakeError, match="does not exist"):
        read(project, {"mode": "Directory", "path": "gone"})


# -- Search ---------------------------------------------------------------------------------------------------


def test_a_search(project: Path) -> None:
    assert search(project, "TWO", context_lines=1) == "1- one\n2: two\n3- three"
    assert search(project, "f", context_lines=0) == "4: four\n5: five"
    assert search(project, "o", context_lines=0) == "1: one\n2: two\n4: four"
    assert search(project, "e", context_lines=1) == "1: one\n2- two\n3: three\n4- four\n5: five"
    assert search(project, ".*") == "[not found]"


@given(rows=st.lists(st.booleans(), max_size=25), around=st.integers(0, 4))
def test_a_search_shows_what_is_near_a_match(
    tmp_path_factory: pytest.TempPathFactory, rows: list[bool], around: int
) -> None:
    directory = tmp_path_factory.mktemp("search")
    (directory / "file").write_text("".join("hit\n" if hit else "x\n" for hit in rows))
    near = [number for number in range(len(rows)) if any(rows[max(0, number - around) : number + around + 1])]
    text = search(directory, "hit", context_lines=around)
    shown = [line for line in text.split("\n") if line not in ("--", "[not found]")]
    assert shown == [f"{number + 1}{': hit' if rows[number] else '- x'}" for number in near]
    gaps = sum(1 for left, right in pairwise(near) if right > left + 1)
    assert text.split("\n").count("--") == (gaps if around else 0)


def test_a_search_is_bounded(project: Path) -> None:
    (project / "file").write_bytes(b"hit\n" * 1000 + b"y" * 3_000_000 + b" late\n" + b"z" * 600 + b" long\n")
    found = search(project, "hit", context_lines=0).split("\n")
    assert len(found) == 301
    assert found[-1].startswith("[cut:")
    assert search(project, "late") == "[not found]"
    assert search(project, "long", context_lines=0) == f"1002: {'z' * 500} ..."


# -- several, and mistakes ------------------------------------------------------------------------------------


def test_several_operations(project: Path) -> None:
    text = read(
        project,
        {"mode": "Line", "path": "file", "start_line": 5},
        {"mode": "Line", "path": "gone"},
        {"mode": "Search", "path": "file", "pattern": "two", "context_lines": 0},
    )
    assert text == (
        "=== read lines 5 to -1 of file\nfive\n"
        f"=== read gone\n[error: {project}/gone does not exist.]\n"
        '=== search for "two" in file\n2: two'
    )


def test_several_operations_share_the_limit(project: Path) -> None:
    (project / "file").write_text("x" * 99 + "\n" * 1 + ("y" * 99 + "\n") * 10_000)
    text = read(project, *[{"mode": "Line", "path": "file"}] * 3)
    assert len(text) <= RESULT_LIMIT
    assert text.count("[cut: ") == 1
    assert text.count("[not read: the result is full]") == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({}, '"operations" must be a list of objects'),
        ({"operations": []}, '"operations" must be a list of objects'),
        ({"operations": ["x"]}, '"operations" must be a list of objects'),
        ({"operations": [{"mode": "Line", "path": "x"}] * 51}, "at most 50"),
        (
            {"operations": [{"path": "x"}]},
            'operations[0]: "mode" must be one of Line, Directory, Search, Image',
        ),
        ({"operations": [{"mode": "Line"}]}, 'operations[0]: "path" must be'),
        ({"operations": [{"mode": "Image", "image_paths": ["x"]}]}, "images are not supported yet"),
        ({"operations": [{"mode": "Search", "path": "x"}]}, '"pattern" must be'),
        (
            {"operations": [{"mode": "Line", "path": "x", "start_line": "two"}]},
            '"start_line" must be an integer',
        ),
        ({"operations": [{"mode": "Line", "path": "x", "start_line": 3, "end_line": 2}]}, "not be before"),
        ({"operations": [{"mode": "Directory", "path": "x", "depth": -1}]}, '"depth" must be'),
    ],
)
def test_mistakes(project: Path, arguments: dict[str, object], words: str) -> None:
    for call in (FS_READ.accesses, FS_READ.preview):
        with pytest.raises(ToolMistakeError, match=re.escape(words)):
            call(arguments, context(project).place)


def test_accesses_and_preview(project: Path) -> None:
    (project / "link").symlink_to("/etc/hostname")
    place = context(project).place
    one: dict[str, object] = {"mode": "Line", "path": "file"}
    other: dict[str, object] = {"mode": "Search", "path": "link", "pattern": "a\x1bb"}
    both = {"operations": [one, other, one], "summary": "To know"}
    assert FS_READ.accesses(both, place) == (
        Access(AccessKind.READ, str(project / "file")),
        Access(AccessKind.READ, os.path.realpath("/etc/hostname")),
    )
    assert FS_READ.preview({"operations": [one]}, place) == Preview("I will read file")
    preview = FS_READ.preview(both, place)
    assert preview.purpose == "To know"
    assert 'search for "a^[b" in /etc/hostname' in preview.detail
