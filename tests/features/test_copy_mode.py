"""Copy mode: looking around in what was said, searching it, and taking some of it along."""

from pathlib import Path

import pytest

from tests.fake_api import FakeApi, Gate, Hold, Reply
from tests.features.conftest import Start
from tests.features.harness.program import Program
from tests.features.steps import displayed, pane, sees, send, write_settings
from tests.features.test_scrolling import filled

IN_COPY_MODE = "[copy] Space selects"


def copying(program: Program) -> Program:
    """Begin copy mode, and see that it takes the keys."""
    program.press("C-b", "[")
    program.wait_for(IN_COPY_MODE)
    return program


def copied(program: Program, text: str) -> None:
    """Wait until `text` was copied."""
    program.wait_for(lambda lines: program.copied() == text)


def test_a_search_finds_what_scrolled_off_and_goes_on_from_there(start: Start) -> None:
    program = copying(filled(start))
    program.type("?LINE 17")
    program.wait_for(lambda lines: lines[-2] == "?LINE 17")
    program.press("Enter")
    program.wait_for("matches LINE 17")  # capitals are meant
    program.type("?line 17")
    program.press("Enter")
    program.wait_for(lambda lines: at_cursor(program, lines).startswith("line 179 of 200"))
    program.type("n")
    program.wait_for(lambda lines: at_cursor(program, lines).startswith("line 178 of 200"))
    program.type("NN")
    program.wait_for(lambda lines: at_cursor(program, lines).startswith("line 17 of 200"))
    program.type("q")
    program.wait_for("line 200 of 200")
    displayed(program, "long")


def at_cursor(program: Program, lines: list[str]) -> str:
    """Return what is on the screen from the cursor on; "" while a new size is on its way."""
    column, line = program.cursor()
    return lines[line][column:] if line < len(lines) else ""


def test_lines_are_copied_to_the_clipboard_and_pasted_into_the_prompt(start: Start) -> None:
    program = filled(start)
    program.expect_copies()
    copying(program)
    program.type("?line 42 of")
    program.press("Enter")
    program.wait_for(lambda lines: at_cursor(program, lines).startswith("line 42 of"))
    program.type("Vj")
    program.press("Enter")
    program.wait_for("Copied 2 lines")
    copied(program, "line 42 of 200\nline 43 of 200")
    displayed(program, "long")
    program.press("C-b", "]")
    sees(program, "q> line 42 of 200", "line 43 of 200")


def test_a_wrapped_line_is_copied_as_one(start_with_api: Start, api: FakeApi) -> None:
    api.enqueue(Reply("it was " + "very " * 40 + "long\n\nthe end"))
    program = start_with_api("--new", "one")
    displayed(program, "one")
    send(program, "talk")
    program.wait_for("the end")
    program.expect_copies()
    copying(program)
    program.type("?it was")
    program.press("Enter")
    program.type("v$y")
    copied(program, "it was " + "very " * 40 + "long")


def test_a_block_is_a_rectangle(start: Start) -> None:
    program = filled(start)
    program.expect_copies()
    copying(program)
    program.type("?line 98 of")
    program.press("Enter", "C-v")
    program.type("jjllllll")
    program.press("Enter")
    copied(program, "line 98\nline 99\nline 10")


def test_what_is_looked_at_stays_while_more_comes(start_with_api: Start, api: FakeApi) -> None:
    gate = Gate()
    first = "".join(f"old line {number}\n" for number in range(60))
    second = "".join(f"new line {number}\n" for number in range(60))
    api.enqueue(Reply(first, Hold(gate), second, "the end"))
    program = start_with_api("--new", "one")
    displayed(program, "one")
    send(program, "talk")
    program.wait_for("old line 59")
    looked_at = pane(copying(program).wait_for("[0/"))[1:20]  # below is room for what comes
    gate.release()
    program.wait_for(lambda lines: "[0/" not in lines[0] and "ACTIVE" in lines[-1])
    assert pane(program.screen())[1:20] == looked_at
    program.press("G")
    program.wait_for("the end")


def test_what_was_copied_is_written_to_a_file(start: Start, clean_environment: Path) -> None:
    program = filled(start)
    program.expect_copies()
    copying(program)
    program.type("?line 7 of")
    program.press("Enter")
    program.type("V>")
    program.wait_for("q> /copy-to-file")
    program.type("kept.txt")
    program.press("Enter")
    program.wait_for("Wrote what was copied to")
    assert (clean_environment / "kept.txt").read_text() == "line 7 of 200\n"


def test_the_draft_waits_and_keys_do_not_reach_it(start: Start) -> None:
    program = filled(start)
    program.type("half a thought")
    program.wait_for("q> half a thought")
    copying(program)
    program.type("xz")
    program.press("C-c")
    program.wait_for(lambda lines: lines[-2].endswith("q> half a thought"))


def test_each_session_has_a_copy_mode_of_its_own(start: Start) -> None:
    program = filled(start)
    send(program, "/new other")
    displayed(program, "other")
    program.press("C-b", "l")
    displayed(program, "long")
    program.press("C-b", "PageUp")
    looked_at = pane(program.wait_for(lambda lines: IN_COPY_MODE in lines[-2] and "[20/" in lines[0]))
    program.press("M-2")
    displayed(program, "other")
    program.press("M-1")
    program.wait_for(lambda lines: IN_COPY_MODE in lines[-2] and pane(lines) == looked_at)


def test_the_list_of_keys_is_shown_also_from_copy_mode(start: Start) -> None:
    program = copying(filled(start))
    program.press("C-b", "?")
    program.wait_for(lambda lines: lines[3] == "In copy mode")
    program.press("q")
    program.wait_for(lambda lines: IN_COPY_MODE in lines[-2] and lines[3] != "In copy mode")


def test_cursor_and_selection_stay_on_their_text_at_another_width(start: Start) -> None:
    program = filled(start)
    program.expect_copies()
    copying(program)
    program.type("?line 150")
    program.press("Enter")
    program.type("Vk")
    program.resize(30, 12)
    program.wait_for(lambda lines: lines[10] == "[copy] Space selects, Enter c…")
    program.wait_for(lambda lines: at_cursor(program, lines).startswith("line 149"))
    program.press("Enter")
    copied(program, "line 149 of 200\nline 150 of 200")


@pytest.mark.parametrize("run", ["fake", "pty"], indirect=True)
def test_the_wheel_scrolls_where_the_mouse_is_wanted(start: Start, clean_environment: Path) -> None:
    write_settings(clean_environment, "[ui]\nmouse = true\n")
    program = filled(start)
    program.send(b"\x1b[<64;5;5M\x1b[<64;5;5M\x1b[<65;5;5M")
    program.wait_for("[3/")
    copying(program)
    program.send(b"\x1b[<64;5;5M")
    program.wait_for("[6/")


@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_the_terminal_is_asked_for_its_mouse_only_if_it_is_wanted(
    start: Start, clean_environment: Path
) -> None:
    program = start("--new", "one")
    displayed(program, "one")
    assert not program.terminal.sent["mouse"]  # type: ignore[attr-defined]
    program.stop()
    write_settings(clean_environment, "[ui]\nmouse = true\n")
    program = start("--new", "two")
    displayed(program, "two")
    assert program.terminal.sent["mouse"]  # type: ignore[attr-defined]
