"""Two agents on one small project at once, one in the background: each works, and stops where it must ask."""

from pathlib import Path

import pytest

from tests.fake_api import FakeApi, Reply, Tool
from tests.features.conftest import Start
from tests.features.harness.program import Program
from tests.features.steps import answer, displayed, in_overlay, sees, send, status

BROKEN = "def double(number):\n    return number + number + 1\n"
MENDED = "def double(number):\n    return number + number\n"
CHECK = "python3 -c 'import double; assert double.double(2) == 4' && echo it is m''ended"


def project(home: Path) -> None:
    """Make a small project with a mistake in it."""
    (home / "double.py").write_text(BROKEN)
    (home / "notes.md").write_text("# Notes\n")


def scripts(api: FakeApi) -> None:
    """Let one model mend the mistake and test that, and another write down what it sees."""
    read = Tool("fs_read", {"operations": [{"mode": "Line", "path": "double.py"}]}, "read_1")
    mend = Tool(
        "fs_write",
        {"command": "create", "path": "double.py", "file_text": MENDED, "summary": "Add it once less"},
        "write_1",
    )
    check = Tool("execute_bash", {"command": CHECK, "summary": "Test it"}, "run_1")
    look = Tool("execute_bash", {"command": "cat notes.md", "summary": "See the notes"}, "run_2")
    note = Tool(
        "fs_write", {"command": "append", "path": "notes.md", "new_str": "double is checked\n"}, "write_2"
    )
    api.when("mend it", Reply("I read it.", read))
    api.when("number + number + 1", Reply("I see the mistake.", mend))
    api.when("double.py", Reply("Now the test.", check))
    api.when("it is mended", Reply("The project is mended."))
    api.when("keep notes", Reply("I look.", look))
    api.when("# Notes", Reply("I write it down.", note))
    api.when("notes.md", Reply("It is written down."))


def begin(program: Program, name: str, message: str) -> None:
    """Make a session and give it its task."""
    send(program, f"/new {name}")
    displayed(program, name)
    send(program, message)


@pytest.mark.parametrize("protocol", ["anthropic", "openai"])
def test_two_sessions_work_and_each_stops_where_it_must_ask(
    start_with_api: Start, api: FakeApi, clean_environment: Path
) -> None:
    project(clean_environment)
    scripts(api)
    program = start_with_api("--new", "desk")
    displayed(program, "desk")
    begin(program, "mender", "mend it")
    program.wait_for("[y/n/t] fs_write:")  # reading in the working directory needed no word
    begin(program, "clerk", "keep notes")
    program.wait_for("[y/n/t] execute_bash:")
    program.wait_for(in_overlay("mender", "#"))
    assert (clean_environment / "double.py").read_text() == BROKEN
    answer(program, "y")
    program.wait_for("[y/n/t] fs_write:")
    program.press("M-n")  # leave the clerk in the middle of its question
    displayed(program, "mender")
    program.wait_for(in_overlay("clerk", "#"))
    sees(program, "-    return number + number + 1", "+    return number + number")
    answer(program, "y")
    program.wait_for("[y/n/t] execute_bash:")
    assert (clean_environment / "double.py").read_text() == MENDED
    answer(program, "y")
    sees(program, "it is mended", "The project is mended.")
    assert (clean_environment / "notes.md").read_text() == "# Notes\n"
    program.press("M-n")
    displayed(program, "clerk")
    answer(program, "y")
    program.wait_for("It is written down.")
    assert (clean_environment / "notes.md").read_text().startswith("# Notes\ndouble is checked")
    program.wait_for(lambda lines: "ACTIVE" in status(lines))
    audit = (clean_environment / ".local" / "share" / "qmux" / "audit.jsonl").read_text()
    assert audit.count('"by": "user"') == 4
    assert audit.count('"what": "run"') == 5
