"""Links that are put in a path's way between the judgment of rules and the opening, and taken away again."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from qmux.tools import files
from qmux.tools.base import ToolMistakeError
from qmux.tools.fs_read import FS_READ
from qmux.tools.fs_write import FS_WRITE
from qmux.tools.mcp.config import read_configuration
from tests.tools.stand_ins import context

SECRET = "secret\n"


class Turning:
    """A workspace with a directory that is turned into a link to another one whenever a file is opened in it."""

    def __init__(self, top: Path, back: bool) -> None:
        self.work = top / "work"
        self.outside = top / "outside"
        for directory in (self.work / "inside", self.outside):
            directory.mkdir(parents=True)
        self.inside = self.work / "inside"
        self.back = back
        (self.inside / "notes").write_text("notes\n")
        (self.outside / "notes").write_text(SECRET)
        self._open = os.open

    def open(self, path: "str | os.PathLike[str]", flags: int, mode: int = 0o777, **options: int) -> int:
        """Open a file as os.open() does, with the directory turned; with `back` only meanwhile."""
        if os.path.dirname(path) != str(self.inside) or self.inside.is_symlink():
            return self._open(path, flags, mode, **options)
        self.inside.rename(self.work / "away")
        self.inside.symlink_to(self.outside)
        try:
            return self._open(path, flags, mode, **options)
        finally:
            if self.back:
                self.inside.unlink()
                (self.work / "away").rename(self.inside)


@pytest.fixture(params=[True, False], ids=["asked", "looked"])
def system_tells(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the system say where an open file is, as Linux does, or not."""
    if not request.param:
        monkeypatch.setattr(files, "_is_known_as", lambda path, descriptor: False)


@pytest.fixture(params=[True, False], ids=["turned-back", "left"])
def turning(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system_tells: None
) -> Iterator[Turning]:
    """Return a workspace whose directory is turned."""
    made = Turning(tmp_path, request.param)
    monkeypatch.setattr(os, "open", made.open)
    yield made


WRITES: list[dict[str, object]] = [
    {"command": "create", "path": "inside/notes", "file_text": "evil"},
    {"command": "create", "path": "inside/new", "file_text": "evil"},
    {"command": "append", "path": "inside/notes", "new_str": "evil"},
]


def test_nothing_is_read_through_a_link_that_was_turned(turning: Turning) -> None:
    read = {"operations": [{"mode": "Line", "path": "inside/notes"}]}
    with pytest.raises(ToolMistakeError, match="at this very moment"):
        FS_READ.run(read, context(turning.work))


@pytest.mark.parametrize("arguments", WRITES)
def test_nothing_is_written_through_a_link_that_was_turned(
    turning: Turning, arguments: dict[str, object]
) -> None:
    with pytest.raises(ToolMistakeError, match="at this very moment"):
        FS_WRITE.run(arguments, context(turning.work))
    assert (turning.outside / "notes").read_text() == SECRET
    assert all(path.stat().st_size == 0 for path in turning.outside.iterdir() if path.name != "notes")


def test_a_file_with_another_name_is_written_in_place_or_not_at_all(
    turning: Turning,
) -> None:
    os.link(turning.inside / "notes", turning.work / "other")
    with pytest.raises(ToolMistakeError, match="at this very moment"):
        FS_WRITE.run(WRITES[0], context(turning.work))
    assert (turning.outside / "notes").read_text() == SECRET


def test_what_stays_in_its_place_is_read_and_written(tmp_path: Path, system_tells: None) -> None:
    FS_WRITE.run({"command": "create", "path": "a/b", "file_text": "text\n"}, context(tmp_path))
    FS_WRITE.run({"command": "append", "path": "a/b", "new_str": "more\n"}, context(tmp_path))
    read = FS_READ.run({"operations": [{"mode": "Line", "path": "a/b"}]}, context(tmp_path))
    assert read.text == "text\nmore\n"


def test_files_that_users_name_may_be_links(tmp_path: Path, system_tells: None) -> None:
    (tmp_path / "real.json").write_text('{"mcpServers": {"docs": {"command": "run"}}}')
    (tmp_path / "mcp.json").symlink_to("real.json")
    configuration = read_configuration(str(tmp_path), [str(tmp_path / "mcp.json")])
    assert list(configuration.entries) == ["docs"]
    assert configuration.problems == ()
