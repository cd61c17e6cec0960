"""Terminals of any size, and one that changes while a reply streams: no crash, no garbage, nothing lost."""

import random

import pytest

from tests.fake_api import FakeApi, Form, Gate, Hold, Reply
from tests.features.conftest import Start
from tests.features.faults import HasStatus, Shown, ready, wait_until, works
from tests.features.harness.program import Program
from tests.features.steps import send

SIZES = [(1, 1), (2, 2), (10, 3), (20, 5), (80, 1), (1, 50), (3, 80), (500, 3)]
NUMBERS = " ".join(f"n{number:04}" for number in range(400))


def is_whole(lines: list[str]) -> bool:
    """Return whether the frame is where it belongs in a terminal of 80 by 24."""
    return (
        len(lines) == 24
        and lines[-2].startswith("[Current: ")
        and lines[-1].startswith("1:")
        and not any("[Current" in line for line in lines[:-2])
    )


def settled(program: Program) -> list[str]:
    """Return to 80 by 24 and wait for the whole frame."""
    program.resize(80, 24)
    return program.wait_for(is_whole)


@pytest.mark.parametrize(("columns", "lines"), SIZES[1:])
def test_it_starts_works_and_ends_at_any_size(start: Start, api: FakeApi, columns: int, lines: int) -> None:
    program = start(columns=columns, lines=lines, env=api.environment("anthropic"))
    program.wait_for(any)
    send(program, "hello")
    wait_until(program, lambda: [request.text for request in api.requests] == ["hello"])
    send(program, "/quit")
    program.type("y")  # should it still be at work on the reply
    assert program.wait_exit() == 0


def test_one_cell_is_enough_to_start(start: Start, api: FakeApi) -> None:
    program = start(columns=1, lines=1, env=api.environment("openai"))
    settled(program)
    works(program, api)


@pytest.mark.parametrize(("columns", "lines"), SIZES)
def test_a_small_terminal_grows_again_without_garbage(
    start: Start, api: FakeApi, columns: int, lines: int
) -> None:
    program = start(env=api.environment("anthropic"))
    api.enqueue(Reply("漢字 and more words than fit", form=Form(word=2)))
    ready(program)
    send(program, "hello")
    program.wait_for("漢字 and more words than fit")
    program.type("a draft")
    program.wait_for("a draft")
    program.resize(columns, lines)
    program.wait_for(lambda shown: len(shown) == lines and max(map(len, shown)) <= columns)
    shown = settled(program)
    assert "漢字 and more words than fit" in shown
    assert "q> a draft" in shown[-2]
    program.press("C-u")
    works(program, api)


@pytest.mark.parametrize("seed", range(2))
def test_a_storm_of_sizes_while_a_reply_streams(start: Start, api: FakeApi, seed: int) -> None:
    program = start(env=api.environment("openai"))
    dice = random.Random(seed)
    half = len(NUMBERS) // 2
    gates = [Gate() for _ in range(20)]
    pieces = [NUMBERS[half * n // 20 : half * (n + 1) // 20] for n in range(20)]
    items = [item for piece, gate in zip(pieces, gates, strict=True) for item in (piece, Hold(gate))]
    api.enqueue(Reply(*items, NUMBERS[half:], " THE END"))
    ready(program)
    send(program, "count")
    for gate in gates:
        program.resize(dice.randrange(1, 120), dice.randrange(1, 50))
        gate.release()
        program.resize(*dice.choice(SIZES))
    shown = settled(program)
    shown = program.wait_for(lambda lines: is_whole(lines) and Shown("THE END")(lines))
    program.wait_for(HasStatus("ACTIVE"))
    assert Shown(NUMBERS[-600:])(shown)
    works(program, api)


@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_a_terminal_that_does_not_tell_its_size_has_80_by_24(start: Start) -> None:
    program = start(columns=0, lines=0)
    program.wait_for(is_whole)
