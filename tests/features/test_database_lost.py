"""A database that is deleted while qmux runs, or damaged before: it says so, and the next start has what was said."""

import os
from pathlib import Path

import pytest

from tests.features.conftest import Start
from tests.features.faults import database
from tests.features.harness.program import Program
from tests.features.steps import displayed, leave, prompt_of, sees, send


@pytest.fixture(params=["pty", "tmux"])
def run(request: pytest.FixtureRequest) -> str:
    """Return a world with a process of its own, which is what loses its file."""
    return str(request.param)


def said(program: Program, words: str) -> None:
    """Send a message and wait until it is answered."""
    send(program, words)
    sees(program, f"You said: {words}", "ACTIVE")


def told(program: Program, sentence: str) -> None:
    """Read the messages that the status line had."""
    send(program, "/messages")
    sees(program, sentence)
    program.press("q")
    sees(program, prompt_of("talk"))


def test_a_database_that_is_deleted_is_put_back(start_with_api: Start, clean_environment: Path) -> None:
    program = start_with_api("--new", "talk")
    displayed(program, "talk")
    said(program, "before")
    for file in database(clean_environment).parent.glob("qmux.db*"):
        file.unlink()
    said(program, "after")
    told(program, "The database was deleted")
    leave(program)
    program = start_with_api()
    sees(program, prompt_of("talk"), "You said: before", "You said: after")


def test_a_database_that_was_damaged_is_salvaged(start_with_api: Start, clean_environment: Path) -> None:
    program = start_with_api("--new", "talk")
    displayed(program, "talk")
    said(program, "before")
    leave(program)
    with database(clean_environment).open("r+b") as file:  # all but the first page, which names the tables
        size = file.seek(0, os.SEEK_END)
        file.seek(4096)
        file.write(os.urandom(size - 4096))
    program = start_with_api("--new", "talk")
    displayed(program, "talk")
    said(program, "after")
    told(program, "The database was damaged")
    leave(program)
    program = start_with_api()
    sees(program, prompt_of("talk"), "You said: after")
