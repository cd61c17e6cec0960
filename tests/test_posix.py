"""File locks between processes, and terminal modes on a pty."""

import ast
import os
import pty
import subprocess
import sys
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest

from qmux import posix

HOLDER = """
import sys
from qmux.posix import hold_lock
print(hold_lock(sys.argv[1]) is not None, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def terminal() -> Iterator[int]:
    """Return a pty's terminal side."""
    controller, terminal = pty.openpty()
    yield terminal
    os.close(controller)
    os.close(terminal)


def test_one_process_holds_a_lock_until_it_dies(tmp_path: Path) -> None:
    path = str(tmp_path / "x.lock")
    command = [sys.executable, "-c", HOLDER, path]
    root = Path(__file__).parents[1]
    with subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"True\n"
        assert posix.hold_lock(path) is None
        assert posix.lock_is_held(path)
        process.kill()
        process.wait()
    assert not posix.lock_is_held(path)
    descriptor = posix.hold_lock(path)
    assert descriptor is not None
    assert not os.get_inheritable(descriptor)
    assert os.stat(path).st_mode & 0o777 == 0o600
    os.close(descriptor)


def test_a_lock_whose_file_was_removed_meanwhile_is_taken_on_the_new_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.lock"
    opened: list[int] = []
    plain_open = os.open

    def open_and_lose(name: str, flags: int, mode: int = 0o777) -> int:
        descriptor = plain_open(name, flags, mode)
        if not opened:
            path.unlink()
        opened.append(descriptor)
        return descriptor

    monkeypatch.setattr(os, "open", open_and_lose)
    descriptor = posix.hold_lock(str(path))
    assert len(opened) == 2
    assert descriptor is not None
    assert posix.lock_is_held(str(path))
    os.close(descriptor)


def test_nobody_holds_a_missing_file_and_asking_does_not_make_it(tmp_path: Path) -> None:
    assert not posix.lock_is_held(str(tmp_path / "x.lock"))
    assert not (tmp_path / "x.lock").exists()


@pytest.mark.parametrize(
    ("given", "size"),
    [((100, 30), (100, 30)), ((0, 0), (80, 24)), ((0, 5), (80, 5)), ((1, 1), (1, 1))],
)
def test_the_size_of_a_window(terminal: int, given: tuple[int, int], size: tuple[int, int]) -> None:
    columns, lines = given
    termios.tcsetwinsize(terminal, (lines, columns))
    assert posix.window_size(terminal) == size


def test_the_modes_of_a_terminal_are_saved_and_restored(terminal: int) -> None:
    before = termios.tcgetattr(terminal)
    state = posix.save_terminal(terminal)
    changed = termios.tcgetattr(terminal)
    changed[3] &= ~(termios.ECHO | termios.ICANON | termios.ISIG)
    termios.tcsetattr(terminal, termios.TCSANOW, changed)
    posix.restore_terminal(terminal, state)
    assert termios.tcgetattr(terminal) == before


def test_what_is_no_terminal_is_an_oserror(tmp_path: Path) -> None:
    with open(tmp_path / "file", "w+b") as file:
        with pytest.raises(OSError, match="ioctl"):
            posix.save_terminal(file.fileno())
        with pytest.raises(OSError, match="ioctl"):
            posix.window_size(file.fileno())


def test_no_posix_library_is_imported_on_windows() -> None:
    """Every import at the module's top that Windows lacks stands below `sys.platform`."""
    tree = ast.parse(Path(posix.__file__).read_text())
    plain = {alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names}
    assert plain == {"os", "sys"}


def test_a_group_is_asked_to_end_or_killed_and_its_number_kept_until_it_is_reaped() -> None:
    command = [
        "sh",
        "-c",
        "exec 2>/dev/null; trap 'echo asked; exit 0' TERM; echo on; while :; do sleep 1; done",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"on\n"
        posix.terminate_group(process.pid)
        assert process.stdout.read() == b"asked\n"
        posix.wait_unreaped(process.pid)
        posix.kill_group(process.pid)  # it is empty but for the zombie that leads it
        assert process.wait() == 0
    posix.terminate_group(process.pid)


def test_a_killed_group_is_over() -> None:
    command = ["sh", "-c", "trap '' TERM; sleep 1000 & sleep 1000"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as process:
        posix.kill_group(process.pid)
        posix.wait_unreaped(process.pid)
        assert process.wait() == -9
        assert process.stdout is not None
        assert process.stdout.read() == b""  # nobody of the group holds it any more
