"""Looking back through what was said."""

from tests.fake_api import FakeApi, Gate, Hold, Reply
from tests.features.conftest import Start
from tests.features.harness.program import Program
from tests.features.steps import displayed, in_overlay, pane, sees, send


def filled(start: Start) -> Program:
    """Start qmux with a session that has printed 200 lines."""
    program = start("--new", "long")
    displayed(program, "long")
    send(program, "print 200 lines")
    sees(program, "line 200 of 200", "ACTIVE")
    return program


def test_pages_overlap_and_the_position_is_shown(start: Start) -> None:
    program = filled(start)
    top = pane(program.screen())[0]
    program.press("PageUp")
    program.wait_for(lambda lines: "[20/" in lines[0] and top in lines)
    program.press("PageUp", "S-Up")
    program.wait_for("[41/")
    program.press("S-Down", "PageDown", "PageDown")
    program.wait_for("line 200 of 200")
    program.wait_gone("[20/")


def test_the_ends_are_a_key_away_and_no_further(start: Start) -> None:
    program = filled(start)
    program.press("C-Home")
    program.wait_for("Welcome to qmux")
    program.press("PageUp", "PageUp", "PageDown")
    program.wait_gone("Welcome to qmux")
    program.press("C-End")
    program.wait_for("line 200 of 200")


def test_what_is_looked_at_stays_while_more_comes(start_with_api: Start, api: FakeApi) -> None:
    gate = Gate()
    first = "".join(f"old line {number}\n" for number in range(60))
    second = "".join(f"new line {number}\n" for number in range(60))
    api.enqueue(Reply(first, Hold(gate), second, "the end"))
    program = start_with_api("--new", "one")
    displayed(program, "one")
    send(program, "talk")
    program.wait_for("old line 59")
    program.press("PageUp")
    looked_at = program.wait_for(lambda lines: "[20/" in lines[0] and lines[21] == "old line 39")[1:22]
    send(program, "/new two")
    displayed(program, "two")
    gate.release()
    program.wait_for(in_overlay("one", "⏎"))
    program.press("M-1")
    program.wait_for(lambda lines: pane(lines)[1:] == looked_at)
    program.press("C-End")
    program.wait_for("the end")


def test_typing_does_not_scroll_but_sending_does(start: Start) -> None:
    program = filled(start)
    program.press("PageUp")
    program.wait_for("[20/")
    program.type("hello")
    program.wait_for("q> hello")
    assert any("[20/" in line for line in program.screen())
    program.press("Enter")
    program.wait_for("You said: hello")


def test_what_a_command_prints_is_shown_from_its_beginning(start: Start) -> None:
    program = start("--new", "one")
    displayed(program, "one")
    send(program, "/help")
    lines = program.wait_for("Commands:")
    assert pane(lines)[0].startswith("/help")
    program.press("C-End")
    program.wait_for("/help COMMAND tells all")
