"""Restart: from exec to the last line of a stored conversation on the screen, and until all of it is loaded.

The conversations are markdown in pieces of 40 characters, as models send them: of 20 KB, of 2 MB in a hundred turns,
and of 2 MB in one reply. "Loaded" is when the program has come to rest: its scrollback is full.
"""

import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from qmux.model.event import Event, EventKind
from qmux.storage.record import ConversationRecord
from qmux.storage.store import Store
from tests.bench.driver import Program, usage
from tests.bench.figures import Figure, judged, median
from tests.bench.markdown import REPLIES
from tests.bench.peers import program, qmux

ROUNDS = 5
PIECE = 40
LAST = "THE LAST LINE"
REST_SECONDS = 0.3
LIMIT = 0.1  # seconds that a long conversation may take longer than a short one

# Name -> turns and characters of each reply.
CONVERSATIONS = {"20 KB": (1, 20_000), "2 MB, 100 turns": (100, 20_000), "2 MB, one reply": (1, 2_000_000)}


def measure() -> Iterator[Figure]:
    """Yield a row for each conversation."""
    program()  # made before the clock runs
    with TemporaryDirectory() as directory:
        homes = {name: _home(Path(directory, name), turns, size) for name, (turns, size) in
                 CONVERSATIONS.items()}  # fmt: skip
        times: dict[str, list[tuple[float, float]]] = {name: [] for name in homes}
        for _ in range(ROUNDS):
            for name, home in homes.items():
                times[name].append(_times(home))
    short = median([shown for shown, _ in times["20 KB"]])
    for name, rounds in times.items():
        shown, loaded = median([shown for shown, _ in rounds]), median([loaded for _, loaded in rounds])
        value = f"last line {shown * 1000:.0f} ms, loaded {loaded * 1000:.0f} ms"
        yield judged(f"restart: {name}", value, "last line + 100 ms", shown - short <= LIMIT)


def _times(home: Path) -> tuple[float, float]:
    with qmux(home=home) as running:
        shown = running.wait_for(LAST)
        return shown - running.started, _rest(running) - running.started


def _rest(running: Program) -> float:
    """Return when the program last did anything, once it does nothing for REST_SECONDS."""
    ticks, at = 0, time.monotonic()
    while time.monotonic() - at < REST_SECONDS:
        running.read(REST_SECONDS / 20)
        now, _ = usage(running.pid)
        if now != ticks:
            ticks, at = now, time.monotonic()
    return at


def _home(home: Path, turns: int, size: int) -> Path:
    """Return a home in which there is one conversation."""
    path = home / ".local/share/qmux/qmux.db"
    path.parent.mkdir(parents=True)
    store = Store(str(path), "bench", lambda problem: None)
    store.start()
    record = ConversationRecord(
        "c1", 1, "long", "user", "Development", "Active", working_directory="/", last_active=1.0
    )
    store.save(record).result(30)
    store.append(list(_events(turns, size))).result(60)
    store.close(10)
    return home


def _events(turns: int, size: int) -> Iterator[Event]:
    begin, part = REPLIES["a mixed reply"]
    reply = (begin + part * (size // len(part) + 1))[:size]
    number = 0
    for turn in range(1, turns + 1):
        end = f"\n\n{LAST if turn == turns else 'the end'}\n"
        pieces = [reply[start : start + PIECE] for start in range(0, size, PIECE)]
        happened = [(EventKind.USER_INPUT, "go on"), *((EventKind.TEXT, piece) for piece in [*pieces, end])]
        for kind, text in [*happened, (EventKind.TURN_FINISHED, "")]:
            number += 1
            yield Event("c1", number, turn, kind, {"text": text}, 1.0)
