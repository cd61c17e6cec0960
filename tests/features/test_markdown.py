"""Replies as rendered markdown: while they stream, at any width, after a restart; as they come where that is off."""

from pathlib import Path

import pytest

from tests.fake_api import FakeApi, Gate, Hold, Reply
from tests.features.conftest import ROOT, Start
from tests.features.harness.program import Program
from tests.features.harness.pty_program import PtyProgram
from tests.features.steps import displayed, joined, leave, pane, sees, send, write_settings

REPLY = (
    "# The plan\n\nSome **bold** words and `code`.\n\n- one\n- two\n  - nested\n\n"
    "```python\ndef f():\n    return 1\n```\n\n",
    "| Name | Meaning |\n|---|---|\n| first | a text of several words |\n| second | short |\n\n",
    "The end.",
)
SHOWN = [
    "The plan", "", "Some bold words and code.", "", "• one", "• two", "  ◦ nested", "", "─── python", "def f():",
    "    return 1", "───", "",
    "Name   │ Meaning", "───────┼────────────────────────", "first  │ a text of several words",
    "second │ short", "", "The end.",
]  # fmt: skip
NARROW = ["Name   │ Meaning", "───────┼───────────────────", "first  │ a text of several", "       │ words"]


def shows(program: Program, lines: list[str]) -> None:
    """Wait until `lines` stand on the screen, one below the other."""
    program.wait_for(lambda screen: joined(lines) in joined(screen))


def asked(program: Program) -> None:
    """Ask for a reply."""
    displayed(program, "dev-1")
    send(program, "tell me")


def test_a_reply_is_rendered_as_it_streams(start_with_api: Start, api: FakeApi) -> None:
    gates = [Gate(), Gate()]
    api.enqueue(Reply(REPLY[0], Hold(gates[0]), REPLY[1], Hold(gates[1]), REPLY[2]))
    program = start_with_api(lines=30)
    asked(program)
    shows(program, SHOWN[:12])
    gates[0].release()
    shows(program, SHOWN[:17])
    gates[1].release()
    shows(program, SHOWN)


def test_half_a_line_is_shown_as_if_the_reply_ended_there(start_with_api: Start, api: FakeApi) -> None:
    gates = [Gate(), Gate()]
    api.enqueue(Reply("- an **item", Hold(gates[0]), "** and\n- ano", Hold(gates[1]), "ther"))
    program = start_with_api()
    asked(program)
    program.wait_for("• an **item")
    gates[0].release()
    shows(program, ["• an item and", "• ano"])
    gates[1].release()
    program.wait_for("• another")


@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_headings_are_bold_and_code_is_colored(start_with_api: Start, api: FakeApi) -> None:
    api.enqueue(Reply(*REPLY))
    program = start_with_api(lines=30)
    asked(program)
    shows(program, SHOWN)
    assert isinstance(program, PtyProgram)
    rows = {line: program.terminal.pyte.buffer[at] for at, line in enumerate(program.screen())}
    assert rows["The plan"][0].bold
    words = rows["Some bold words and code."]
    assert [words[at].bold for at in (0, 5, 10)] == [False, True, False]
    assert words[20].fg != "default" and words[0].fg == "default"
    assert rows["def f():"][0].fg not in ("default", rows["def f():"][4].fg)
    assert rows["Name   │ Meaning"][0].bold


@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_without_colors_the_attributes_are_left(start_with_api: Start, api: FakeApi) -> None:
    api.enqueue(Reply(*REPLY))
    program = start_with_api(lines=30, env={"NO_COLOR": "1"})
    asked(program)
    shows(program, SHOWN)
    assert isinstance(program, PtyProgram)
    cells = [cell for row in program.terminal.pyte.buffer.values() for cell in row.values()]
    assert {cell.fg for cell in cells} == {"default"} and any(cell.bold for cell in cells)


def test_tables_are_laid_out_anew_for_another_width(start_with_api: Start, api: FakeApi) -> None:
    api.enqueue(Reply(*REPLY))
    program = start_with_api(lines=30)
    asked(program)
    shows(program, SHOWN)
    program.resize(27, 30)
    shows(program, NARROW)
    program.resize(80, 30)
    shows(program, SHOWN)


def test_a_session_that_was_not_shown_is_laid_out_when_it_is(start_with_api: Start, api: FakeApi) -> None:
    api.enqueue(Reply(*REPLY))
    program = start_with_api(lines=30)
    asked(program)
    shows(program, SHOWN)
    send(program, "/new other")
    displayed(program, "other")
    program.resize(27, 30)
    send(program, "/switch 1")
    shows(program, NARROW)


def test_after_a_restart_a_reply_looks_the_same(start_with_api: Start, api: FakeApi) -> None:
    api.enqueue(Reply(*REPLY))
    program = start_with_api(lines=30)
    asked(program)
    shows(program, SHOWN)
    sees(program, "ACTIVE")
    before = pane(program.screen())
    leave(program)
    again = start_with_api(lines=30)
    again.wait_for(lambda lines: pane(lines) == before)


def test_what_was_said_stays_markdown(start_with_api: Start, api: FakeApi) -> None:
    api.enqueue(Reply(*REPLY))
    program = start_with_api(lines=30)
    asked(program)
    shows(program, SHOWN)
    send(program, "again")
    program.wait_for("You said: again")
    assert "**bold**" in str(api.requests[-1].body["messages"])


def test_a_command_in_the_middle_of_code_does_not_end_it(start_with_api: Start, api: FakeApi) -> None:
    gate = Gate()
    api.enqueue(Reply("```python\na = 1\n", Hold(gate), "# b\n```\n**c**"))
    program = start_with_api(lines=50)
    asked(program)
    program.wait_for("a = 1")
    send(program, "/sessions")
    program.wait_for("Active Sessions:")
    gate.release()
    shows(program, ["# b", "───", "c"])


def test_it_can_be_switched_off(clean_environment: Path, start_with_api: Start, api: FakeApi) -> None:
    write_settings(clean_environment, "[ui]\nmarkdown = false\n")
    api.enqueue(Reply(*REPLY))
    program = start_with_api(lines=30)
    asked(program)
    sees(program, "# The plan", "Some **bold** words and `code`.", "| second | short |", "The end.")


@pytest.mark.parametrize("run", ["pty", "tmux"], indirect=True)
@pytest.mark.parametrize("library", ["markdown_it", "pygments"])
def test_without_the_extra_replies_are_shown_as_they_come(
    tmp_path: Path, start_with_api: Start, api: FakeApi, library: str
) -> None:
    (tmp_path / f"{library}.py").write_text(
        "raise ModuleNotFoundError('it is not installed')\n", encoding="ascii"
    )
    api.enqueue(Reply(*REPLY))
    program = start_with_api(lines=30, env={"PYTHONPATH": f"{tmp_path}:{ROOT}"})
    asked(program)
    sees(program, "# The plan", "Some **bold** words and `code`.", "| second | short |", "The end.")
