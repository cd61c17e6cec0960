"""Sessions that are not shown: they go on, and say in the overlay when they are done, failed, or at a loss."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from tests.fake_api import FakeApi, Gate, Hold, Reply, StreamError, Tool
from tests.features.conftest import Start
from tests.features.harness.program import Program
from tests.features.steps import (
    PROTOCOLS,
    displayed,
    in_overlay,
    joined,
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
    program = start_with_api("--new", "first")
    displayed(program, "first")
    send(program, "a long story")
    program.wait_for("It begins,")
    program.press("C-n")
    displayed(program, "dev-1")
    program.wait_gone("It begins,")
    send(program, "meanwhile")
    program.wait_for("You said: meanwhile")
    assert "[first]" not in joined(program.screen())  # one at work does not wait for anybody
    gate.release()
    program.wait_for(in_overlay("first", "⏎"))
    program.press("M-1")
    sees(program, "It begins, and it ends.")
    program.wait_for(lambda lines: not in_overlay("first", "⏎")(lines))


def test_the_overlay_covers_nothing_for_good(start_with_api: Start, api: FakeApi) -> None:
    gate = Gate()
    api.when("background", Reply(Hold(gate), "done"))
    program = start_with_api("--new", "worker")
    displayed(program, "worker")
    send(program, "background work")
    api.wait_for_requests(1)
    send(program, "/new other")
    displayed(program, "other")
    program.paste("x" * 78)
    program.press("Enter")
    under = "> " + "x" * 78
    program.wait_for(lambda lines: lines[0] == under)
    gate.release()
    program.wait_for(lambda lines: lines[0].startswith("> xxx") and lines[0].endswith("x[worker] ⏎"))
    send(program, "/switch worker")
    displayed(program, "worker")
    program.press("C-b", "l")
    program.wait_for(lambda lines: lines[0] == under)


@pytest.mark.parametrize("position", ["top-right", "top-left", "bottom-right", "bottom-left"])
def test_what_the_overlay_cuts_in_any_corner_is_whole_again_when_it_goes(
    start_with_api: Start, api: FakeApi, clean_environment: Path, position: str
) -> None:
    """Its edge cuts wide characters in two: some rows begin with a narrow one, so that any edge does."""
    write_settings(clean_environment, f'[ui]\nindicator_position = "{position}"\n')
    gate = Gate()
    wide = "漢" * 39
    api.when("background", Reply(Hold(gate), "done"))
    api.when("fill", Reply("```\n" + f"{wide}\nx{wide}\n" * 20 + "```\n"))
    program = start_with_api("--new", "work")
    displayed(program, "work")
    send(program, "background")
    api.wait_for_requests(1)
    send(program, "/new other")
    displayed(program, "other")
    send(program, "fill")
    program.wait_for(lambda lines: "ACTIVE" in status(lines) and wide in lines[1])
    program.press(
        "PageUp"
    )  # to fill the last row too; the overlay leaves the mark of the position in the first
    before = pane(program.wait_for(lambda lines: wide in pane(lines)[-1]))
    covered = 1 if position.startswith("top") else len(before) - 1
    gate.release()
    lines = pane(program.wait_for(lambda lines: "[work] ⏎" in lines[covered]))
    rest = lines[covered].replace("[work] ⏎", "").strip()
    assert rest in before[covered] and rest.count("漢") >= 34
    assert lines[:covered] + lines[covered + 1 :] == before[:covered] + before[covered + 1 :]
    send(program, "/close work")
    program.press("y")
    program.wait_for(lambda lines: pane(lines) == before)


def test_sessions_wait_in_the_order_of_urgency_each_with_its_glyph(
    start_with_api: Start, api: FakeApi
) -> None:
    gates = {word: Gate() for word in ("reply", "question", "failure")}
    api.when("reply", Reply(Hold(gates["reply"])))
    api.when("question", Reply(Hold(gates["question"]), Tool("ask_user", {"question": "Which one?"})))
    api.when("failure", Reply(Hold(gates["failure"]), "so far", StreamError("api_error", "broken")))
    program = start_with_api("--new", "reply")
    for name, after in pairwise(("reply", "question", "failure", "other")):
        displayed(program, name)
        send(program, name)
        send(program, f"/new {after}")
    displayed(program, "other")
    gates["reply"].release()
    program.wait_for(lambda lines: lines[0].endswith(" [reply] ⏎"))
    gates["question"].release()
    program.wait_for(lambda lines: lines[0].endswith(" [question] ?"))
    gates["failure"].release()
    overlay = ["[failure]  !", "[question] ?", "[reply]    ⏎"]
    program.wait_for(lambda lines: [line[-len(overlay[0]) :] for line in lines[:3]] == overlay)


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
