"""What fault tests say and look for beside the steps of all feature tests."""

import base64
import json
import re
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from tests.fake_api import FakeApi, Reply
from tests.features.harness.program import DEADLINE, Program
from tests.features.steps import send, status

_LOOK_SECONDS = 0.02  # between looks at what only the outside of the program shows
STATUS_WORDS = re.compile("ACTIVE|WAITING|PROCESSING|PAUSED|FAILED")


class Shown:
    """Whether the screen shows all of `texts`, wherever they are wrapped: blanks count for nothing."""

    def __init__(self, *texts: str) -> None:
        self.texts = texts

    def __call__(self, lines: Sequence[str]) -> bool:
        screen = _without_blanks("".join(lines))
        return all(_without_blanks(text) in screen for text in self.texts)

    def __repr__(self) -> str:
        return f"Shown{self.texts}"


class HasStatus:
    """Whether the status line gives `word` as the displayed session's status."""

    def __init__(self, word: str) -> None:
        self.word = word

    def __call__(self, lines: Sequence[str]) -> bool:
        return self.word in STATUS_WORDS.findall(status(lines))

    def __repr__(self) -> str:
        return f"HasStatus({self.word!r})"


def _without_blanks(text: str) -> str:
    return "".join(text.split())


def ready(program: Program) -> None:
    """Wait until the first session is there, so that Enter is not held."""
    program.wait_for(HasStatus("ACTIVE"))


def fails(program: Program, *texts: str) -> list[str]:
    """Wait until the displayed session has failed with all of `texts` and says what to do; return the screen.

    The words are on the screen a moment before the status: what is sent between the two is queued. Both must be on
    one screen: each may be left of an earlier failure.
    """
    status, words = HasStatus("FAILED"), Shown("Session failed:", "Use /retry to continue.", *texts)
    return program.wait_for(lambda lines: status(lines) and words(lines))


def works(program: Program, api: FakeApi) -> None:
    """Have a message answered: the displayed session is in good health."""
    api.when("How are you?", Reply("All is well here."))
    send(program, "How are you?")
    program.wait_for(Shown("All is well here."))
    program.wait_for(HasStatus("ACTIVE"))


def wait_until(program: Program, condition: Callable[[], bool]) -> None:
    """Let the program go on until `condition` holds, which its screen need not show."""
    deadline = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < deadline, program.screen()
        program.advance(_LOOK_SECONDS)


def saved(program: Program, home: Path, *texts: str) -> None:
    """Wait until the database of a home directory holds `texts`, which are shown after 20 ms however slow it is."""
    wait_until(program, lambda: all(text in _stored(database(home)) for text in texts))


def _stored(path: Path) -> str:
    """Return all that is said in a database, with words put together that came in parts, and all of its sessions."""
    with closing(sqlite3.connect(path)) as connection:
        events = [row[0] for row in connection.execute("SELECT payload FROM events ORDER BY rowid")]
        sessions = connection.execute("SELECT * FROM conversations").fetchall()
        sessions += connection.execute("SELECT * FROM draft_chunks ORDER BY rowid").fetchall()
    said = "".join(str(json.loads(payload).get("text", "")) for payload in events)
    return "\n".join([said, *events, *map(str, sessions)])


def database(home: Path) -> Path:
    """Return the path of the database of a home directory."""
    return home / ".local" / "share" / "qmux" / "qmux.db"


def log_text(home: Path) -> str:
    """Return what the log of a home directory says."""
    return (home / ".local" / "state" / "qmux" / "log" / "qmux.log").read_text(encoding="utf-8")


def files_below(directory: Path) -> dict[Path, bytes]:
    """Return the contents of all files below a directory."""
    return {path: path.read_bytes() for path in directory.rglob("*") if path.is_file()}


def spellings(secret: str) -> list[bytes]:
    """Return the forms in which a secret could have got into a file."""
    plain = secret.encode()
    return [plain, base64.b64encode(plain).rstrip(b"="), plain.hex().encode(), plain[::-1]]
