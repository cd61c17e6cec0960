"""grep on real files, with patterns of every kind: it runs as a process of its own."""

import re
import threading
from pathlib import Path

import pytest

from qmux import threads
from qmux.cancel import CancelToken
from qmux.errors import Cancelled
from qmux.tools.base import Access, AccessKind, ToolMistakeError, ToolOutcome
from qmux.tools.grep import GREP
from tests.tools.stand_ins import context

ENDLESS = "(a|a)*$"  # twice the time for each further "a"


def grep(directory: Path, pattern: str, timeout: float = 20.0, **arguments: object) -> ToolOutcome:
    """Run the tool in `directory`."""
    return GREP.run({"pattern": pattern, **arguments}, context(directory, timeout=timeout))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a directory with a few files."""
    directory = tmp_path / "project"
    (directory / "src" / ".git").mkdir(parents=True)
    (directory / "a.py").write_text("one\ntwo\nThree\nfour\n")
    (directory / "src" / "b.txt").write_text("TWO é\nfive\n")
    (directory / "src" / ".git" / "c.txt").write_text("two\n")
    (directory / "binary").write_bytes(b"two\0")
    (tmp_path / "secret.txt").write_text("two\n")
    (directory / "link.txt").symlink_to("../secret.txt")
    (directory / "up").symlink_to("..")
    return directory


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"pattern": "two"}, "a.py:\n2: two"),
        ({"pattern": "two", "ignore_case": True}, "a.py:\n2: two\n\nsrc/b.txt:\n1: TWO é"),
        ({"pattern": "t[wh]", "context_lines": 1, "include": "*.py"}, "a.py:\n1- one\n2: two\n3- Three"),
        ({"pattern": "^f", "path": "src"}, "src/b.txt:\n2: five"),
        ({"pattern": "^f", "path": "a.py"}, "a.py:\n4: four"),
        ({"pattern": "^f", "include": "src/*.{txt,md}"}, "src/b.txt:\n2: five"),
        ({"pattern": "é$"}, "src/b.txt:\n1: TWO é"),
        ({"pattern": "e", "limit": 2}, "a.py:\n1: one\n3: Three\n\n[cut after 2 matches: there is more]"),
        ({"pattern": "nothing"}, "No matches in 2 text files."),
        ({"pattern": "two", "include": "*.rs"}, "No matches in 0 text files."),
    ],
)
def test_a_search(project: Path, arguments: dict[str, object], expected: str) -> None:
    assert GREP.run(arguments, context(project)) == ToolOutcome(expected)


def test_what_may_not_be_read_is_left_out(project: Path) -> None:
    for name in (".env", "src/.env", "src/keys/one", "src/keys/deep/two"):
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text("two\n")
    ours = context(project, withheld=(".env", "src/keys/**", "~/x"))
    note = "[4 files were left out: rules of the user are about them]"
    assert GREP.run({"pattern": "two"}, ours).text == f"a.py:\n2: two\n\n{note}"
    assert "No matches in 0 text files." in GREP.run({"pattern": "two", "include": ".env"}, ours).text


def test_what_is_found_is_bounded(project: Path) -> None:
    (project / "large").write_text(("hit " + "x" * 300 + "\n") * 5000)
    text = grep(project, "hit", limit=500).text
    assert 30_000 < len(text) < 62_000
    assert re.search(r"\[cut after \d+ matches: there is more\]$", text)


def test_controls_are_spelled_out(project: Path) -> None:
    (project / "odd\x1bname").write_bytes(b"hit \x1b[2J\xff\n")
    assert grep(project, "hit").text == "odd^[name:\n1: hit ^[[2J\ufffd"


def test_the_program_of_the_user_is_not_theirs(project: Path) -> None:
    (project / "json.py").write_text("raise SystemExit('imported')")
    assert grep(project, "two", path="a.py").text == "a.py:\n2: two"


@pytest.mark.parametrize("pattern", ["(", "*", "[z-a]", "(?P<1>x)", "x{99999999999}"])
def test_what_is_no_pattern(project: Path, pattern: str) -> None:
    outcome = grep(project, pattern)
    assert outcome.is_error
    assert outcome.text.startswith("The pattern is not a regular expression: ")


def test_an_endless_pattern_ends_with_the_time_limit(project: Path) -> None:
    (project / "src" / "endless").write_text("a" * 100 + "b\n")
    outcome = grep(project, f"two|{ENDLESS[:-1]}c$", timeout=1.0)
    assert outcome == ToolOutcome(
        "a.py:\n2: two\n[ended after the time limit of 1 s; a simpler pattern or fewer files take less]",
        is_error=True,
    )


def test_an_endless_pattern_can_be_cancelled(project: Path) -> None:
    (project / "a.py").write_text("a" * 100 + "b\n")
    cancel, ended = CancelToken(), threading.Event()

    def search() -> None:
        with pytest.raises(Cancelled):
            GREP.run({"pattern": f"{ENDLESS[:-1]}c$"}, context(project, cancel=cancel, timeout=60))
        ended.set()

    threads.start("test-search", search)
    cancel.cancel()
    assert ended.wait(20)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({}, 'grep: "pattern" must be'),
        ({"pattern": ""}, '"pattern" must have 1 to'),
        ({"pattern": "x" * 2001}, '"pattern" must have 1 to'),
        ({"pattern": "x", "ignore_case": "yes"}, '"ignore_case" must be true or false'),
        ({"pattern": "x", "include": "*/.."}, "before the first wildcard"),
        ({"pattern": "x", "limit": 0}, '"limit" must be'),
        ({"pattern": "x", "path": "gone"}, "gone does not exist"),
    ],
)
def test_mistakes(project: Path, arguments: dict[str, object], words: str) -> None:
    with pytest.raises(ToolMistakeError, match=re.escape(words)):
        GREP.run(arguments, context(project))


def test_accesses_and_preview(project: Path) -> None:
    place = context(project).place
    arguments = {"pattern": "a\tb", "path": "up/secret.txt", "include": "*.txt", "summary": "Look"}
    assert GREP.accesses(arguments, place) == (Access(AccessKind.READ, str(project.parent / "secret.txt")),)
    preview = GREP.preview(arguments, place)
    assert preview.line == f"I will search for a^Ib in files *.txt in {project.parent}/secret.txt"
    assert preview.purpose == "Look"
