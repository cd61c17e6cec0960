"""fs_write on real files: each command, what it keeps of a file, and that nothing is lost by a mistake."""

import os
import re
import stat
from collections.abc import Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmux.cancel import CancelToken
from qmux.errors import Cancelled
from qmux.tools import edits, files
from qmux.tools.base import Access, AccessKind, ToolMistakeError
from qmux.tools.diff import MOST_LINES, diff
from qmux.tools.fs_write import FS_WRITE
from tests.tools.stand_ins import Files, context

_SGR = re.compile(r"\x1b\[\d*m")


def write(directory: Path, command: str, path: str, **arguments: object) -> str:
    """Run one command in `directory` and return what the model is told."""
    outcome = FS_WRITE.run({"command": command, "path": path, **arguments}, context(directory))
    assert not outcome.is_error
    return outcome.text


def preview(directory: Path, command: str, path: str, **arguments: object) -> str:
    """Return the detail of the preview, without its colors."""
    place = context(directory).place
    return _SGR.sub("", FS_WRITE.preview({"command": command, "path": path, **arguments}, place).detail)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a file of three lines, called "file"."""
    path = tmp_path / "project" / "file"
    path.parent.mkdir()
    path.write_bytes(b"one\ntwo\nthree\n")
    return path


# -- the commands ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "after"),
    [
        ({"command": "create", "file_text": "new"}, "new"),
        ({"command": "create", "file_text": ""}, ""),
        ({"command": "str_replace", "old_str": "two", "new_str": "2"}, "one\n2\nthree\n"),
        ({"command": "str_replace", "old_str": "two\n", "new_str": ""}, "one\nthree\n"),
        ({"command": "str_replace", "old_str": "one\ntwo", "new_str": "a\r\nb"}, "a\r\nb\nthree\n"),
        ({"command": "insert", "insert_line": 0, "new_str": "zero"}, "zero\none\ntwo\nthree\n"),
        ({"command": "insert", "insert_line": "2", "new_str": "x\ny\n"}, "one\ntwo\nx\ny\nthree\n"),
        ({"command": "insert", "insert_line": 3, "new_str": "four"}, "one\ntwo\nthree\nfour\n"),
        ({"command": "append", "new_str": "four\n"}, "one\ntwo\nthree\nfour\n"),
        ({"command": "APPEND", "new_str": "four"}, "one\ntwo\nthree\nfour"),
    ],
)
def test_a_command(file: Path, arguments: dict[str, object], after: str) -> None:
    FS_WRITE.run({"path": "file", **arguments}, context(file.parent))
    assert file.read_bytes().decode() == after
    assert os.listdir(file.parent) == ["file"]


def test_a_new_file_in_new_directories(tmp_path: Path) -> None:
    assert write(tmp_path, "create", "a/b/c.txt", file_text="é\n") == "Created a/b/c.txt (1 line)."
    assert (tmp_path / "a/b/c.txt").read_bytes() == "é\n".encode()


@pytest.mark.parametrize(
    ("before", "arguments", "after"),
    [
        (b"a\r\nb\r\n", {"command": "str_replace", "old_str": "a\nb\n", "new_str": "c\nd\n"}, b"c\r\nd\r\n"),
        (b"a\r\nb\r\n", {"command": "insert", "insert_line": 1, "new_str": "x"}, b"a\r\nx\r\nb\r\n"),
        (b"a\r\nb\r\n", {"command": "append", "new_str": "x\n"}, b"a\r\nb\r\nx\r\n"),
        (b"a\r\nb", {"command": "append", "new_str": "x"}, b"a\r\nb\r\nx"),
        (b"a\r\nb\r\n", {"command": "create", "file_text": "x\ny\n"}, b"x\r\ny\r\n"),
        (b"a\nb", {"command": "append", "new_str": "x"}, b"a\nb\nx"),
        (b"", {"command": "append", "new_str": "x"}, b"x"),
        (b"", {"command": "insert", "insert_line": 0, "new_str": "x"}, b"x\n"),
        (
            b"\xff\xfe old \x80",
            {"command": "str_replace", "old_str": "old", "new_str": "é"},
            b"\xff\xfe \xc3\xa9 \x80",
        ),
        (b"\xef\xbb\xbfa\n", {"command": "str_replace", "old_str": "a", "new_str": "b"}, b"\xef\xbb\xbfb\n"),
        (b"a\x0cb\x1c\n", {"command": "insert", "insert_line": 1, "new_str": "x"}, b"a\x0cb\x1c\nx\n"),
    ],
)
def test_what_a_file_is_made_of_is_kept(
    tmp_path: Path, before: bytes, arguments: dict[str, object], after: bytes
) -> None:
    (tmp_path / "file").write_bytes(before)
    FS_WRITE.run({"path": "file", **arguments}, context(tmp_path))
    assert (tmp_path / "file").read_bytes() == after


def test_mode_links_and_other_names_are_kept(file: Path) -> None:
    file.chmod(0o751)
    link = file.parent / "link"
    link.symlink_to("file")
    write(file.parent, "append", "link", new_str="x")
    assert link.is_symlink()
    assert stat.S_IMODE(file.stat().st_mode) == 0o751
    other = file.parent / "other"
    other.hardlink_to(file)
    write(file.parent, "create", "file", file_text="short")
    assert other.read_text() == "short"


def test_a_dangling_link_leads_to_the_new_file(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("there")
    write(tmp_path, "create", "link", file_text="x")
    assert (tmp_path / "there").read_text() == "x"
    assert (tmp_path / "link").is_symlink()


def test_the_owner_is_kept(file: Path) -> None:
    if os.getuid() != 0:
        pytest.skip("only root can give files away")
    os.chown(file, 1234, 1235)
    write(file.parent, "append", "file", new_str="x")
    assert (file.stat().st_uid, file.stat().st_gid) == (1234, 1235)


def test_a_new_file_has_the_mode_of_the_user(tmp_path: Path) -> None:
    write(tmp_path, "create", "file", file_text="x")
    umask = os.umask(0)
    os.umask(umask)
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o666 & ~umask


def test_a_file_of_the_session(tmp_path: Path) -> None:
    write(tmp_path, "create", "@session/notes/a.md", file_text="x")
    assert (tmp_path / "session/notes/a.md").read_text() == "x"


def test_what_cannot_be_replaced_is_written_in_place(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*arguments: object) -> None:
        raise OSError(16, "Device or resource busy")  # as for a file that is a mount of its own

    monkeypatch.setattr(os, "replace", busy)
    write(file.parent, "create", "file", file_text="in place")
    assert file.read_text() == "in place"
    assert os.listdir(file.parent) == ["file"]


# -- mistakes -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({}, '"command" must be one of create, str_replace, insert, append'),
        ({"command": "delete"}, '"command" must be one of'),
        ({"command": "create"}, '"file_text" must be a text'),
        ({"command": "append"}, '"new_str" must be a text'),
        ({"command": "insert", "new_str": "x"}, '"insert_line" must be an integer of at least 0'),
        ({"command": "insert", "new_str": "x", "insert_line": True}, '"insert_line" must be'),
        ({"command": "insert", "new_str": "x", "insert_line": -1}, '"insert_line" must be'),
        ({"command": "insert", "new_str": "x", "insert_line": 4}, "The file has 3 lines"),
        ({"command": "str_replace", "old_str": "", "new_str": "x"}, '"old_str" must not be empty'),
        ({"command": "str_replace", "old_str": "four", "new_str": "x"}, "old_str is not in the file. Read"),
        (
            {"command": "str_replace", "old_str": "  two\nx", "new_str": ""},
            "Its first line, but for blanks, is line 2",
        ),
        ({"command": "str_replace", "old_str": "e", "new_str": "x"}, "3 times, the first at lines 1, 3, 3"),
        ({"command": "append", "path": "gone", "new_str": "x"}, "gone does not exist. Use create."),
        ({"command": "create", "path": ".", "file_text": "x"}, "is a directory, not a file"),
        ({"command": "create", "path": "file/x", "file_text": "x"}, "Not a directory"),
        ({"command": "create", "path": "pipe", "file_text": "x"}, "is a named pipe, not a file"),
        ({"command": "create", "path": "/dev/null", "file_text": "x"}, "is a device, not a file"),
        ({"command": "append", "path": "binary", "new_str": "x"}, "is not a text file"),
        ({"command": "create", "path": "", "file_text": "x"}, '"path" must be a text that is not empty'),
        ({"command": "create", "path": "a\0b", "file_text": "x"}, "is not a path"),
        ({"command": "create", "path": "a" * 300, "file_text": "x"}, "File name too long"),
        ({"command": "create", "path": "loop", "file_text": "x"}, "loop"),
        ({"command": "create", "path": "new", "file_text": "\ud800"}, "half a surrogate pair"),
    ],
)
def test_a_mistake_changes_nothing(file: Path, arguments: dict[str, object], words: str) -> None:
    os.mkfifo(file.parent / "pipe")
    (file.parent / "binary").write_bytes(b"\0")
    (file.parent / "loop").symlink_to("loop")
    there = sorted(os.listdir(file.parent))
    with pytest.raises(ToolMistakeError, match=re.escape(words)):
        FS_WRITE.run({"path": "file", **arguments}, context(file.parent))
    assert file.read_text() == "one\ntwo\nthree\n"
    assert sorted(os.listdir(file.parent)) == there


def test_an_overlapping_match_is_not_the_only_one() -> None:
    with pytest.raises(ToolMistakeError, match="2 times"):
        edits.replaced("a\na\na", "a\na", "b")


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    with (tmp_path / "large").open("wb") as large:
        large.truncate(files.LARGEST_EDIT + 1)
    with pytest.raises(ToolMistakeError, match=r"too large to edit: it has more than 33\.6 MB"):
        write(tmp_path, "append", "large", new_str="x")


def test_a_failed_write_leaves_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(ToolMistakeError, match="No space left"):
        write(file.parent, "create", "file", file_text="x")
    assert file.read_text() == "one\ntwo\nthree\n"
    assert os.listdir(file.parent) == ["file"]


# -- claims and cancel ----------------------------------------------------------------------------------------


class Rival(Files):
    """Files of which another session changes each before its claim is granted."""

    def writing(self, paths: Sequence[str], cancel: CancelToken) -> AbstractContextManager[None]:
        """Grant the claim after the other's write."""

        @contextmanager
        def claim():  # type: ignore[no-untyped-def]
            Path(paths[0]).write_text("theirs\n")
            yield

        return claim()


def test_the_file_is_read_again_within_the_claim(file: Path) -> None:
    ours = context(file.parent)._replace(files=Rival())
    FS_WRITE.run({"command": "append", "path": "file", "new_str": "ours\n"}, ours)
    assert file.read_text() == "theirs\nours\n"


def test_the_claim_is_to_the_real_path(file: Path) -> None:
    (file.parent / "link").symlink_to("file")
    ours = context(file.parent)
    FS_WRITE.run({"command": "append", "path": "link", "new_str": "x"}, ours)
    assert isinstance(ours.files, Files)
    assert ours.files.claimed == [str(file)]


def test_a_cancelled_call_writes_nothing(file: Path) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        FS_WRITE.run(
            {"command": "append", "path": "file", "new_str": "x"}, context(file.parent, cancel=cancel)
        )
    assert file.read_text() == "one\ntwo\nthree\n"


# -- accesses and preview -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "real"),
    [
        ("file", "file"),
        ("./x/../file", "file"),
        ("link", "file"),
        ("up/secret", "../secret"),
        ("@session/a", "session/a"),
        ("@session", "session"),
        ("@session/../file", "file"),
        ("@session//a", "session/a"),
        ("@sessions/a", "@sessions/a"),
        ("new/file", "new/file"),
    ],
)
def test_accesses_are_real_paths(file: Path, path: str, real: str) -> None:
    (file.parent / "link").symlink_to("file")
    (file.parent / "up").symlink_to("..")
    access = FS_WRITE.accesses({"path": path}, context(file.parent).place)
    assert access == (Access(AccessKind.WRITE, os.path.normpath(file.parent / real)),)


def test_a_link_leads_out_of_the_session_directory(tmp_path: Path) -> None:
    (tmp_path / "session").mkdir()
    (tmp_path / "session" / "out").symlink_to("/etc")
    access = FS_WRITE.accesses({"path": "@session/out/x"}, context(tmp_path).place)
    assert access == (Access(AccessKind.WRITE, "/etc/x"),)


def test_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    access = FS_WRITE.accesses({"path": "~/x"}, context("/").place)
    assert access == (Access(AccessKind.WRITE, str(tmp_path / "x")),)


def test_a_preview(file: Path) -> None:
    arguments = {
        "command": "str_replace",
        "path": "file",
        "old_str": "two",
        "new_str": "2",
        "summary": "Count",
    }
    shown = FS_WRITE.preview(arguments, context(file.parent).place)
    assert shown.line == "I will change the file file"
    assert shown.purpose == "Count"
    assert shown.detail == (
        "\x1b[36m@@ -1,3 +1,3 @@\x1b[39m\n one\n\x1b[31m-two\x1b[39m\n\x1b[32m+2\x1b[39m\n three"
    )
    new = FS_WRITE.preview(
        {"command": "create", "path": "a\x1b", "file_text": "x"}, context(file.parent).place
    )
    assert new.line == "I will create the file a^["


def test_a_preview_hides_nothing(file: Path) -> None:
    seen = preview(file.parent, "append", "file", new_str="a\x1b[2K\u202eb\r\x07")
    assert "+a^[[2K<U+202E>b^M^G (no line end)" in seen


def test_a_preview_is_bounded(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x\n" * 100_000)
    seen = preview(tmp_path, "create", "file", file_text="y\n" * 100_000 + "z" * 10_000)
    lines = seen.split("\n")
    assert len(lines) == MOST_LINES + 1
    assert "... 99,900 more removed lines are not shown" in lines
    assert "+y" in lines  # what is written is seen, however much goes
    assert lines[-1] == "... 99,903 more lines are not shown"
    long = preview(tmp_path, "create", "new", file_text="z" * 10_000)
    assert len(long) < 500


def test_a_change_that_will_fail_is_told_to_the_user_first(file: Path) -> None:
    seen = preview(file.parent, "str_replace", "file", old_str="four", new_str="x")
    assert seen.startswith("This will fail: old_str is not in the file.")


def test_nothing_changes(file: Path) -> None:
    assert preview(file.parent, "create", "file", file_text="one\ntwo\nthree\n") == "(nothing changes)"
    assert "as it was" in write(file.parent, "create", "file", file_text="one\ntwo\nthree\n")


_LINES = st.lists(st.sampled_from(["a", "b", "", "ccc"]), max_size=30).map(
    lambda lines: "".join(f"{x}\n" for x in lines)
)


def patched(before: str, change: str) -> str:
    """Return `before` after a unified diff, as patch(1) applies it."""
    old, new, at = before.splitlines(), [], 0
    for line in change.split("\n") if change else []:
        if header := re.match(r"@@ -(\d+)(?:,(\d+))? ", line):
            start = int(header[1]) - (header[2] != "0")
            new += old[at:start]
            at = start
        elif line.startswith("+"):
            new.append(line[1:])
        else:
            assert line[1:] == old[at]
            new += [line[1:]] * line.startswith(" ")
            at += 1
    return "".join(f"{line}\n" for line in new + old[at:])


@given(before=_LINES, after=_LINES)
def test_a_diff_leads_from_one_text_to_the_other(before: str, after: str) -> None:
    assert patched(before, _SGR.sub("", diff(before, after))) == after
