"""The guard: what it is told, and what it ends when who told it is killed."""

import os
import signal
import subprocess
import sys

import pytest

from qmux.tools import guard
from qmux.tools.guard import Guard

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no process groups")

# Watches the groups of its arguments but for the last, which it forgets, and is killed.
_KILLED = """
import os, sys
from qmux.tools.guard import GUARD
groups = [int(argument) for argument in sys.argv[1:]]
for group in groups:
    GUARD.watch(group)
GUARD.forget(groups[-1])
os.kill(os.getpid(), 9)
"""


def group(script: str) -> subprocess.Popen[bytes]:
    """Start a script as the leader of a group of its own, and wait until it says that it is ready."""
    command = ["sh", "-c", f"{script}; echo ready; while :; do sleep 1000; done"]
    leader = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
    assert leader.stdout is not None
    assert leader.stdout.readline() == b"ready\n"
    return leader


def end(leader: subprocess.Popen[bytes]) -> str:
    """Wait until all of a group have ended; return what they said, with the leader's status."""
    assert leader.stdout is not None
    with leader.stdout as pipe:  # whoever is left holds it
        said = pipe.read().decode()
    return f"{said}{leader.wait()}"


def test_what_still_runs_when_qmux_is_killed_is_ended_wholly() -> None:
    polite = group("sleep 1000 & trap 'echo bye; exit 3' TERM")
    deaf = group("trap '' TERM; sleep 1000 & :")
    gone = group(":")
    os.killpg(gone.pid, signal.SIGKILL)
    assert end(gone) == "-9"
    forgotten = group(":")
    numbers = [str(leader.pid) for leader in (polite, gone, deaf, forgotten)]
    killed = subprocess.run([sys.executable, "-c", _KILLED, *numbers], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert end(polite) == "bye\n3"
    assert end(deaf) == "-9"
    assert forgotten.poll() is None
    os.killpg(forgotten.pid, signal.SIGKILL)
    assert end(forgotten) == "-9"


class Shells:
    """Stands in for the shells that a guard starts: keeps what each is told."""

    def __init__(self) -> None:
        self.readers: list[int] = []

    def started(self) -> int:
        """Begin another one."""
        reader, writer = os.pipe()
        self.readers.append(reader)
        return writer

    def told(self) -> str:
        """Return what the last one has been told by now."""
        return os.read(self.readers[-1], 10_000).decode()

    def die(self) -> None:
        """End the last one."""
        os.close(self.readers.pop())


@pytest.fixture
def shells(monkeypatch: pytest.MonkeyPatch) -> Shells:
    """Have guards start what stands in for shells."""
    made = Shells()
    monkeypatch.setattr(guard, "_started", made.started)
    return made


def test_a_guard_that_was_killed_is_replaced(shells: Shells) -> None:
    ours = Guard()
    ours.watch(10)
    ours.watch(11)
    assert shells.told() == "+ 10\n+ 11\n"
    shells.die()
    ours.watch(12)
    assert shells.told() == "+ 10\n+ 11\n+ 12\n"
    ours.forget(11)
    assert shells.told() == "- 11\n"
    shells.die()
    ours.forget(10)
    ours.forget(12)
    assert not shells.readers
    ours.watch(13)
    assert shells.told() == "+ 13\n"


def test_without_a_shell_commands_run_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise OSError("no processes left")

    monkeypatch.setattr(guard, "_started", refuse)
    ours = Guard()
    ours.watch(10)
    ours.forget(10)
