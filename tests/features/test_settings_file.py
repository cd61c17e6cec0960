"""A settings file with mistakes: file, key, value and what is allowed are named, qmux ends with 2, the file stays."""

import os
import shutil
from pathlib import Path

import pytest

from tests.features.conftest import QMUX, Start, environment
from tests.features.faults import HasStatus, Shown, ready
from tests.features.harness.pty_program import PtyProgram
from tests.features.steps import write_settings

BAD = [
    ("[sessions]\nmax_active_sessions = 0\n", ["sessions.max_active_sessions is 0; it must be", "1"]),
    ("[sessions]\nmax_active_sessions = 100000\n", ["sessions.max_active_sessions is 100000; it must be"]),
    ("[ui]\nhistory_lines = 'many'\n", ['ui.history_lines is "many"; it must be', "integer"]),
    ("[ui]\nshow_session_indicator = 1\n", ["ui.show_session_indicator is 1; it must be true or false"]),
    ("[ui]\nindicator_position = 'top-rihgt'\n", ['"top-rihgt"', "bottom-left", "Did you mean", "top-right"]),
    ("[api]\nkey = 5\n", ["api.key is 5; it must be"]),
    (
        "[api]\nprovider = 'nonsense'\n",
        ['api.provider is "nonsense"; it must be one of "anthropic", "openai"'],
    ),
    ("sessions = 3\n", ["sessions is 3; it must be a table, [sessions]."]),
    ("[ui]\nhistory_lines = 10\nhistory_lines = 20\n", ["TOML", "line 3"]),
    ("[ui\n", ["TOML", "line 1"]),
    ("[ui]\nmarkdown = maybe\n", ["TOML", "line 2"]),
]


@pytest.mark.parametrize(("text", "words"), BAD, ids=[text for text, _ in BAD])
@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_a_mistake_is_named_and_the_file_untouched(
    start: Start, clean_environment: Path, text: str, words: list[str]
) -> None:
    path = write_settings(clean_environment, text)
    program = start()
    assert program.wait_exit() == 2
    assert Shown("qmux: ", str(path), *words)(program.screen())
    assert not Shown("Traceback")(program.screen())
    assert path.read_text(encoding="utf-8") == text
    assert isinstance(program, PtyProgram)
    assert program.process.modes() == program.process.modes_before


@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_every_mistake_is_named_at_once(start: Start, clean_environment: Path) -> None:
    write_settings(clean_environment, "[sessions]\nmax_active_sessions = 0\n[ui]\nhistory_lines = -1\n")
    program = start()
    assert program.wait_exit() == 2
    assert Shown("sessions.max_active_sessions is 0", "ui.history_lines is -1")(program.screen())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "[ui]\nhistory_line = 10\n",
            ["ui.history_line is unknown and ignored.", "Did you mean", "history_lines"],
        ),
        ("[sesions]\nx = 1\n", ["[sesions] is unknown and ignored.", "Did you mean", "sessions"]),
        ("max_active_sessions = 5\n", ["max_active_sessions is unknown and ignored.", "sessions"]),
        ("[sessions]\nmax_active_sessions = 60\n", ["sessions.max_active_sessions is 60; more than 50"]),
    ],
    ids=["key", "table", "no table", "doubtful"],
)
def test_what_is_odd_is_a_warning(start: Start, clean_environment: Path, text: str, words: list[str]) -> None:
    path = write_settings(clean_environment, text)
    program = start()
    program.wait_for(Shown(str(path), *words))
    program.wait_for(HasStatus("ACTIVE"))
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_a_missing_file_of_config_is_named(start: Start, clean_environment: Path) -> None:
    program = start("--config", "/no/such/config.toml")
    assert program.wait_exit() == 2
    assert Shown("qmux: /no/such/config.toml does not exist.", "--config")(program.screen())


@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_a_directory_in_the_place_of_the_file_is_named(start: Start, clean_environment: Path) -> None:
    path = clean_environment / ".config" / "qmux" / "config.toml"
    path.mkdir(parents=True)
    program = start()
    assert program.wait_exit() == 2
    assert Shown(f"Cannot read the settings file {path}: Is a directory")(program.screen())


@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_a_file_that_is_no_text_is_named(start: Start, clean_environment: Path) -> None:
    path = write_settings(clean_environment, "")
    path.write_bytes(b"[ui]\nx = '\xff'\n")
    program = start()
    assert program.wait_exit() == 2
    assert Shown(str(path), "is not UTF-8 at byte 10")(program.screen())


def test_a_file_that_may_not_be_read_is_named(clean_environment: Path) -> None:
    path = write_settings(clean_environment, "[ui]\n")
    path.chmod(0)
    command = QMUX if os.geteuid() else ("setpriv", "--bounding-set=-all", "--inh-caps=-all", *QMUX)
    if shutil.which(command[0]) is None:
        pytest.skip("root can read everything, and without setpriv cannot do without")
    program = PtyProgram(command, environment(clean_environment), 80, 24, str(clean_environment))
    status = program.wait_exit()
    program.stop()
    assert Shown(f"Cannot read the settings file {path}: Permission denied")(program.screen())
    assert status == 2


@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_a_secret_is_not_shown_in_a_complaint(start: Start, clean_environment: Path) -> None:
    write_settings(clean_environment, "[api]\nkey = 'sk-secret\\tkey'\nprovider = 3\n".replace("'", '"'))
    program = start()
    assert program.wait_exit() == 2
    assert not Shown("sk-secret")(program.screen())


@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_an_empty_file_is_the_defaults(start: Start, clean_environment: Path) -> None:
    write_settings(clean_environment, "\ufeff# nothing yet\r\n")
    program = start()
    ready(program)
    assert not Shown("unknown")(program.screen())
