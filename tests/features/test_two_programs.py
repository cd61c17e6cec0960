"""Two qmux on one database: each keeps to its own sessions."""

import signal
from pathlib import Path

import pytest

from tests.fake_api import FakeApi, Gate, Hold, Reply
from tests.features.conftest import Start
from tests.features.faults import saved
from tests.features.steps import displayed, in_overlay, leave, prompt_of, sees, send

pytestmark = pytest.mark.parametrize("run", ["pty", "tmux"], indirect=True)


def test_a_second_one_begins_a_session_of_its_own_and_both_go_on(start_with_api: Start, api: FakeApi) -> None:
    gate = Gate()
    api.when("work", Reply("so far ", Hold(gate), "and done"))
    first = start_with_api("--new", "one")
    displayed(first, "one")
    send(first, "work")
    first.wait_for("so far")
    second = start_with_api()
    displayed(second, "dev-1")
    send(second, "/sessions --all")
    sees(
        second,
        "* dev-1  [ACTIVE]  dev  now",
        "Sessions that are not open here:",
        "  one  [PROCESSING]  dev  now",
    )
    send(second, "hello")
    sees(second, "You said: hello")
    gate.release()
    first.wait_for("so far and done")
    send(first, "hello too")
    first.wait_for("You said: hello too")
    leave(second)
    leave(first)


def test_a_third_one_takes_over_what_was_left(start: Start) -> None:
    first = start("--new", "one")
    displayed(first, "one")
    second = start("--new", "two")
    displayed(second, "two")
    leave(first)
    third = start()
    displayed(third, "one")
    leave(second)
    leave(third)
    fourth = start()
    displayed(fourth, "one")
    fourth.press("C-b", "n")
    displayed(fourth, "two")


def test_a_killed_one_leaves_its_sessions_to_the_next(
    start_with_api: Start, api: FakeApi, clean_environment: Path
) -> None:
    gate = Gate()
    api.when("work", Reply("so far ", Hold(gate)))
    first = start_with_api("--new", "one")
    displayed(first, "one")
    send(first, "work")
    first.wait_for("so far")
    second = start_with_api("--new", "two")
    displayed(second, "two")
    saved(first, clean_environment, "so far")
    first.kill(signal.SIGKILL)
    first.wait_exit()
    third = start_with_api()
    sees(third, prompt_of("one"), "so far", "[interrupted:")
    send(second, "hello")
    second.wait_for("You said: hello")
    assert not in_overlay("one", "!")(second.screen())
