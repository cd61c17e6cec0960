"""The table of settings, tested as data."""

import re
import tomllib

import pytest

from qmux.settings.config import check, check_value
from qmux.settings.sample import sample
from qmux.settings.table import BY_NAME, SETTINGS, TABLES, UNUSED_TABLES, Setting, allowed


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_each_row_is_sound(setting: Setting) -> None:
    assert re.fullmatch(r"[a-z]+\.[a-z_]+", setting.name)
    assert check_value(setting, setting.default) == setting.default
    assert setting.help.endswith(".") and setting.help[0].isupper() and "\n" not in setting.help
    assert (
        (setting.minimum is None) == (setting.maximum is None) == (setting.kind not in {"integer", "number"})
    )
    assert setting.kind == "text" or not (setting.choices or setting.secret)


def test_names_are_unique_and_tables_have_one_meaning() -> None:
    assert len(BY_NAME) == len(SETTINGS)
    assert not set(TABLES) & set(UNUSED_TABLES)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("sessions.max_active_sessions", "an integer from 1 to 500"),
        ("sessions.name_max_length", "an integer from 1 to 100 (characters)"),
        ("log.level", 'one of "debug", "info", "warning", "error"'),
        ("api.discover", "true or false"),
        ("api.model", "a text of printable characters"),
        ("permissions.deny", "a list of texts of printable characters"),
    ],
)
def test_what_is_allowed_is_said(name: str, text: str) -> None:
    assert allowed(BY_NAME[name]) == text


@pytest.mark.parametrize(
    ("bounds", "text"),
    [
        ((None, None), "a number"),
        ((1, None), "a number of at least 1"),
        ((None, 2), "a number of at most 2"),
    ],
)
def test_open_bounds_are_said(bounds: tuple[int | None, int | None], text: str) -> None:
    assert allowed(Setting("x.y", "number", 1.0, "", *bounds)) == text


def test_the_sample_changes_nothing_and_shows_every_default() -> None:
    assert check(tomllib.loads(sample()), "sample").values == {}
    plain = re.sub(r"^#(?! )", "", sample(), flags=re.MULTILINE)
    settings = check(tomllib.loads(plain.partition("\n")[2]), "sample")
    assert settings.values == {setting.name: setting.default for setting in SETTINGS}
    assert max(map(len, sample().splitlines())) <= 100
