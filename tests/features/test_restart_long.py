"""Starting again with a long conversation: its end is there at once, and all of it soon."""

import re

from tests.fake_api import FakeApi, Reply
from tests.features.conftest import Start
from tests.features.steps import displayed, leave, sees, send, status


def test_a_long_conversation_comes_back_with_its_end_first_and_then_whole(
    start_with_api: Start, api: FakeApi
) -> None:
    program = start_with_api()
    displayed(program, "dev-1")
    for turn in range(8):
        reply = "".join(f"- line {turn}-{number} of *this* reply\n" for number in range(80))
        api.enqueue(Reply(f"{reply}\nend {turn}"))
        send(program, f"turn {turn}")
        sees(program, f"end {turn}", "ACTIVE")
    program.press("C-b", "[")
    program.wait_for(lambda lines: _rows_above(lines) > 600)
    rows = _rows_above(program.screen())
    program.press("g")
    sees(program, "> turn 0", "• line 0-0 of this reply")
    program.press("q")
    leave(program)
    program = start_with_api()
    sees(program, "• line 7-79 of this reply", "end 7")
    program.wait_for(lambda lines: "context" in status(lines))  # the conversation is in memory
    program.press("C-b", "[")
    program.wait_for(lambda lines: _rows_above(lines) == rows)
    program.press("g")
    sees(program, "> turn 0", "• line 0-0 of this reply")


def _rows_above(lines: list[str]) -> int:
    """Return how many rows copy mode says there are above the screen, 0 where it says nothing."""
    found = re.search(r"\[\d+/(\d+)\]", lines[0])
    return int(found[1]) if found else 0
