"""The generated documents are up to date, whole, and clean."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from qmux import paths
from qmux.commands.bindings import BINDINGS
from qmux.commands.command import Command, Scope
from qmux.commands.table import COMMANDS
from qmux.docgen.__main__ import main
from qmux.docgen.documents import DOCUMENTS, render, stale
from qmux.docgen.manual import roff
from qmux.model.session import Reason
from qmux.providers.table import PROVIDERS
from qmux.settings.table import SETTINGS, Setting

ROOT = Path(__file__).parent.parent
SLASH = [row for row in COMMANDS if row.scope is Scope.SLASH]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with the templates and no documents."""
    shutil.copytree(ROOT / "docs" / "templates", tmp_path / "checkout" / "docs" / "templates")
    return tmp_path / "checkout"


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """Each document, as the tables have it now."""
    return {row.path: render(row, str(ROOT / "docs" / "templates")) for row in DOCUMENTS}


def test_the_documents_in_the_repository_are_up_to_date() -> None:
    assert stale(str(ROOT)) == [], "run python -m qmux.docgen"


def test_check_names_what_is_stale_and_writes_nothing(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--check"], str(checkout)) == 1
    errors = capsys.readouterr().err
    assert all(document.path in errors for document in DOCUMENTS)
    assert not (checkout / "man").exists()


def test_writing_makes_the_check_pass_until_a_document_is_edited(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([], str(checkout)) == 0
    assert main(["--check"], str(checkout)) == 0
    keys = checkout / "docs" / "keys.md"
    keys.write_text(keys.read_text() + "edited\n")
    assert main(["--check"], str(checkout)) == 1
    assert "docs/keys.md" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["--chekc"], ["--check", "x"]])
def test_other_words_are_refused(checkout: Path, words: list[str]) -> None:
    assert main(words, str(checkout)) == 2
    assert not (checkout / "man").exists()


def test_outside_a_checkout_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([], str(tmp_path)) == 2
    assert "no checkout" in capsys.readouterr().err


def test_no_way_to_a_command_is_left_in_braces(texts: dict[str, str]) -> None:
    named = {way for row in COMMANDS for way in re.findall(r"\{/?[a-z-]+\}", row.help)}
    assert len(named) > 4
    assert not [way for way in named for text in texts.values() if way in text]


def test_no_placeholder_is_left(texts: dict[str, str]) -> None:
    for path, text in texts.items():
        assert "{{" not in text and "}}" not in text, path


@pytest.mark.parametrize("row", SLASH, ids=lambda row: row.name)
def test_every_slash_command_is_in_the_documents(texts: dict[str, str], row: Command) -> None:
    page, manual = texts["docs/commands.md"], texts["man/qmux.1"]
    assert f"### {row.name}\n" in page and row.usage in page and row.example in page
    assert f".B {roff(row.usage)}\n" in manual
    for alias in row.aliases:
        assert f"`/{alias}`" in page and roff(f"/{alias}") in manual


@pytest.mark.parametrize("row", SETTINGS, ids=lambda row: row.name)
def test_every_setting_is_in_the_documents(texts: dict[str, str], row: Setting) -> None:
    assert f"`{row.name}`" in texts["docs/settings.md"]
    assert roff(row.name) in texts["man/qmux.1"]
    assert f"#{row.name.partition('.')[2]} = " in texts["docs/qmux.toml"]


def test_every_command_that_a_key_runs_is_in_the_table_of_keys(texts: dict[str, str]) -> None:
    for name in {row.command.partition(" ")[0] for row in BINDINGS}:
        assert f"`{name}" in texts["docs/keys.md"]


def test_the_manual_has_its_sections_in_the_usual_order(texts: dict[str, str]) -> None:
    sections = [line[4:] for line in texts["man/qmux.1"].splitlines() if line.startswith(".SH ")]
    assert sections == [
        "NAME",
        "SYNOPSIS",
        "DESCRIPTION",
        "OPTIONS",
        "SESSIONS",
        "COMMANDS",
        "KEYS",
        "COPY MODE",
        "SETTINGS",
        "ENVIRONMENT",
        "FILES",
        "EXIT STATUS",
        "EXAMPLES",
        "SEE ALSO",
    ]


def test_the_prose_of_the_manual_agrees_with_the_code(texts: dict[str, str], clean_environment: Path) -> None:
    manual = texts["man/qmux.1"]
    for path in (paths.config_file(), paths.database_file(), paths.log_file()):
        assert f".I ~/{Path(path).relative_to(clean_environment)}\n" in manual
    for reason in Reason:
        assert f".B {reason.value}\n" in manual
    for provider in PROVIDERS:
        assert provider.key_variable in manual and provider.url_variable in manual


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("--cwd", "\\-\\-cwd"),
        (".md", "\\&.md"),
        ("'x", "\\&'x"),
        ("C:\\x", "C:\\ex"),
        ("~/x^", "\\(ti/x\\(ha"),
        ('say "x"', "say \\(dqx\\(dq"),
    ],
)
def test_plain_text_survives_roff(text: str, escaped: str) -> None:
    assert roff(text) == escaped


LINTERS = {
    "man": ["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z"],
    "mandoc": ["mandoc", "-T", "lint", "-W", "warning"],
    "groff": ["groff", "-man", "-ww", "-z", "-K", "utf8"],
}


@pytest.mark.parametrize("linter", LINTERS)
def test_the_manual_is_clean(linter: str) -> None:
    if shutil.which(linter) is None:
        pytest.skip(f"{linter} is not installed")
    done = subprocess.run(
        [*LINTERS[linter], str(ROOT / "man" / "qmux.1")],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.stderr == "" and done.returncode == 0
    assert linter != "mandoc" or done.stdout == ""
