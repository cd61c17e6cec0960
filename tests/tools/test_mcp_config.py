"""mcp.json: what it may say, what is told of the rest, and what the workspace's file may start."""

import json
from pathlib import Path

import pytest

from qmux.errors import UserError
from qmux.tools.mcp.approvals import Approvals
from qmux.tools.mcp.config import Configuration, ServerEntry, read_configuration


def write(path: Path, text: str) -> str:
    """Write a file and its directories; return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return str(path)


def read(directory: Path, text: str) -> Configuration:
    """Return what a user's file says."""
    return read_configuration(str(directory), [write(directory / "user" / "mcp.json", text)])


def entry(directory: Path, row: object, name: str = "docs") -> ServerEntry:
    """Return what becomes of one entry."""
    configuration = read(directory, json.dumps({"mcpServers": {name: row}}))
    assert configuration.problems == ()
    return next(iter(configuration.entries.values()))


def test_all_that_an_entry_may_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCS_TOKEN", "t0ken")
    row = {
        "type": "stdio",
        "command": "~/bin/docs",
        "args": ["--all", "${env:DOCS_TOKEN}"],
        "env": {"TOKEN": "Bearer ${env:DOCS_TOKEN}", "PLAIN": "1"},
        "timeout": 2500,
        "autoApprove": ["*"],
    }
    found = entry(tmp_path, row)
    assert found.command == str(tmp_path / "home" / "bin" / "docs")
    assert found.arguments == ("--all", "${env:DOCS_TOKEN}")
    assert dict(found.environment) == {"TOKEN": "Bearer t0ken", "PLAIN": "1"}
    assert (found.timeout, found.disabled, found.problem, found.from_workspace) == (2.5, False, "", False)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("x", "it is not an object"),
        ({}, '"command" must be'),
        ({"command": " "}, '"command" must be'),
        ({"command": "a\0b"}, '"command" must be'),
        ({"command": "a", "args": "b"}, '"args" must be'),
        ({"command": "a", "args": [1]}, '"args" must be'),
        ({"command": "a", "env": {"A": 1}}, '"env" must be'),
        ({"command": "a", "env": {"A=B": "c"}}, '"env" has a name'),
        ({"command": "a", "env": {"A": "${env:NOT_SET_HERE}"}}, "needs the variable NOT_SET_HERE"),
        ({"command": "a", "timeout": "soon"}, '"timeout" must be'),
        ({"command": "a", "timeout": -1}, '"timeout" must be'),
        ({"type": "http", "url": "http://x"}, "its type http is not supported"),
        ({"type": "sse", "url": "http://x"}, "its type sse is not supported"),
        ({"url": "http://x"}, "its type http is not supported"),
    ],
)
def test_an_entry_that_makes_no_sense_says_why(tmp_path: Path, row: object, problem: str) -> None:
    assert problem in entry(tmp_path, row).problem


@pytest.mark.parametrize("name", ["a/b", "a b", "", "*", "ü", "x" * 65])
def test_a_name_that_rules_cannot_name(tmp_path: Path, name: str) -> None:
    assert "its name may have" in entry(tmp_path, {"command": "a"}, name).problem


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "it is not JSON ("),
        ("[]", 'it has no object "mcpServers"'),
        ('{"mcpServers": []}', 'it has no object "mcpServers"'),
        ("[" * 100_000, "it is not JSON ("),
        (" " * 1_000_001, "it is larger than 1 MB"),
        (json.dumps({"mcpServers": {str(number): {} for number in range(51)}}), "more than 50 servers"),
    ],
)
def test_a_broken_file_is_told_with_its_reason(tmp_path: Path, text: str, problem: str) -> None:
    configuration = read(tmp_path, text)
    assert configuration.entries == {}
    assert len(configuration.problems) == 1
    assert "user/mcp.json is not used: " in configuration.problems[0]
    assert problem in configuration.problems[0]


def test_no_file_and_an_empty_one_are_fine(tmp_path: Path) -> None:
    assert read_configuration(str(tmp_path), ["/nonexistent/mcp.json"]) == Configuration({}, ())
    assert read(tmp_path, "{}") == Configuration({}, ())


def test_a_directory_in_the_files_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "user" / "mcp.json").mkdir(parents=True)
    problems = read_configuration(str(tmp_path), [str(tmp_path / "user" / "mcp.json")]).problems
    assert "directory" in problems[0]


def test_the_workspaces_file_counts_first_and_needs_leave(tmp_path: Path) -> None:
    row = '{"mcpServers": {"docs": {"command": "%s"}, "%s": {"command": "x"}}}'
    workspace = tmp_path / "work"
    file = workspace / ".amazonq" / "mcp.json"
    user = write(tmp_path / "user.json", row % ("users", "other"))
    write(file, row % ("theirs", "more"))
    approvals = Approvals(str(tmp_path / "data" / "allowed"))

    def entries() -> dict[str, ServerEntry]:
        return dict(read_configuration(str(workspace), [user]).entries)

    found = entries()
    assert {name: (each.command, approvals.allowed(each)) for name, each in found.items()} == {
        "docs": ("theirs", False),
        "more": ("x", False),
        "other": ("x", True),
    }
    approvals.allow(found["docs"])
    assert Approvals(str(tmp_path / "data" / "allowed")).allowed(entries()["docs"])
    assert not approvals.allowed(found["more"])
    write(file, row % ("theirs --evil", "more"))
    assert not approvals.allowed(entries()["docs"])  # another command is another matter
    assert (tmp_path / "data" / "allowed").stat().st_mode & 0o777 == 0o600


def test_leave_that_cannot_be_kept_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match="could not be written"):
        Approvals(str(tmp_path / "file" / "allowed")).allow(ServerEntry("docs", "mcp.json"))
