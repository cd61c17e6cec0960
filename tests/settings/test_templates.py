"""Templates of sessions in the settings file."""

import pytest

from qmux.errors import SettingsError
from qmux.settings.config import check
from qmux.settings.templates import KEYS, Template
from qmux.settings.toml import parse


def templates(text: str) -> dict[str, Template]:
    return dict(check(parse(text, "config.toml"), "config.toml").templates)


def test_every_key_of_a_template_is_read() -> None:
    text = """
        [templates.review]
        type = "review"
        name = "pr"
        model = "big"
        system = '''Look for bugs.
        Be brief.'''
        tools = ["fs_read", "execute_bash(git diff *)"]
        directory = "~/src"
        message = "Begin."
        command = "htop"
        [templates.empty]
    """
    read = templates(text)
    assert read["review"]._replace(system="") == Template(
        "review", "pr", "big", "", ("fs_read", "execute_bash(git diff *)"), "~/src", "Begin.", "htop"
    )
    assert read["review"].system.splitlines()[0] == "Look for bugs."
    assert read["empty"] == Template()


def test_the_documents_name_every_key() -> None:
    assert tuple(KEYS) == Template._fields


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[templates]\na = 1", "templates.a must be a table"),
        ("templates = 1", "templates is 1; it must be a table"),
        (
            "[templates.a]\ntipe = 'dev'",
            "templates.a.tipe is unknown; a template has type, name, .* mean type?",
        ),
        ("[templates.a]\ntype = 'development'", "templates.a.type is 'development'; it must be one of debug"),
        ("[templates.a]\ntools = 'fs_read'", "templates.a.tools must be a list of rules"),
        ("[templates.a]\ntools = [1]", "templates.a.tools must be a list of rules"),
        ("[templates.a]\nmodel = 3", "templates.a.model must be a text"),
        ("[templates.a]\nname = 'a\\tb'".replace("'", '"'), "templates.a.name has characters"),
        ("[templates.a]\nsystem = 'a\\u001bb'".replace("'", '"'), "templates.a.system has characters"),
    ],
)
def test_what_is_no_template_is_refused_with_its_place(text: str, said: str) -> None:
    with pytest.raises(SettingsError, match=rf"config.toml: {said}"):
        templates(text)
