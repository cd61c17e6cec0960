"""Many sessions, few files: no deadlock, no starvation, no two in one file, no lost update.

The threads are real and the schedules random, from a seed that a failure prints. A round is one schedule: each
session makes its claims, some are cancelled or released in the middle; the next round begins when all are done.
"""

import os
import random
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from qmux import threads
from qmux.cancel import CancelToken
from qmux.errors import Cancelled
from qmux.tools.base import SessionFiles, ToolMistakeError
from qmux.tools.file_access import FileAccessCoordinator
from qmux.tools.file_claims import Claim, FileClaims

ROUNDS = 10_000
SESSIONS = 4
PATHS = [f"/{letter}" for letter in "abcde"]
PATIENCE = 20.0  # seconds until a round counts as a deadlock
SEED = 20_240_601


class Traffic:
    """Sessions that claim at random; `inside` says whose claim is at work where, `faults` what must not be."""

    def __init__(self) -> None:
        self.claims = FileClaims()
        self.inside: dict[str, Claim] = {}
        self.faults: list[str] = []
        self.outcomes: Counter[str] = Counter()
        self.tokens = [CancelToken() for _ in range(SESSIONS)]
        self._gate = threading.Barrier(SESSIONS, action=self._next_round, timeout=PATIENCE)

    def drive(self, number: int) -> None:
        """Be one session for all rounds."""
        dice = random.Random(SEED + number)
        for _ in range(ROUNDS):
            self._gate.wait()
            for _ in range(dice.randint(1, 2)):
                self._claim(number, dice)
            if dice.random() < 0.05:  # as a worker that is abandoned, or cancelled, by the main thread
                self.claims.release(str(dice.randrange(SESSIONS)))
            if dice.random() < 0.05:
                self.tokens[dice.randrange(SESSIONS)].cancel()
        self._gate.wait()

    def _claim(self, number: int, dice: random.Random) -> None:
        me, paths = str(number), dice.sample(PATHS, dice.randint(1, 3))
        try:
            claim, waits = self.claims.take(
                me, paths, PATIENCE, self.tokens[number], lambda path, holder: None
            )
        except Cancelled:
            self.outcomes["cancelled"] += 1
            return
        except Exception as error:  # noqa: BLE001 - a timeout is starvation
            self.faults.append(f"{me}: {error!r}")
            return
        if not claim.over:
            self._be_inside(me, sorted(paths), claim)
        self.claims.give_back(claim)
        self.outcomes["waited" if waits else "free"] += 1

    def _be_inside(self, me: str, paths: Sequence[str], claim: Claim) -> None:
        """Mark the paths as one's own, and see that no other claim counts there as long as one's own does."""
        for path in paths:
            self.inside[path] = claim
        os.stat("/")  # lets others run in the middle
        for path in paths:
            other = self.inside.get(path, claim)
            if other is not claim and not other.over and not claim.over:
                self.faults.append(f"{me} is not alone in {path}")

    def _next_round(self) -> None:
        """Run by one thread while all others wait: nothing may be left over."""
        if left := self.claims.snapshot():
            self.faults.append(f"left over: {left}")
        self.inside.clear()
        self.tokens[:] = [CancelToken() if token.cancelled else token for token in self.tokens]


@pytest.fixture(autouse=True)
def often_interrupted() -> Iterator[None]:
    """Let Python switch threads a thousand times as often as usual."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(5e-6)
    yield
    sys.setswitchinterval(usual)


def test_no_schedule_of_ten_thousand_ends_in_a_deadlock() -> None:
    traffic = Traffic()
    problems: list[BaseException] = []
    crew = [
        threads.start(f"session-{number}", lambda number=number: traffic.drive(number), problems.append)  # type: ignore[misc]
        for number in range(SESSIONS)
    ]
    for thread in crew:
        thread.join(55)
        assert not thread.is_alive(), (SEED, traffic.claims.snapshot())
    assert problems == [] and traffic.faults == [], SEED
    assert all(traffic.outcomes[kind] > 20 for kind in ("waited", "free", "cancelled")), traffic.outcomes


EDITS = 60


def test_no_update_is_lost_between_a_link_and_its_target(tmp_path: Path) -> None:
    """Each session counts up in one file, as a model would: read, edit, and read again where the edit was stale."""
    file, link = tmp_path / "count", tmp_path / "link"
    file.write_text("0")
    link.symlink_to(file)
    coordinator = FileAccessCoordinator(PATIENCE)
    stale: Counter[str] = Counter()

    def count(id: str) -> None:
        files = coordinator.session(id, lambda: id, lambda line: None)
        path = link if int(id) % 2 else file
        for _ in range(EDITS):
            while not increment(files, path):
                stale[id] += 1

    crew = [threads.start(f"session-{id}", lambda id=id: count(id)) for id in "1234"]  # type: ignore[misc]
    for thread in crew:
        thread.join(50)
        assert not thread.is_alive()
    assert file.read_text() == str(4 * EDITS)
    assert link.is_symlink()
    assert sum(stale.values()) > 0, "nobody ever met anybody: this test proves nothing"


def increment(files: SessionFiles, path: Path) -> bool:
    """Read the number at `path`, and write the next one; return False where the read was stale by then."""
    files.read(str(path))
    number = int(path.read_text())
    try:
        with files.writing([str(path)], CancelToken()):
            replacement = path.resolve().with_suffix(f".{threading.get_ident()}")
            replacement.write_text(str(number + 1))
            replacement.replace(path.resolve())
    except ToolMistakeError:
        return False
    return True
