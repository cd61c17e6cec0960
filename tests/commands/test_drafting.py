"""The draft on its way to an editor and back."""

import os
from pathlib import Path

import pytest

from qmux.errors import UserError
from tests.commands.conftest import Program


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)


@pytest.mark.parametrize(
    ("visual", "editor", "argv"),
    [
        ("code --wait", "nano", ["code", "--wait"]),
        ("", "nano", ["nano"]),
        ("  ", "'/opt/my editor' -n", ["/opt/my editor", "-n"]),
        ("", "", ["vi"]),
    ],
)
def test_which_editor(
    three: Program, monkeypatch: pytest.MonkeyPatch, visual: str, editor: str, argv: list[str]
) -> None:
    monkeypatch.setenv("VISUAL", visual)
    monkeypatch.setenv("EDITOR", editor)
    three.run("editor")
    assert three.lent[0][:-1] == argv


def test_text_comes_back_as_it_was_written_and_undo_takes_it_back(three: Program, tmp_path: Path) -> None:
    def edit(path: str) -> int:
        assert os.stat(path).st_mode & 0o777 == 0o600
        assert Path(path).read_text("utf-8") == "漢字\nline"
        Path(path).write_bytes(b"one\r\ntwo \xff\x1b[31m\n\n")
        return 0

    three.edit = edit
    three.view.prompt.set("漢字\nline")
    three.run("editor")
    assert three.view.prompt.text == "one\ntwo \ufffd[31m\n"
    assert list(tmp_path.glob("qmux-*")) == []
    three.run("undo")
    assert three.view.prompt.text == "漢字\nline"


def test_no_place_for_the_file(three: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", "/nonexistent")
    three.view.prompt.set("draft")
    with pytest.raises(UserError, match="Set TMPDIR"):
        three.run("editor")
    assert three.view.prompt.text == "draft" and three.lent == []
