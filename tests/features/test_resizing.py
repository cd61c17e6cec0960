"""Terminals of all sizes, and changes of size at any time."""

import pytest

from tests.fake_api import FakeApi, Form, Gate, Hold, Item, Reply
from tests.features.conftest import Start
from tests.features.harness.program import Program
from tests.features.steps import PROTOCOLS, displayed, in_overlay, pane, sees, send, status

WORDS = [f"w{number:03}" for number in range(120)]


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_resize_in_mid_stream_keeps_every_word(start_with_api: Start, api: FakeApi) -> None:
    gates = Gate(), Gate(), Gate()
    parts = [" ".join(WORDS[start : start + 30]) + " " for start in range(0, 120, 30)]
    items: list[Item] = [
        parts[0],
        Hold(gates[0]),
        parts[1],
        Hold(gates[1]),
        parts[2],
        Hold(gates[2]),
        parts[3],
    ]
    api.enqueue(Reply(*items, form=Form(word=7)))
    program = start_with_api(columns=80, lines=40)
    displayed(program, "dev-1")
    send(program, "count")
    _shows_words(program, 30)
    program.resize(20, 40)
    gates[0].release()
    _shows_words(program, 60)
    program.resize(133, 50)
    gates[1].release()
    _shows_words(program, 90)
    program.resize(80, 40)
    gates[2].release()
    _shows_words(program, 120)


def test_back_at_its_size_the_screen_is_what_it_was(start_with_api: Start) -> None:
    program = start_with_api(columns=80, lines=30)
    displayed(program, "dev-1")
    send(program, "漢字 and words, " * 20)
    sees(program, "You said: ", "ACTIVE")
    before = pane(program.screen())
    program.resize(20, 30)
    program.wait_for(lambda lines: max(map(len, lines)) <= 20)
    program.resize(80, 30)
    program.wait_for(lambda lines: pane(lines) == before)


def test_a_large_terminal_is_used_whole(start: Start) -> None:
    program = start(columns=200, lines=50)
    displayed(program, "dev-1")
    send(program, "print 100 lines")
    sees(program, "line 100 of 100", "line 55 of 100")
    send(program, "x" * 197)
    program.wait_for("> " + "x" * 197)
    assert program.cursor()[1] == 48


def test_where_there_is_no_room_the_overlay_is_a_count_in_the_status_line(
    start_with_api: Start, api: FakeApi
) -> None:
    gate = Gate()
    api.when("work", Reply(Hold(gate), "done"))
    program = start_with_api("--new", "one", columns=40, lines=10)
    displayed(program, "one")
    send(program, "work")
    api.wait_for_requests(1)
    send(program, "/new two")
    displayed(program, "two")
    gate.release()
    program.wait_for(in_overlay("one", "⏎"))
    program.resize(40, 9)
    program.wait_for(lambda lines: "[1]" in status(lines) and not in_overlay("one", "⏎")(lines))
    program.resize(39, 10)
    program.wait_for(lambda lines: len(lines) == 10 and "[1]" in status(lines))
    program.resize(80, 24)
    program.wait_for(in_overlay("one", "⏎"))


@pytest.mark.parametrize(("columns", "lines"), [(1, 1), (2, 2), (5, 3), (300, 2)])
def test_no_size_is_too_small(start: Start, columns: int, lines: int) -> None:
    program = start()
    displayed(program, "dev-1")
    send(program, "print 100 lines")
    program.wait_for("line 100 of 100")
    program.resize(columns, lines)
    program.type("x")
    program.press("PageUp", "BSpace")
    program.resize(80, 24)
    program.press("C-End")
    sees(program, "line 100 of 100", "[Current: ")


def _shows_words(program: Program, count: int) -> None:
    """Wait until the pane shows the first `count` words, wherever its lines break."""
    shown = "".join(WORDS[:count])
    program.wait_for(lambda lines: shown in "".join(pane(lines)).replace(" ", ""))
