"""/export: a whole conversation in a file."""

import json
import stat
from pathlib import Path

import pytest

from tests.features.conftest import Start
from tests.features.harness.program import Program
from tests.features.steps import displayed, sees, send, status


def talked(start: Start) -> Program:
    """Start qmux with a session `talk` in which something was said."""
    program = start("--new", "talk", columns=400)
    displayed(program, "talk")
    send(program, "hello export")
    sees(program, "You said: hello export", "ACTIVE")
    return program


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("/export", "talk.md"),
        ("/export --format txt", "talk.txt"),
        ("/export talk --format json", "talk.json"),
        ("/export ./other.txt", "other.txt"),
    ],
)
def test_an_export_lies_where_it_was_asked_for(
    start_with_api: Start, clean_environment: Path, line: str, name: str
) -> None:
    program = talked(start_with_api)
    send(program, line)
    path = clean_environment / name
    program.wait_for(lambda lines: status(lines) == f"Exported session talk to {path}")
    assert "hello export" in path.read_text(encoding="utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_json_holds_every_word_and_reads_back(start_with_api: Start, clean_environment: Path) -> None:
    program = talked(start_with_api)
    send(program, "/export --format json")
    program.wait_for("Exported session talk")
    document = json.loads((clean_environment / "talk.json").read_text(encoding="utf-8"))
    assert document["conversation"]["session_name"] == "talk"
    kinds = [event["kind"] for event in document["events"]]
    assert kinds[-1] == "turn_finished"
    said = "".join(event["payload"]["text"] for event in document["events"] if event["kind"] == "text")
    assert "You said: hello export" in said


def test_an_existing_file_is_replaced_after_a_question_only(
    start_with_api: Start, clean_environment: Path
) -> None:
    program = talked(start_with_api)
    path = clean_environment / "talk.md"
    path.write_text("precious", encoding="utf-8")
    send(program, "/export talk.md")
    program.wait_for(f"{path} exists. Replace it? [y/N]")
    program.press("Enter")
    program.wait_for("Nothing was exported.")
    assert path.read_text(encoding="utf-8") == "precious"
    send(program, "/export")  # without a path a free name is found
    program.wait_for(f"Exported session talk to {clean_environment / 'talk-2.md'}")


def test_a_path_that_cannot_be_written_is_told(start_with_api: Start) -> None:
    program = talked(start_with_api)
    send(program, "/export ./no/such/place.md")
    program.wait_for("could not be written: No such file or directory. Choose another path.")
    displayed(program, "talk")
