"""A database that cannot be used: a sentence, work in memory, and the file left as it is."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.fake_api import FakeApi, Form, Reply
from tests.features.conftest import QMUX, Start, environment
from tests.features.faults import HasStatus, Shown, database, ready, works
from tests.features.harness.program import Program
from tests.features.harness.pty_program import PtyProgram
from tests.features.steps import leave, send

NOT_RESTORED = "The sessions of last time are not restored"


def no_database(path: Path) -> None:
    """Put a text in the database's place."""
    path.write_text("Dear diary, this is no database. " * 200, encoding="utf-8")


def newer(path: Path) -> None:
    """Make a database of a later qmux."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE future (x)")
        connection.execute("PRAGMA user_version = 999")
        connection.execute(f"PRAGMA application_id = {int.from_bytes(b'qmux', 'big')}")
        connection.commit()


def foreign(path: Path) -> None:
    """Make a database of another program."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (x)")
        connection.commit()


def directory(path: Path) -> None:
    """Put a directory in the database's place."""
    path.mkdir()


UNUSABLE = [
    (no_database, "is damaged, or no database", "database is damaged"),
    (newer, "newer", "database is"),
    (foreign, "another program", "database is another program's"),
    (directory, "cannot be used", "database cannot be opened"),
]


@pytest.mark.parametrize(
    ("spoil", "sentence", "warning"), UNUSABLE, ids=[row[0].__name__ for row in UNUSABLE]
)
@pytest.mark.parametrize("run", ["fake", "pty"], indirect=True)
def test_it_works_in_memory_and_says_so(
    start: Start,
    api: FakeApi,
    clean_environment: Path,
    spoil: Callable[[Path], None],
    sentence: str,
    warning: str,
) -> None:
    path = database(clean_environment)
    path.parent.mkdir(parents=True)
    spoil(path)
    before = path.read_bytes() if path.is_file() else b""
    program = start(env=api.environment("anthropic"))
    program.wait_for(Shown(str(path), sentence, NOT_RESTORED))
    program.wait_for(lambda lines: f"unsaved: {warning}" in lines[-1])
    works(program, api)
    leave(program)
    assert (path.read_bytes() if path.is_file() else b"") == before


@pytest.fixture
def start_unprivileged(api: FakeApi, clean_environment: Path) -> Iterator[Callable[[], Program]]:
    """Return start_unprivileged(), which starts qmux so that the modes of files count also for root."""
    programs: list[Program] = []

    def start_program() -> Program:
        drop = ("setpriv", "--bounding-set=-all", "--inh-caps=-all") if os.geteuid() == 0 else ()
        if drop and shutil.which(drop[0]) is None:
            pytest.skip("root can write everything, and without setpriv cannot do without")
        variables = environment(clean_environment) | api.environment("anthropic")
        programs.append(PtyProgram([*drop, *QMUX], variables, 80, 24, str(clean_environment)))
        return programs[-1]

    yield start_program
    for program in programs:
        program.stop()


def test_a_directory_that_cannot_be_written_means_memory(
    start_unprivileged: Callable[[], Program], api: FakeApi, clean_environment: Path
) -> None:
    parent = database(clean_environment).parent
    parent.mkdir(parents=True)
    parent.chmod(0o500)
    program = start_unprivileged()
    program.wait_for(Shown(str(parent), "Permission denied", NOT_RESTORED))
    program.wait_for(lambda lines: "unsaved" in lines[-1])
    works(program, api)
    leave(program)


def test_a_database_that_may_not_be_read_means_memory(
    start_unprivileged: Callable[[], Program], api: FakeApi, clean_environment: Path
) -> None:
    path = database(clean_environment)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"")
    path.chmod(0)
    path.parent.chmod(0o500)
    program = start_unprivileged()
    program.wait_for(Shown(str(path), NOT_RESTORED))
    works(program, api)
    leave(program)


def test_a_log_that_cannot_be_written_is_told(
    start_unprivileged: Callable[[], Program], api: FakeApi, clean_environment: Path
) -> None:
    log = clean_environment / ".local" / "state" / "qmux" / "log"
    log.mkdir(parents=True)
    log.chmod(0o500)
    program = start_unprivileged()
    program.wait_for(Shown(f"Cannot write the log {log}/qmux.log: Permission denied."))
    works(program, api)
    leave(program)


@pytest.fixture
def small_disk(clean_environment: Path) -> Iterator[Path]:
    """Give the database a disk of 1 MB; return its directory."""
    directory = database(clean_environment).parent
    directory.mkdir(parents=True)
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(directory)]
    if shutil.which("mount") is None or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("it takes root and a mount to make a disk that is soon full")
    yield directory
    subprocess.run(["umount", "--lazy", str(directory)], check=True)


@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_a_full_disk_is_told_and_written_to_when_there_is_room(
    small_disk: Path, start: Start, api: FakeApi
) -> None:
    program = start(env=api.environment("openai"))
    ready(program)
    ballast = small_disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        free = os.statvfs(small_disk)
        file.write(bytes(free.f_bavail * free.f_bsize))
    api.enqueue(Reply("x" * 200_000 + " THE END", form=Form(word=2000)))
    send(program, "fill it")
    program.wait_for(Shown("THE END"))
    program.wait_for(lambda lines: "unsaved: disk is full" in lines[-1])
    ballast.unlink()
    program.wait_for(lambda lines: "unsaved" not in lines[-1])
    works(program, api)
    leave(program)
    again = start(env=api.environment("openai"), lines=60)  # all after the long reply's end is in sight
    again.wait_for("All is well here.")
    again.wait_for(HasStatus("ACTIVE"))
    again.wait_for(Shown("THE END"))
