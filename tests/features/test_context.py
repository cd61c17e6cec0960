"""Context files, /context, and files attached to a message."""

from pathlib import Path

import pytest

from tests.fake_api import FakeApi
from tests.features.conftest import Start
from tests.features.harness.program import Program
from tests.features.steps import displayed, leave, sees, send


@pytest.fixture
def run() -> str:
    """One world is enough: what is seen here is drawn as everything else is."""
    return "fake"


@pytest.fixture
def project(clean_environment: Path) -> Path:
    """Return the program's directory, with context files in it."""
    (clean_environment / "AGENTS.md").write_text("Use tabs.", encoding="utf-8")
    (clean_environment / "notes.txt").write_text("the secret is plum", encoding="utf-8")
    return clean_environment


def opened(start: Start) -> Program:
    """Start qmux with a session `talk`."""
    program = start("--new", "talk", columns=120)
    displayed(program, "talk")
    return program


def system(api: FakeApi) -> str:
    """Return what the last request tells the model before the conversation."""
    return str(api.requests[-1].body["system"])


def test_the_model_is_told_of_the_project(start_with_api: Start, api: FakeApi, project: Path) -> None:
    program = opened(start_with_api)
    send(program, "hi")
    sees(program, "You said: hi", "ACTIVE")
    assert "Use tabs." in system(api) and str(project) in system(api)
    before = system(api)
    send(program, "again")
    sees(program, "You said: again", "ACTIVE")
    assert system(api) == before
    (project / "AGENTS.md").write_text("Use four spaces.", encoding="utf-8")
    send(program, "and now")
    sees(program, "AGENTS.md was changed and is read again.", "You said: and now")
    assert "Use four spaces." in system(api)


def test_files_are_added_listed_and_taken_out(start_with_api: Start, api: FakeApi, project: Path) -> None:
    program = opened(start_with_api)
    send(program, "/context add notes.txt")
    sees(program, "The model is told of notes.txt from the next message on.")
    send(program, "/context")
    sees(program, "AGENTS.md  9 bytes", "notes.txt  18 bytes", "of the model's context.", "ACTIVE")
    send(program, "/context rm AGENTS.md")
    sees(program, "The model is no longer told of AGENTS.md.")
    leave(program)
    program = start_with_api(columns=120)
    displayed(program, "talk")
    send(program, "hi")
    sees(program, "You said: hi")
    assert "plum" in system(api) and "Use tabs." not in system(api)
    send(program, "/context clear")
    sees(program, "The model is told of no files any more.")
    send(program, "bye")
    sees(program, "You said: bye")
    assert "plum" not in system(api)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("/context add none.txt", "none.txt does not exist. /context add -f adds it all the same."),
        ("/context rm AGENT.md", "Did you mean AGENTS.md?"),
        ("/context add", "PATH is missing"),
        ("/context clear x", "/context clear takes no paths."),
        ("/context sing", "It is one of show, add, rm, clear."),
    ],
)
def test_mistakes_say_what_to_type(start_with_api: Start, project: Path, line: str, problem: str) -> None:
    program = opened(start_with_api)
    send(program, line)
    sees(program, problem, f"q> {line}")


def test_a_file_is_attached_to_a_message(start_with_api: Start, api: FakeApi, project: Path) -> None:
    program = opened(start_with_api)
    program.type("what is in @not")
    program.press("Tab")
    program.wait_for("what is in @notes.txt")
    program.type("and who is @nobody?")
    program.press("Enter")
    sees(program, "> what is in @notes.txt and who is @nobody?", "attached notes.txt (18 bytes)", "ACTIVE")
    told = str(api.requests[-1].body["messages"])
    assert "the secret is plum" in told and "who is @nobody?" in told
    leave(program)
    program = start_with_api(columns=120)
    sees(program, "attached notes.txt (18 bytes)")
    send(program, "again")
    sees(program, "You said: again")
    assert "the secret is plum" in str(api.requests[-1].body["messages"])
