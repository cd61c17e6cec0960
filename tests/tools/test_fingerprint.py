"""Telling whether a file is what it was."""

import os
from pathlib import Path

import pytest

from qmux.tools.fingerprint import MISSING, SMALL, fingerprint, same

LONG_AGO = (1_000_000_000, 1_000_000_000)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "file"
    file.write_text("one")
    return file


def test_contents_count_not_times(file: Path) -> None:
    before = fingerprint(str(file))
    os.utime(file, LONG_AGO)
    assert same(before, fingerprint(str(file)))
    file.write_text("two")
    os.utime(file, LONG_AGO)
    assert not same(before, fingerprint(str(file)))


def test_what_is_gone_differs_from_what_was(file: Path) -> None:
    before = fingerprint(str(file))
    file.unlink()
    assert fingerprint(str(file)) == MISSING == fingerprint("nul\0byte")
    assert same(MISSING, fingerprint(str(file))) and not same(before, MISSING)
    file.write_text("")
    assert not same(MISSING, fingerprint(str(file)))


def test_a_large_file_counts_by_its_stamp(file: Path) -> None:
    file.write_bytes(b"x" * (SMALL + 1))
    before = fingerprint(str(file))
    assert before.digest == b"" and same(before, fingerprint(str(file)))
    os.utime(file, LONG_AGO)
    assert not same(before, fingerprint(str(file)))


def test_a_pipe_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    found = fingerprint(str(tmp_path / "pipe"))
    assert found.digest == b"" and same(found, fingerprint(str(tmp_path / "pipe")))


def test_a_directory_has_no_digest(tmp_path: Path) -> None:
    assert fingerprint(str(tmp_path)).digest == b""


def test_an_old_file_is_not_read_again_and_a_young_one_is(file: Path) -> None:
    young = fingerprint(str(file))
    assert not young.settled
    os.utime(file, LONG_AGO)
    old = fingerprint(str(file))
    assert old.settled and fingerprint(str(file), old) is old
    file.write_text("two")  # as long as before, and given the same time: only reading can tell
    os.utime(file, ns=(young.stamp.modified, young.stamp.modified))
    assert not same(young, fingerprint(str(file), young))
