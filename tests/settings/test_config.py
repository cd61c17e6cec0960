"""Reading a settings file: what is taken, what is refused and in which words."""

from pathlib import Path

import pytest

from qmux.errors import BugError, SettingsError
from qmux.settings.config import Settings, check_value, load
from qmux.settings.table import BY_NAME, Setting
from qmux.settings.toml import parse


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def read(file: Path, text: str) -> Settings:
    file.write_text(text)
    return load(str(file), parse)


def test_without_a_file_everything_has_its_default(file: Path) -> None:
    settings = load(str(file), parse)
    assert settings.integer("sessions.max_active_sessions") == 10
    assert settings.flag("sessions.auto_generate_names") is True
    assert settings.text("ui.indicator_position") == "top-right"
    assert (settings.path, settings.warnings) == (str(file), ())


def test_the_file_has_its_say(file: Path) -> None:
    settings = read(
        file, '\ufeff[sessions]\nmax_active_sessions = 20\n[log]\nlevel = "debug"\n[api]\ndiscover = false'
    )
    assert settings.integer("sessions.max_active_sessions") == 20
    assert settings.text("log.level") == "debug"
    assert settings.flag("api.discover") is False
    assert settings.warnings == ()


PROBLEMS = [
    (
        "[sessions]\nmax_active_sessions = 0",
        "sessions.max_active_sessions is 0; it must be an integer from 1",
    ),
    ("[sessions]\nmax_active_sessions = 501", "is 501; it must be an integer from 1 to 500."),
    ('[sessions]\nmax_active_sessions = "5"', 'is "5"; it must be an integer from 1 to 500.'),
    ("[sessions]\nmax_active_sessions = true", "is true; it must be an integer"),
    ("[sessions]\nmax_active_sessions = 5.0", "is 5.0; it must be an integer"),
    ("[sessions]\npersist_sessions = 1", "sessions.persist_sessions is 1; it must be true or false."),
    ("[sessions]\nmax_active_sessions = [1]", "is a list; it must be"),
    ("[sessions]\nmax_active_sessions.x = 1", "is a table; it must be"),
    ("[log]\nlevel = 2026-01-01", "log.level is 2026-01-01; it must be one of"),
    (
        '[log]\nlevel = "wraning"',
        'log.level is "wraning"; it must be one of "debug", "info", "warning", "error".'
        " Did you mean warning?",
    ),
    ('[api]\nmodel = "a\\u001bb"', "it must be a text of printable characters"),
    (
        '[permissions]\ndeny = "x"',
        'permissions.deny is "x"; it must be a list of texts of printable characters.',
    ),
    ('[permissions]\ndeny = ["x", 1]', "permissions.deny is a list; it must be a list of texts"),
    ('[permissions]\ndeny = ["x\\u001b"]', "it must be a list of texts of printable characters"),
    ("sessions = 5", "sessions is 5; it must be a table, [sessions]."),
    ("keys = 1", "keys is 1; it must be a table, [keys]."),
    (
        "[sessions\n",
        "is not valid TOML: Expected ']' at the end of a table declaration (at line 1, column 10)",
    ),
    ("[api]\na = \n", "(at line 2,"),
]


@pytest.mark.parametrize(("text", "message"), PROBLEMS)
def test_what_is_not_allowed_is_refused_with_file_key_value_and_rule(
    file: Path, text: str, message: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        read(file, text)
    assert str(caught.value).startswith(str(file))
    assert message in str(caught.value)


def test_a_table_of_the_users_own_rows_is_kept_as_it_is(file: Path) -> None:
    settings = read(file, '[keys]\n"ctrl-t" = "new"\n[keys.copy-mode]\nx = ""\n')
    assert settings.tables == {"keys": {"ctrl-t": "new", "copy-mode": {"x": ""}}}
    assert settings.warnings == ()


def test_all_problems_are_told_at_once(file: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        read(file, "[sessions]\nmax_active_sessions = 0\nname_max_length = 0\n")
    assert len(str(caught.value).splitlines()) == 2


def test_a_key_is_never_shown(file: Path) -> None:
    with pytest.raises(SettingsError, match=r'api.key is "\*\*\*"; it must be a text') as caught:
        read(file, '[api]\nkey = "sk-secret\\n"')
    assert "sk-secret" not in str(caught.value)
    settings = read(file, '[api]\nkey = "sk-secret"')
    assert "sk-secret" not in repr(settings) + settings.shown("api.key") + "".join(settings.warnings)
    assert settings.text("api.key") == "sk-secret"


WARNINGS = [
    (
        "[sessions]\nmax_active_sessions = 51",
        "sessions.max_active_sessions is 51; more than 50 may need more memory",
    ),
    (
        "[sessions]\noutput_buffer_size_mb = 101",
        "sessions.output_buffer_size_mb is 101; more than 100 MB may need",
    ),
    (
        "[sessions]\nmax_actve_sessions = 5",
        "sessions.max_actve_sessions is unknown and ignored. Did you mean sessions.max_active_sessions?",
    ),
    (
        "max_active_sessions = 5",
        "max_active_sessions is unknown and ignored. Did you mean max_active_sessions?",
    ),
    ("[sesions]\nx = 1", "[sesions] is unknown and ignored. Did you mean sessions?"),
    ("[quux]\nx = 1", "[quux] is unknown and ignored."),
]


@pytest.mark.parametrize(("text", "message"), WARNINGS)
def test_what_is_odd_is_taken_with_one_warning(file: Path, text: str, message: str) -> None:
    (warning,) = read(file, text).warnings
    assert warning.startswith(f"{file}: {message}")


@pytest.mark.parametrize(
    "text", ["[sessions]\nmax_active_sessions = 50", "[sessions]\noutput_buffer_size_mb = 100"]
)
def test_the_limits_themselves_need_no_warning(file: Path, text: str) -> None:
    assert read(file, text).warnings == ()


def test_a_key_that_others_can_read_is_warned_of(file: Path) -> None:
    file.write_text('[api]\nkey = "k"')
    file.chmod(0o640)
    assert load(str(file), parse).warnings == (
        f"{file}: api.key can be read by other users. Run: chmod 600 {file}",
    )
    file.chmod(0o600)
    assert load(str(file), parse).warnings == ()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"[api]\n# \xff", "is not UTF-8 at byte 8"),
        (b"#" * 1_000_001, "larger than"),
        (None, "Cannot read the settings"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(file: Path, content: bytes | None, message: str) -> None:
    if content is None:
        file.mkdir()
    else:
        file.write_bytes(content)
    with pytest.raises(SettingsError, match=message) as caught:
        load(str(file), parse)
    assert str(file) in str(caught.value)


@pytest.mark.parametrize(
    ("reader", "name"),
    [("integer", "log.level"), ("text", "api.discover"), ("flag", "no.such"), ("number", "api.key")],
)
def test_a_wrong_name_or_kind_is_a_bug(file: Path, reader: str, name: str) -> None:
    with pytest.raises(BugError, match=name):
        getattr(load(str(file), parse), reader)(name)


@pytest.mark.parametrize(("given", "taken"), [(2, 2.0), (0.5, 0.5)])
def test_a_number_may_be_written_as_an_integer(given: float, taken: float) -> None:
    value = check_value(Setting("x.y", "number", 1.0, "", 0, 10), given)
    assert (value, type(value)) == (taken, float)


@pytest.mark.parametrize("given", [float("nan"), float("inf"), 10.5, -1, "2"])
def test_a_number_has_bounds(given: object) -> None:
    with pytest.raises(ValueError, match="a number from 0 to 10"):
        check_value(Setting("x.y", "number", 1.0, "", 0, 10), given)


def test_a_list_is_read_and_shown(file: Path) -> None:
    assert read(file, "").texts("permissions.deny") == ()
    settings = read(file, "[permissions]\ndeny = ['a', \"b\"]")
    assert settings.texts("permissions.deny") == ("a", "b")
    assert settings.shown("permissions.deny") == '["a", "b"]'


def test_what_is_set_is_shown_as_the_file_has_it(file: Path) -> None:
    settings = read(file, "[sessions]\nmax_active_sessions = 20")
    shown = [
        settings.shown(name)
        for name in ("sessions.max_active_sessions", "api.discover", "log.level", "api.key")
    ]
    assert shown == ["20", "true", '"info"', '""']
    assert BY_NAME["api.key"].secret
