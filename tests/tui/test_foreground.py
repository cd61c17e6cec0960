"""A program in the foreground: which signals reach it, and that none is lost; each run in a process of its own."""

import subprocess
import sys

import pytest

from tests.features.conftest import ROOT

# Prints the statuses that run_in_foreground() returns, and then which signals its caller hears of. As in qmux at
# work, another thread computes: after a look for signals it takes its turn, and only then comes the next call.
_CALLER = """
import sys
from qmux import threads
from qmux.tui.foreground import run_in_foreground
from qmux.tui.wakeups import Wakeups
wakeups = Wakeups()
wakeups.catch_signals()
def compute():
    while True:
        pass
threads.start("busy", compute)
print(*{run_in_foreground(["sh", "-c", sys.argv[1]]) for _ in range(int(sys.argv[2]))})
print(*wakeups.drain()[1])
"""


def told(script: str, times: int = 1) -> tuple[str, str]:
    """Return which statuses `script` ended with in so many runs, and the signals that its caller heard of."""
    ended = subprocess.run(
        [sys.executable, "-c", _CALLER, script, str(times)],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=50,
    )
    statuses, signals = ended.stdout.splitlines()
    return statuses, signals


@pytest.mark.parametrize(
    ("script", "statuses"), [("exit 3", "3"), ("kill -KILL $$", "137"), ("kill -STOP $$; exit 4", "4")]
)
def test_its_end_is_told(script: str, statuses: str) -> None:
    assert told(script) == (statuses, "")


@pytest.mark.parametrize("name", ["TERM", "HUP"])
def test_what_ends_its_caller_ends_it_first_however_early_it_comes(name: str) -> None:
    statuses, signals = told(f"kill -{name} $PPID; exec sleep 1000", times=100)
    assert statuses == {"TERM": "143", "HUP": "129"}[name]
    assert signals == " ".join([name] * 100)


def test_the_signals_of_keys_are_its_own_and_a_new_size_is_told_afterwards() -> None:
    script = "for name in INT QUIT TSTP WINCH; do kill -$name $PPID; done"
    assert told(script) == ("0", "WINCH")


def test_what_cannot_be_started_is_told() -> None:
    caller = _CALLER.replace('"sh"', '"/nonexistent"')
    ended = subprocess.run([sys.executable, "-c", caller, "", "1"], capture_output=True, text=True, cwd=ROOT)
    assert "UserError: /nonexistent could not be started: No such file or directory." in ended.stderr
