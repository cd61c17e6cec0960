"""The program's own arguments."""

import subprocess
import sys
from pathlib import Path

import pytest

from qmux import __version__
from tests.features.conftest import ROOT, Start
from tests.features.steps import displayed, in_overlay, leave, pane, status


def qmux(home: Path, *argv: str) -> "subprocess.CompletedProcess[str]":
    """Run qmux without a terminal."""
    environment = {"HOME": str(home), "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "TERM": "linux"}
    command = [sys.executable, "-m", "qmux", *argv]
    return subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", timeout=30, check=False)


def test_version_and_help_need_no_terminal(clean_environment: Path) -> None:
    ended = qmux(clean_environment, "--version")
    assert (ended.returncode, ended.stdout) == (0, f"qmux {__version__}\n")
    ended = qmux(clean_environment, "--help")
    assert ended.returncode == 0
    assert all(option in ended.stdout for option in ("--switch", "--new", "--config", "--version"))


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (("--nonsense",), "--nonsense"),
        (("--config", "/no/such/file"), "/no/such/file does not exist."),
        (("--config",), "--config"),
    ],
)
def test_a_mistake_ends_with_2_and_a_sentence(
    clean_environment: Path, argv: tuple[str, ...], message: str
) -> None:
    ended = qmux(clean_environment, *argv)
    assert ended.returncode == 2
    assert ended.stderr.startswith("qmux: ") and message in ended.stderr
    assert "Traceback" not in ended.stderr and not ended.stdout


def test_switch_shows_that_session_first(start: Start) -> None:
    program = start("--new", "one")
    displayed(program, "one")
    program.press("C-n")
    displayed(program, "dev-1")
    leave(program)
    program = start("--switch", "one")
    displayed(program, "one")
    leave(program)
    program = start("--switch", "nobody")  # shows the latest, and says why
    displayed(program, "one")
    program.wait_for(lambda lines: status(lines).startswith("There is no session “nobody”."))


def test_new_makes_a_session_beside_those_that_come_back(start: Start) -> None:
    program = start()
    displayed(program, "dev-1")
    leave(program)
    program = start("--new")
    displayed(program, "dev-2")
    leave(program)
    program = start("--new", "mine")
    displayed(program, "mine")
    leave(program)
    program = start("--new", "no/slash")
    displayed(program, "mine")
    program.wait_for(lambda lines: 'has "/" in it' in status(lines))


def test_config_names_the_settings_file(start: Start, clean_environment: Path) -> None:
    path = clean_environment / "other.toml"
    path.write_text("[ui]\nshow_session_indicator = false\n", encoding="utf-8")
    program = start("--config", str(path), "--new", "one")
    displayed(program, "one")
    program.type("print 1 lines")
    program.press("Enter", "C-n")
    displayed(program, "dev-1")
    program.wait_for(lambda lines: "1 waiting" in status(lines))
    assert not in_overlay("one", "⏎")(program.screen()) and not any(pane(program.screen()))
