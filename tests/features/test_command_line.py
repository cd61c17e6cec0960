"""The program's own arguments."""

import subprocess
from pathlib import Path

import pytest

from qmux import __version__
from tests.features.conftest import QMUX, Start, environment
from tests.features.steps import displayed, in_overlay, joined, leave, send, status


def qmux(home: Path, *argv: str) -> "subprocess.CompletedProcess[str]":
    """Run qmux without a terminal."""
    command = [*QMUX, *argv]
    return subprocess.run(
        command, env=environment(home), capture_output=True, encoding="utf-8", timeout=30, check=False
    )


def test_version_and_help_need_no_terminal(clean_environment: Path) -> None:
    ended = qmux(clean_environment, "--version")
    assert (ended.returncode, ended.stdout) == (0, f"qmux {__version__}\n")
    ended = qmux(clean_environment, "--help")
    assert ended.returncode == 0
    assert all(option in ended.stdout for option in ("--switch", "--new", "--config", "--version"))


@pytest.mark.parametrize("argv", [("--nonsense",), ("--config",), ("word",)])
def test_a_mistake_ends_with_2_and_a_sentence(clean_environment: Path, argv: tuple[str, ...]) -> None:
    ended = qmux(clean_environment, *argv)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("qmux: ") and argv[-1] in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("run", ["pty"], indirect=True)  # what is printed after the end is seen there
def test_a_settings_file_that_is_named_must_exist(start: Start) -> None:
    program = start("--config", "/no/such/file")
    assert program.wait_exit() == 2
    assert "qmux: /no/such/file does not exist." in joined(program.screen())


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
    send(program, "slow 0.01")
    program.press("C-n")
    displayed(program, "dev-1")
    send(program, "hello")
    program.wait_for(lambda lines: "1 waiting" in status(lines))
    assert not in_overlay("one", "⏎")(program.screen())
