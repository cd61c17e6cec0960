"""What fault tests say and look for beside the steps of all feature tests."""

import base64
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests.fake_api import FakeApi, Reply
from tests.features.harness.program import Program
from tests.features.steps import send, status

STATUS_WORDS = re.compile("ACTIVE|WAITING|PROCESSING|PAUSED|FAILED")


class Wrapped(NamedTuple):
    """Whether the screen shows a text, wherever it was wrapped: blanks count for nothing."""

    text: str

    def __call__(self, lines: Sequence[str]) -> bool:
        return "".join(self.text.split()) in "".join("".join(lines).split())


class Shown(NamedTuple):
    """Whether the screen shows all of several texts, wrapped or not."""

    texts: tuple[str, ...]

    def __call__(self, lines: Sequence[str]) -> bool:
        return all(Wrapped(text)(lines) for text in self.texts)


class HasStatus(NamedTuple):
    """Whether the status line gives the displayed session's status as `word`."""

    word: str

    def __call__(self, lines: Sequence[str]) -> bool:
        return self.word in STATUS_WORDS.findall(status(lines))


def all_of(*texts: str) -> Shown:
    """Return the condition that the screen shows all of `texts`."""
    return Shown(texts)


def ready(program: Program) -> None:
    """Wait until the first session is there, so that Enter is not held."""
    program.wait_for(HasStatus("ACTIVE"))


def fails(program: Program, *texts: str) -> list[str]:
    """Wait until the displayed session has failed with all of `texts` and says what to do; return the screen."""
    return program.wait_for(all_of("Session failed:", "Use /retry to continue.", *texts))


def works(program: Program, api: FakeApi) -> None:
    """Have a message answered: the displayed session is in good health."""
    api.when("How are you?", Reply("All is well here."))
    send(program, "How are you?")
    program.wait_for(Wrapped("All is well here."))
    program.wait_for(HasStatus("ACTIVE"))


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
