"""The harness itself: in each world a program starts, shows what is typed, and ends."""

from tests.features.conftest import Start


def test_a_program_shows_what_is_typed_and_ends(start: Start) -> None:
    program = start()
    program.wait_for("q>")
    program.type("héllo 漢")
    program.wait_for("héllo 漢")
    program.press("C-c")
    program.wait_gone("héllo")
    program.type("/quit")
    program.press("Enter")
    assert program.wait_exit() == 0


def test_a_program_takes_a_paste_and_a_new_size(start: Start) -> None:
    program = start(columns=60, lines=12)
    program.wait_for("q>")
    program.paste("one\ntwo")
    program.wait_for("one")
    program.wait_for("two")
    program.resize(50, 10)
    program.wait_for(lambda lines: len(lines) == 10 and any("two" in line for line in lines))
