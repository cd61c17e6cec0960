"""A bug in one corner of the main thread is told, and ends nothing."""

import pytest

from tests.features.conftest import Start
from tests.features.harness.fake_program import FakeProgram
from tests.features.steps import displayed, send


def _mistake() -> None:
    raise ZeroDivisionError("of a test")


@pytest.mark.parametrize("run", ["fake"], indirect=True)
@pytest.mark.parametrize("way", ["timer", "mailbox"])
def test_a_mistake_of_ours_is_told_and_the_sessions_go_on(start: Start, way: str) -> None:
    program = start()
    assert isinstance(program, FakeProgram)
    displayed(program, "dev-1")
    if way == "timer":
        program.app.coordinator.timers.call_in(0, _mistake)
    else:
        program.app.coordinator.mailbox.post(_mistake)
    program.wait_for("qmux made a mistake (of a test).")
    send(program, "hello")
    program.wait_for("You said: hello")
