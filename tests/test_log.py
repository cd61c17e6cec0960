"""The log and its file."""

import logging
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from qmux import log
from qmux.errors import UserError
from qmux.log_file import FILE_SIZE, LogFile, format_line, open_log

MOMENT = 1_700_000_000.25


@pytest.fixture(autouse=True)
def no_early_lines() -> None:
    """Forget what tests before this one left to be written."""
    log.attach(lambda line: None)
    log.detach()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "log" / "qmux.log"


@pytest.fixture
def sink(path: Path) -> Iterator[LogFile]:
    sink = open_log(str(path), "info")
    log.attach(sink)
    yield sink
    log.detach()
    sink.close()


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def line(message: str, exception: BaseException | None = None) -> log.Line:
    return log.Line(MOMENT, "INFO", message, "fix-login", "worker 3", exception)


def test_a_line_has_time_level_session_thread_and_message() -> None:
    assert format_line(line("started")) == "2023-11-14T22:13:20.250+0000 INFO fix-login worker_3 started"
    nobody = line("x")._replace(session="")
    assert format_line(nobody) == "2023-11-14T22:13:20.250+0000 INFO - worker_3 x"


@pytest.mark.parametrize(
    ("message", "written"),
    [
        ("two\nlines", "two\\x0alines"),
        ("\x1b[31mred\x9b0m", "\\x1b[31mred\\x9b0m"),
        ("ünï 你", "ünï 你"),
        ("half \ud800", "half \\ud800"),
    ],
)
def test_no_message_can_forge_a_line_or_control_a_terminal(message: str, written: str) -> None:
    assert format_line(line(message)).endswith(f" {written}")


def test_a_traceback_stands_below_its_line() -> None:
    try:
        raise ValueError("no\x1b]0;such")
    except ValueError as exc:
        first, *rest = format_line(line("failed", exc)).split("\n")
    assert first.endswith(" failed")
    assert rest[0] == "    Traceback (most recent call last):"
    assert rest[-1] == "    ValueError: no\\x1b]0;such"


def test_early_lines_are_kept_and_low_levels_are_not(path: Path) -> None:
    log.info("early")
    sink = open_log(str(path), "warning")
    log.attach(sink)
    log.warning("late", session="s")
    log.info("dull")
    log.exception("bad", ValueError("x"))
    log.detach()
    sink.close()
    assert [row.split()[1:3] for row in path.read_text().splitlines() if row[0] != " "] == [
        ["WARNING", "s"],
        ["ERROR", "-"],
    ]


def test_the_file_is_private(sink: LogFile, path: Path) -> None:
    log.info("x")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_full_files_are_rotated_and_three_are_kept(sink: LogFile, path: Path) -> None:
    for number in range(40):
        log.info(f"{number} " + "x" * 100_000)
    files = sorted(path.parent.iterdir())
    assert [file.name for file in files] == ["qmux.log", "qmux.log.1", "qmux.log.2"]
    assert all(file.stat().st_size <= FILE_SIZE for file in files)
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert path.read_text().splitlines()[-1].split()[4] == "39"


def test_two_processes_share_the_file_though_one_of_them_rotates_it(sink: LogFile, path: Path) -> None:
    other = open_log(str(path), "info")
    log.info("ours")
    os.replace(path, f"{path}.1")  # what the other's rotation does
    other(line("theirs"))
    log.info("ours again")
    other.close()
    assert [row.split()[-1] for row in path.read_text().splitlines()] == ["theirs", "again"]


def test_a_log_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("")
    with pytest.raises(UserError, match=r"Cannot write the log .*qmux\.log: Not a directory"):
        open_log(str(tmp_path / "state" / "log" / "qmux.log"), "info")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_is_raised_and_stops_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    sink = open_log("/dev/full", "info")
    with pytest.raises(OSError, match="No space left"):
        sink(line("x"))
    with pytest.raises(OSError, match="No space left"):
        sink.close()
    assert capsys.readouterr().err == ""


def test_libraries_write_nothing_to_the_terminal(sink: LogFile, capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("some.library").warning("careful")
    assert capsys.readouterr().err == ""
