"""Changing one line of a settings file."""

import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qmux.errors import SettingsError
from qmux.settings.config import load
from qmux.settings.edit import literal, set_value
from qmux.settings.sample import sample
from qmux.settings.table import SETTINGS, Setting
from qmux.settings.toml import parse

NAME = "sessions.max_active_sessions"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "etc" / "config.toml"


def write(file: Path, text: str) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(text.encode())


EDITS = [
    ("", "[sessions]\nmax_active_sessions = 7\n"),
    ("# mine\n", "# mine\n\n[sessions]\nmax_active_sessions = 7\n"),
    ("# mine", "# mine\n\n[sessions]\nmax_active_sessions = 7\n"),
    ("[sessions]\nmax_active_sessions = 5 # few\n", "[sessions]\nmax_active_sessions = 7 # few\n"),
    ("[sessions]\n  max_active_sessions=5", "[sessions]\n  max_active_sessions=7"),
    ("[ sessions ] # s\n'max_active_sessions' = 5\n", "[ sessions ] # s\n'max_active_sessions' = 7\n"),
    ("[sessions]\nfuture = 1\n\n[ui]\n", "[sessions]\nfuture = 1\nmax_active_sessions = 7\n\n[ui]\n"),
    ("[sessions]", "[sessions]\nmax_active_sessions = 7"),
    (
        "[sessions]\n#max_active_sessions = 10\n\n# more\n#x = 1\n",
        "[sessions]\n#max_active_sessions = 10\nmax_active_sessions = 7\n\n# more\n#x = 1\n",
    ),
    ("[ui]\r\n[sessions]\r\n", "[ui]\r\n[sessions]\r\nmax_active_sessions = 7\r\n"),
    ("[ui]\r\n", "[ui]\r\n\r\n[sessions]\r\nmax_active_sessions = 7\r\n"),
    ("[sessions]\r\nmax_active_sessions = 5\r\n", "[sessions]\r\nmax_active_sessions = 7\r\n"),
    (
        "[keys]\nmax_active_sessions = 5\n[sessions]\n",
        "[keys]\nmax_active_sessions = 5\n[sessions]\nmax_active_sessions = 7\n",
    ),
]


@pytest.mark.parametrize(("old", "new"), EDITS)
def test_one_line_changes_and_the_rest_stays(file: Path, old: str, new: str) -> None:
    write(file, old)
    assert set_value(str(file), NAME, "7", parse).integer(NAME) == 7
    assert file.read_bytes().decode() == new


def test_texts_are_quoted_and_replaced_with_their_comment_kept(file: Path) -> None:
    write(file, '[api]\nmodel = "a # no comment \\" here" # comment\n')
    set_value(str(file), "api.model", 'b\\"c', parse)
    assert file.read_text() == '[api]\nmodel = "b\\\\\\"c" # comment\n'


LISTS = [
    ("", '["a", "b"]', '[permissions]\ndeny = ["a", "b"]\n'),
    ("[permissions]\ndeny = [] # none\n", '["a"]', '[permissions]\ndeny = ["a"] # none\n'),
    ("[permissions]\ndeny = [ 'a]', \"b#\", ]\n", "[]", "[permissions]\ndeny = []\n"),
]


@pytest.mark.parametrize(("old", "text", "new"), LISTS)
def test_a_list_is_typed_as_the_file_has_it(file: Path, old: str, text: str, new: str) -> None:
    write(file, old)
    set_value(str(file), "permissions.deny", text, parse)
    assert file.read_text() == new


def test_a_list_on_many_lines_is_left_alone(file: Path) -> None:
    write(file, '[permissions]\ndeny = [\n  "a",\n]\n')
    with pytest.raises(SettingsError, match=r'in the table \[permissions\]: deny = \["b"\]'):
        set_value(str(file), "permissions.deny", '["b"]', parse)


REFUSED = [
    "sessions = { max_active_sessions = 5 }\n",
    "sessions.max_active_sessions = 5\n",
    "[sessions]\nmax_active_sessions = '''5\n'''\n",
    'x = """\n[sessions]\nmax_active_sessions = 5\n"""\n',
]


@pytest.mark.parametrize("old", REFUSED)
def test_what_cannot_be_done_by_one_line_is_refused_and_nothing_changes(file: Path, old: str) -> None:
    write(file, old)
    with pytest.raises(SettingsError, match=r"in the table \[sessions\]: max_active_sessions = 7"):
        set_value(str(file), NAME, "7", parse)
    assert file.read_text() == old
    assert [found.name for found in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "sessions.max_actve_sessions",
            "5",
            "There is no setting sessions.max_actve_sessions. Did you mean sessions.max_a",
        ),
        (NAME, "many", '"many"; it must be an integer from 1 to 500'),
        (NAME, "0", "is 0; it must be"),
        ("api.discover", "maybe", '"maybe"; it must be true or false'),
        ("log.level", "inof", "Did you mean info"),
        ("permissions.deny", "execute_bash", r'is "execute_bash"; it must be a list of texts'),
        ("permissions.deny", "[1]", "is a list; it must be a list of texts"),
        ("api.model", "two\nlines", "printable"),
        ("api.model", "half \ud800", "printable"),
    ],
)
def test_a_value_that_is_not_allowed_is_refused(file: Path, name: str, text: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        set_value(str(file), name, text, parse)
    assert not file.exists()


def test_a_file_that_is_broken_elsewhere_is_not_touched(file: Path) -> None:
    write(file, "[ui]\nhistory_lines = -1\n")
    with pytest.raises(SettingsError, match="history_lines is -1"):
        set_value(str(file), NAME, "7", parse)
    assert set_value(str(file), "ui.history_lines", "5", parse).integer("ui.history_lines") == 5


@pytest.mark.parametrize(("typed", "value"), [("on", True), ("No", False), ("TRUE", True), ("off", False)])
def test_flags_may_be_typed_in_words(file: Path, typed: str, value: bool) -> None:
    assert set_value(str(file), "api.discover", typed, parse).flag("api.discover") is value


def test_the_file_becomes_private_and_a_link_stays_a_link(file: Path, tmp_path: Path) -> None:
    write(file, "[api]\n")
    file.chmod(0o644)
    link = tmp_path / "link.toml"
    link.symlink_to(file)
    set_value(str(link), "api.key", "sk-1", parse)
    assert link.is_symlink()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert load(str(link), parse).warnings == ()


def test_a_directory_that_cannot_be_made_is_named(file: Path) -> None:
    file.parent.write_text("")
    with pytest.raises(SettingsError, match=r"Cannot (read|write) the settings file"):
        set_value(str(file), NAME, "7", parse)


def values(setting: Setting) -> st.SearchStrategy[object]:
    """Return any value that the setting may have."""
    if setting.choices:
        return st.sampled_from(setting.choices)
    if setting.kind == "flag":
        return st.booleans()
    if setting.kind == "integer":
        return st.integers(setting.minimum, setting.maximum)
    if setting.kind == "number":
        return st.floats(setting.minimum, setting.maximum)
    if setting.kind == "list":
        return st.lists(st.text().filter(str.isprintable), max_size=3).map(tuple)
    return st.text().filter(str.isprintable)


def typed(value: object) -> str:
    """Return what a user types to set `value`."""
    return literal(value) if isinstance(value, tuple) else str(value)


PAIRS = st.sampled_from(SETTINGS).flatmap(lambda setting: st.tuples(st.just(setting.name), values(setting)))


@given(st.lists(PAIRS, max_size=6), st.sampled_from(["", sample(), sample().replace("\n", "\r\n")]))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_is_set_is_read_back(file: Path, pairs: list[tuple[str, object]], start: str) -> None:
    write(file, start)
    for name, value in pairs:
        set_value(str(file), name, typed(value), parse)
    assert load(str(file), parse).values == dict(pairs)
