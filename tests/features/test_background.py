"""Sessions that are not shown: they go on, and say in the overlay when they are done, failed, or at a loss."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fake_api import Failure, FakeApi, Gate, Hold, Reply
from tests.features.conftest import Start
from tests.features.harness.program import Program
from tests.features.steps import (
    PROTOCOLS,
    displayed,
    in_overlay,
    pane,
    sees,
    send,
    status,
    write_settings,
)

WAYS_TO_MAKE_ONE: dict[str, Callable[[Program], None]] = {
    "/new": lambda program: send(program, "/new"),
    "C-n": lambda program: program.press("C-n"),
    "C-b c": lambda program: program.press("C-b", "c"),
}


@pytest.mark.parametrize("way", WAYS_TO_MAKE_ONE)
def test_a_new_session_is_made_and_shown(start: Start, way: str) -> None:
    program = start()
    displayed(program, "dev-1")
    WAYS_TO_MAKE_ONE[way](program)
    displayed(program, "dev-2")
    program.wait_for(lambda lines: status(lines) == "Switched to session: dev-2")
    program.wait_for(lambda lines: not any(pane(lines)))


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_hidden_session_goes_on_and_is_named_when_it_is_done(start_with_api: Start, api: FakeApi) -> None:
    gate = Gate()
    api.when("long", Reply("It begins, ", Hold(gate), "and it ends."))
    program = start_with_api()
    displayed(program, "dev-1")
    send(program, "/rename first")
    displayed(program, "first")
    send(program, "a long story")
    program.wait_for("It begins,")
    program.press("C-n")
    displayed(program, "dev-2")
    program.wait_gone("It begins,")
    send(program, "meanwhile")
    program.wait_for("You said: meanwhile")
    assert not any("[first]" in line for line in pane(program.screen()))  # one at work does not wait for anybody
    gate.release()
    program.wait_for(in_overlay("first", "⏎"))
    program.press("M-1")
    sees(program, "It begins, and it ends.")
    program.wait_for(lambda lines: not in_overlay("first", "⏎")(lines))


def test_the_overlay_covers_nothing_for_good(start_with_api: Start, api: FakeApi) -> None:
    gate = Gate()
    api.when("background", Reply(Hold(gate)))
    program = start_with_api()
    displayed(program, "dev-1")
    send(program, "background work")
    api.wait_for_requests(1)
    program.press("C-n")
    displayed(program, "dev-2")
    full = "x" * 78
    program.paste("\n".join(f"{number} {full}" for number in range(3)))
    program.press("Enter")
    program.wait_for(lambda lines: any(line.endswith("x") and len(line) == 80 for line in pane(lines)[:1]))
    under = pane(program.screen())[0]
    gate.release()
    program.wait_for(in_overlay("background-work", "⏎"))
    assert pane(program.screen())[0] != under
    send(program, "/switch background")
    displayed(program, "background-work")
    program.press("C-b", "l")
    program.wait_for(lambda lines: pane(lines)[0] == under)


def test_sessions_wait_in_the_order_of_urgency_each_with_its_glyph(
    start_with_api: Start, api: FakeApi
) -> None:
    gates = {word: Gate() for word in ("reply", "failure")}
    api.when("reply", Reply(Hold(gates["reply"])))
    api.when("failure", Reply("so f", Hold(gates["failure"])), Failure(400))
    program = start_with_api()
    for number, word in enumerate(("reply", "failure"), 1):
        displayed(program, f"dev-{number}")
        send(program, f"/rename {word}")
        displayed(program, word)
        send(program, word)
        api.wait_for_requests(number)
        program.press("C-n")
    displayed(program, "dev-3")
    gates["reply"].release()
    program.wait_for(lambda lines: lines[0].endswith("[reply] ⏎"))
    program.press("M-2")
    displayed(program, "failure")
    program.press("C-c")
    program.wait_for("[interrupted: stopped by the user]")
    send(program, "another failure")
    program.press("M-3")
    program.wait_for(lambda lines: lines[0].endswith("[failure] !") and lines[1].endswith("[reply]   ⏎"))


def test_the_overlay_can_be_in_another_corner_with_those_at_work(
    start_with_api: Start, api: FakeApi, clean_environment: Path
) -> None:
    write_settings(
        clean_environment, '[ui]\nindicator_position = "bottom-left"\nindicator_processing = true\n'
    )
    gate = Gate()
    api.when("work", Reply(Hold(gate), "done"))
    program = start_with_api()
    displayed(program, "dev-1")
    send(program, "/rename worker")
    displayed(program, "worker")
    send(program, "work")
    api.wait_for_requests(1)
    program.press("C-n")
    program.wait_for(lambda lines: pane(lines)[-1] == "[worker] Processing...")
    gate.release()
    program.wait_for(lambda lines: pane(lines)[-1] == "[worker] ⏎")
