"""The chooser: all sessions in a list, found by a few letters, read and answered without leaving the one shown."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.fake_api import FakeApi, Gate, Hold, Reply, Tool
from tests.features.conftest import Start
from tests.features.harness.fake_program import FakeProgram
from tests.features.harness.program import Program
from tests.features.steps import answer, asked, displayed, in_overlay, joined, pane, sees, send, status

DRAFT = "half a thought, (with) “signs”"


def listed(lines: Sequence[str]) -> list[str]:
    """Return the rows of the list: from below its head to the rule above the pane."""
    rows = list(lines[1:-2])
    rule = next((place for place, row in enumerate(rows) if row.startswith("──")), len(rows))
    return [row for row in rows[:rule] if row]


def opened(program: Program) -> list[str]:
    """Open the chooser; return the lines of the screen."""
    program.press("C-b", "w")
    return program.wait_for("[Find] >")


def asking(start: Start, api: FakeApi, home: Path) -> Program:
    """Start qmux with a session `b` that wants to write a file, and `a`, displayed, scrolled back, with a draft."""
    path = home / "made.txt"
    call = Tool("fs_write", {"command": "create", "path": str(path), "file_text": "one\ntwo\n"})
    api.when("write it", Reply("I will.", call))
    api.when("story", Reply("\n".join(f"line {number}" for number in range(60))))
    program = start("--new", "b", columns=100, lines=30)
    displayed(program, "b")
    send(program, "write it")
    program.wait_for("[y/n/t] fs_write:")
    send(program, "/new a")
    displayed(program, "a")
    send(program, "story")
    program.wait_for("line 59")
    program.wait_for(lambda lines: "ACTIVE" in status(lines))
    program.press("PageUp")
    program.wait_for("line 20")
    program.type(DRAFT)
    program.wait_for(f"q> {DRAFT}")
    program.wait_for(in_overlay("b", "#"))
    return program


def test_another_sessions_call_is_read_and_allowed_and_this_ones_draft_and_scroll_stay(
    start_with_api: Start, api: FakeApi, clean_environment: Path
) -> None:
    program = asking(start_with_api, api, clean_environment)
    lines = program.screen()
    before = lines[2:-1], program.cursor()  # above it are the position and the overlay
    opened(program)
    sees(program, ">  1 b", "# permission", " * 2 a")
    program.press("Tab")
    program.wait_for("[Peek: b] >")
    sees(program, "made.txt", "two", "Allow this action?")
    assert not (clean_environment / "made.txt").exists()
    program.press("Enter", "Space", "Enter")
    program.press("BSpace")
    answer(program, "y")
    program.wait_for(
        lambda lines: "  WAITING" in lines[0].replace("⏎", " ") and "You said: " in joined(lines)
    )
    assert (clean_environment / "made.txt").read_text() == "one\ntwo\n"
    program.press("Escape")
    program.wait_for("[Find] >")
    program.press("Escape")
    displayed(program, "a")
    program.wait_for(lambda lines: (lines[2:-1], program.cursor()) == before)
    assert "[b]" not in joined(program.screen())


def test_what_is_trusted_from_afar_is_offered_there(
    start_with_api: Start, api: FakeApi, clean_environment: Path
) -> None:
    program = asking(start_with_api, api, clean_environment)
    opened(program)
    program.press("Tab")
    answer(program, "t")
    sees(program, "Trust what, in this session?")
    answer(program, "n", "[1-")
    program.wait_for("Refused")
    assert not (clean_environment / "made.txt").exists()


@pytest.mark.parametrize("run", ["fake"], indirect=True)
def test_what_is_typed_before_the_question_was_seen_decides_nothing(
    start_with_api: Start, api: FakeApi, clean_environment: Path
) -> None:
    program = asking(start_with_api, api, clean_environment)
    assert isinstance(program, FakeProgram)
    start = program.app.coordinator.timers.clock()
    program.app.coordinator.timers.clock = lambda: start  # time stands still
    opened(program)
    program.press("Tab")
    program.wait_for("[Peek: b] >")
    program.type("y")
    program.press("Enter")
    program.wait_for(
        lambda lines: "Typed before the question" in status(lines) and "[Peek: b] > y" in lines[-2]
    )
    assert not (clean_environment / "made.txt").exists()


def test_a_choice_is_answered_by_its_number(start_with_api: Start, api: FakeApi) -> None:
    api.when("go", Reply(Tool("ask_user", {"question": "Which color?", "choices": ["red", "green"]})))
    program = start_with_api("--new", "asks")
    displayed(program, "asks")
    send(program, "go")
    asked(program, "Which color?")
    send(program, "/new other")
    displayed(program, "other")
    opened(program)
    program.press("Tab")
    sees(program, "[Peek: asks] >", "Which color?", "1 red  2 green")
    send(program, "2")
    sees(program, "> green", "You said: ")


def test_a_few_letters_find_a_session_and_enter_shows_it(start: Start) -> None:
    program = start("--new", "fix-login")
    displayed(program, "fix-login")
    for name in ("api-tests", "fix-logout", "plan"):
        send(program, f"/new {name}")
        displayed(program, name)
    assert len(listed(opened(program))) == 4
    program.type("flt")
    program.wait_for(lambda lines: [row.split()[2] for row in listed(lines)] == ["fix-logout"])
    program.press("C-u")
    program.wait_for(lambda lines: len(listed(lines)) == 4)
    program.type("api")
    program.wait_for(lambda lines: len(listed(lines)) == 1)
    program.press("Enter")
    displayed(program, "api-tests")
    opened(program)
    program.press("Down", "Down", "Enter")
    displayed(program, "plan")
    opened(program)
    program.type("zzz")
    program.wait_for("0 of 4 sessions")
    program.press("Enter")
    program.wait_for("No session fits")
    program.press("Escape")
    displayed(program, "plan")


def test_filters_by_status_and_closing_from_the_list(start_with_api: Start, api: FakeApi) -> None:
    api.when("go", Reply(Tool("ask_user", {"question": "Which?"})))
    program = start_with_api("--new", "asks")
    displayed(program, "asks")
    send(program, "go")
    asked(program, "Which?")
    send(program, "/new other")
    displayed(program, "other")
    opened(program)
    program.press("M-w")
    program.wait_for(lambda lines: "[waiting]" in lines[0] and len(listed(lines)) == 1)
    program.press("M-f")
    program.wait_for(lambda lines: "0 of 2 sessions" in lines[0] and "[failed]" in lines[0])
    program.press("M-a")
    program.wait_for(lambda lines: len(listed(lines)) == 2)
    program.press("C-x")
    program.wait_for("Close session asks? It waits for an answer.")
    program.press("y")
    program.wait_for(lambda lines: len(listed(lines)) == 1)
    program.press("Escape")
    displayed(program, "other")


@pytest.mark.parametrize(("columns", "lines"), [(200, 50), (80, 24), (40, 12), (39, 9), (12, 5), (1, 1)])
def test_it_fits_every_terminal(start: Start, columns: int, lines: int) -> None:
    program = start("--new", "one", columns=80, lines=24)
    displayed(program, "one")
    send(program, "/new two")
    displayed(program, "two")
    opened(program)
    program.resize(columns, lines)
    program.press("Up", "Down", "Up")
    if lines > 4 and columns > 10:
        preview = columns >= 40 and lines >= 12
        program.wait_for(
            lambda rows: (
                any(row.startswith(">  1 one") for row in rows) and ("── 1:one" in joined(rows)) == preview
            )
        )
    program.press("Enter")
    program.resize(80, 24)
    displayed(program, "one")
    assert "[Find]" not in joined(pane(program.screen()))


@pytest.mark.parametrize("run", ["fake"], indirect=True)
def test_the_preview_follows_a_session_at_work(start_with_api: Start, api: FakeApi) -> None:
    gate = Gate()
    api.when("go", Reply("It begins, ", Hold(gate), "and it ends."))
    program = start_with_api("--new", "busy")
    displayed(program, "busy")
    send(program, "go")
    program.wait_for("It begins,")
    send(program, "/new other")
    displayed(program, "other")
    opened(program)
    program.press("Up")
    sees(program, "── 1:busy", "It begins,")
    gate.release()
    sees(program, "and it ends.")
