"""Where files are, against what platformdirs says."""

import os
import sys
from pathlib import Path

import platformdirs
import pytest

from qmux import paths
from qmux.errors import UserError

VARIABLES = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")


@pytest.mark.parametrize("value", [None, "", "/srv/xdg", "/srv/xdg/", "relative", "~/x", "/with space/ü"])
@pytest.mark.parametrize("home", ["/home/someone", "/home/someone/", "/", "", "relative", None])
def test_the_places_are_those_of_platformdirs(
    monkeypatch: pytest.MonkeyPatch, value: str | None, home: str | None
) -> None:
    for name, setting in [("HOME", home), *((variable, value) for variable in VARIABLES)]:
        if setting is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, setting)
    found = (paths.config_directory(), paths.data_directory(), paths.state_directory(), paths.log_directory())
    kinds = ("config", "data", "state", "log")
    expected = tuple(getattr(platformdirs, f"user_{kind}_dir")("qmux", appauthor=False) for kind in kinds)
    assert tuple(map(os.path.normpath, found)) == tuple(map(os.path.normpath, expected))


def test_the_files_are_in_their_directories(clean_environment: Path) -> None:
    assert paths.config_file() == os.path.join(paths.config_directory(), "config.toml")
    assert paths.database_file() == os.path.join(paths.data_directory(), "qmux.db")
    assert paths.audit_file() == os.path.join(paths.data_directory(), "audit.jsonl")
    assert paths.log_file() == os.path.join(paths.log_directory(), "qmux.log")
    assert not list(clean_environment.iterdir())  # asking makes nothing


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere platformdirs finds the home directory")
def test_without_any_home_the_user_is_told_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOME")
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000_000)
    with pytest.raises(UserError, match="set HOME"):
        paths.config_file()
