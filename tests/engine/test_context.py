"""The files that a model is told of with each request: which, how much of them, and when they are read again."""

import os
from pathlib import Path

import pytest

from qmux.cancel import CancelToken
from qmux.engine.context import ContextFiles
from qmux.engine.conversation import DEFAULT_CONTEXT
from qmux.errors import Cancelled

WINDOW = 200_000


def nothing() -> None:
    """Check nothing."""


def write(directory: Path, *names: str) -> None:
    """Write files that say their own names."""
    for name in names:
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"this is {name}", encoding="utf-8")


def found(directory: Path, *patterns: str) -> list[str]:
    """Return the names of the files that patterns mean."""
    files = ContextFiles(str(directory)).find(patterns, nothing)
    return [file.name for rows in files.values() for file in rows]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project with context files."""
    home = tmp_path / "project"
    write(home, "AGENTS.md", ".amazonq/rules/one.md", ".amazonq/rules/deep/two.md", ".amazonq/rules/no.txt")
    write(home, "docs/a.md", "docs/b.md", "docs/sub/c.md", "src/x.py")
    write(tmp_path, "outside.md")
    return home


@pytest.mark.parametrize(
    ("patterns", "names"),
    [
        (DEFAULT_CONTEXT, ["AGENTS.md", ".amazonq/rules/deep/two.md", ".amazonq/rules/one.md"]),
        (("docs",), ["docs/a.md", "docs/b.md"]),
        (("docs/*.md", "docs/a.md"), ["docs/a.md", "docs/b.md"]),
        (("docs/**/*.md",), ["docs/a.md", "docs/b.md", "docs/sub/c.md"]),
        (("**/*.{py,txt}",), [".amazonq/rules/no.txt", "src/x.py"]),
        (("nothing", "nothing/*"), []),
        (("a{,,}" * 9,), []),
    ],
)
def test_which_files_patterns_mean(project: Path, patterns: tuple[str, ...], names: list[str]) -> None:
    assert found(project, *patterns) == names


def test_a_path_may_lead_elsewhere_if_the_user_names_it(project: Path) -> None:
    outside = os.path.realpath(project.parent / "outside.md")
    assert found(project, "../outside.md") == [outside]
    (project / "AmazonQ.md").symlink_to(outside)
    assert outside not in found(project, *DEFAULT_CONTEXT), "a project does not decide that of its own"


def test_a_project_may_be_reached_through_a_link(project: Path) -> None:
    (project.parent / "there").symlink_to(project)
    text = ContextFiles(str(project.parent / "there")).read(DEFAULT_CONTEXT, WINDOW, nothing)
    assert "this is AGENTS.md" in text.text


def test_a_file_with_two_names_is_told_once(project: Path) -> None:
    (project / "AmazonQ.md").symlink_to("AGENTS.md")
    assert found(project, *DEFAULT_CONTEXT)[:1] == ["AGENTS.md"]
    assert "AmazonQ.md" not in found(project, *DEFAULT_CONTEXT)


def test_what_is_no_text_is_not_read_and_does_not_block(project: Path) -> None:
    os.mkfifo(project / "AmazonQ.md")
    (project / "AGENTS.md").write_bytes(b"a\0b")
    text = ContextFiles(str(project)).read(("AGENTS.md", "AmazonQ.md"), WINDOW, nothing)
    assert text.text == ""
    assert "not a text file" in text.notices[0]


def test_the_text_is_the_same_until_a_file_changes(project: Path) -> None:
    files = ContextFiles(str(project))
    first = files.read(DEFAULT_CONTEXT, WINDOW, nothing)
    assert "[AGENTS.md]\nthis is AGENTS.md\n--- CONTEXT ENTRY END ---" in first.text
    assert first.notices == ()
    assert files.read(DEFAULT_CONTEXT, WINDOW, nothing) == first
    write(project, "AmazonQ.md")
    (project / "AGENTS.md").write_text("new words", encoding="utf-8")
    (project / ".amazonq/rules/one.md").unlink()
    second = files.read(DEFAULT_CONTEXT, WINDOW, nothing)
    assert "new words" in second.text
    assert second.notices == (
        "AmazonQ.md is read into the context.",
        "AGENTS.md was changed and is read again.",
        ".amazonq/rules/one.md is no longer in the context.",
    )
    assert files.read(DEFAULT_CONTEXT, WINDOW, nothing).notices == ()


def test_files_fill_three_quarters_of_the_window_and_what_is_left_out_is_told(project: Path) -> None:
    (project / "AGENTS.md").write_text("x" * 40_000, encoding="utf-8")
    write(project, "AmazonQ.md")
    text = ContextFiles(str(project)).read(("AGENTS.md", "AmazonQ.md"), 10_000, nothing)
    assert "this is AmazonQ.md" in text.text and "xxx" not in text.text
    assert text.notices[0].startswith("AGENTS.md (40.0 kB) is left out: ")


def test_the_list_has_sizes_and_what_has_no_file(project: Path) -> None:
    lines = ContextFiles(str(project)).listing(("AGENTS.md", "none"), WINDOW, nothing, False).split("\n")
    assert lines[:3] == ["AGENTS.md", "    AGENTS.md  17 bytes", "none  (no file)"]
    expanded = ContextFiles(str(project)).listing(("AGENTS.md",), WINDOW, nothing, True)
    assert "this is AGENTS.md" in expanded


def test_a_search_can_be_cancelled(project: Path) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        ContextFiles(str(project)).find(("**/*.md",), cancel.check)
