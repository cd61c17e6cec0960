"""Switching: every way to do it, and what each session keeps meanwhile."""

from collections.abc import Callable

import pytest

from tests.fake_api import FakeApi, Gate, Hold, Reply, Tool
from tests.features.conftest import Start
from tests.features.harness.program import Program
from tests.features.steps import NEW, asked, displayed, joined, pane, sees, send, status

# Three sessions one, two, three; `three` is displayed, `two` was before it.
WAYS: dict[str, tuple[Callable[[Program], None], str]] = {
    "/switch NUMBER": (lambda program: send(program, "/switch 1"), "one"),
    "/switch NAME": (lambda program: send(program, "/switch two"), "two"),
    "/s PREFIX": (lambda program: send(program, "/s o"), "one"),
    "C-b n": (lambda program: program.press("C-b", "n"), "one"),
    "C-b p": (lambda program: program.press("C-b", "p"), "two"),
    "C-b l": (lambda program: program.press("C-b", "l"), "two"),
    "C-b 1": (lambda program: program.press("C-b", "1"), "one"),
    "M-2": (lambda program: program.press("M-2"), "two"),
}


def three(start: Start) -> Program:
    """Start qmux with the sessions one, two and three, of which `three` is displayed."""
    program = start("--new", "one")
    displayed(program, "one")
    for name in ("two", "three"):
        send(program, f"/new {name}")
        displayed(program, name)
    return program


@pytest.mark.parametrize("way", WAYS)
def test_there_are_many_ways_to_switch(start: Start, way: str) -> None:
    program = three(start)
    press, name = WAYS[way]
    press(program)
    displayed(program, name)
    program.wait_for(lambda lines: status(lines) == f"Switched to session: {name}")


def test_session_ten_has_a_prefix_key_too(start: Start) -> None:
    program = start()
    for number in range(1, 11):
        displayed(program, f"dev-{number}")
        if number < 10:
            program.press("C-n")
    program.press("M-3")
    displayed(program, "dev-3")
    program.press("C-b", "0")
    displayed(program, "dev-10")


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("/switch t", "Several sessions begin with “t”: two, three. Type more of the name."),
        ("/switch thre4", "There is no session “thre4”."),
        ("/switch 7", "There is no session “7”. The sessions are 1 one, 2 two, 3 three."),
    ],
)
def test_a_session_that_is_not_meant_clearly_changes_nothing(start: Start, line: str, answer: str) -> None:
    program = three(start)
    send(program, line)
    program.wait_for(lambda lines: status(lines).startswith(answer))
    program.wait_for(f"[Current: three] q> {line}")


def test_a_switch_shows_all_that_was_said_meanwhile_below_a_rule(start_with_api: Start, api: FakeApi) -> None:
    gate = Gate()
    api.when("count", Reply("one two\n", Hold(gate), "\n".join(f"number {n}" for n in range(3, 12))))
    program = start_with_api("--new", "counter")
    displayed(program, "counter")
    send(program, "count")
    program.wait_for("one two")
    program.press("C-n")
    displayed(program, "dev-1")
    program.wait_gone("one two")
    gate.release()
    program.wait_for("[counter] ⏎")
    program.press("M-n")
    lines = program.wait_for(lambda lines: "one two" in lines and "number 11" in lines)
    assert NEW in lines[lines.index("one two") + 1]
    assert lines[lines.index("one two") + 2] == "number 3"
    send(program, "thanks")  # now it is old
    program.wait_for("You said: thanks")
    program.wait_gone(NEW)


def test_nothing_new_draws_no_rule(start: Start) -> None:
    program = three(start)
    program.press("M-1")
    displayed(program, "one")
    program.press("M-3")
    displayed(program, "three")
    assert NEW not in joined(program.screen())


def test_drafts_stay_with_their_sessions(start: Start) -> None:
    program = three(start)
    program.type("for three")
    program.press("Left", "Left", "M-1")
    displayed(program, "one")
    program.wait_gone("for three")
    program.type("for one")
    program.press("M-3")
    program.wait_for("[Current: three] q> for three")
    program.type("-")  # the cursor is where it was
    program.wait_for("q> for thr-ee")
    program.press("M-1")
    program.wait_for("[Current: one] q> for one")


def test_the_place_scrolled_to_stays_with_its_session(start: Start) -> None:
    program = start("--new", "long")
    displayed(program, "long")
    send(program, "print 100 lines")
    sees(program, "line 100 of 100", "ACTIVE")
    program.press("PageUp", "PageUp")
    before = program.wait_for(lambda lines: "[40/" in lines[0] and lines[21] == "line 62 of 100")
    program.press("C-n")
    displayed(program, "dev-1")
    program.wait_for(lambda lines: not any(pane(lines)))
    program.press("M-1")
    program.wait_for(lambda lines: pane(lines) == pane(before))
    send(program, "hello")  # whoever speaks wants to see the answer
    sees(program, "You said: hello")


def test_what_comes_after_one_is_back_is_not_new_since_one_left(start: Start) -> None:
    program = start("--new", "asker")
    displayed(program, "asker")
    send(program, "ask")
    asked(program, "? Which color shall it be?")
    program.press("C-n")
    displayed(program, "dev-1")
    program.press("M-1")
    displayed(program, "asker")
    send(program, "2")
    sees(program, "You answered: green")
    assert NEW not in joined(program.screen())


def test_next_goes_through_those_who_wait_in_the_order_of_the_overlay(
    start_with_api: Start, api: FakeApi
) -> None:
    gate = Gate()
    for word in ("alpha", "beta"):
        api.when(
            word, Reply(f"{word} begins ", Hold(gate), Tool("ask_user", {"question": "Which?"}, id=word))
        )
    program = start_with_api("--new", "alpha")
    for name, after in (("alpha", "beta"), ("beta", "other")):
        displayed(program, name)
        send(program, name)
        program.wait_for(f"{name} begins")
        send(program, f"/new {after}")
    displayed(program, "other")
    gate.release()
    overlay = program.wait_for(lambda lines: lines[0].endswith("?") and lines[1].endswith("?"))[:2]
    order = [line.rpartition("[")[2].partition("]")[0] for line in overlay]
    for name in order:
        program.press("M-n")
        displayed(program, name)
    program.press("M-n")  # who is shown and not answered waits on, and is visited anew
    program.wait_for(
        lambda lines: status(lines).startswith("No sessions waiting that you have not just seen")
    )
    program.press("M-n")
    displayed(program, order[0])


def test_next_without_anybody_waiting_says_so(start: Start) -> None:
    program = three(start)
    program.press("M-n")
    program.wait_for(lambda lines: status(lines) == "No sessions waiting.")
