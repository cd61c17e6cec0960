"""Mistakes at the prompt: each gets a sentence that says what to type, and what was typed is not lost."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.features.conftest import Start
from tests.features.faults import Shown, ready
from tests.features.steps import send

WIDE = 400  # columns: the status line shows a whole sentence

MISTAKES = [
    ("/swich 1", "swich", "/switch"),
    ("/nonsense", "nonsense", "/help"),
    ("/new dev 123", "123", "digits"),
    ("/new dev this-name-is-far-too-long-for-qmux", "20", "characters"),
    ("/new dev a/b", "a/b", "letters"),
    ("/new taken", "taken", "taken-2"),
    ("/new TAKEN", "TAKEN", "-2"),
    ("/rename 42", "42", "digits"),
    ("/rename", "/rename"),
    ("/new --cwd /no/such/directory", "/no/such/directory is not a directory", "--cwd"),
    ("/new --cwd", "--cwd", "DIR"),
    ("/new --nonsense x", "--nonsense"),
    ('/new "never ended', "quot"),
    ("/switch nobody", "There is no session “nobody”", "1 taken"),
    ("/switch 9", "There is no session “9”", "1 taken"),
    ("/kill nobody", "nobody"),
    (
        "/export /no/such/directory/file.md",
        "/no/such/directory/file.md could not be written",
        "Choose another path.",
    ),
    ("/export --format pdf x.pdf", "pdf", "md"),
    ("/retry", "nothing to retry"),
    ("/resume", "not paused"),
    ("/quit now", "/quit"),
]


@pytest.mark.parametrize(
    ("line", "words"), [(line, words) for line, *words in MISTAKES], ids=lambda value: str(value)
)
@pytest.mark.parametrize("run", ["fake"], indirect=True)
def test_a_mistake_is_explained(start: Start, line: str, words: list[str]) -> None:
    program = start(columns=WIDE)
    ready(program)
    send(program, "/rename taken")
    program.wait_for("[Current: taken] q>")
    send(program, line)
    shown = program.wait_for(lambda lines: all(word in lines[-1] for word in words))
    assert shown[-2] in (f"[Current: taken] q> {line}", "[Current: taken] q>")
    program.press("C-u")
    send(program, "/sessions")
    program.wait_for("Active Sessions:")
    assert not any("2. " in found or "dev-1" in found for found in program.screen())


def test_a_command_that_does_not_exist_can_be_mended(start: Start) -> None:
    program = start()
    ready(program)
    send(program, "/helpp")
    program.wait_for(lambda lines: "/help" in lines[-1])
    program.wait_for("q> /helpp")
    program.press("BSpace", "Enter")
    program.wait_for(Shown("/sessions"))


@pytest.mark.parametrize("run", ["pty", "tmux"], indirect=True)
def test_an_export_to_no_directory_writes_nothing(start: Start, clean_environment: Path) -> None:
    program = start(columns=WIDE)
    ready(program)
    target = clean_environment / "missing" / "file.md"
    send(program, f"/export {target}")
    program.wait_for(
        Shown(f"{target} could not be written", "No such file or directory", "Choose another path.")
    )
    assert not target.parent.exists()
    send(program, f"/export {clean_environment / 'file.md'}")
    program.wait_for(Shown("Exported session"))


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """Return a directory in which nobody, root included, can write."""
    directory = tmp_path / "read-only"
    directory.mkdir()
    if os.geteuid() != 0:
        directory.chmod(0o500)
        yield directory
        directory.chmod(0o700)
        return
    if (
        shutil.which("mount") is None
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", str(directory)], check=False, capture_output=True
        ).returncode
    ):
        pytest.skip("root needs a read-only mount for this, and cannot make one here")
    yield directory
    subprocess.run(["umount", str(directory)], check=True)


@pytest.mark.parametrize("run", ["fake", "pty"], indirect=True)
def test_an_export_to_an_unwritable_directory_writes_nothing(start: Start, read_only: Path) -> None:
    program = start(columns=WIDE)
    ready(program)
    send(program, f"/export {read_only}/file.md")
    program.wait_for(Shown(f"{read_only}/file.md could not be written", "Choose another path."))
    assert list(read_only.iterdir()) == []


@pytest.mark.parametrize("run", ["pty"], indirect=True)
@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["--nonsense"], "--nonsense"),
        (["--swich", "x"], "--switch"),
        (["--new", "a", "--switch", "b"], "cannot go together"),
        (["--config"], "--config"),
        (["words"], "words"),
    ],
)
def test_a_mistake_on_the_command_line_ends_with_2(start: Start, argv: list[str], words: str) -> None:
    program = start(*argv)
    assert program.wait_exit() == 2
    assert Shown("qmux:", words)(program.screen())
