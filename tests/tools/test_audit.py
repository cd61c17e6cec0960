"""The audit log: what stands in it, what never does, and what happens when it cannot be written."""

import json
import stat
from pathlib import Path

import pytest

from qmux import threads
from qmux.tools.audit import FILES_KEPT, AuditLog
from qmux.tools.audit_entry import USER, Entry, What
from qmux.tools.redact import Redactor

NOW = 1_700_000_000.25


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "audit.jsonl"


def rows(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="ascii").splitlines()]


def entry(target: str = "git status") -> Entry:
    return Entry(What.DECISION, "fix-login", "c1", "execute_bash", target, "allow", USER)


def test_a_line_says_who_did_what_and_why(path: Path) -> None:
    AuditLog(str(path), clock=lambda: NOW).record(entry())
    AuditLog(str(path), clock=lambda: NOW).record(Entry(What.DELETION, "fix-login", "c1"))
    assert rows(path) == [
        {
            "time": "2023-11-14T22:13:20.250Z",
            "what": "decision",
            "session": "fix-login",
            "conversation": "c1",
            "tool": "execute_bash",
            "target": "git status",
            "decision": "allow",
            "by": "user",
        },
        {
            "time": "2023-11-14T22:13:20.250Z",
            "what": "deletion",
            "session": "fix-login",
            "conversation": "c1",
        },
    ]


def test_it_is_for_its_owner_alone(path: Path) -> None:
    AuditLog(str(path)).record(entry())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("target", ["a\x1b[2Jb", "\ud800", "né\u2028", '"\\', "\x00"])
def test_whatever_a_target_holds_a_line_is_one_line_of_ascii(path: Path, target: str) -> None:
    AuditLog(str(path)).record(entry(f"x{target}y"))
    (row,) = rows(path)
    assert row["target"] == f"x{target}y"
    assert path.read_bytes().count(b"\n") == 1 and path.read_bytes().strip().decode("ascii").isprintable()


def test_contents_are_left_out(path: Path) -> None:
    audit = AuditLog(str(path))
    audit.record(entry("cat > x <<EOF\nthe content\nEOF"))
    audit.record(entry("y" * 1000))
    audit.record(entry("y" * 490 + " sk-" + "x" * 40))
    assert [row["target"] for row in rows(path)] == [
        "cat > x <<EOF ...",
        "y" * 500 + " ...",
        "y" * 490 + " ***",
    ]


SECRETS = [
    "curl -H 'Authorization: Bearer abc.def-123' https://x",
    "curl -u x https://user:abc.def-123@example.com/",
    "psql --password abc.def-123",
    "PGPASSWORD=abc.def-123 psql",
    'echo {"api_key": "abc.def-123"}',
    "export MY_TOKEN='abc.def-123'",
    "fetch https://x/?access_token=abc.def-123&y=1",
    "echo sk-ant-abc-def-123-0123456789",
    "echo known-abc.def-123-secret",
]


@pytest.mark.parametrize("command", SECRETS)
def test_a_secret_never_stands_in_it(path: Path, command: str) -> None:
    audit = AuditLog(str(path), Redactor(["", "short", "known-abc.def-123-secret"]))
    audit.record(entry(command))
    text = path.read_text()
    assert "def-123" not in text and "***" in text


@pytest.mark.parametrize(
    "command", ["git status", "ls tokens/", "make secret-free", "cat a short story", "git push x@y"]
)
def test_ordinary_words_stay(command: str) -> None:
    assert Redactor(["short"])(command) == command


def test_a_redactor_does_not_show_what_it_knows() -> None:
    assert "known" not in repr(Redactor(["known-secret"]))


def test_a_full_file_is_put_aside_and_old_ones_go(path: Path) -> None:
    now = [NOW]
    audit = AuditLog(str(path), file_size=300, clock=lambda: now[0])
    for number in range(60):
        audit.record(entry(str(number)))
        now[0] += 1
    found = sorted(path.parent.iterdir())
    assert len([file for file in found if file != path]) == FILES_KEPT
    kept = [
        row["target"] for file in sorted(found, key=lambda file: (file == path, file)) for row in rows(file)
    ]
    assert kept == [str(number) for number in range(60 - len(kept), 60)]


def test_many_threads_lose_nothing(path: Path) -> None:
    def write(thread: int) -> None:
        audit = AuditLog(str(path), file_size=4_000)
        for number in range(50):
            audit.record(entry(f"{thread}-{number}"))

    crew = [threads.start("writer", lambda thread=thread: write(thread)) for thread in range(4)]  # type: ignore[misc]
    for thread in crew:
        thread.join(10)
    found = {row["target"] for file in path.parent.iterdir() for row in rows(file)}
    assert found == {f"{thread}-{number}" for thread in range(4) for number in range(50)}


def test_that_it_cannot_be_written_is_told_once_and_stops_nothing(tmp_path: Path) -> None:
    told: list[str] = []
    (tmp_path / "file").write_text("")
    audit = AuditLog(str(tmp_path / "file" / "audit.jsonl"), warn=told.append)
    audit.record(entry())
    audit.record(entry())
    (warning,) = told
    assert str(tmp_path / "file" / "audit.jsonl") in warning and "cannot be written" in warning
